/**
 * The check of a whole site, politeness off: on sites of growing size against a bare fetch-and-parse loop on the same
 * libraries, and on real sites against the other checkers that can be had here, all in the same run.
 */
import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Benchmark, Figure } from './benchmark.ts'
import { prepareCorpora, serveCorpora, type ServedCorpus } from './crawl/corpora.ts'
import { deadLinks } from './crawl/dead-links.ts'
import { findPeers, type Peer, type PeerRun } from './crawl/peers.ts'
import { median, short } from './measure.ts'

interface Run {
  readonly seconds: number
  readonly pages: number
  readonly broken: readonly string[]
  readonly anchors: readonly string[]
  readonly cpuSeconds: number
  readonly rssMiB: number
}

const file = (name: string) => path.join(import.meta.dirname, 'crawl', name)
/** Pages of a made-up site, and how often it is crawled. */
const sizes = [
  { pages: 5000, rounds: 3 },
  { pages: 20_000, rounds: 1 },
  { pages: 100_000, rounds: 1 },
] as const
const corpusRounds = 3
/** As for the command (`bin/compile-cache.mjs`): what was compiled before is not compiled again, for neither of the two. */
const compileCache = path.join(import.meta.dirname, '../node_modules/.cache/mingcha')

export const crawl: Benchmark = {
  name: 'crawl',
  goal: 'a whole site is checked ahead of every other checker, at 0.8 of the pages/s of a bare loop, in less than 400 MiB',
  async run() {
    const figures: Figure[] = []
    const own = new Map<number, { rate: number; peak: number }>()
    for (const { pages, rounds } of sizes) {
      const measured = await growingSite(pages, rounds)
      own.set(pages, measured)
      figures.push(...measured.figures)
    }
    const [small, middle, large] = sizes.map(({ pages }) => own.get(pages)!)
    figures.push(
      {
        label: 'peak memory, 100000 pages to 20000',
        value: large!.peak / middle!.peak,
        unit: '×',
        atMost: 1.2,
      },
      { label: 'pages a second, 100000 pages to 5000', value: large!.rate / small!.rate, unit: '×', atLeast: 0.8 },
    )
    return [...figures, await costOfEvidence(), ...(await realSites())]
  },
}

