/**
 * Other checkers of whole sites, as far as they are on this machine: those of Debian when they are installed, those of npm
 * installed in a temporary folder. muffet (Go) comes in no package that we may install, so it is not among them.
 */
import { execFile, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface PeerRun {
  /** Wall clock, start-up included. */
  readonly seconds: number
  readonly cpuSeconds: number
  /** Addresses that it calls broken; `null` when it was stopped or tells none. */
  readonly broken: ReadonlySet<string> | null
  /** It was stopped because it took too long. */
  readonly stopped: boolean
}

export interface Peer {
  readonly name: string
  /** How many times as fast we want to be. */
  readonly atLeast: number
  run(origin: string, start: string): Promise<PeerRun>
}

const concurrency = 16
/** Longer than this nobody waits for a peer: its time is then at least this. */
const longestSeconds = 90
const npmPackages = ['linkinator@7.6.1', 'crawlee@3.18.1', 'hyperlink@5.0.4']

/** The peers that can be run here, and why others cannot. */
export async function findPeers(folder: string): Promise<{ peers: Peer[]; missing: string[] }> {
  const missing = ['muffet: written in Go, in no package of Debian or npm']
  const peers: Peer[] = []
  for (const peer of debianPeers(folder)) {
    const found = await run('which', [peer.program]).then(
      () => true,
      () => false,
    )
    if (found) peers.push(peer)
    else missing.push(`${peer.name}: not installed (apt-get install ${peer.program})`)
  }
  try {
    const modules = path.join(folder, 'npm')
    await mkdir(modules, { recursive: true })
    await writeFile(path.join(modules, 'package.json'), '{"private":true}')
    await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...npmPackages], { cwd: modules })
    peers.push(...(await npmPeers(modules)))
  } catch (error) {
    missing.push(`${npmPackages.join(', ')}: ${(error as Error).message.split('\n')[0]!}`)
  }
  return { peers, missing }
}

