import { beforeAll, describe, expect, test } from 'vitest'
import { testStore } from '../../test/database.ts'
import { sheetRows } from '../../test/sheet-rows.ts'
import { posts as postsSchema } from '../evidence/posts.ts'
import { day } from '../kernel/day.ts'
import type { Failure } from '../kernel/failure.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { updateDays } from '../indicators/updates.ts'
import { accountActivity } from './account-activity.ts'
import { importPosts, postFormat, previewPosts } from './import-posts.ts'
import { deliveredPosts } from './store.ts'

const { db } = await testStore()
const by = {
  author: '李四',
  at: '2025-08-15T01:00:00.000Z',
  source: '发布记录-8月.xlsx（市大数据中心报送）',
  knownThrough: day('2025-08-14'),
  coveredFrom: day('2025-07-01'),
}
const posts = (csv: string) => sheetRows(postFormat, `账号类型,账号标识,标题,链接,发布时间\n${csv}`)
let [busy, silent] = [0, 0]

beforeAll(async () => {
  await upsertRows(db, 'unit', ['code'], [{ code: 'u', name: 'u', shortName: 'u', kind: 'district', printOrder: 1 }])
  const { id: organiserId } = await db.selectFrom('unit').select('id').executeTakeFirstOrThrow()
  const account = { platform: 'weixin', purpose: 'publish', state: 'active', sourceKind: 'delivered', organiserId }
  await upsertRows(
    db,
    'account',
    [],
    [
      { ...account, platformId: 'gh_busy', identityKey: 'weixin/gh_busy', name: '忙' },
      { ...account, platformId: 'gh_silent', identityKey: 'weixin/gh_silent', name: '静' },
    ],
  )
  const ids = await db.selectFrom('account').select('id').orderBy('platformId').execute()
  ;[busy, silent] = ids.map(({ id }) => id) as [number, number]
})

test('posts become evidence: newest first, undated ones counted, raw dates kept', async () => {
  const rows = await posts(`
    微信,gh_busy,旧闻,https://mp.example.cn/1,2025年8月1日 8:30
    微信,gh_busy,新闻,https://mp.example.cn/2,2025-08-02 09:00
    微信,gh_busy,只有日期,,2025/8/1
    微信,gh_busy,没有日期,https://mp.example.cn/3,
    微信,gh_busy,相对日期,https://mp.example.cn/4,昨天 08:30
    微信,gh_busy,新闻,https://mp.example.cn/2,2025-08-02 09:00
    微信,gh_busy,同一链接的第二条,https://mp.example.cn/2,2025-08-02 09:00
    微信,gh_silent,,,`)
  const expected = { accounts: 2, added: 4, unchanged: 0, undated: 2, repeated: 1 }
  expect(await previewPosts(db, rows, by)).toMatchObject(expected)
  expect(await deliveredPosts(db, busy)).toBeNull()
  expect(await importPosts(db, rows, by)).toMatchObject(expected)

  const evidence = await deliveredPosts(db, busy)
  expect(postsSchema.parse(evidence)).toEqual(evidence)
  expect(evidence).toMatchObject({
    source: by.source,
    capturedAt: by.at,
    knownThrough: '2025-08-14',
    coveredFrom: '2025-07-01',
    undatedCount: 2,
  })
  expect(
    evidence!.posts.map(({ id, publishedOn, publishedAt, rawDate }) => [id, publishedOn, publishedAt, rawDate]),
  ).toEqual([
    ['https://mp.example.cn/2', '2025-08-02', '2025-08-02T01:00:00.000Z', '2025-08-02 09:00'],
    ['https://mp.example.cn/2 (2)', '2025-08-02', '2025-08-02T01:00:00.000Z', '2025-08-02 09:00'],
    ['https://mp.example.cn/1', '2025-08-01', '2025-08-01T00:30:00.000Z', '2025年8月1日 8:30'],
    ['2025/8/1 只有日期', '2025-08-01', null, '2025/8/1'],
  ])
  expect(await deliveredPosts(db, silent)).toMatchObject({ undatedCount: 0, posts: [] })
})

