import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { GatherLimits } from '../limits.ts'
import { serve, testLimits, type Play } from '../test-server.ts'
import { headerText } from './headers.ts'
import { createHttp } from './http.ts'

const signal = new AbortController().signal

async function fetchFrom(play: Play, limits: Partial<GatherLimits> = {}, path = '/') {
  return fetchUrl((await serve(play)) + path, limits)
}

async function fetchUrl(url: string, limits: Partial<GatherLimits> = {}) {
  const http = createHttp(testLimits(limits))
  onTestFinished(() => http.close())
  return http.fetch(url, { signal })
}

/** A server that speaks bytes, for answers that no HTTP library would write. */
async function serveBytes(answer: string | Buffer | null): Promise<string> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => (answer === null ? socket.resetAndDestroy() : socket.end(answer)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

test('a server of two addresses that is slow to connect to, or seems so while we are busy, is not called dead', async () => {
  // listens on 127.0.0.1 only; the name is ::1 as well
  const { port } = new URL(await serve((_request, response) => response.end('ok')))
  const http = createHttp(testLimits({ allowNetworks: ['127.0.0.0/8', '::1/128'] }))
  onTestFinished(() => http.close())
  const fetching = http.fetch(`http://slow.localhost:${port}/`, { signal })
  for (let turn = 0; turn < 4; turn += 1) {
    const until = performance.now() + 300
    while (performance.now() < until);
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(await fetching).toMatchObject({ page: { status: 200 } })
})

describe('answers', () => {
  test('status, headers in their order, body', async () => {
    const { page } = await fetchFrom((_request, response) =>
      response.writeHead(404, ['X-A', '1', 'X-a', '2']).end('没有'),
    )
    expect(page).toMatchObject({ status: 404, hops: [], truncated: false, wireBytes: 6, encodingProblem: null })
    expect(page?.headers.slice(0, 2)).toEqual([
      ['X-A', '1'],
      ['X-a', '2'],
    ])
    expect(page?.body.toString()).toBe('没有')
  })

  test.each([
    ['gzip', gzipSync('内容')],
    ['deflate', deflateSync('内容')],
    ['deflate', deflateRawSync('内容')],
    ['br', brotliCompressSync('内容')],
    ['zstd', zstdCompressSync('内容')],
    ['gzip, br', brotliCompressSync(gzipSync('内容'))],
    ['identity', Buffer.from('内容')],
    ['gzip', gzipSync('内容').subarray(0, -8)],
  ])('content encoding %s', async (encoding, bytes) => {
    const { page } = await fetchFrom((_request, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(bytes),
    )
    expect([page?.body.toString(), page?.encodingProblem]).toEqual(['内容', null])
  })

  test('a body that is not what its header says is kept as it is, and said so', async () => {
    const { page } = await fetchFrom((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('纯文本'),
    )
    expect([page?.body.toString(), page?.encodingProblem]).toEqual(['纯文本', '声明为 gzip，内容却不是'])
  })

  test('cookies set on the way are sent back: sites redirect to themselves until they are', async () => {
    const { page } = await fetchFrom((request, response) => {
      if (request.headers.cookie === 'pass=1') response.end('open')
      else response.writeHead(302, { location: '/', 'set-cookie': 'pass=1; path=/' }).end()
    })
    expect(page?.body.toString()).toBe('open')
    expect(page?.hops).toHaveLength(1)
  })
})

describe('limits', () => {
  test('a body of exactly the limit is whole, one byte more is cut', async () => {
    const play: Play = (request, response) => response.end('x'.repeat(Number(request.url!.slice(1))))
    const whole = await fetchFrom(play, { maxBodyBytes: 1000 }, '/1000')
    const cut = await fetchFrom(play, { maxBodyBytes: 1000 }, '/1001')
    expect([whole.page?.body.length, whole.page?.truncated]).toEqual([1000, false])
    expect([cut.page?.body.length, cut.page?.truncated]).toEqual([1000, true])
  })

  test('an endless body stops at the limit', async () => {
    const { page } = await fetchFrom(
      (_request, response) => {
        const more = () => {
          while (!response.destroyed && response.write('x'.repeat(65_536)));
        }
        response.on('drain', more)
        more()
      },
      { maxBodyBytes: 300_000 },
    )
    expect([page?.body.length, page?.truncated]).toEqual([300_000, true])
  })

  test('a gzip bomb stops at the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    const { page } = await fetchFrom(
      (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
      { maxBodyBytes: 1_000_000, timeoutMs: 10_000 },
    )
    expect([page?.body.length, page?.truncated]).toEqual([1_000_000, true])
  })

  test('a redirect loop', async () => {
    const { failure } = await fetchFrom((_request, response) => response.writeHead(301, { location: '/' }).end(), {
      maxRedirects: 3,
    })
    expect(failure).toMatchObject({ kind: 'redirectLoop', hops: { length: 1 } })
  })

  test('redirects without end', async () => {
    const { failure } = await fetchFrom(
      (request, response) => response.writeHead(301, { location: `${request.url}x` }).end(),
      { maxRedirects: 3 },
    )
    expect(failure).toMatchObject({ kind: 'tooManyRedirects', hops: { length: 4 } })
  })

  test('as many redirects as allowed are followed', async () => {
    const { page } = await fetchFrom(
      (request, response) => {
        const step = Number(request.url!.slice(1))
        if (step === 3) response.end('there')
        else response.writeHead(302, { location: `/${step + 1}` }).end()
      },
      { maxRedirects: 3 },
      '/0',
    )
    expect(page?.hops.map((hop) => hop.status)).toEqual([302, 302, 302])
  })

  test('a server that says nothing', async () => {
    const { failure } = await fetchFrom(() => undefined, { timeoutMs: 150 })
    expect(failure?.kind).toBe('timeout')
    expect(failure?.elapsedMs).toBeGreaterThanOrEqual(149)
    expect(failure?.detail).toMatch(/^http.*超时（0.15 秒内未应答）$/)
  })

  test('a server that drips a byte now and then', async () => {
    const { failure } = await fetchFrom(
      (_request, response) => {
        response.writeHead(200)
        const timer = setInterval(() => response.write('.'), 20)
        response.on('close', () => clearInterval(timer))
      },
      { timeoutMs: 200 },
    )
    expect(failure?.detail).toContain('应答 200 后未传完')
  })

  test('the deadline holds for a chain of redirects as a whole', async () => {
    const { failure } = await fetchFrom(
      (request, response) => setTimeout(() => response.writeHead(302, { location: `${request.url}x` }).end(), 60),
      { timeoutMs: 200 },
    )
    expect(failure?.kind).toBe('timeout')
    expect(failure?.elapsedMs).toBeLessThan(400)
  })
})

describe('failures', () => {
  test.each([
    ['dns', 'http://no-such-name.invalid/'],
    ['refused', 'http://127.0.0.1:9/'],
    ['badUrl', 'ftp://127.0.0.1/'],
    ['badUrl', '首页'],
  ])('%s: %s', async (kind, url) => expect((await fetchUrl(url)).failure?.kind).toBe(kind))

  test('a connection that is reset, also at the second try', async () => {
    expect((await fetchUrl(await serveBytes(null))).failure?.kind).toBe('reset')
  })

  test('TLS that is none', async () => {
    const url = await serveBytes('HTTP/1.1 400 Bad Request\r\n\r\n')
    expect((await fetchUrl(url.replace('http:', 'https:'))).failure?.kind).toBe('tls')
  })

  test.each([
    ['not HTTP at all', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['contradicting lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx'],
  ])('%s', async (_name, answer) => expect((await fetchUrl(await serveBytes(answer))).failure?.kind).toBe('badHttp'))

  test.each([
    ['a header without a colon', 'HTTP/1.1 200 OK\r\nno colon\r\n\r\n内容'],
    ['bare line feeds', 'HTTP/1.1 200 OK\nContent-Length: 6\n\n内容'],
    ['control characters', 'HTTP/1.1 200 OK\r\nX-Odd: a\u0001b\r\nContent-Length: 6\r\n\r\n内容'],
    ['the same length twice', 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\nContent-Length: 6\r\n\r\n内容'],
    [
      'length and chunks',
      'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n内容\r\n0\r\n\r\n',
    ],
    ['a space before the colon', 'HTTP/1.1 200 OK\r\nContent-Length : 6\r\n\r\n内容'],
  ])('%s is read as browsers read it', async (_name, answer) => {
    const { page } = await fetchUrl(await serveBytes(answer))
    expect([page?.status, page?.body.toString(), page?.oddity]).toEqual([
      200,
      '内容',
      '应答不合 HTTP 规范，浏览器可以打开',
    ])
  })

  test('a body shorter than its length is kept as far as it came', async () => {
    const { page } = await fetchUrl(await serveBytes('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n内容'))
    expect([page?.body.toString(), page?.truncated, page?.oddity]).toEqual(['内容', true, '内容没有传完，连接就中断了'])
  })

  test('an abort from outside', async () => {
    const http = createHttp(testLimits())
    onTestFinished(() => http.close())
    const abort = new AbortController()
    const fetching = http.fetch(await serve(() => abort.abort()), { signal: abort.signal })
    expect((await fetching).failure?.kind).toBe('cancelled')
  })
})

describe('Location with Chinese in it', () => {
  test.each([
    ['UTF-8', Buffer.from('/政务/首页.html')],
    [
      'GB18030',
      Buffer.from([0x2f, 0xd5, 0xfe, 0xce, 0xf1, 0x2f, 0xca, 0xd7, 0xd2, 0xb3, 0x2e, 0x68, 0x74, 0x6d, 0x6c]),
    ],
  ])('as %s bytes', async (_name, path) => {
    const head = Buffer.concat([Buffer.from('HTTP/1.1 302 Found\r\nLocation: '), path])
    const url = await serveBytes(
      Buffer.concat([head, Buffer.from('\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')]),
    )
    const { failure } = await fetchUrl(url, { maxRedirects: 1 })
    expect(decodeURI(new URL(failure!.url).pathname)).toBe('/政务/首页.html')
  })

  test('header text is decoded by its bytes', () => {
    const latin1 = Buffer.from('政务').toString('latin1')
    expect(headerText([['Location', latin1]], 'location')).toBe('政务')
  })
})

describe('connections that die', () => {
  test('a server that kills every connection it has kept loses no page', async () => {
    const server = createTcpServer((socket) => {
      let asked = 0
      socket.on('error', () => undefined)
      socket.on('data', () => {
        if ((asked += 1) > 1) return socket.resetAndDestroy()
        // All at once, so that every connection has been used before one is used again.
        setTimeout(() => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'), 50)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const http = createHttp(testLimits({ hostInFlight: 4 }))
    onTestFinished(() => http.close())
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const results = await Promise.all(Array.from({ length: 16 }, () => http.fetch(url, { signal })))
    expect(results.map(({ page, failure }) => page?.body.toString() ?? failure?.detail)).toEqual(
      Array.from({ length: 16 }, () => 'ok'),
    )
  })
})
