/** The check of a whole site, politeness off, against a bare fetch-and-parse loop on the same libraries, in the same run. */
import { execFile, spawn } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Benchmark, Figure } from './benchmark.ts'
import { median } from './measure.ts'

interface Run {
  readonly seconds: number
  readonly pages: number
  readonly broken: number
  readonly cpuMs: number
  readonly rssMiB: number
}

const file = (name: string) => path.join(import.meta.dirname, 'crawl', name)
const sizes = [5000, 20_000] as const
const rounds = 3

export const crawl: Benchmark = {
  name: 'crawl',
  goal: 'a whole site is checked at 0.8 of the pages/s of a bare loop, with less than 400 MiB for 20,000 pages',
  async run() {
    const figures: Figure[] = []
    for (const pages of sizes) figures.push(...(await compare(pages)))
    return figures
  },
}

async function compare(pages: number): Promise<Figure[]> {
  const own: Run[] = []
  const bare: Run[] = []
  const site = await serve(pages)
  try {
    // In turns: what else the machine does meets both.
    for (let round = 0; round < (pages > 10_000 ? 1 : rounds); round += 1) {
      bare.push(await measure('bare', site.origin, pages))
      own.push(await measure('mingcha', site.origin, pages))
    }
  } finally {
    site.stop()
  }
  for (const { broken } of [...own, ...bare]) {
    if (broken !== Math.ceil((pages - 7) / 100))
      throw new Error(`${broken} broken links of ${Math.ceil((pages - 7) / 100)}`)
  }
  const rate = (runs: readonly Run[]) => median(runs.map((run) => run.pages / run.seconds))
  const cpu = (runs: readonly Run[]) => median(runs.map((run) => run.cpuMs / run.pages))
  const peak = Math.max(...own.map(({ rssMiB }) => rssMiB))
  const label = (what: string) => `${pages} pages: ${what}`
  return [
    { label: label('pages a second'), value: rate(own), unit: 'pages/s', note: `bare loop ${Math.round(rate(bare))}` },
    { label: label('ratio to the bare loop'), value: rate(own) / rate(bare), unit: '×', atLeast: 0.8 },
    { label: label('processor time a page'), value: cpu(own), unit: 'ms', note: `bare loop ${cpu(bare).toFixed(2)}` },
    {
      label: label('peak memory'),
      value: peak,
      unit: 'MiB',
      ...(pages === 20_000 ? { atMost: 400 } : {}),
      note: `bare loop ${Math.round(Math.max(...bare.map(({ rssMiB }) => rssMiB)))}`,
    },
  ]
}

async function measure(who: 'bare' | 'mingcha', origin: string, pages: number): Promise<Run> {
  const { stdout } = await promisify(execFile)(process.execPath, [file('runner.ts'), who, origin, String(pages)])
  return JSON.parse(stdout) as Run
}

async function serve(pages: number): Promise<{ origin: string; stop: () => void }> {
  const child = spawn(process.execPath, [file('site-server.ts'), String(pages)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const origin = await new Promise<string>((resolve, reject) => {
    child.once('error', reject)
    child.stdout!.once('data', (data: Buffer) => resolve(data.toString().trim()))
  })
  return { origin, stop: () => void child.kill() }
}