test('a file says what its entries are: replies, profile edits and deleted posts are kept, and are no updates', async () => {
  const rows = await sheetRows(
    postFormat,
    `账号类型,账号标识,标题,链接,发布时间,内容类型
    微信,gh_busy,转来的,,2025-08-03,转发
    微信,gh_busy,答网友,,2025-08-12,回复评论
    微信,gh_busy,新头像,,2025-08-13,修改资料
    微信,gh_busy,撤下的,,2025-08-13 10:00,已删除
    微信,gh_busy,一个视频,,2025-08-04,视频
    微信,gh_busy,没写,,2025-08-05,`,
  )
  const file = { ...by, source: '带类型的导出' }
  await importPosts(db, rows, file)
  const kinds = (await deliveredPosts(db, busy))!.posts.flatMap(({ title, kind }) =>
    ['新闻', '旧闻'].includes(title) ? [] : [`${title} ${kind ?? ''}`.trim()],
  )
  expect(kinds).toEqual(
    expect.arrayContaining([
      '撤下的 deleted',
      '新头像 profileEdit',
      '答网友 reply',
      '没写',
      '一个视频 post',
      '转来的 repost',
    ]),
  )
  // the update clause, the facts of accounts and what collection knows agree
  const evidence = postsSchema.parse(await deliveredPosts(db, busy))
  expect(updateDays(evidence, {}).toSorted().at(-1)).toBe('2025-08-05')
  expect((await accountActivity(db, day('2025-08-14'))).get(busy)).toMatchObject({ lastPostOn: '2025-08-05' })
  const { lastOn } = await db
    .selectFrom('accountPosts')
    .select('lastOn')
    .where('accountId', '=', busy)
    .executeTakeFirstOrThrow()
  expect(lastOn).toBe('2025-08-05')
  const wrong = await sheetRows(postFormat, '账号类型,账号标识,标题,发布时间,内容类型\n微信,gh_busy,甲,2025-08-01,点赞')
  await expect(previewPosts(db, wrong, file)).rejects.toMatchObject({
    details: ['第 2 行「内容类型」：没有“点赞”，可填：发布、转发、回复、修改资料、已删除'],
  })
})

test('the same file again is no second delivery; another period is', async () => {
  const rows = await posts('微信,gh_silent,,,')
  expect(await importPosts(db, rows, by)).toMatchObject({ accounts: 1 })
  const count = async () => (await db.selectFrom('postDelivery').select('id').execute()).length
  const before = await count()
  await importPosts(db, rows, by)
  expect(await count()).toBe(before)
  await importPosts(db, rows, { ...by, coveredFrom: null })
  expect(await count()).toBe(before + 1)
})

test('the delivery that reaches furthest says how far is known; a post that only another file shows is a post', async () => {
  const late = await posts('微信,gh_silent,春天,,2025-04-01')
  await importPosts(db, late, {
    ...by,
    at: '2025-08-16T01:00:00.000Z',
    knownThrough: day('2025-06-30'),
    coveredFrom: null,
  })
  expect(await deliveredPosts(db, silent)).toMatchObject({
    knownThrough: '2025-08-14',
    posts: [{ title: '春天', publishedOn: '2025-04-01' }],
  })
})

test('activity: the latest post up to the day, posts of the year, how far is known; nothing of an unknown account', async () => {
  const activity = await accountActivity(db, day('2025-08-14'))
  expect(activity.get(busy)).toMatchObject({ lastPostOn: expect.stringMatching(/^2025-08-/) as string })
  expect(activity.get(busy)!.postsInYear).toBeGreaterThan(0)
  expect(activity.get(-1)).toBeUndefined()
  expect((await accountActivity(db, day('2020-01-01'))).get(busy)).toMatchObject({ lastPostOn: null, postsInYear: 0 })
})

describe('what is refused', () => {
  const failureOf = (work: Promise<unknown>): Promise<Failure | null> =>
    work.then(
      () => null,
      (failure: Failure) => failure,
    )

  test('nonsense dates, unknown accounts, links without anything else', async () => {
    const rows = await posts(`
      微信,gh_busy,甲,,2025-02-30
      微信,gh_busy,乙,,待定
      微信,gh_nobody,丙,,2025-08-01
      微信,gh_busy,,https://mp.example.cn/9,
      微信群,gh_busy,丁,ftp://x,2025-08-01`)
    expect((await failureOf(importPosts(db, rows, by)))?.details).toEqual([
      '第 2 行「发布时间」：“2025-02-30”不是存在的日期，应写成 2025-08-01 08:30',
      '第 3 行「发布时间」：“待定”不是存在的日期，应写成 2025-08-01 08:30',
      '第 4 行「账号标识」：名录中没有账号“微信/gh_nobody”，请先导入账号',
      '第 5 行：只有链接，缺少标题和发布时间；没有发布内容的账号请把链接也留空',
      expect.stringContaining('第 6 行「账号类型」：没有“微信群”，可填：微信、微信订阅号、微信服务号、微博、澎湃号'),
      '第 6 行「链接」：“ftp://x”不是完整的网址，应以 http:// 或 https:// 开头',
    ])
  })

  test.each([
    [{ coveredFrom: day('2025-08-15') }, '覆盖起始日 2025-08-15 晚于数据截止日 2025-08-14'],
    [{ knownThrough: day('2025-08-16') }, '数据截止日 2025-08-16 晚于今天 2025-08-15'],
    [{ source: ' ' }, '没有说明数据来源'],
  ])('a period that cannot be: %j', async (change, message) => {
    const rows = await posts('微信,gh_silent,,,')
    expect(await failureOf(importPosts(db, rows, { ...by, ...change }))).toMatchObject({ message })
  })
})
