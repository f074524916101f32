/** Warnings of the stored sources of accounts from day to day, on a clock that is handed in. */
import { describe, expect, it } from 'vitest'
import type { Evidence } from '../evidence/evidence.ts'
import { addDays, day } from '../kernel/day.ts'
import { ruleSets } from '../regulations/index.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { judgeRegister } from './judge-register.ts'
import { listUnknown, listWarnings } from './list-warnings.ts'
import { morning, national, warningStore } from './warnings-fixture.ts'

const { db, addAccount, shows, raise, send, listed, inspected, writeEvidence } = await warningStore()

describe('an account that falls silent', () => {
  it('is warned of at T-7, T-3 and T-1, once each, and becomes a finding when nobody publishes', async () => {
    const id = await addAccount('上海统计')
    const seen: unknown[] = []
    for (let today = day('2025-08-14'); today <= '2025-08-22'; today = addDays(today, 1)) {
      await shows(id, today, ['2025-08-07'])
      const { raised, escalated, expired } = await raise(today)
      expect(await raise(today)).toMatchObject({ raised: 0, escalated: 0, expired: 0, resolved: 0 })
      const sent = today === '2025-08-16' || today === '2025-08-17' ? '假日' : (await send(today)).length
      seen.push([today.slice(8), raised, escalated, expired, sent, ...(await listed(today))[0]!.slice(1)])
    }
    // 7 August and 14 days: it fails on the 21st. 16 and 17 August are a weekend.
    expect(seen).toEqual([
      ['14', 1, 0, 0, 1, 7, 'sent', 7],
      ['15', 0, 0, 0, 0, 7, 'sent', 6],
      ['16', 0, 0, 0, '假日', 7, 'sent', 5],
      ['17', 0, 0, 0, '假日', 7, 'sent', 4],
      ['18', 0, 1, 0, 1, 3, 'sent', 3],
      ['19', 0, 0, 0, 0, 3, 'sent', 2],
      ['20', 0, 1, 0, 1, 1, 'sent', 1],
      ['21', 0, 0, 1, 0, 0, 'expired', 0],
      ['22', 0, 0, 0, 0, 0, 'expired', -1],
    ])
    expect(
      await db
        .selectFrom('warning')
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .executeTakeFirst(),
    ).toEqual({ n: 1 })
  })

  it('is warned of no more when it publishes; the next silence is another warning', async () => {
    const id = await addAccount('上海统计')
    await shows(id, '2025-08-14', ['2025-08-07'])
    await raise('2025-08-14')
    await shows(id, '2025-08-15', ['2025-08-07', '2025-08-15'])
    expect(await raise('2025-08-15')).toMatchObject({ resolved: 1, raised: 0 })
    expect(await listed('2025-08-15')).toEqual([])
    expect(await listed('2025-08-15', { ended: true })).toMatchObject([['上海统计', 7, 'resolved', 6]])
    await shows(id, '2025-08-22', ['2025-08-07', '2025-08-15'])
    expect(await raise('2025-08-22')).toMatchObject({ raised: 1 })
    expect(await listed('2025-08-22')).toEqual([['上海统计', 7, 'raised', 7]])
  })

  it('of which a post turns up that only moves the limit: the old warning is resolved, a new one raised', async () => {
    const id = await addAccount('上海统计')
    await shows(id, '2025-08-20', ['2025-08-07'])
    await raise('2025-08-20')
    await shows(id, '2025-08-20', ['2025-08-07', '2025-08-09'])
    expect(await raise('2025-08-20')).toMatchObject({ resolved: 1, raised: 1 })
    expect(await listed('2025-08-20')).toEqual([['上海统计', 3, 'raised', 3]])
  })

  it('that is stale when it is first looked at, is expired since the day it failed', async () => {
    const id = await addAccount('上海统计')
    await shows(id, '2025-08-20', ['2025-07-01'])
    expect(await raise('2025-08-20')).toMatchObject({ raised: 0, expired: 1 })
    expect(await listed('2025-08-20')).toEqual([['上海统计', 0, 'expired', -36]])
    await shows(id, '2025-08-21', ['2025-07-01'])
    expect(await raise('2025-08-21')).toMatchObject({ expired: 0, resolved: 0 })
    await shows(id, '2025-08-22', ['2025-07-01', '2025-08-21'])
    expect(await raise('2025-08-22')).toMatchObject({ resolved: 1 })
  })
})

