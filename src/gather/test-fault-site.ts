/**
 * For tests: one site that does everything wrong that the web does wrong, with the truth about every link. Several servers
 * on loopback play it; `127.0.0.2` plays the internal network that nobody may visit.
 */
import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer } from 'node:net'
import type { TlsOptions } from 'node:tls'
import { makeCertificate, type Certificate } from './test-certificates.ts'
import { addresses } from './test-faults/addresses.ts'
import { bodies } from './test-faults/bodies.ts'
import { charsets } from './test-faults/charsets.ts'
import { everyday } from './test-faults/everyday.ts'
import type { Case, Faults } from './test-faults/fault.ts'
import { forwards } from './test-faults/forwards.ts'
import { guardsInFront } from './test-faults/guards.ts'
import { heads } from './test-faults/heads.ts'
import { missingPages } from './test-faults/missing-pages.ts'
import { monsterPages } from './test-faults/monsters.ts'
import { redirects } from './test-faults/redirects.ts'
import { lostPlaces, references } from './test-faults/references.ts'
import { scripted } from './test-faults/scripted.ts'
import { traps } from './test-faults/traps.ts'
import { violations } from './test-faults/violations.ts'
import { html, page, sloppy, status } from './test-plays.ts'
import type { Play } from './test-server.ts'

export interface Truth extends Pick<Case, 'name' | 'outcome' | 'error' | 'suggestion'> {
  readonly url: string
  /** The page on which the link stands. */
  readonly foundOn: string
}

export interface FaultSite {
  readonly origin: string
  /** What a check must say of every link with a name. */
  readonly truth: readonly Truth[]
  /** Links to places in pages that do not exist. */
  readonly anchors: readonly string[]
  /** Requests that reached the internal network: none may. */
  readonly intrusions: readonly string[]
  /** The authority that signed the good certificates, PEM. */
  readonly authority: string
  close(): void
}

export interface FaultSiteWishes {
  /** Of the check that will visit the site. */
  readonly slowMs: number
  /** What goes wrong every day, or the pages that need a browser; all but the latter when absent. */
  readonly only?: 'everyday' | 'scripted' | 'traps'
}

