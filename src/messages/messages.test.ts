/** Messages from the platform's export to the yearly numbers, on a register of two units with a site each. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { sheetRows } from '../../test/sheet-rows.ts'
import { day } from '../kernel/day.ts'
import { announcedHolidays as calendar } from '../regulations/holidays.ts'
import { importSites, siteFormat } from '../registry/import-sites.ts'
import { importUnits, unitFormat } from '../registry/import-units.ts'
import { verifyAudit } from '../store/audit.ts'
import { transaction } from '../store/database.ts'
import { runDueDeadlines } from '../store/deadlines.ts'
import { messageDeadlines } from './remind.ts'
import { assignMessage, handOver, setHandler } from './assign.ts'
import { importMessages, messageFormat, previewMessages } from './import-messages.ts'
import { listMessages, type MessageFilter } from './list.ts'
import { messageStatistics } from './statistics.ts'

const { db } = await testStore()
const by = { actor: '值班员', at: '2025-08-14T02:00:00Z' }
const headings = '留言编号,网站标识码,留言类型,留言内容,页面网址,提交时间,是否有效,办结时间,办理情况'

beforeAll(async () => {
  const author = { author: by.actor, at: by.at }
  const units =
    '机构代码,机构名称,机构简称,机构类别,上级机构代码,序号\nD1,甲区人民政府,甲区,区政府,,1\nB1,乙局,乙局,市政府部门,,2\n'
  await importUnits(db, await sheetRows(unitFormat, units), author)
  const sites = `网站标识码,网站名称,首页网址,网站类别,主办单位代码,运行状态,是否有办事服务
3101010001,甲区门户,http://a.example/,区政府门户网站,D1,正常运行,是
3100000061,乙局网站,http://b.example/,市政府部门网站,B1,正常运行,是`
  await importSites(db, await sheetRows(siteFormat, sites), author)
})

beforeEach(async () => {
  for (const table of ['message', 'messageHandler', 'deadline'] as const) await db.deleteFrom(table).execute()
})

describe('the import', () => {
  it('shows first, then writes, and again changes nothing', async () => {
    const rows = await read('M1,3101010001,错别字,标题有错字,http://a.example/1.html,2025-08-14 09:00,,,')
    expect(await previewMessages(db, rows, calendar)).toMatchObject({ added: 1, changed: 0, additions: ['M1'] })
    expect(await list()).toEqual([])
    expect(await load(rows)).toMatchObject({ added: 1 })
    expect(await load(rows)).toMatchObject({ added: 0, changed: 0, unchanged: 1 })
    expect(await list()).toMatchObject([
      { number: 'M1', unit: '甲区', category: 'typo', dueOn: '2025-08-19', valid: null },
    ])
  })

  it('learns the answer later, and never forgets it by an older export', async () => {
    const open = await read('M1,3101010001,错别字,有错字,,2025-08-14 09:00,,,')
    await load(open)
    await load(await read('M1,3101010001,错别字,有错字,,2025-08-14 09:00,是,2025-08-18 10:00,已改正'))
    expect(await load(open)).toMatchObject({ warnings: [expect.stringContaining('保留已记录的办结情况')] })
    expect(await list()).toMatchObject([{ standing: 'answered', answeredAt: '2025-08-18T02:00:00.000Z' }])
  })

  it('masks numbers of persons and keeps what categories it does not know', async () => {
    await load(await read('M1,3101010001,新的类型,请打 13800138000 找我,,2025-08-14 09:00,,,'))
    const [message] = await list()
    expect(message!.category).toBe('other')
    expect(message!.content).not.toContain('13800138000')
  })

  it.each([
    ['an unknown site', 'M1,3100000999,其他,x,,2025-08-14 09:00,,,', '名录中没有网站'],
    ['no time', 'M1,3101010001,其他,x,,,,,', '提交时间'],
    ['an answer before the question', 'M1,3101010001,其他,x,,2025-08-14 09:00,,2025-08-13 09:00,好', '早于提交时间'],
    ['a page that is none', 'M1,3101010001,其他,x,javascript:alert(1),2025-08-14 09:00,,,', '不是完整的网址'],
  ])('refuses %s as a whole', async (_, row, words) => {
    const rows = await read('M0,3101010001,其他,x,,2025-08-14 09:00,,,', row)
    const failure: unknown = await load(rows).catch((error: unknown) => error)
    expect(failure).toMatchObject({ details: [expect.stringContaining(words)] })
    expect(await list()).toEqual([])
  })
})

describe('people', () => {
  const three = () =>
    read(
      'M1,3101010001,其他,一,,2025-08-14 09:00,,,',
      'M2,3101010001,其他,二,,2025-08-12 09:00,,2025-08-13 09:00,好',
      'M3,3100000061,其他,三,,2025-08-13 09:00,,,',
    )

  it("a unit's handler takes what waits and what comes", async () => {
    await load(await three())
    expect((await list({ unassigned: true })).map(({ number }) => number)).toEqual(['M3', 'M1'])
    expect(await transaction(db, (tx) => setHandler(tx, 'D1', ' 张三 ', by))).toBe(1)
    await load(await read('M4,3101010001,其他,四,,2025-08-14 10:00,,,'))
    expect((await list({ handler: '张三' })).map(({ number }) => number)).toEqual(['M1', 'M4'])
  })

  it('who leaves hands over everything that is open, and the units', async () => {
    await transaction(db, (tx) => setHandler(tx, 'D1', '张三', by))
    await load(await three())
    expect(await transaction(db, (tx) => handOver(tx, '张三', '李四', { ...by, reason: '调岗' }))).toEqual({
      messages: 1,
      units: 1,
    })
    await load(await read('M5,3101010001,其他,五,,2025-08-14 10:00,,,'))
    expect((await list({ handler: '李四' })).map(({ number }) => number)).toEqual(['M1', 'M5'])
    await expect(handOver(db, '张三', '李四', by)).rejects.toMatchObject({ code: 'notFound.handler' })
    await expect(handOver(db, '李四', '李四', by)).rejects.toMatchObject({ code: 'badInput.handler' })
  })

  it('one message can go to another unit, whose handler takes it; an answered one cannot', async () => {
    await transaction(db, (tx) => setHandler(tx, 'B1', '王五', by))
    await load(await three())
    await assignMessage(db, 'M1', { unitCode: 'B1' }, by)
    expect((await list({ unit: 'B1' })).map(({ number, handler }) => [number, handler])).toEqual([
      ['M3', '王五'],
      ['M1', '王五'],
    ])
    await expect(assignMessage(db, 'M2', { handler: '赵六' }, by)).rejects.toMatchObject({
      code: 'conflict.messageAnswered',
    })
    await expect(assignMessage(db, 'M9', { handler: '赵六' }, by)).rejects.toMatchObject({ code: 'notFound.message' })
    expect((await verifyAudit(db)).faults).toEqual([])
  })

  it('keep what they decided when the export comes again', async () => {
    await load(await three())
    await assignMessage(db, 'M1', { unitCode: 'B1', handler: '王五' }, by)
    await load(await read('M1,3101010001,错别字,一改,,2025-08-14 09:00,,,'))
    expect((await list({ handler: '王五' }))[0]).toMatchObject({ number: 'M1', unit: '乙局', category: 'typo' })
  })
})

describe('lists and numbers', () => {
  beforeEach(async () => {
    await load(
      await read(
        'T1,3101010001,其他,按期,,2025-07-01 09:00,是,2025-07-04 23:00,好',
        'T2,3101010001,其他,超期,,2025-07-01 09:00,是,2025-07-05 00:00,好',
        'T3,3100000061,其他,超一个月,,2025-07-01 09:00,否,2025-08-02 09:00,好',
        'T4,3100000061,其他,逾期未办,,2025-07-13 09:00,,,',
        'T5,3101010001,其他,办理中,,2025-08-14 09:00,,,',
        'T6,3101010001,其他,上一季度,,2025-06-30 23:59,,2025-07-01 09:00,好',
      ),
    )
  })

  it('every standing has its list, the most urgent first', async () => {
    const numbers = async (filter: MessageFilter) => (await list(filter)).map(({ number }) => number)
    expect(await numbers({})).toEqual(['T4', 'T5', 'T6', 'T1', 'T2', 'T3'])
    expect(await numbers({ standing: 'overdue' })).toEqual(['T4'])
    expect(await numbers({ standing: 'open' })).toEqual(['T5'])
    expect(await numbers({ standing: 'answeredLate' })).toEqual(['T2', 'T3'])
    expect(await numbers({ standing: 'answered' })).toEqual(['T6', 'T1'])
    expect(await numbers({ overMonth: true })).toEqual(['T4', 'T3'])
  })

  it('is paged, with the whole count', async () => {
    const page = await listMessages(db, {}, { today: day('2025-08-14'), calendar, offset: 1, limit: 2 })
    expect([page.total, page.messages.map(({ number }) => number)]).toEqual([6, ['T5', 'T6']])
  })

  it('of the quarter add up', async () => {
    const period = { from: day('2025-07-01'), to: day('2025-09-30') }
    expect(await messageStatistics(db, period, day('2025-08-14'))).toEqual({
      received: 5,
      valid: 2,
      invalid: 1,
      sites: 2,
      answered: 3,
      answeredLate: 2,
      open: 1,
      overdue: 1,
      answeredAfterMonth: 1,
      openOverMonth: 1,
      unassigned: 2,
      closedRate: { numerator: 3, denominator: 5 },
      inTimeRate: { numerator: 1, denominator: 4 },
    })
    expect(await messageStatistics(db, period, day('2025-08-13'), 'B1')).toMatchObject({
      received: 2,
      openOverMonth: 0,
    })
  })
})

it('reminds before the limit, on its day and after it; never of what was answered', async () => {
  await load(
    await read(
      'R1,3101010001,其他,一,,2025-08-14 09:00,,,',
      'R2,3101010001,其他,二,,2025-08-14 09:00,,2025-08-15 09:00,好',
    ),
  )
  const at = async (instant: string) => {
    await db.deleteFrom('outbox').execute()
    await runDueDeadlines(db, messageDeadlines, () => Date.parse(instant))
    return db.selectFrom('outbox').select(['kind', 'recipientUnitId', 'severity']).orderBy('id').execute()
  }
  const { id: unit } = await db.selectFrom('unit').select('id').where('code', '=', 'D1').executeTakeFirstOrThrow()
  const said = (kind: string, severity: string, recipientUnitId: number | null = unit) => ({
    kind,
    recipientUnitId,
    severity,
  })
  expect(await at('2025-08-18T08:59:59+08:00')).toEqual([])
  expect(await at('2025-08-18T09:00:00+08:00')).toEqual([said('message.dueSoon', 'normal')])
  expect(await at('2025-08-19T09:00:00+08:00')).toEqual([said('message.dueToday', 'normal')])
  await load(await read('R3,3101010001,其他,三,,2025-08-14 09:00,,,'))
  await load(await read('R1,3101010001,其他,一,,2025-08-14 09:00,,2025-08-19 17:00,好'))
  expect(await at('2025-08-20T09:00:00+08:00')).toEqual([
    said('message.overdue', 'severe'),
    said('message.overdue', 'severe', null),
  ])
})

const read = (...rows: string[]) => sheetRows(messageFormat, [headings, ...rows].join('\n'))
const load = (rows: Awaited<ReturnType<typeof read>>) =>
  importMessages(db, rows, { author: by.actor, at: by.at, calendar })
const list = async (filter: MessageFilter = {}) =>
  (await listMessages(db, filter, { today: day('2025-08-14'), calendar })).messages
