/** Check sheets over HTTP: on the page with pictures as proof, and as a file that is filled in and brought back. */
import { readXlsx, writeXlsx } from 'hucre/xlsx'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { createHttpApp } from './app.ts'
import { signedIn } from './sign-in-fixture.ts'
import { storeCampaign } from './stored-campaign-fixture.ts'

const { db } = await testStore()
const app = createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [] })

type Signed = Awaited<ReturnType<typeof signedIn>>
let [reviewer, supervisor, inspector, operator]: Signed[] = []

beforeAll(async () => {
  await storeCampaign(db, '某区')
  await db
    .insertInto('unit')
    .values({ code: 'U2', name: '别区', shortName: '别区', kind: 'district', printOrder: 2, parentId: null })
    .execute()
  reviewer = await signedIn(db, app, 'reviewer')
  supervisor = await signedIn(db, app, 'supervisor')
  inspector = await signedIn(db, app, 'inspector', { campaigns: ['2025Q3'] })
  operator = await signedIn(db, app, 'operator', { units: ['U1'] })
})
beforeEach(async () => {
  await db.deleteFrom('proofPicture').execute()
  await db.deleteFrom('decision').execute()
})

async function send(who: Signed | undefined, address: string, body?: unknown) {
  const answer = await who!.request(
    address,
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  )
  const text = await answer.text()
  return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as never as Answer }
}
// oxlint-disable-next-line typescript/no-explicit-any -- whatever the route answers
type Answer = any

describe('check sheets', () => {
  const png = Buffer.from('89504e470d0a1a0a00', 'hex')
  const sheetOf = async (who: Signed | undefined) =>
    (await send(who, '/api/campaigns/2025Q3/check-sheet?size=100')).body as Answer
  const withPicture = async () =>
    (await sheetOf(reviewer)).items.find(({ fields }: Answer) =>
      fields.some(({ kind }: Answer) => kind === 'screenshot'),
    )
  const upload = async (item: Answer, field: string, bytes: Uint8Array) => {
    const query = new URLSearchParams({ field, name: '../现场.png' })
    const address = `/api/inspections/${item.inspectionId}/clauses/${item.clause}/pictures?${query.toString()}`
    return reviewer!.request(address, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', 'sec-fetch-site': 'same-origin' },
      body: new Uint8Array(bytes),
    })
  }

  it('list every open clause with its fields, and who may fill them', async () => {
    const { total, items } = await sheetOf(reviewer)
    expect(total).toBe(items.length)
    expect(total).toBeGreaterThan((await send(reviewer, '/api/campaigns/2025Q3/review')).body.total - 1)
    expect(items.every(({ asked, fields }: Answer) => asked.length > 0 && Array.isArray(fields))).toBe(true)
    const { items: seen } = await sheetOf(operator)
    expect(seen).toBeUndefined()
  })

  it('take pictures by their bytes, bind them to the decision, and show them to whoever sees the finding', async () => {
    const item = await withPicture()
    const { name: field } = item.fields.find(({ kind }: Answer) => kind === 'screenshot')
    const kept = (await (await upload(item, field, png)).json()) as Answer
    expect(kept).toMatchObject({ field, name: '现场.png', mediaType: 'image/png', bytes: 9 })
    const proof = Object.fromEntries(
      item.fields.flatMap(({ name, kind }: Answer) => (kind === 'screenshot' ? [] : [[name, '看过']])),
    )
    const decision = { inspectionId: item.inspectionId, clause: item.clause, kind: 'failed', reason: '属实', proof }
    const made = await send(reviewer, '/api/campaigns/2025Q3/decisions', {
      decisions: [{ ...decision, pictures: [kept.id] }],
    })
    expect(made).toMatchObject({ status: 200, body: { added: 1 } })
    const { decisions } = (await send(supervisor, `/api/inspections/${item.inspectionId}/clauses/${item.clause}`)).body
    expect(decisions[0]).toMatchObject({
      pictures: [{ id: kept.id, name: '现场.png' }],
      note: expect.stringContaining('现场.png（SHA-256'),
    })
    const shown = await supervisor!.request(`/api/proof-pictures/${kept.id}`)
    expect([shown.headers.get('content-type'), Buffer.from(await shown.arrayBuffer())]).toEqual(['image/png', png])
    const again = await send(reviewer, '/api/campaigns/2025Q3/decisions', {
      decisions: [{ ...decision, note: 'x', pictures: [kept.id] }],
    })
    expect(again.body.code).toBe('badInput.picture')
  })

  it('refuse what is no picture, too large, or not asked for', async () => {
    const item = await withPicture()
    const { name: field } = item.fields.find(({ kind }: Answer) => kind === 'screenshot')
    const code = async (answer: Response) => ((await answer.json()) as Answer).code
    expect(await code(await upload(item, field, Buffer.from('MZ\x90')))).toBe('badInput.pictureType')
    expect(await code(await upload(item, field, Buffer.from('<svg onload=alert(1)>')))).toBe('badInput.pictureType')
    expect(await code(await upload(item, field, Buffer.alloc(0)))).toBe('badInput.pictureSize')
    expect(await code(await upload(item, field, Buffer.alloc(10 * 2 ** 20 + 1)))).toBe('badInput.pictureSize')
    expect(await code(await upload(item, '没有的项', png))).toBe('badInput.field')
  })
})

