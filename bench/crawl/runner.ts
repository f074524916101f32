/** One crawl in a process of its own, so that its memory is its own: `node runner.ts <bare|mingcha> <origin> <pages>`. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Parser } from 'htmlparser2'
import { Pool } from 'undici'

const [, , who, origin, expected] = process.argv as [string, string, string, string, string]
const connections = 16

/** The least that a checker must do: fetch every page once, parse it, collect links and text, follow what is new. */
async function bare(): Promise<{ pages: number; broken: number }> {
  const pool = new Pool(origin, { connections })
  const seen = new Set([`${origin}/`])
  const queue = [`${origin}/`]
  let [pages, broken, underWay, text] = [0, 0, 0, 0]
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
      if (statusCode !== 200) broken += 1
      else if (String(headers['content-type']).includes('html')) {
        pages += 1
        const parser = new Parser({
          onopentag(_tag, { href, src }) {
            const link = href ?? src
            if (link === undefined) return
            const absolute = URL.parse(link, url)
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
  return { pages, broken }
}

async function mingcha(): Promise<{ pages: number; broken: number }> {
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
  })
  const { links, pagesKnown } = await gatherSite(
    { name: 'bench', url: `${origin}/`, columns: [] },
    { limits, clock: Date.now, signal: new AbortController().signal, archiveFile: path.join(folder, 'bench.wacz') },
  )
  await rm(folder, { recursive: true, force: true })
  const broken = links!.counts.broken
  if (links!.anchors.length > 0) throw new Error(`${links!.anchors.length} anchors`)
  return { pages: pagesKnown - broken, broken }
}

const started = performance.now()
const { pages, broken } = await (who === 'bare' ? bare() : mingcha())
if (pages < Number(expected)) throw new Error(`${who} found ${pages} of ${expected} pages`)
const { user, system } = process.cpuUsage()
process.stdout.write(
  JSON.stringify({
    seconds: (performance.now() - started) / 1000,
    pages,
    broken,
    cpuMs: (user + system) / 1000,
    rssMiB: process.resourceUsage().maxRSS / 1024,
  }),
)