describe('what nobody can tell', () => {
  it('is unknown with its age and never stale, and is kept back from sending', async () => {
    const id = await addAccount('上海统计')
    await shows(id, '2025-08-18', ['2025-08-07'])
    await raise('2025-08-18')
    // The source breaks: on the 22nd it is four days old, and the day of the limit has passed.
    expect(await raise('2025-08-22')).toMatchObject({ expired: 0, unknown: 1 })
    expect(await listed('2025-08-22')).toEqual([['上海统计', 3, 'raised', -1]])
    expect(await send('2025-08-22')).toEqual([])
    const { unknown } = await listUnknown(db, {}, { offset: 0, limit: 10 }, day('2025-08-22'))
    expect(unknown).toMatchObject([{ name: '上海统计', targetKey: '微信/上海统计', ageDays: 4, since: '2025-08-22' }])
    // It comes back without a new post: now it is proved.
    await shows(id, '2025-08-23', ['2025-08-07'])
    expect(await raise('2025-08-23')).toMatchObject({ expired: 1, unknown: 0 })
    expect((await listUnknown(db, {}, { offset: 0, limit: 10 }, day('2025-08-23'))).total).toBe(0)
  })

  it('says of an account without any source that nothing is known', async () => {
    await addAccount('上海统计')
    expect(await raise('2025-08-18')).toMatchObject({ targets: 1, unknown: 1, raised: 0, expired: 0 })
    const { unknown } = await listUnknown(db, {}, { offset: 0, limit: 10 }, day('2025-08-18'))
    expect(unknown).toMatchObject([{ ageDays: null, knownThrough: null }])
  })

  it('says why, where a source was asked in vain', async () => {
    const [blocked, broken, untried] = [await addAccount('甲'), await addAccount('乙'), await addAccount('丙')]
    const source = { trust: 3, freshHours: 72, host: 'f', addedBy: 'x', addedAt: morning('2025-08-18') }
    const asked = (accountId: number, lastOutcome: string | null, lastDetail: string) =>
      db
        .insertInto('accountSource')
        .values({ ...source, kind: 'feed', accountId, address: `http://f/${accountId}`, lastOutcome, lastDetail })
        .execute()
    await asked(blocked, 'blocked', '阿里云盾质询页面（200）')
    await asked(broken, 'unreadable', '内容不完整或格式有误')
    await asked(untried, null, '')
    expect(await raise('2025-08-18')).toMatchObject({ unknown: 3, raised: 0, expired: 0 })
    const { unknown } = await listUnknown(db, {}, { offset: 0, limit: 10 }, day('2025-08-18'))
    expect(unknown.map(({ because }) => because)).toEqual([
      '访问被防火墙或验证页面拦截：阿里云盾质询页面（200）',
      '内容无法读取：内容不完整或格式有误',
      '没有可用的信息来源：没有读到过该账号的任何来源',
    ])
  })

  it('until 72 hours old it is recent, and the most trusted recent source counts', async () => {
    const id = await addAccount('上海统计')
    await shows(id, '2025-08-12', ['2025-08-07'])
    expect(await raise('2025-08-14')).toMatchObject({ raised: 1, unknown: 0 })
    expect(await raise('2025-08-15')).toMatchObject({ unknown: 1 })
    await shows(id, '2025-08-15', ['2025-08-14'], { trust: 4 })
    expect(await raise('2025-08-15')).toMatchObject({ resolved: 1, unknown: 0 })
    await shows(id, '2025-08-15', ['2025-08-07'], { trust: 1 })
    expect(await raise('2025-08-15')).toMatchObject({ raised: 1, unknown: 0 })
  })
})

describe('who is asked', () => {
  it('leaves out service accounts and those out of use; one that leaves use is withdrawn', async () => {
    const ids = [
      await addAccount('发布'),
      await addAccount('服务', { purpose: 'service' }),
      await addAccount('注销', { state: 'deregistered' }),
    ]
    for (const id of ids) await shows(id, '2025-08-18', ['2025-08-07'])
    expect(await raise('2025-08-18')).toMatchObject({ targets: 2, raised: 1, unknown: 0 })
    await db.updateTable('account').set({ state: 'deregistered' }).execute()
    expect(await raise('2025-08-18')).toMatchObject({ targets: 0, withdrawn: 1 })
    expect(await listed('2025-08-18', { ended: true })).toMatchObject([['发布', 3, 'withdrawn', 3]])
  })

  it('asks one unit with those below it, and leaves the others as they are', async () => {
    for (const unit of ['A', 'A1', 'B'])
      await shows(await addAccount(`号${unit}`, { unit }), '2025-08-18', ['2025-08-07'])
    expect(await raise('2025-08-18', { unit: 'A' })).toMatchObject({ targets: 2, raised: 2 })
    await raise('2025-08-18')
    expect(await listed('2025-08-18', { unit: 'A1' })).toEqual([['号A1', 3, 'raised', 3]])
    expect((await send('2025-08-18', 'B')).map(({ name }) => name)).toEqual(['号B'])
    expect(await listed('2025-08-18', { states: ['raised'] })).toHaveLength(2)
    expect(await listed('2025-08-18', { search: '号B' })).toEqual([['号B', 3, 'sent', 3]])
    expect(await listed('2025-08-18', { levels: [7, 1] })).toEqual([])
  })

  it('warns by a weekly and a ten-day rule besides the veto', async () => {
    const id = await addAccount('上海统计')
    await shows(id, '2025-08-14', ['2025-08-09'])
    // Weekly: fails on the 16th, a Saturday. Ten days: on the 19th.
    await raise('2025-08-14', { ruleSet: ruleSets['gansu-2025'] })
    const { warnings } = await listWarnings(db, {}, { offset: 0, limit: 9 }, day('2025-08-14'))
    expect(warnings.map(({ clause, failsOn, level }) => [clause, failsOn, level])).toEqual([
      ['GS-NM-W-1', '2025-08-16', 3],
    ])
    await raise('2025-08-16', { ruleSet: ruleSets['minhou-2025'] })
    expect((await listWarnings(db, { clause: 'MH-NM-W-1' }, { offset: 0, limit: 9 }, day('2025-08-16'))).total).toBe(0)
  })
})

