import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/program.ts'
import { makeCertificate } from '../gather/test-certificates.ts'
import type { Message, SendResult } from './channel.ts'
import { channelOf, channels } from './channels/index.ts'
import { startMailServer, startMuteServer, startRobot, type RobotKind } from './test-robots.ts'

const message: Message = {
  key: '00000000-0000-4000-8000-000000000001',
  subject: '【明察】首页无法访问',
  text: '上海统计网首页自10时起无法访问。\n请核实。',
  severe: true,
  unit: '上海市统计局',
  createdAt: '2025-08-14T02:00:00.000Z',
}
const noonMs = Date.parse('2025-08-14T04:00:00Z')

async function send(
  kind: string,
  secret: unknown,
  {
    settings = {},
    address = '',
    clock = () => noonMs,
    text = message.text,
    signal = new AbortController().signal,
  } = {},
): Promise<SendResult> {
  const channel = channelOf(kind)!
  const means = {
    settings: channel.settings.parse(settings),
    secret: channel.secret.parse(secret),
    address,
    clock,
    signal,
  }
  return await channel.send({ ...message, text }, means)
}

const robots: readonly RobotKind[] = ['wecom', 'dingtalk', 'feishu', 'webhook']

describe('the contract of all channels', () => {
  test('ids are those of the files, and every kind of limit says something', async () => {
    const files = await readdir(path.join(import.meta.dirname, 'channels'))
    const expected = files.filter((name) => name !== 'index.ts').map((name) => name.replace('.ts', ''))
    expect(channels.map(({ id }) => id).toSorted()).toEqual(expected.toSorted())
    for (const { title, limits, maxBytes } of channels) {
      expect(title).not.toBe('')
      expect(maxBytes).toBeGreaterThan(1000)
      for (const { count, perMs } of limits) expect(Math.min(count, perMs)).toBeGreaterThan(0)
    }
  })

  test.each(robots)('%s: a message arrives, with its subject and text', async (kind) => {
    const robot = await startRobot(kind, () => noonMs)
    expect(await send(kind, robot.secret)).toMatchObject({ outcome: 'accepted' })
    expect(robot.turnedAway).toEqual([])
    expect(robot.accepted[0]!.text).toContain('首页自10时起无法访问')
  })

  test.each(robots)('%s: the longest text that is allowed is taken by the other side', async (kind) => {
    const robot = await startRobot(kind, () => noonMs)
    const channel = channelOf(kind)!
    const room = channel.maxBytes - Buffer.byteLength(message.subject) - 40
    const text = '检'.repeat(Math.floor(room / 3))
    expect(await send(kind, robot.secret, { text })).toMatchObject({ outcome: 'accepted' })
  })

  test.each(robots)(
    '%s: 200 with an error code, nonsense, a refusal of the connection and silence are failures',
    async (kind) => {
      const robot = await startRobot(kind, () => noonMs)
      robot.mood = { status: 500, body: { errcode: -1, errmsg: 'system busy', code: -1, msg: 'system busy' } }
      expect(await send(kind, robot.secret)).toMatchObject({ outcome: 'failed' })
      if (kind !== 'webhook') {
        robot.mood = { status: 200, body: { errcode: -1, errmsg: 'system busy', code: -1, msg: 'system busy' } }
        expect(await send(kind, robot.secret)).toMatchObject({ outcome: 'failed', detail: '错误码 -1：system busy' })
        robot.mood = { status: 200, body: '<html>请登录</html>' }
        expect(await send(kind, robot.secret)).toMatchObject({
          outcome: 'failed',
          detail: expect.stringContaining('看不懂'),
        })
      }
      robot.mood = { status: 429, body: {} }
      expect(await send(kind, robot.secret)).toMatchObject({ outcome: 'limited' })
      robot.mood = 'hang'
      const stopping = new AbortController()
      robot.onRequest = () => stopping.abort()
      expect(await send(kind, robot.secret, { signal: stopping.signal })).toMatchObject({
        outcome: 'failed',
        uncertain: true,
      })
      const closed = { ...robot.secret, url: 'http://127.0.0.1:1/' }
      expect(await send(kind, closed)).toMatchObject({ outcome: 'failed', uncertain: false })
      expect(robot.accepted).toEqual([])
    },
  )

  test.each(robots.filter((kind) => kind !== 'wecom'))('%s: a wrong secret is turned away', async (kind) => {
    const robot = await startRobot(kind, () => noonMs)
    const wrong = { ...robot.secret, secret: 'SEC-something-else' }
    expect(await send(kind, wrong)).toMatchObject({ outcome: 'failed' })
    expect(robot.turnedAway).toHaveLength(1)
  })

  test.each([
    ['wecom', 60_000],
    ['dingtalk', 600_000],
    ['feishu', 60_000],
  ] as const)('%s: who is too fast is told to rest for %i ms', async (kind, restMs) => {
    const robot = await startRobot(kind, () => noonMs)
    let last: SendResult | undefined
    for (let count = 0; count < 21; count += 1) last = await send(kind, robot.secret)
    expect(last).toMatchObject({ outcome: 'limited', restMs })
    expect(robot.accepted).toHaveLength(kind === 'feishu' ? 5 : 20)
  })
})

