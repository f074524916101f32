/** One crawl in a process of its own, so that its memory is its own: `node runner.ts <bare|mingcha> <address of the first page>`. */
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

async function mingcha(): Promise<Crawl> {
  const { gatherSite } = await import('../../src/gather/gather-site.ts')
  const { gatherLimits } = await import('../../src/gather/limits.ts')
  const folder = await mkdtemp(path.join(tmpdir(), 'mingcha-bench-'))
  const limits = gatherLimits.parse({
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
  const { links, pagesRead } = await gatherSite(
    { name: 'bench', url: start, columns: [] },
    { limits, clock: Date.now, signal: new AbortController().signal, archiveFile: path.join(folder, 'bench.wacz') },
  )
  await rm(folder, { recursive: true, force: true })
  const { findings, anchors } = links!
  const broken = findings.filter(({ outcome }) => outcome === 'broken').map(({ url }) => url)
  return { pages: pagesRead, broken, anchors: anchors.map(({ url }) => url) }
}

const { pages, broken, anchors } = await (who === 'bare' ? bare() : mingcha())
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