describe('the evidence of an inspection', () => {
  it('stands in where no source was read since', async () => {
    const id = await addAccount('上海统计')
    const publishedOn = day('2025-08-07')
    const post = { id: '1', title: '', url: null, publishedOn, publishedAt: null, rawDate: publishedOn }
    const posts: Evidence['posts'] = {
      source: 'http://feed',
      capturedAt: morning('2025-08-18'),
      knownThrough: day('2025-08-18'),
      coveredFrom: null,
      undatedCount: 0,
      posts: [post],
    }
    await writeEvidence(await inspected('account', id), 'posts', posts, '2025-08-18')
    expect(await raise('2025-08-18')).toMatchObject({ raised: 1 })
    await shows(id, '2025-08-19', ['2025-08-07', '2025-08-18'])
    expect(await raise('2025-08-19')).toMatchObject({ resolved: 1 })
  })
})

describe('delivered files', () => {
  it('are one source, as far as the furthest reaches', async () => {
    const accountId = await addAccount('上海统计')
    const deliver = async (knownThrough: string, ...dates: string[]) => {
      const delivery = {
        source: knownThrough,
        sha256: knownThrough,
        coveredFrom: null,
        deliveredAt: morning('2025-08-18'),
      }
      const { id: deliveryId } = await db
        .insertInto('postDelivery')
        .values({ ...delivery, knownThrough: day(knownThrough) })
        .returning('id')
        .executeTakeFirstOrThrow()
      const posts = dates.map((date) => ({ id: date, rawDate: date, publishedOn: day(date) }))
      await upsertRows(db, 'deliveredAccount', [], [{ deliveryId, accountId, undatedCount: 0, posts: posts as never }])
    }
    await deliver('2025-08-17', '2025-08-01')
    await deliver('2025-08-10', '2025-08-07', '2025-08-01')
    expect(await raise('2025-08-18')).toMatchObject({ raised: 1, unknown: 0 })
    expect(await listed('2025-08-18')).toEqual([['上海统计', 3, 'raised', 3]])
    // What is no update: a reply, and a post that was taken down.
    const more = [
      { id: 'r', rawDate: '', publishedOn: day('2025-08-16'), kind: 'reply' },
      { id: 'd', rawDate: '', publishedOn: day('2025-08-17'), kind: 'deleted' },
    ]
    const { deliveryId } = await db.selectFrom('deliveredAccount').select('deliveryId').executeTakeFirstOrThrow()
    const { posts } = await db
      .selectFrom('deliveredAccount')
      .select('posts')
      .where('deliveryId', '=', deliveryId)
      .executeTakeFirstOrThrow()
    const row = { deliveryId, accountId, undatedCount: 0, posts: [...posts, ...more] as never }
    await upsertRows(db, 'deliveredAccount', ['deliveryId', 'accountId'], [row])
    expect(await raise('2025-08-18')).toMatchObject({ raised: 0, resolved: 0, unknown: 0 })
    // A more trusted source that was read since says otherwise.
    await shows(accountId, '2025-08-18', ['2025-08-16'])
    expect(await raise('2025-08-18')).toMatchObject({ resolved: 1, raised: 0 })
  })
})

describe('the whole register at a point', () => {
  it('is judged by what is stored today: in the past as it was, in the future as if nothing came', async () => {
    await shows(await addAccount('甲'), '2025-08-20', ['2025-08-07'])
    await shows(await addAccount('乙'), '2025-08-20', ['2025-08-19'])
    await shows(await addAccount('丙', { purpose: 'service' }), '2025-08-20', [])
    await addAccount('丁')
    const at = async (monitorPoint: string) => {
      const question = { ruleSet: national, today: day('2025-08-20'), at: morning('2025-08-20'), limit: 10 }
      const { counts, rows } = await judgeRegister(db, { ...question, monitorPoint: day(monitorPoint) })
      return [counts['NM-V2.1'], rows.map(({ name, outcome }) => name + outcome)]
    }
    expect(await at('2025-08-20')).toEqual([{ passed: 2, inapplicable: 1, cantTell: 1 }, ['丁cantTell']])
    expect(await at('2025-08-21')).toEqual([
      { passed: 1, failed: 1, inapplicable: 1, cantTell: 1 },
      ['甲failed', '丁cantTell'],
    ])
    expect((await at('2025-09-02'))[0]).toEqual({ failed: 2, inapplicable: 1, cantTell: 1 })
    expect((await at('2025-08-01'))[0]).toEqual({ failed: 2, inapplicable: 1, cantTell: 1 })
  })
})
