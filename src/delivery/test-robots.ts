/**
 * For tests: the other side of the channels, as its documentation describes it. Robots of groups enforce their limits and
 * signatures with the clock of the test; a mail server is a real one.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { onTestFinished } from 'vitest'

export interface Arrived {
  readonly at: number
  readonly text: string
  readonly headers: IncomingHttpHeaders
}

export interface Robot {
  /** As it is entered into the channel. */
  readonly secret: Readonly<Record<string, string>>
  readonly accepted: readonly Arrived[]
  /** Requests that were answered with an error, and with which. */
  readonly turnedAway: readonly unknown[]
  /** What it does with the next requests: `hang` answers nothing and takes nothing, `swallow` takes the message and answers nothing. */
  mood: 'well' | 'hang' | 'swallow' | { readonly status: number; readonly body: unknown }
  /** Called when a request has come in, before it is answered. */
  onRequest: () => void
}

interface Asked {
  readonly url: URL
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly nowMs: number
  /** When the messages so far were accepted. */
  readonly times: readonly number[]
}

/** `null`: accepted. */
type Rule = (asked: Asked) => unknown

interface Play {
  readonly rule: Rule
  readonly good: unknown
  readonly text: (body: string) => string
  readonly secret: (origin: string) => Readonly<Record<string, string>>
}

const [minute, hour] = [60_000, 3_600_000]
/** How many of the times lie within the window that ends now. */
const within = (times: readonly number[], nowMs: number, perMs: number) =>
  times.filter((at) => at > nowMs - perMs).length
const hmac = (key: string, text: string) => createHmac('sha256', key).update(text).digest()
const isSame = (one: string, other: Buffer) => {
  const given = Buffer.from(one, 'base64')
  return given.length === other.length && timingSafeEqual(given, other)
}

const robotSecret = 'SEC0123456789abcdef'

const plays = {
  wecom: () => ({
    good: { errcode: 0, errmsg: 'ok' },
    text: (body) => (JSON.parse(body) as { markdown: { content: string } }).markdown.content,
    secret: (origin) => ({ url: `${origin}/cgi-bin/webhook/send?key=6931` }),
    rule({ url, body, times, nowMs }) {
      if (url.searchParams.get('key') !== '6931') return { errcode: 93_000, errmsg: 'invalid webhook url' }
      const { markdown } = JSON.parse(body) as { markdown: { content: string } }
      if (Buffer.byteLength(markdown.content) > 4096)
        return { errcode: 40_058, errmsg: 'content exceed max length 4096' }
      if (within(times, nowMs, minute) >= 20) return { errcode: 45_009, errmsg: 'api freq out of limit' }
      return null
    },
  }),
  dingtalk() {
    let blockedUntil = 0
    return {
      good: { errcode: 0, errmsg: 'ok' },
      text: (body) => (JSON.parse(body) as { markdown: { text: string } }).markdown.text,
      secret: (origin) => ({ url: `${origin}/robot/send?access_token=abc`, secret: robotSecret }),
      rule({ url, body, times, nowMs }) {
        const timestamp = url.searchParams.get('timestamp') ?? ''
        const signature = hmac(robotSecret, `${timestamp}\n${robotSecret}`)
        if (Math.abs(Number(timestamp) - nowMs) > hour) return { errcode: 310_000, errmsg: 'invalid timestamp' }
        if (!isSame(url.searchParams.get('sign') ?? '', signature))
          return { errcode: 310_000, errmsg: 'sign not match' }
        if (Buffer.byteLength(body) > 20_000)
          return { errcode: 460_101, errmsg: 'message too long, exceed 20000 bytes' }
        if (within(times, nowMs, minute) >= 20) blockedUntil = nowMs + 10 * minute
        if (nowMs < blockedUntil) return { errcode: 130_101, errmsg: 'send too fast, exceed 20 times per minute' }
        return null
      },
    }
  },
  feishu: () => ({
    good: { code: 0, msg: 'success', data: {}, StatusCode: 0, StatusMessage: 'success' },
    text: (body) => (JSON.parse(body) as { content: { text: string } }).content.text,
    secret: (origin) => ({ url: `${origin}/open-apis/bot/v2/hook/abc`, secret: robotSecret }),
    rule({ body, times, nowMs }) {
      const { timestamp, sign } = JSON.parse(body) as { timestamp: string; sign: string }
      const isFresh = Math.abs(Number(timestamp) * 1000 - nowMs) <= hour
      if (!isFresh || !isSame(sign, hmac(`${timestamp}\n${robotSecret}`, ''))) {
        return { code: 19_021, msg: 'sign match fail or timestamp is not within one hour from current time' }
      }
      if (Buffer.byteLength(body) > 20 * 1024) return { code: 9499, msg: 'request body too large' }
      const isFast = within(times, nowMs, minute) >= 100 || within(times, nowMs, 1000) >= 5
      return isFast ? { code: 11_232, msg: 'frequency limited' } : null
    },
  }),
  webhook: () => ({
    good: { ok: true },
    text: (body) => (JSON.parse(body) as { text: string }).text,
    secret: (origin) => ({ url: `${origin}/hook`, secret: robotSecret }),
    rule({ headers, body, nowMs }) {
      const timestamp = String(headers['x-mingcha-timestamp'])
      const expected = `sha256=${hmac(robotSecret, `${timestamp}.${body}`).toString('hex')}`
      const isGood =
        headers['x-mingcha-signature'] === expected && Math.abs(Number(timestamp) * 1000 - nowMs) < 5 * minute
      return isGood ? null : { status: 401 }
    },
  }),
} as const satisfies Readonly<Record<string, () => Play>>

