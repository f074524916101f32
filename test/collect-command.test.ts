/** `mingcha collect` as users call it: sources, a run, what is known, and a credential that no output shows. */
import { spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, expect, test, vi } from 'vitest'
import { serve } from '../src/gather/test-server.ts'
import { upsertRows } from '../src/store/upsert-rows.ts'
import { testStore } from './database.ts'
import { program, temporaryFolder } from './program.ts'

const store = await testStore()
const home = await temporaryFolder('collect')
const mingcha = program(home, store.url)

beforeAll(async () => {
  const config = { gather: { publicInternet: false, allowNetworks: ['127.0.0.0/8'], hostGapMs: 0 } }
  await writeFile(path.join(home, 'config.json'), JSON.stringify(config))
  await upsertRows(
    store.db,
    'unit',
    ['code'],
    [{ code: 'u', name: 'u', shortName: 'u', kind: 'district', printOrder: 1 }],
  )
  const { id: organiserId } = await store.db.selectFrom('unit').select('id').executeTakeFirstOrThrow()
  const row = {
    platform: 'weixin',
    platformId: 'gh_1',
    identityKey: 'weixin/gh_1',
    name: '某号',
    purpose: 'publish',
    state: 'active',
    sourceKind: 'delivered',
    organiserId,
  }
  await upsertRows(store.db, 'account', [], [row])
})

test(
  'a source is added by base and route, read, shown with its result, and its raw bytes come out again',
  { timeout: 120_000 },
  async () => {
    const text =
      '<rss version="2.0"><channel><title>号</title><item><title>甲</title><guid>1</guid><pubDate>2025-08-12 08:00</pubDate></item></channel></rss>'
    const asked: string[] = []
    const origin = await serve((request, response) => {
      asked.push(request.url!)
      response.end(text)
    })
    await mingcha.json(
      'collect',
      'sources',
      'add',
      'feed',
      '微信/gh_1',
      '/weibo/user/1',
      '--base-url',
      `${origin}/bridge`,
      '--trust',
      '2',
    )
    const wrong = await mingcha.run('collect', 'sources', 'add', 'weixinApi', '微信/gh_1', 'gh_1')
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('AppID')])
    expect(await mingcha.json('collect', 'run')).toMatchObject({ done: 1, total: 1, outcomes: { read: 1 } })
    expect(asked).toEqual(['/bridge/weibo/user/1'])
    expect(await mingcha.json('collect', 'status')).toMatchObject({
      accounts: 1,
      states: [{ state: 'known', accounts: 1 }],
      unknown: [],
    })
    const { sources } = await mingcha.json<{ sources: { id: number }[] }>('collect', 'sources', 'list', '微信/gh_1')
    expect(sources).toMatchObject([{ kind: 'feed', trust: 2, lastOutcome: 'read', lastOn: '2025-08-12' }])
    const { results } = await mingcha.json<{ results: { sha256: string }[] }>(
      'collect',
      'sources',
      'results',
      String(sources[0]!.id),
    )
    const file = path.join(home, 'raw.xml')
    await mingcha.json('collect', 'raw', results[0]!.sha256, file)
    expect(await readFile(file, 'utf8')).toBe(text)
  },
)

/** What the last collection from a feed below an origin came to. */
async function readFrom(origin: string): Promise<string | null> {
  const rows = await store.db.selectFrom('accountSource').select(['address', 'lastOutcome']).execute()
  return rows.find(({ address }) => address.startsWith(origin))?.lastOutcome ?? null
}

test(
  'a worker reads what is due by itself, and leaves a stopped host alone; what is stored can be pruned',
  { timeout: 120_000 },
  async () => {
    const text =
      '<rss version="2.0"><channel><title>号</title><item><title>甲</title><guid>1</guid><pubDate>2025-08-12 08:00</pubDate></item></channel></rss>'
    const asked: string[] = []
    const feeds = (name: string) =>
      serve((request, response) => {
        asked.push(name + request.url!)
        response.end(text)
      })
    const [free, stopped] = [await feeds('free'), await feeds('stopped')]
    const { host } = new URL(stopped)
    const stops = await mingcha.json('stop-crawling', '--host', host, '--reason', '对方来电')
    expect(stops).toMatchObject({ stops: [{ host, siteCode: null, reason: '对方来电' }] })
    expect((await mingcha.run('stop-crawling', '--host', 'a b', '--reason', 'x')).stderr).toContain('主机“a b”不正确')
    for (const origin of [stopped, free])
      await mingcha.json('collect', 'sources', 'add', 'feed', '微信/gh_1', `${origin}/1`)
    const worker = mingcha.start('worker')
    try {
      await vi.waitFor(() => expect(asked).toEqual(['free/1']), { timeout: 60_000, interval: 100 })
      // told to end before it has read the answer, it has neither read nor counted it
      await vi.waitFor(async () => expect(await readFrom(free)).toBe('read'), { timeout: 60_000, interval: 100 })
    } finally {
      worker.kill('SIGTERM')
      await new Promise((resolve) => worker.once('exit', resolve))
    }
    // what was read before the worker was told to end is stored, and so is what was asked
    const { hosts } = await mingcha.json<{ hosts: { host: string; requests: number }[] }>('load')
    expect(hosts).toContainEqual(expect.objectContaining({ host: new URL(free).host, requests: 1 }))
    await mingcha.json('resume-crawling', '--host', host, '--reason', '已说明')
    expect(await mingcha.json('collect', 'run')).toMatchObject({ outcomes: { read: 1 } })
    expect(asked).toEqual(['free/1', 'stopped/1'])
    expect(await mingcha.json('collect', 'prune')).toEqual({ answers: 0, bytes: 0 })
  },
)

test('a credential is read from standard input and shown nowhere', { timeout: 60_000 }, async () => {
  const secret = 'top-secret-0123456789'
  const child = spawn(
    process.execPath,
    [
      path.resolve(import.meta.dirname, '../bin/mingcha.mjs'),
      'collect',
      'credential',
      'set',
      'weixin',
      'wx0123456789abcdef',
    ],
    {
      env: { ...process.env, MINGCHA_HOME: home, DATABASE_URL: store.url },
    },
  )
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (output += part.toString()))
  child.stdin.end(`${secret}\n`)
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0)
  const listed = await mingcha.run('collect', 'credential', 'list')
  expect(listed.stdout).toContain('wx0123456789abcdef')
  expect(`${output}${listed.stdout}`).not.toContain(secret)
})
