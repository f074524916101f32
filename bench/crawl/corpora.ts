/**
 * Whole sites to check, as folders that nginx serves: documentation from Debian, and the simulated city with all its sites
 * below one address. Debian's packages are downloaded into a temporary folder; where that is not possible, we say so.
 */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import path from 'node:path'
import { promisify } from 'node:util'
import { startCity } from '../../city/server.ts'
import { visit } from '../../city/visit.ts'

const run = promisify(execFile)

export interface Corpus {
  readonly name: string
  /** Folder that is the site's root. */
  readonly root: string
  /** Path of the page to begin with. */
  readonly start: string
}

const packages = [
  { name: 'python3-doc', really: /^python3\.\d+-doc$/, with: [], root: 'usr/share/doc/*/html', start: '/index.html' },
  {
    name: 'debian-reference-zh-cn',
    with: ['debian-reference-common'],
    root: 'usr/share/debian-reference',
    start: '/index.zh-cn.html',
  },
  {
    name: 'libreoffice-help-zh-cn',
    with: ['libreoffice-help-common'],
    root: 'usr/share/libreoffice/help',
    start: '/zh-CN/text/shared/main0400.html',
  },
  {
    name: 'postgresql-doc',
    really: /^postgresql-doc-\d+$/,
    with: [],
    root: 'usr/share/doc/postgresql-doc-*/html',
    start: '/index.html',
  },
] as const

/** Corpora that could be had, and what is missing with its reason. */
export async function prepareCorpora(folder: string): Promise<{ corpora: Corpus[]; missing: string[] }> {
  const corpora: Corpus[] = [await cityCorpus(path.join(folder, 'city'))]
  const missing: string[] = []
  for (const wanted of packages) {
    const { name, start } = wanted
    try {
      const target = path.join(folder, name)
      await mkdir(target, { recursive: true })
      const real = 'really' in wanted ? await dependency(name, wanted.really) : name
      for (const one of [real, ...wanted.with]) {
        await run('apt-get', ['download', one], { cwd: target })
        const [file] = globSync(`${one}_*.deb`, { cwd: target })
        await run('dpkg', ['-x', file!, '.'], { cwd: target })
      }
      const [root] = globSync(wanted.root, { cwd: target })
      corpora.push({ name, root: path.join(target, root!), start })
    } catch (error) {
      missing.push(`${name}: ${(error as Error).message.split('\n')[0]!}`)
    }
  }
  return { corpora, missing }
}

/** The package with the files that one of Debian's names stands for. */
async function dependency(name: string, form: RegExp): Promise<string> {
  const { stdout } = await run('apt-cache', ['depends', name])
  const found = stdout
    .split('\n')
    .map((line) => line.replace(/^.*Depends: /, '').trim())
    .find((each) => form.test(each))
  if (found === undefined) throw new Error('apt-cache names no package with the files')
  return found
}

/** Every page of the city that answers, as a file; each site is a folder, and links between sites stay links. */
async function cityCorpus(root: string): Promise<Corpus> {
  const city = await startCity({ seed: 'bench', port: 0 })
  const names: string[] = []
  try {
    for (const { slug, origin, columns, closure } of city.model.sites) {
      if (closure) continue
      const paths = [
        '/',
        ...columns.flatMap((column) => [column.path, ...column.articles.map((article) => article.path)]),
      ]
      for (const each of paths) {
        const { status, headers, body } = await visit(origin + each)
        if (status !== 200 || !String(headers['content-type']).includes('utf-8')) continue
        const file = path.join(root, slug, each.endsWith('/') ? `${each}index.html` : each)
        await mkdir(path.dirname(file), { recursive: true })
        await writeFile(file, oneSite(body.toString(), slug))
        if (each === '/') names.push(slug)
      }
    }
  } finally {
    await city.stop()
  }
  const list = names.map((name) => `<li><a href="/${name}/">${name}</a></li>`).join('\n')
  await writeFile(
    path.join(root, 'index.html'),
    `<!doctype html><meta charset="utf-8"><title>市</title><ul>${list}</ul>`,
  )
  return { name: 'city', root, start: '/index.html' }
}

function oneSite(html: string, slug: string): string {
  return html
    .replace(/(href|src)="\/(?!\/)/g, `$1="/${slug}/`)
    .replace(/http:\/\/([a-z\d-]+)\.city\.localhost:\d+\//g, '/$1/')
}

export interface ServedCorpus extends Corpus {
  readonly origin: string
}

/** Serves folders by nginx on loopback, each on a port of its own; `null` when nginx is not installed. */
export async function serveCorpora(
  folder: string,
  corpora: readonly Corpus[],
): Promise<{ sites: ServedCorpus[]; stop: () => Promise<void> } | null> {
  const nginx = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/sbin/nginx'].find((file) => existsSync(file))
  if (nginx === undefined) return null
  const sites: ServedCorpus[] = []
  for (const corpus of corpora) sites.push({ ...corpus, origin: `http://127.0.0.1:${await freePort()}` })
  // linkinator follows only what lies below the address that it was given.
  const entrance = (start: string) => (start === '/index.html' ? '' : `location = / { return 302 ${start}; }`)
  const servers = sites.map(
    ({ origin, root, start }) =>
      `server { listen ${origin.slice(7)}; root ${root}; index index.html; absolute_redirect off; ${entrance(start)} }`,
  )
  const config = path.join(folder, 'nginx.conf')
  await writeFile(
    config,
    `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log crit;
events { worker_connections 1024; }
http {
  types { text/html html htm; text/css css; application/javascript js; image/png png; image/svg+xml svg; image/gif gif; text/plain txt; }
  access_log off; sendfile on; keepalive_requests 100000;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path ${folder}/${each};`).join(' ')}
  ${servers.join('\n  ')}
}
`,
  )
  const server = spawn(nginx, ['-c', config, '-p', folder, '-e', `${folder}/nginx.log`], { stdio: 'inherit' })
  for (const { origin, start } of sites) await answering(origin + start)
  return {
    sites,
    async stop() {
      const ended = once(server, 'exit')
      server.kill()
      await ended
    },
  }
}

async function answering(address: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const status = await fetch(address, { method: 'HEAD' }).then(
      (response) => response.status,
      () => null,
    )
    if (status === 200) return
    if (status !== null || attempt > 100) throw new Error(`${address} answers ${status ?? 'nothing'}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