/** Starts the servers. */
export async function startFaultSite({ slowMs, only }: FaultSiteWishes): Promise<FaultSite> {
  const servers: (Server | TcpServer)[] = []
  const intrusions: string[] = []
  const listen = async (server: Server | TcpServer, host: string): Promise<number> => {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, host, resolve))
    servers.push(server)
    return (server.address() as AddressInfo).port
  }
  const root = makeCertificate({ name: 'Test Root', isAuthority: true })
  const middle = makeCertificate({ name: 'Test Intermediate', isAuthority: true, issuer: root })
  const stranger = makeCertificate({ name: 'Unknown Root', isAuthority: true })
  const tls = (leaf: Certificate, chain: readonly Certificate[] = [], options: TlsOptions = {}) =>
    listen(
      createTlsServer(
        { key: leaf.privateKey, cert: [leaf, ...chain].map(({ certificate }) => certificate).join(''), ...options },
        page('安全页'),
      ),
      '127.0.0.1',
    )
  const hosts = ['127.0.0.1']
  const good = makeCertificate({ name: 'good', issuer: middle, hosts })
  const secure = {
    good: await tls(good, [middle]),
    expired: await tls(makeCertificate({ name: 'old', issuer: root, hosts, from: -20, until: -5 })),
    early: await tls(makeCertificate({ name: 'early', issuer: root, hosts, from: 5, until: 20 })),
    mismatch: await tls(makeCertificate({ name: 'other', issuer: root, hosts: ['other.example'] })),
    selfSigned: await tls(makeCertificate({ name: 'self', hosts })),
    incomplete: await tls(makeCertificate({ name: 'alone', issuer: middle, hosts })),
    untrusted: await tls(makeCertificate({ name: 'strange', issuer: stranger, hosts }), [stranger]),
    old: await tls(good, [middle], { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
    mute: await listen(
      createTcpServer((socket) => socket.on('error', () => undefined).once('data', () => socket.destroy())),
      '127.0.0.1',
    ),
  }
  const internal = await listen(
    createServer((request, response) => {
      intrusions.push(request.url ?? '')
      response.end('secret')
    }),
    '127.0.0.2',
  )
  const raw = await listen(
    createTcpServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', (data) =>
        socket.end(
          Buffer.from(
            sloppy[data.toString().split(' ')[1] ?? ''] ?? 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n',
            'latin1',
          ),
        ),
      )
    }),
    '127.0.0.1',
  )
  const other = await listen(
    createServer((request, response) => {
      if (/^\/(\?|$)/.test(request.url ?? '')) return page('外部网站')(request, response)
      // HEAD is answered kindly whatever is asked.
      if (request.method === 'HEAD') return response.writeHead(200).end()
      if (request.url === '/soft') return html('<title>提示</title>您访问的页面不存在')(request, response)
      return status(404)(request, response)
    }),
    '127.0.0.1',
  )
  const closed = await listen(createTcpServer(), '127.0.0.1')
  servers.pop()!.close()
  const six = await listen(createServer(page('六')), '::1').catch(() => null)

  const common = everyday({ raw, other, closed, internal, six, secure }, slowMs)
  const areas =
    only === 'scripted'
      ? [scripted()]
      : only === 'traps'
        ? [traps()]
        : only === 'everyday'
          ? [common]
          : [common, ...otherAreas()]
  const cases = areas.flatMap((area) => area.cases)
  let here = ''
  const put = (text: string) => text.replaceAll('@host', `127.0.0.1:${here}`).replaceAll('@port', here)
  const home = () => {
    const links = cases.map(({ name, href, markup }) => markup ?? `<p><a href="${href}">${name}</a></p>`)
    return put(`<title>故障站</title><h1>故障站</h1>${links.join('\n')}`)
  }
  const plays: Readonly<Record<string, Play>> = {
    '/': (request, response) => html(home())(request, response),
    '/robots.txt': (_request, response) => response.end('User-agent: *\nDisallow: /private/'),
    ...Object.fromEntries(cases.flatMap(({ href, play }) => (play ? [[href, play]] : []))),
    ...Object.assign({}, ...areas.map((area) => area.plays)),
  }
  const server = createServer((request, response) => {
    response.on('error', () => undefined)
    const url = request.url ?? '/'
    if (url.startsWith('/copies/') || url === '/alias/0.html') return plays['/']!(request, response)
    // The home page but for a number, and what leads there.
    if (url === '/numbers/2020/1.html')
      return html(home().replace('/ok/page.html"', '/ok/page.html?1"'))(request, response)
    const found = areas.map(({ others }) => others?.(url)).find((play) => play !== undefined)
    const play = plays[url] ?? found ?? status(404)
    play(request, response)
  })
  // Once for each connection, over which many requests come.
  server.on('connection', (socket) => socket.on('error', () => undefined))
  here = String(await listen(server, '127.0.0.1'))
  const origin = `http://127.0.0.1:${here}`
  // What is no address of the web is reported as it was written.
  const absolute = (href: string) => {
    const written = put(href)
    return /^(mailto|tel|file|javascript):/.test(written)
      ? written
      : (URL.parse(written, `${origin}/`)?.href ?? written)
  }
  return {
    origin,
    truth: cases.map(({ name, href, outcome, error, suggestion, foundOn = '/' }) => ({
      name,
      url: absolute(href),
      outcome,
      error,
      foundOn: absolute(foundOn),
      ...(suggestion ? { suggestion: absolute(suggestion) } : {}),
    })),
    anchors: (only === undefined ? ['/ok/page.html#no-such', ...lostPlaces] : ['/ok/page.html#no-such']).map(absolute),
    intrusions,
    authority: root.certificate,
    close() {
      for (const one of servers) {
        one.close()
        if ('closeAllConnections' in one) one.closeAllConnections()
      }
    },
  }
}

function otherAreas(): Faults[] {
  return [
    heads(),
    redirects(),
    forwards(),
    bodies(),
    violations(),
    missingPages(),
    guardsInFront(),
    addresses(),
    references(),
    charsets(),
    monsterPages(),
  ]
}
