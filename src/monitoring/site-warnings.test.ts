/** Warnings of home pages and columns, from the last inspection of a site. */
import { describe, expect, it } from 'vitest'
import type { Evidence } from '../evidence/evidence.ts'
import { exampleColumn } from '../indicators/column-update.ts'
import { day } from '../kernel/day.ts'
import { listUnknown } from './list-warnings.ts'
import { morning, warningStore } from './warnings-fixture.ts'

const { db, raise, listed, inspected, writeEvidence } = await warningStore()

describe('sites', () => {
  const addSite = async (readOn: string, home: string, columns: readonly string[]) => {
    const { id: organiserId } = await db
      .selectFrom('unit')
      .select('id')
      .where('code', '=', 'A')
      .executeTakeFirstOrThrow()
    const site = {
      siteCode: '3100000087',
      name: '示例网',
      url: 'http://x.gov.cn/',
      category: 'department',
      state: 'active',
    }
    const { id } = await db
      .insertInto('site')
      .values({ ...site, organiserId, hasServices: true })
      .returning('id')
      .executeTakeFirstOrThrow()
    const inspectionId = await inspected('site', id)
    const item = {
      title: '要闻',
      url: 'http://x.gov.cn/1',
      date: day(home),
      dateSource: 'list',
      rawDate: home,
    } as const
    const homePage: Evidence['homePage'] = {
      url: site.url,
      title: '',
      capturedAt: morning(readOn),
      navigationOnly: false,
      items: [item],
    }
    const list = columns.map((date, n) => ({
      ...exampleColumn('news', date),
      name: `栏目${n}`,
      url: `http://x.gov.cn/${n}/`,
    }))
    await writeEvidence(inspectionId, 'homePage', homePage, readOn)
    await writeEvidence(inspectionId, 'columns', { capturedAt: morning(readOn), columns: list }, readOn)
  }

  it('are warned of by home page and by column, from the last inspection', async () => {
    await addSite('2025-08-18', '2025-08-07', ['2025-08-05', '2025-08-18'])
    await raise('2025-08-18')
    expect(await listed('2025-08-18')).toEqual([
      ['示例网栏目0', 1, 'raised', 1],
      ['示例网', 3, 'raised', 3],
    ])
  })

  it('that were seen too long ago are unknown', async () => {
    await addSite('2025-08-18', '2025-08-07', ['2025-08-05'])
    expect(await raise('2025-08-21')).toMatchObject({ expired: 2, unknown: 0 })
    expect(await raise('2025-08-22')).toMatchObject({ unknown: 3, resolved: 0 })
    const { unknown } = await listUnknown(db, {}, { offset: 0, limit: 10 }, day('2025-08-22'))
    expect(unknown[0]).toMatchObject({
      targetKey: '3100000087',
      ageDays: 4,
      because: '最近一次采集是 4 天前（2025-08-18）',
    })
  })
})