function debianPeers(folder: string): (Peer & { readonly program: string })[] {
  return [
    {
      name: 'wget --spider',
      program: 'wget',
      atLeast: 1,
      async run(origin, start) {
        const log = path.join(folder, 'wget.log')
        const options = ['--spider', '-r', '-l', 'inf', '-p', '-nv', '-e', 'robots=off', '-P', folder, '-o', log]
        const done = await timed('wget', [...options, origin + start])
        const list = /Found \d+ broken links?\.([^]*?)FINISHED/.exec(readFileSync(log, 'utf8'))?.[1] ?? ''
        return { ...done, broken: done.stopped ? null : addresses(list, origin) }
      },
    },
    {
      name: 'LinkChecker',
      program: 'linkchecker',
      atLeast: 1,
      async run(origin, start) {
        const config = path.join(folder, 'linkchecker.conf')
        await writeFile(config, `[checking]\nthreads=${concurrency}\nmaxrequestspersecond=100000\n[AnchorCheck]\n`)
        const options = ['-f', config, '--no-status', '--no-warnings', '--no-robots', '-o', 'csv']
        const done = await timed('linkchecker', [...options, origin + start])
        const lines = done.output.split('\n').filter((line) => /;False;/.test(line))
        return {
          ...done,
          broken: done.stopped ? null : addresses(lines.map((line) => line.split(';False;')[1]).join('\n'), origin),
        }
      },
    },
    {
      name: 'linklint',
      program: 'linklint',
      atLeast: 1,
      async run(origin, start) {
        const docs = path.join(folder, `linklint-${Date.now()}`)
        const options = [
          '-http',
          '-host',
          origin.slice(7),
          '-limit',
          '1000000',
          '-silent',
          '-quiet',
          '-textonly',
          '-doc',
          docs,
        ]
        const done = await timed('linklint', [...options, '/@', start])
        // Its other lists name the pages on which the links stand as well.
        const text = done.stopped ? '' : await readFile(path.join(docs, 'error.txt'), 'utf8').catch(() => '')
        // With a fragment: a place that is missing in a page that is there.
        const paths = [...text.matchAll(/^(\/[^\s#]*)(?:\s|$)/gm)].map((match) => origin + match[1]!)
        return { ...done, broken: done.stopped ? null : new Set(paths) }
      },
    },
  ]
}

async function npmPeers(modules: string): Promise<Peer[]> {
  const script = path.join(modules, 'crawlee.mjs')
  await writeFile(script, crawleeScript)
  const bin = (name: string) => path.join(modules, 'node_modules', '.bin', name)
  return [
    {
      name: 'linkinator',
      atLeast: 5,
      async run(origin) {
        const options = [
          '--recurse',
          '--format',
          'json',
          '--concurrency',
          String(concurrency),
          '--check-css',
          '--check-fragments',
        ]
        // It follows only what lies below the address that it is given: the corpora lead from `/` to their first page.
        const done = await timed(bin('linkinator'), [`${origin}/`, ...options, '--skip', `^(?!${origin})`])
        const from = done.output.indexOf('{')
        return {
          ...done,
          broken: done.stopped || from < 0 ? null : brokenOfLinkinator(done.output.slice(from), origin),
        }
      },
    },
    {
      name: 'Crawlee (CheerioCrawler, pages only)',
      atLeast: 5,
      async run(origin, start) {
        const done = await timed(process.execPath, [script, origin + start, String(concurrency)])
        return { ...done, broken: done.stopped ? null : addresses(done.output, origin) }
      },
    },
    {
      name: 'hyperlink',
      atLeast: 1,
      async run(origin, start) {
        const done = await timed(bin('hyperlink'), ['-r', '-i', '-c', String(concurrency), origin + start])
        const failed = done.output
          .split('\n')
          .filter((line) => line.startsWith('not ok') && !/fragment-check/.test(line))
        return { ...done, broken: done.stopped ? null : addresses(failed.join('\n'), origin) }
      },
    },
  ]
}

/* oxlint-disable typescript/no-unsafe-type-assertion -- the output of a program whose version is given above */
function brokenOfLinkinator(json: string, origin: string): Set<string> {
  const { links } = JSON.parse(json) as { links: { url: string; state: string; status?: number }[] }
  // A fragment that is not there is `BROKEN` with the status of its page.
  const broken = links.filter(
    ({ url, state, status }) => state === 'BROKEN' && status !== 200 && url.startsWith(`${origin}/`),
  )
  return new Set(broken.map(({ url }) => url.replace(/#.*/, '')))
}

const crawleeScript = `
import { CheerioCrawler, Configuration } from 'crawlee'
const [, , start, concurrency] = process.argv
const crawler = new CheerioCrawler({
  maxConcurrency: Number(concurrency), minConcurrency: Number(concurrency), maxRequestRetries: 0, sameDomainDelaySecs: 0,
  async requestHandler({ request, response, enqueueLinks }) {
    // 404 is no failure to it.
    if (response.statusCode >= 400) console.log('BROKEN ' + request.url)
    else await enqueueLinks({ strategy: 'same-origin' })
  },
  failedRequestHandler({ request }) { console.log('BROKEN ' + request.url) },
}, new Configuration({ persistStorage: false, logLevel: 'OFF' }))
await crawler.run([start])
`

function addresses(text: string, origin: string): Set<string> {
  const found = new Set<string>()
  for (const word of text.split(/[\s"'<>;]+/)) if (word.startsWith(`${origin}/`)) found.add(word.replace(/#.*/, ''))
  return found
}

/** Runs a program to its end or for as long as anybody waits; the shell tells the processor time of all its processes. */
async function timed(program: string, args: readonly string[]) {
  const script = 'TIMEFORMAT="CPU %U %S"; time "$0" "$@"'
  const started = performance.now()
  const child = spawn('bash', ['-c', script, program, ...args], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const [output, errors]: [Buffer[], Buffer[]] = [[], []]
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
  let stopped = false
  const timer = setTimeout(() => {
    stopped = true
    process.kill(-child.pid!, 'SIGKILL')
  }, longestSeconds * 1000)
  await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject))
  clearTimeout(timer)
  const [, user, system] = /CPU ([\d.]+) ([\d.]+)\s*$/.exec(Buffer.concat(errors).toString()) ?? []
  const seconds = (performance.now() - started) / 1000
  return { seconds, cpuSeconds: Number(user) + Number(system), stopped, output: Buffer.concat(output).toString() }
}