describe('a check sheet as a file', () => {
  const address = '/api/campaigns/2025Q3/check-sheet'
  const sheet = async (who: Signed | undefined, query = '') => {
    const answer = await who!.request(`${address}.xlsx${query}`)
    const { rows } = (await readXlsx(new Uint8Array(await answer.arrayBuffer()))).sheets[0]!
    return rows.map((row) => row.map((cell) => String(cell ?? '')))
  }
  /** The sheet as it is brought back, with cells of one clause filled. */
  const bring = async (
    who: Signed | undefined,
    filled: Readonly<Record<string, string>>,
    { clause = 'WEB-V5.1', preview = false } = {},
  ) => {
    const rows = await sheet(supervisor)
    const [headings] = rows as [string[]]
    const lines = rows.slice(1).map((row) => {
      const own = row[headings.indexOf('条款')] === clause && row[0] === 'site-1'
      return row.map((cell, n) => (own ? (filled[headings[n]!] ?? cell) : cell))
    })
    const body = await writeXlsx({ sheets: [{ name: '人工检查表', rows: [headings, ...lines] }] })
    const answer = await who!.request(`${address}?name=检查表.xlsx${preview ? '&preview=true' : ''}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', 'sec-fetch-site': 'same-origin' },
      body: new Uint8Array(body),
    })
    return { status: answer.status, body: (await answer.json()) as Answer }
  }
  const stored = () => db.selectFrom('decision').select(['clauseId', 'kind', 'author', 'role']).execute()

  it('has the rows of the filter', async () => {
    const all = await sheet(reviewer)
    expect(all).toHaveLength((await send(reviewer, address)).body.total + 1)
    const accounts = await sheet(reviewer, '?kind=account&clause=NM-V3.1')
    expect(accounts.slice(1).map((row) => row[4])).toEqual(['NM-V3.1'])
    expect((await operator!.request(`${address}.xlsx`)).status).toBe(403)
  })

  it('is looked at first, and then recorded as the decisions of whoever brings it', async () => {
    const filled = { 结论: '通过', 说明: '已试提交' }
    const expected = { added: 1, repeated: 0, kinds: [{ kind: '通过', count: 1 }] }
    const looked = await bring(inspector, filled, { preview: true })
    expect(looked).toEqual({ status: 200, body: { ...expected, previewed: true } })
    expect(await stored()).toEqual([])
    expect((await bring(inspector, filled)).body).toEqual({ ...expected, previewed: false })
    expect(await stored()).toEqual([
      { clauseId: 'WEB-V5.1', kind: 'passed', author: inspector!.name, role: 'inspector' },
    ])
  })

  it('is refused whole when it says somebody else, lacks its proof, or somebody was quicker', async () => {
    const foreign = await bring(inspector, { 结论: '通过', 经办人: '别人' })
    expect(foreign).toMatchObject({ status: 403, body: { code: 'forbidden.decisions' } })
    expect(foreign.body.details.join()).toContain('经办人是“别人”')
    expect((await bring(inspector, { 结论: '通过', 角色: '市级主管' })).status).toBe(403)
    const bare = await bring(inspector, { 结论: '不通过', 原因: '属实' }, { clause: 'WEB-V1.1' })
    expect(bare.body.details.join()).toContain('缺少证明')
    const rows = await sheet(inspector)
    const line = rows.find((row) => row[0] === 'site-1' && row[4] === 'WEB-V5.1')!
    expect((await bring(reviewer, { 结论: '通过' })).status).toBe(200)
    // the row is no longer on a new sheet; one that was written before still has it
    const late = [rows[0]!, line.map((cell, n) => (rows[0]![n] === '结论' ? '通过' : cell))]
    const body = await writeXlsx({ sheets: [{ name: '人工检查表', rows: late }] })
    const answer = await inspector!.request(`${address}?name=a.xlsx`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', 'sec-fetch-site': 'same-origin' },
      body: new Uint8Array(body),
    })
    expect([answer.status, ((await answer.json()) as Answer).code]).toEqual([409, 'conflict.decisions'])
    expect(await stored()).toHaveLength(1)
  })

  it('knows only the targets of whoever brings it', async () => {
    const elsewhere = await signedIn(db, app, 'reviewer', { units: ['U2'] })
    const refused = await bring(elsewhere, { 结论: '通过' })
    expect(refused.body.details.join()).toContain('没有检查对象')
    expect(await sheet(elsewhere)).toHaveLength(1)
  })
})