async function growingSite(pages: number, rounds: number) {
  const own: Run[] = []
  const bare: Run[] = []
  const site = await serve(pages)
  try {
    // In turns: what else the machine does meets both.
    for (let round = 0; round < rounds; round += 1) {
      bare.push(await measure('bare', `${site.origin}/`))
      own.push(await measure('mingcha', `${site.origin}/`))
    }
  } finally {
    site.stop()
  }
  for (const { broken, anchors } of [...own, ...bare]) {
    const wanted = Math.ceil((pages - 7) / 100)
    if (broken.length !== wanted || anchors.length > 0)
      throw new Error(`${broken.length} broken links of ${wanted}, ${anchors.length} anchors of 0`)
  }
  const rate = (runs: readonly Run[]) => median(runs.map((run) => pages / run.seconds))
  const cpu = (runs: readonly Run[]) => median(runs.map((run) => (run.cpuSeconds * 1000) / pages))
  const peak = Math.max(...own.map(({ rssMiB }) => rssMiB))
  const label = (what: string) => `${pages} pages: ${what}`
  const figures: Figure[] = [
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
  return { figures, rate: rate(own), peak }
}

/** What the archive costs: the same crawl with it and without, in turns, in processor time that nobody else takes. */
async function costOfEvidence(): Promise<Figure> {
  const pages = 5000
  const [kept, left]: [number[], number[]] = [[], []]
  const site = await serve(pages)
  try {
    for (let round = 0; round < 5; round += 1) {
      kept.push((await measure('evidence', `${site.origin}/`)).cpuSeconds)
      left.push((await measure('no-evidence', `${site.origin}/`)).cpuSeconds)
    }
  } finally {
    site.stop()
  }
  const [with_, without] = [median(kept), median(left)]
  return {
    label: `${pages} pages: share of the processor time that evidence takes`,
    value: ((with_ - without) / with_) * 100,
    unit: '%',
    atMost: 15,
    note: `${short(with_)} s with, ${short(without)} s without`,
  }
}

async function realSites(): Promise<Figure[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mingcha-bench-'))
  try {
    const { corpora, missing } = await prepareCorpora(folder)
    const served = await serveCorpora(folder, corpora)
    if (served === null) {
      say('nginx is not installed (apt-get install nginx-light): no real site was checked')
      return []
    }
    try {
      const found = await findPeers(folder)
      for (const each of [...missing, ...found.missing]) say(`missing: ${each}`)
      const figures: Figure[] = []
      for (const site of served.sites) figures.push(...(await realSite(site, found.peers)))
      return figures
    } finally {
      await served.stop()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function realSite({ name, root, origin, start }: ServedCorpus, peers: readonly Peer[]): Promise<Figure[]> {
  const truth = deadLinks(root, origin, start)
  const [own, bare, theirs]: [Run[], Run[], Map<Peer, PeerRun>] = [[], [], new Map()]
  for (let round = 0; round < corpusRounds; round += 1) {
    bare.push(await measure('bare', origin + start))
    own.push(await measure('mingcha', origin + start))
  }
  for (const peer of peers) theirs.set(peer, await peer.run(origin, start))
  const seconds = median(own.map((run) => run.seconds))
  const ratio = seconds === 0 ? 0 : median(bare.map((run) => run.seconds)) / seconds
  const broken = compare(truth.dead, new Set(own.flatMap((run) => run.broken)))
  const anchors = compare(truth.deadAnchors, new Set(own.flatMap((run) => run.anchors)))
  const label = (what: string) => `${name}: ${what}`
  const rate = Math.round(truth.pages / median(bare.map((run) => run.seconds)))
  return [
    {
      label: label('pages a second'),
      value: truth.pages / seconds,
      unit: 'pages/s',
      note: `${truth.pages} pages, ${truth.files} addresses; processor ${short(median(own.map((run) => run.cpuSeconds)))} s; bare loop ${rate} pages/s, ${short(median(bare.map((run) => run.cpuSeconds)))} s`,
    },
    { label: label('ratio to the bare loop'), value: ratio, unit: '×', atLeast: 0.8 },
    {
      label: label('broken links missed or wrong'),
      value: broken.missed.length + broken.wrong.length,
      unit: 'links',
      atMost: 0,
      note: `${truth.dead.size} in the files ${[...broken.missed, ...broken.wrong].slice(0, 3).join(' ')}`,
    },
    {
      label: label('anchors missed or wrong'),
      value: anchors.missed.length + anchors.wrong.length,
      unit: 'anchors',
      atMost: 0,
      note: `${truth.deadAnchors.size} in the files ${[...anchors.missed, ...anchors.wrong].slice(0, 3).join(' ')}`,
    },
    ...[...theirs].map(([peer, run]) => {
      const found = run.broken === null ? null : compare(truth.dead, run.broken)
      const seen =
        found === null
          ? ''
          : `; finds ${truth.dead.size - found.missed.length} of ${truth.dead.size}, ${found.wrong.length} wrong`
      const note = run.stopped
        ? `stopped after ${short(run.seconds)} s`
        : `${short(run.seconds)} s, processor ${short(run.cpuSeconds)} s${seen}`
      return {
        label: label(`as fast as ${peer.name}`),
        value: run.seconds / seconds,
        unit: '×',
        atLeast: peer.atLeast,
        note,
      }
    }),
  ]
}

/** Spelling of an address does not matter: what a server decodes is the same link. */
function compare(truth: ReadonlySet<string>, found: ReadonlySet<string>) {
  const plain = (all: ReadonlySet<string>) => new Set([...all].map((address) => URL.parse(address)?.href ?? address))
  const [wanted, seen] = [plain(truth), plain(found)]
  return {
    missed: [...wanted].filter((address) => !seen.has(address)),
    wrong: [...seen].filter((address) => !wanted.has(address)),
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

async function measure(who: 'bare' | 'mingcha' | 'evidence' | 'no-evidence', address: string): Promise<Run> {
  const command = [...process.execArgv, file('runner.ts'), who, address]
  const env = { ...process.env, NODE_COMPILE_CACHE: compileCache }
  const { stdout } = await promisify(execFile)(process.execPath, command, { env, maxBuffer: 1 << 26 })
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