describe('e-mail', () => {
  const settings = (port: number, more = {}) => ({
    host: '127.0.0.1',
    port,
    security: 'none',
    from: 'mingcha@example.gov.cn',
    patienceMs: 500,
    ...more,
  })
  const address = 'tjj@example.gov.cn'

  test('arrives as one message with a stable id', async () => {
    const { port, mails } = await startMailServer({ disabledCommands: ['STARTTLS', 'AUTH'] })
    const result = await send('email', {}, { settings: settings(port), address })
    expect(result).toMatchObject({ outcome: 'accepted', receipt: expect.stringContaining('4711') })
    expect(mails).toMatchObject([
      { to: [address], source: expect.stringContaining(`Message-ID: <${message.key}@mingcha>`) },
    ])
    expect(mails[0]!.source).toContain('Auto-Submitted: auto-generated')
  })

  test('STARTTLS with a certificate of a known authority, and a log-in', async () => {
    const authority = makeCertificate({ name: '测试机构', isAuthority: true })
    const own = makeCertificate({ name: 'mail', issuer: authority, hosts: ['127.0.0.1'] })
    const { port, mails } = await startMailServer({
      key: own.privateKey,
      cert: own.certificate,
      authOptional: false,
      onAuth: ({ username, password }, _session, done) =>
        password === '口令' ? done(null, { user: username! }) : done(new Error('wrong password')),
    })
    const secure = settings(port, { security: 'starttls', authority: authority.certificate, user: 'mingcha' })
    expect(await send('email', { password: '口令' }, { settings: secure, address })).toMatchObject({
      outcome: 'accepted',
    })
    expect(mails).toMatchObject([{ secure: true, user: 'mingcha' }])
    expect(await send('email', { password: '错' }, { settings: secure, address })).toMatchObject({
      outcome: 'failed',
      detail: expect.stringContaining('EAUTH'),
    })
    const stranger = settings(port, { security: 'starttls', user: 'mingcha' })
    expect(await send('email', { password: '口令' }, { settings: stranger, address })).toMatchObject({
      outcome: 'failed',
    })
    expect(mails).toHaveLength(1)
  })

  test('STARTTLS that the server does not have is a failure: nothing goes out in clear', async () => {
    const { port, mails } = await startMailServer({ disabledCommands: ['STARTTLS', 'AUTH'] })
    const secure = settings(port, { security: 'starttls' })
    expect(await send('email', {}, { settings: secure, address })).toMatchObject({ outcome: 'failed' })
    expect(mails).toEqual([])
  })

  test('a server that never says a word is left when the patience ends', async () => {
    const port = await startMuteServer()
    const began = performance.now()
    expect(await send('email', {}, { settings: settings(port), address })).toMatchObject({ outcome: 'failed' })
    expect(performance.now() - began).toBeLessThan(10_000)
  })

  test('a server that hangs after the text leaves it open whether it was accepted', async () => {
    const { port } = await startMailServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      onData: (stream) => void stream.resume(),
    })
    expect(await send('email', {}, { settings: settings(port), address })).toMatchObject({
      outcome: 'failed',
      uncertain: true,
    })
  })

  test.each([
    [550, 'refused'],
    [451, 'failed'],
  ] as const)('a mailbox that is answered with %i: %s', async (responseCode, outcome) => {
    const { port } = await startMailServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      onRcptTo: (_address, _session, done) => done(Object.assign(new Error('no such mailbox'), { responseCode })),
    })
    expect(await send('email', {}, { settings: settings(port), address })).toMatchObject({ outcome })
  })

  test('a subject with line breaks makes no further header', async () => {
    const { port, mails } = await startMailServer({ disabledCommands: ['STARTTLS', 'AUTH'] })
    const channel = channelOf('email')!
    const means = { settings: channel.settings.parse(settings(port)), secret: { password: '' }, address }
    const signal = new AbortController().signal
    await channel.send({ ...message, subject: 'a\r\nBcc: x@evil.example' }, { ...means, clock: () => noonMs, signal })
    expect(mails[0]!.to).toEqual([address])
    expect(mails[0]!.source).not.toMatch(/^Bcc:/m)
  })
})

describe('the file outbox', () => {
  test('one whole file per message; the same message twice is one file', async () => {
    const folder = path.join(await temporaryFolder('outbox'), '待发')
    await send('file', {}, { settings: { folder } })
    expect(await send('file', {}, { settings: { folder } })).toMatchObject({ outcome: 'accepted' })
    const names = await readdir(folder)
    expect(names).toEqual([`2025-08-14-${message.key}.txt`])
    expect(await readFile(path.join(folder, names[0]!), 'utf8')).toMatchInlineSnapshot(`
      "编号：00000000-0000-4000-8000-000000000001
      主题：【明察】首页无法访问
      单位：上海市统计局
      时间：2025-08-14T02:00:00.000Z
      紧急：是

      上海统计网首页自10时起无法访问。
      请核实。
      "
    `)
  })

  test('a folder that cannot be is a failure', async () => {
    const file = path.join(await temporaryFolder('outbox-bad'), 'file')
    await writeFile(file, '')
    expect(await send('file', {}, { settings: { folder: file } })).toMatchObject({ outcome: 'failed' })
  })
})
