/** What is recorded about crawling: stops, hours, written authorities and the load ledger. */
import { beforeAll, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { day } from '../kernel/day.ts'
import { crawlHoursOf, setCrawlHours } from './crawl-hours.ts'
import { resumeCrawling, stopCrawling, stopsInForce } from './crawl-stop.ts'
import { addLoad, forgetOldLoad, hostsOf, loadByHost, loadByHour } from './host-load.ts'
import { authorityAt, endAuthority, listAuthorities, recordAuthority } from './robots-authority.ts'

const { db } = await testStore()
const by = { actor: '张三', at: '2025-08-14T02:00:00.000Z' }
const siteCode = '3100000087'
let siteId: number

beforeAll(async () => {
  const unit = { code: 'A', name: '某区', shortName: '某区', kind: 'district', parentId: null, printOrder: 1 }
  const organiserId = (await db.insertInto('unit').values(unit).returning('id').executeTakeFirstOrThrow()).id
  const site = { siteCode, name: '某区政府', url: 'http://www.x.gov.cn/', category: 'districtPortal', state: 'active' }
  const row = { ...site, organiserId, hasServices: true }
  siteId = (await db.insertInto('site').values(row).returning('id').executeTakeFirstOrThrow()).id
})

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: { code: string }) => error.code,
  )

it('a site and all are stopped and resumed one by one', async () => {
  await stopCrawling(db, { siteCode }, '单位来电', by)
  await stopCrawling(db, {}, '演练', by)
  expect(await codeOf(stopCrawling(db, { siteCode }, '再次', by))).toBe('conflict.stopped')
  expect(await codeOf(stopCrawling(db, { siteCode: '0' }, '错', by))).toBe('notFound.site')
  expect((await stopsInForce(db)).map((stop) => [stop.siteCode, stop.reason])).toEqual([
    [siteCode, '单位来电'],
    [null, '演练'],
  ])
  await resumeCrawling(db, {}, '结束', by)
  expect((await stopsInForce(db)).map((stop) => stop.siteId)).toEqual([siteId])
  await resumeCrawling(db, { siteCode }, '已说明', by)
  expect(await codeOf(resumeCrawling(db, { siteCode }, '再次', by))).toBe('conflict.notStopped')
  await stopCrawling(db, { siteCode }, '又来电', by)
  await resumeCrawling(db, { siteCode }, '已说明', by)
  const { rows } = await db
    .selectFrom('auditEntry')
    .select('action')
    .execute()
    .then((all) => ({ rows: all }))
  expect(rows.filter(({ action }) => action === 'crawling.stopped')).toHaveLength(3)
})

it('a site has hours of its own, none at all, or those of the installation', async () => {
  const installation = { from: 1320, to: 360 }
  expect(await crawlHoursOf(db, siteId, installation)).toEqual(installation)
  await setCrawlHours(db, siteCode, '01:00-05:00', by)
  expect(await crawlHoursOf(db, siteId, installation)).toEqual({ from: 60, to: 300 })
  await setCrawlHours(db, siteCode, 'always', by)
  expect(await crawlHoursOf(db, siteId, installation)).toBeNull()
  expect(await codeOf(setCrawlHours(db, siteCode, '25:00-26:00', by))).toBe('badInput.hours')
  await setCrawlHours(db, siteCode, null, by)
  expect(await crawlHoursOf(db, siteId, null)).toBeNull()
})

it('an authority holds from its first to its last day, Shanghai time, until it is ended', async () => {
  const given = {
    documentNumber: '某政办函〔2025〕12号',
    authority: '某市政府办公厅',
    from: day('2025-08-14'),
    to: day('2025-08-20'),
  }
  const id = await recordAuthority(db, siteCode, { ...given, scanFile: '12号.pdf' }, by)
  const held = { documentNumber: given.documentNumber, authority: given.authority }
  expect(await authorityAt(db, siteId, '2025-08-13T15:59:59Z')).toBeNull()
  expect(await authorityAt(db, siteId, '2025-08-13T16:00:00Z')).toEqual(held)
  expect(await authorityAt(db, siteId, '2025-08-20T15:59:59Z')).toEqual(held)
  expect(await authorityAt(db, siteId, '2025-08-20T16:00:00Z')).toBeNull()
  expect(await authorityAt(db, siteId + 1, '2025-08-15T00:00:00Z')).toBeNull()
  await endAuthority(db, id, by)
  expect(await authorityAt(db, siteId, '2025-08-15T00:00:00Z')).toBeNull()
  expect(await codeOf(endAuthority(db, id, by))).toBe('notFound.authority')
  expect(await listAuthorities(db, siteCode)).toMatchObject([{ id, scanFile: '12号.pdf', endedBy: '张三' }])
  expect(await codeOf(recordAuthority(db, siteCode, { ...given, documentNumber: ' ' }, by))).toBe('badInput.authority')
  expect(await codeOf(recordAuthority(db, siteCode, { ...given, from: day('2025-08-21') }, by))).toBe(
    'badInput.authority',
  )
})

it('load adds up per hour and worker and is forgotten after thirteen months', async () => {
  const entry = {
    host: 'www.x.gov.cn',
    hour: '2025-08-14T02:00:00.000Z',
    requests: 2,
    bytes: 5_000_000_000,
    errors: 1,
    slowDowns: 1,
    slowestMs: 900,
    totalMs: 1000,
  }
  await addLoad(db, 'a:1', [entry, { ...entry, host: 'other.cn', requests: 9 }])
  await addLoad(db, 'a:1', [{ ...entry, slowestMs: 100, totalMs: 200 }])
  await addLoad(db, 'b:1', [{ ...entry, hour: '2025-08-14T03:00:00.000Z' }])
  await addLoad(db, 'b:1', [])
  const window = { from: '2025-08-14T02:00:00Z', to: '2025-08-14T04:00:00Z' }
  const hosts = hostsOf({ url: 'http://x.gov.cn/' })
  expect(await loadByHour(db, { ...window, hosts })).toMatchObject([
    { worker: 'a:1', requests: 4, bytes: 10_000_000_000, errors: 2, slowDowns: 2, slowestMs: 900, meanMs: 300 },
    { worker: 'b:1', requests: 2, meanMs: 500 },
  ])
  expect(await loadByHour(db, { ...window, to: '2025-08-14T03:00:00Z', hosts })).toHaveLength(1)
  expect((await loadByHost(db, window)).map(({ host, requests }) => [host, requests])).toEqual([
    ['other.cn', 9],
    ['www.x.gov.cn', 6],
  ])
  await forgetOldLoad(db, '2026-09-14T02:00:00Z')
  expect(await loadByHost(db, window)).toHaveLength(2)
  await forgetOldLoad(db, '2026-09-14T02:00:01Z')
  expect(await loadByHost(db, window)).toMatchObject([{ host: 'www.x.gov.cn', requests: 2 }])
})
