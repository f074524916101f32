/**
 * One crawl in a process of its own, so that its memory is its own:
 * `node runner.ts <bare|mingcha|evidence|no-evidence> <address of the first page>`. The last two are the crawl alone, with its
 * archive and without.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

const [, , who, start] = process.argv as [string, string, string, string]
const { origin } = new URL(start)
const connections = 16

interface Crawl {
  readonly pages: number
  /** Addresses that are broken. */
  readonly broken: readonly string[]
  /** Addresses with fragments that are not there; the bare loop does not look. */
  readonly anchors: readonly string[]
}

/** The least that a checker must do: fetch every page once, parse it, collect links and text, follow what is new. */
async function bare(): Promise<Crawl> {
  const { Parser } = await import('htmlparser2')
  const { Pool } = await import('undici')
  const pool = new Pool(origin, { connections })
  const seen = new Set([start])
  const queue = [start]
  const broken: string[] = []
  let [pages, underWay, text] = [0, 0, 0]
  await new Promise<void>((resolve, reject) => {
    const next = () => {
      while (underWay < connections && queue.length > 0) {
        const url = queue.pop()!
        underWay += 1
        visit(url).then(() => {
          underWay -= 1
          if (underWay === 0 && queue.length === 0) resolve()
          else next()
        }, reject)
      }
    }
    const visit = async (url: string) => {
      const { statusCode, headers, body } = await pool.request({ path: url.slice(origin.length), method: 'GET' })
      const bytes = Buffer.from(await body.arrayBuffer())
      if (statusCode !== 200) broken.push(url)
      else if (String(headers['content-type']).includes('html')) {
        pages += 1
        let base = url
        const parser = new Parser({
          onopentag(tag, { href, src }) {
            const link = href ?? src
            if (link === undefined) return
            const absolute = URL.parse(link, base)
            if (tag === 'base') base = absolute?.href ?? base
            if (tag === 'base') return
            if (absolute === null) return
            absolute.hash = ''
            if (absolute.origin !== origin || seen.has(absolute.href)) return
            seen.add(absolute.href)
            queue.push(absolute.href)
          },
          ontext: (data) => void (text += data.length),
        })
        parser.end(bytes.toString())
      }
    }
    next()
  })
  await pool.destroy()
  if (text === 0) throw new Error('no text was read')
  return { pages, broken, anchors: [] }
}

const signal = new AbortController().signal

async function ownLimits() {
  const { gatherLimits } = await import('../../src/gather/limits.ts')
  return gatherLimits.parse({
    publicInternet: false,
    allowNetworks: ['127.0.0.0/8'],
    hostGapMs: 0,
    hostInFlight: connections,
    maxPagesPerSite: 1_000_000,
    maxLinksPerSite: 1_000_000,
    maxKnownLinks: 2_000_000,
    maxDepth: 100_000,
    checkExternal: false,
    // None of the others has one.
    useBrowser: false,
  })
}

async function inFolder<Value>(work: (archiveFile: string) => Promise<Value>): Promise<Value> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mingcha-bench-'))
  try {
    return await work(path.join(folder, 'bench.wacz'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function mingcha(): Promise<Crawl> {
  return inFolder(async (archiveFile) => {
    const { gatherSite } = await import('../../src/gather/gather-site.ts')
    const settings = { limits: await ownLimits(), clock: Date.now, signal, archiveFile }
    const { links, pagesRead } = await gatherSite({ name: 'bench', url: start, columns: [] }, settings)
    const { findings, anchors } = links!
    const broken = findings.filter(({ outcome }) => outcome === 'broken').map(({ url }) => url)
    return { pages: pagesRead, broken, anchors: anchors.map(({ url }) => url) }
  })
}

/** The crawl as it is, and what comes of it when nothing is kept and nothing is fetched to be kept. */
function crawlOnly(isKept: boolean): Promise<Crawl> {
  return inFolder(async (file) => {
    const { openSiteCrawl } = await import('../../src/gather/crawl/crawl-site.ts')
    const { createHttp } = await import('../../src/gather/fetch/http.ts')
    const { createArchive } = await import('../../src/gather/archive/wacz.ts')
    const limits = await ownLimits()
    const http = createHttp(limits)
    const real = createArchive({ file, clock: Date.now, userAgent: limits.userAgent, title: 'bench' })
    const nothing = () => Promise.resolve()
    const archive = isKept
      ? real
      : { ...real, has: () => true, store: nothing, storeResource: nothing, storeWay: nothing }
    const crawl = await openSiteCrawl(start, { http, limits, clock: Date.now, signal, archive })
    await crawl.visit(start, { foundOn: start, anchorText: '' })
    const { links, anchors, pagesRead } = await crawl.finish()
    const broken = [...links].filter(({ result }) => result?.outcome === 'broken').map(({ url }) => url)
    await archive.finish()
    await crawl.close()
    await http.close()
    return { pages: pagesRead, broken, anchors: anchors.map(({ url }) => url) }
  })
}

const crawls: Readonly<Record<string, () => Promise<Crawl>>> = {
  bare,
  mingcha,
  evidence: () => crawlOnly(true),
  'no-evidence': () => crawlOnly(false),
}
const { pages, broken, anchors } = await crawls[who]!()
const { user, system } = process.cpuUsage()
process.stdout.write(
  JSON.stringify({
    // From the start of the process: loading is part of a check.
    seconds: performance.now() / 1000,
    pages,
    broken,
    anchors,
    cpuSeconds: (user + system) / 1e6,
    rssMiB: process.resourceUsage().maxRSS / 1024,
  }),
)
