/**
 * A page's only way out: an own forward proxy, one per page load, on a port of loopback. It asks the same address guard as
 * every other visit, counts bytes and ends what exceeds them. Chromium itself gets a proxy that refuses everything, so that
 * its own calls (updates, accounts, safe browsing) never leave the machine.
 *
 * Answers are handed on byte by byte and not parsed: what Chromium makes of a sloppy server is Chromium's opinion.
 */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { buildConnector } from 'undici'

export interface EgressRules {
  /** Guarded connections. */
  readonly connect: buildConnector.connector
  /** Bytes of all answers of the page together. */
  readonly maxBytes: number
}

export interface EgressProxy {
  /** `http://127.0.0.1:<port>` */
  readonly address: string
  /** What was seen so far. */
  readonly seen: {
    /** Hosts that were asked for and refused, with the reason. */
    readonly refused: readonly { readonly host: string; readonly why: string }[]
    readonly bytes: number
    /** The limit of bytes was reached. */
    readonly cut: boolean
  }
  /** Ends all connections. */
  close(): Promise<void>
}

/** The services of the browser's maker: a page may name them as well, but never as part of what it shows. */
const ownServices =
  /(^|\.)((clients\d*|accounts|update|safebrowsing|optimizationguide-pa|content-autofill|android\.clients)\.(google|googleapis)\.com|gvt1\.com|gvt2\.com)$/i
const maxConnections = 64
const maxRefusals = 200

/** Opens a proxy; `null` as rules: it refuses everything. */
export async function openEgressProxy(rules: EgressRules | null): Promise<EgressProxy> {
  const seen = { refused: [] as { host: string; why: string }[], bytes: 0, cut: false }
  const sockets = new Set<Duplex>()
  const keep = (socket: Duplex) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.once('close', () => sockets.delete(socket))
  }
  // Without an answer: one of ours would look like the site's.
  const refuse = (client: Duplex, host: string, why: string) => {
    if (seen.refused.length < maxRefusals) seen.refused.push({ host, why })
    client.destroy()
  }

  const answering = new WeakMap<Duplex, Socket>()
  /** Connections to servers that a later request of the same client has made useless. */
  const replaced = new WeakSet<Socket>()

  /** Connects, or refuses and calls nothing. */
  function open(client: Duplex, target: URL, defaultPort: string, then: (upstream: Socket) => void): void {
    const { hostname, host } = target
    if (rules === null || ownServices.test(hostname)) return refuse(client, host, '浏览器自身的访问')
    if (seen.bytes > rules.maxBytes) return refuse(client, host, '页面过大')
    const name = hostname.replace(/^\[|\]$/g, '')
    const port = target.port || defaultPort
    // `http:` even for a tunnel: what is encrypted stays between Chromium and the server.
    const options = { protocol: 'http:', hostname: name, host, port } as buildConnector.Options
    rules.connect(options, (...[error, upstream]) => {
      if (error !== null) return refuse(client, host, error.message)
      keep(upstream)
      if (client.destroyed) return void upstream.destroy()
      const end = () => void upstream.destroy()
      client.once('close', end)
      upstream.once('close', () => {
        // the connection may outlive many answers
        client.off('close', end)
        if (!replaced.has(upstream)) client.end()
      })
      upstream.on('data', (chunk: Buffer) => {
        seen.bytes += chunk.length
        if (seen.bytes <= rules.maxBytes) return
        seen.cut = true
        upstream.destroy()
        client.destroy()
      })
      then(upstream)
    })
  }

  const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 })
  server.maxConnections = maxConnections
  server.on('connection', keep)
  server.on('clientError', (_error, client) => client.destroy())
  server.on('connect', (request, client, head) => {
    const target = URL.parse(`https://${request.url ?? ''}`)
    if (target === null) return refuse(client, String(request.url), '网址不合规范')
    open(client, target, '443', (upstream) => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      if (head.length > 0) upstream.write(head)
      upstream.pipe(client)
      client.pipe(upstream)
    })
  })
  server.on('request', (request) => {
    const client = request.socket
    // Chromium asks again on this connection: it has read the whole answer before.
    const before = answering.get(client)
    if (before !== undefined) {
      replaced.add(before)
      before.unpipe(client)
      before.destroy()
    }
    const target = URL.parse(request.url ?? '')
    if (target?.protocol !== 'http:') return refuse(client, String(request.url), '网址不合规范')
    open(client, target, '80', (upstream) => {
      answering.set(client, upstream)
      upstream.write(requestHead(request, target))
      request.pipe(upstream, { end: false })
      upstream.pipe(client, { end: false })
    })
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const ofProxy = new Set(['proxy-connection', 'proxy-authorization', 'connection', 'keep-alive'])

/** The request as the server gets it: address without host, and the connection ends with the answer. */
function requestHead({ method, rawHeaders }: IncomingMessage, { pathname, search }: URL): string {
  const lines = [`${method} ${pathname}${search} HTTP/1.1`]
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (!ofProxy.has(rawHeaders[index]!.toLowerCase())) lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`)
  }
  return `${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`
}