export type RobotKind = keyof typeof plays

/** Starts the other side of a channel for the running test. */
export async function startRobot(kind: RobotKind, clock: () => number): Promise<Robot> {
  const { rule, good, text, secret } = plays[kind]() as Play
  const [accepted, turnedAway] = [[] as Arrived[], [] as unknown[]]
  const robot: { -readonly [Part in keyof Robot]: Robot[Part] } = {
    secret: {},
    accepted,
    turnedAway,
    mood: 'well',
    onRequest: () => {},
  }
  const take = (body: string, headers: IncomingHttpHeaders) => accepted.push({ at: clock(), text: text(body), headers })
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const body = Buffer.concat(parts).toString('utf8')
    robot.onRequest()
    const { mood } = robot
    if (mood === 'hang') return
    if (mood === 'swallow') return void take(body, request.headers)
    if (mood !== 'well') return answer(response, mood.status, mood.body)
    const url = new URL(request.url!, 'http://robot')
    const refusal = rule({ url, headers: request.headers, body, nowMs: clock(), times: accepted.map(({ at }) => at) })
    if (refusal === null) take(body, request.headers)
    else turnedAway.push(refusal)
    const status = (refusal as { status?: number } | null)?.status ?? 200
    answer(response, status, refusal ?? good)
  })
  robot.secret = secret(await listening(server))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return robot
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

export interface Mail {
  readonly to: readonly string[]
  readonly secure: boolean
  readonly user: string
  readonly source: string
}

/** A real mail server that takes everything but what its options refuse. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<{ port: number; mails: Mail[] }> {
  const mails: Mail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    logger: false,
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        mails.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          secure: session.secure,
          user: String(session.user ?? ''),
          source: Buffer.concat(parts).toString('utf8'),
        })
        done(null, 'queued as 4711')
      })
    },
    ...options,
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())))
  return { port: (server.server.address() as AddressInfo).port, mails }
}

/** A server that accepts connections and never says a word. */
export async function startMuteServer(): Promise<number> {
  const server = createTcpServer(() => {})
  const sockets = new Set<{ destroy(): void }>()
  server.on('connection', (socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}
