/** One huge site's evidence, judged by the command as a whole process: 20,000 pages, 1,000,000 links, every 100th broken. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { writeEvidenceFile } from '../src/evidence/evidence-file.ts'
import type { Evidence, GatheredEvidence } from '../src/evidence/evidence.ts'
import { linkOutcomes, type LinkOutcomeName } from '../src/evidence/link-errors.ts'
import type { LinkFinding } from '../src/evidence/links.ts'
import { exampleColumn } from '../src/indicators/column-update.ts'
import { indicators } from '../src/indicators/index.ts'
import { day } from '../src/kernel/day.ts'
import type { Benchmark } from './benchmark.ts'
import { median, seconds, spread } from './measure.ts'

const [pages, links, broken, columns] = [20_000, 1_000_000, 10_000, 300]
const home = 'http://www.example.gov.cn/'
const program = path.resolve(import.meta.dirname, '../bin/mingcha.mjs')

export const judgeSite: Benchmark = {
  name: 'judge',
  goal: 'the evidence of one site with 20,000 pages and 1,000,000 links is judged in less than 2 s and 300 MiB',
  async run() {
    const folder = await mkdtemp(path.join(tmpdir(), 'mingcha-bench-'))
    try {
      const file = path.join(folder, 'evidence.json')
      const text = writeEvidenceFile({
        target: { kind: 'site', name: '示例', isPortal: true, hasServices: true },
        monitorPoint: day('2025-08-14'),
        exportedAt: '2025-08-20T02:00:00.000Z',
        evidence: evidence(),
      })
      await writeFile(file, text)
      const [times, runs]: [number[], Awaited<ReturnType<typeof judge>>[]] = [[], []]
      for (let run = 0; run < 5; run += 1) {
        times.push(await seconds(async () => void runs.push(await judge(file))))
      }
      const size = `${(text.length / 1e6).toFixed(1)} million characters, ${broken} broken links`
      return [
        {
          label: 'whole command',
          value: median(times),
          unit: 's',
          atMost: 2,
          note: `median of ${spread(times)}; ${size}`,
        },
        {
          label: 'of this, processor time',
          value: median(runs.map(({ cpu }) => cpu)),
          unit: 's',
          note: 'with the start of the program',
        },
        {
          label: 'peak memory',
          value: Math.max(...runs.map(({ peak }) => peak)) / 1024,
          unit: 'MiB',
          atMost: 300,
          note: 'as the system counts it',
        },
      ]
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}

/** Judges in a process of its own; gives its peak memory in KiB and its processor seconds. */
async function judge(file: string): Promise<{ readonly peak: number; readonly cpu: number }> {
  const report =
    "process.on('exit', () => process.stderr.write(`peak ${process.resourceUsage().maxRSS} cpu ${process.cpuUsage().user + process.cpuUsage().system}\\n`))"
  const child = spawn(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(report)}`, program, '--json', 'judge', '--evidence', file],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let [bytes, words] = [0, '']
  child.stdout.on('data', (chunk: Buffer) => ((bytes += chunk.length), (words += bytes < 3000 ? chunk.toString() : '')))
  child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()))
  const code = await new Promise((resolve) => child.on('close', resolve))
  const [, peak = 0, cpu = 0] = (/peak (\d+) cpu (\d+)/.exec(words) ?? []).map(Number)
  if (code !== 1 || bytes === 0 || !(peak > 0)) throw new Error(`judge ended with ${String(code)}: ${words}`)
  return { peak, cpu: cpu / 1e6 }
}

/** Of every kind the evidence of some case of the conformance suite, and the links of a huge site. */
function evidence(): GatheredEvidence {
  const given = Object.assign(
    {},
    ...indicators.flatMap(({ id, cases }) =>
      id.startsWith('site/') ? cases.map((example) => example.given as object) : [],
    ),
  ) as Evidence
  const column = exampleColumn('news', '2025-08-10')
  return Object.fromEntries(
    Object.entries({
      ...given,
      columns: { ...given.columns, columns: Array.from({ length: columns }, () => column) },
      links: linksOfSite(),
    }).map(([kind, value]) => [kind, { value }]),
  )
}

function linksOfSite(): Evidence['links'] {
  const counts = Object.fromEntries(linkOutcomes.map((outcome) => [outcome, 0])) as Record<LinkOutcomeName, number>
  return {
    capturedAt: '2025-08-20T09:00:00+08:00',
    pagesRead: pages,
    linksChecked: links,
    stoppedBecause: `已读完全部 ${pages} 页`,
    counts: { ...counts, ok: links - broken, broken },
    findings: Array.from({ length: broken }, (_, index) => finding(index)),
    anchors: [],
    warnings: [],
  }
}

function finding(index: number): LinkFinding {
  const [url, page] = [`${home}wjxz/202508/P${index}.pdf`, `${home}zwgk/202508/t20250801_${index}.html`]
  const place = { page, text: `附件：申请表 ${index}`, place: 'a[href]' }
  return {
    url,
    foundOn: page,
    anchorText: place.text,
    outcome: 'broken',
    status: 404,
    reason: '应答 404',
    error: 'notFound',
    chain: [{ url, status: 404, via: 'link' }],
    elapsedMs: 20,
    suggestion: null,
    places: [place, { ...place, page: `${page}?print` }, { ...place, page: `${home}list_${index % 400}.html` }],
    morePlaces: 0,
    history: {
      failedAt: ['2025-08-10', '2025-08-12', '2025-08-14'].map((on) => `${on}T01:00:00Z`),
      lastOkAt: null,
      confirmed: null,
    },
  }
}
