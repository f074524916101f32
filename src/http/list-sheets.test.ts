/** Lists as xlsx: all rows of the filter, in pieces, as texts, and only of whoever may see them. */
import { readXlsx } from 'hucre/xlsx'
import { beforeAll, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { addLoad } from '../registry/host-load.ts'
import { record } from '../store/audit.ts'
import { createHttpApp } from './app.ts'
import { sendSheet } from './sheet-export.ts'
import { signedIn } from './sign-in-fixture.ts'
import { storeCampaign } from './stored-campaign-fixture.ts'

const { db } = await testStore()
const app = createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [] })
const admin = await signedIn(db, app, 'systemAdministrator')
const supervisor = await signedIn(db, app)
type Who = typeof admin

const formula = '=HYPERLINK("http://x")'

beforeAll(async () => {
  const { siteInspection } = await storeCampaign(db, formula)
  await db.updateTable('judgement').set({ outcome: 'failed' }).where('inspectionId', '=', siteInspection).execute()
  const at = new Date().toISOString()
  await record(db, {
    at,
    actor: formula,
    action: 'x.done',
    subject: formula,
    detail: { text: formula },
    reason: '-1+1',
  })
  const hour = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000).toISOString()
  const sums = { requests: 1, bytes: 1, errors: 0, slowDowns: 0, slowestMs: 1, totalMs: 1 }
  await addLoad(db, '甲:1', [{ hour, host: 'a.example', ...sums }])
  const { id: channelId } = await db
    .insertInto('channel')
    .values({ name: '群', kind: 'file', settings: '{}' as never, used: '{"times":[]}' as never })
    .returning('id')
    .executeTakeFirstOrThrow()
  const sent = { channelId, address: '+1', severe: false, notBefore: at, createdAt: at, subject: formula, text: '' }
  await db
    .insertInto('dispatch')
    .values({ ...sent, unitId: 1 })
    .execute()
})

async function rowsOf(answer: Response) {
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toContain('spreadsheetml')
  const { sheets } = await readXlsx(new Uint8Array(await answer.arrayBuffer()))
  return sheets[0]!.rows
}

describe('a list as xlsx', () => {
  it.each<[string, Who]>([
    ['/api/audit?action=x.', admin],
    ['/api/users?role=systemAdministrator', admin],
    ['/api/load', admin],
    ['/api/delivery/dispatches?state=waiting', supervisor],
    ['/api/campaigns/2025Q3/review?kind=site', supervisor],
  ])('%s has the rows of its list', async (address, who) => {
    const [path, query = ''] = address.split('?')
    const list = (await (await who.request(address)).json()) as { total: number }
    const rows = await rowsOf(await who.request(`${path}.xlsx?${query}`))
    expect(list.total).toBeGreaterThan(0)
    expect(rows).toHaveLength(list.total + 1)
  })

  it('writes what looks like a formula as text', async () => {
    const [, audit] = await rowsOf(await admin.request('/api/audit.xlsx?action=x.'))
    expect(audit!.slice(2, 7)).toEqual([formula, 'x.done', formula, '-1+1', JSON.stringify({ text: formula })])
    const [, sent] = await rowsOf(await supervisor.request('/api/delivery/dispatches.xlsx'))
    expect([sent![1], sent![4]]).toEqual([formula, '+1'])
  })

  it('of everybody is not for whoever sees some units only', async () => {
    const auditor = await signedIn(db, app, 'auditor', { units: ['U1'] })
    expect((await auditor.request('/api/audit.xlsx')).status).toBe(403)
    expect((await auditor.request('/api/load.xlsx')).status).toBe(403)
  })

  it('of a page beyond the last one still tells how many there are', async () => {
    const list = async (page: number) =>
      (await (await supervisor.request(`/api/campaigns/2025Q3/review?page=${page}`)).json()) as {
        total: number
        items: unknown[]
      }
    const { total } = await list(1)
    expect(total).toBeGreaterThan(0)
    expect(await list(1000)).toEqual({ total, items: [] })
  })
})

describe('the rows of a sheet', () => {
  const limits = { rowsAtOnce: 3, mostRows: 7 }
  async function sheetOf(count: number) {
    const asked: [number, number | undefined][] = []
    const answer = sendSheet<number>(
      '表',
      [{ title: '数', width: 8, value: (item) => item }],
      async (offset, limit, last) => {
        asked.push([offset, last])
        return Array.from({ length: Math.min(limit, count - offset) }, (_, index) => offset + index + 1)
      },
      limits,
    )
    return { rows: (await rowsOf(answer)).map(([cell]) => cell), asked }
  }

  it.each([0, 1, 2, 3, 4, 6, 7])('are all %d', async (count) => {
    expect((await sheetOf(count)).rows).toEqual(['数', ...Array.from({ length: count }, (_, index) => index + 1)])
  })

  it('are asked for in pieces, each told the row before it', async () => {
    expect((await sheetOf(4)).asked).toEqual([
      [0, undefined],
      [3, 3],
    ])
  })

  it.each([8, 9, 10, 30])('of %d are cut where a sheet ends, and the sheet says so', async (count) => {
    const { rows } = await sheetOf(count)
    expect(rows).toEqual(['数', 1, 2, 3, 4, 5, 6, 7, expect.stringContaining('还有更多')])
  })
})
