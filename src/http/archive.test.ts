/** The web archive of an inspection over HTTP: whole, in parts, and never another file of this machine. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { createHttpApp } from './app.ts'
import { signedIn } from './sign-in-fixture.ts'
import { listen } from './listen.ts'
import { setArchive, storeCampaign } from './stored-campaign-fixture.ts'

const { db } = await testStore()
const home = await mkdtemp(path.join(tmpdir(), 'mingcha-archive-'))
afterAll(() => rm(home, { recursive: true, force: true }))
const archiveFolder = path.join(home, 'archives')
const served = createHttpApp({ db, archiveFolder, hostNames: [] })
const app = await signedIn(db, served)
const summary = { file: '2025Q3/1-0.wacz', bytes: 10, sha256: 'a0b1', sm3: 'c2d3', records: 1 }
let id: number

const get = (headers: Record<string, string> = {}, method = 'GET') =>
  app.request(`/api/inspections/${id}/archive`, { method, headers })

beforeAll(async () => {
  id = (await storeCampaign(db, '甲')).siteInspection
  await mkdir(path.join(archiveFolder, '2025Q3'), { recursive: true })
  await writeFile(path.join(archiveFolder, '2025Q3/1-0.wacz'), '0123456789')
})
beforeEach(() => setArchive(db, id, summary))

describe('the archive', () => {
  it('is served whole, as an attachment', async () => {
    const answer = await get()
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/wacz+zip',
      'content-length': '10',
      'content-disposition': `attachment; filename="mingcha-2025Q3-${id}.wacz"`,
      'accept-ranges': 'bytes',
      etag: '"a0b1"',
    })
    expect(await answer.text()).toBe('0123456789')
  })

  it.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=8-', '89', 'bytes 8-9/10'],
    ['bytes=-4', '6789', 'bytes 6-9/10'],
    ['bytes=9-100', '9', 'bytes 9-9/10'],
  ])('gives the part %s', async (range, text, contentRange) => {
    const answer = await get({ range })
    expect(answer.status).toBe(206)
    expect(answer.headers.get('content-range')).toBe(contentRange)
    expect(answer.headers.get('content-length')).toBe(String(text.length))
    expect(await answer.text()).toBe(text)
  })

  it('has no part beyond its end', async () => {
    const answer = await get({ range: 'bytes=10-' })
    expect(answer.status).toBe(416)
    expect(answer.headers.get('content-range')).toBe('bytes */10')
  })

  it('is given whole to a player that holds parts of another version', async () => {
    expect((await get({ range: 'bytes=0-3', 'if-range': '"a0b1"' })).status).toBe(206)
    expect((await get({ range: 'bytes=0-3', 'if-range': '"other"' })).status).toBe(200)
  })

  it('tells its size without being read', async () => {
    const answer = await get({}, 'HEAD')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-length')).toBe('10')
    expect(await answer.text()).toBe('')
    expect((await get({ range: 'bytes=2-4' }, 'HEAD')).headers.get('content-length')).toBe('3')
  })
})

describe('reading an archive', () => {
  const entries = () =>
    db
      .selectFrom('auditEntry')
      .select(['actor', 'action', 'subject', 'detail'])
      .where('action', '=', 'archive.read')
      .orderBy('id', 'desc')
      .execute()

  it('is written to the audit log: who, what, when, and which part', async () => {
    const before = (await entries()).length
    await get()
    await get({ range: 'bytes=0-3', 'user-agent': 'player' })
    const [second, first, ...rest] = await entries()
    expect(rest).toHaveLength(before)
    const what = { campaignId: '2025Q3', file: summary.file, sha256: 'a0b1', method: 'GET' }
    expect(first).toMatchObject({ actor: app.name, subject: `inspection/${id}`, detail: { ...what, range: null } })
    expect(second!.detail).toMatchObject({ ...what, range: 'bytes=0-3', client: 'player' })
  })

  it('names the address it was read from', async () => {
    const listening = await listen((...given) => served.fetch(...given), { host: '127.0.0.1', port: 0 })
    const answer = await fetch(`${listening.url}api/inspections/${id}/archive`, { headers: { cookie: app.cookie } })
    await answer.arrayBuffer()
    await listening.close()
    expect((await entries())[0]!.detail['address']).toMatch(/^(::ffff:)?127\.0\.0\.1$/)
  })

  it('of which there is none leaves no entry', async () => {
    const before = (await entries()).length
    await setArchive(db, id, { ...summary, file: 'no-such.wacz' })
    expect((await get()).status).toBe(404)
    expect(await entries()).toHaveLength(before)
  })
})

describe('a stored name', () => {
  it.each([
    ['leads out of the folder', '../../etc/passwd'],
    ['is absolute', '/etc/passwd'],
    ['leads out and names a file that exists', '../secret'],
    ['leads to a sibling with the same beginning', '../archives-old/1.wacz'],
    ['is a link that leads out', '2025Q3/link.wacz'],
    ['is the folder itself', '.'],
    ['is a folder', '2025Q3'],
    ['goes through a file', '2025Q3/1-0.wacz/x'],
    ['is empty', ''],
    ['is too long', 'x'.repeat(5000)],
    ['does not exist', '2025Q3/2-0.wacz'],
  ])('that %s is not served', async (_, file) => {
    await mkdir(path.join(home, 'archives-old'), { recursive: true })
    for (const name of ['secret', 'archives-old/1.wacz']) await writeFile(path.join(home, name), 'secret')
    await symlink(path.join(home, 'secret'), path.join(archiveFolder, '2025Q3/link.wacz')).catch(() => {})
    await setArchive(db, id, { ...summary, file })
    const answer = await get()
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ code: 'notFound.archive' })
  })

  it('with quotes and line breaks reaches no header', async () => {
    const file = '2025Q3/"\r\nx: y.wacz'
    await writeFile(path.join(archiveFolder, file), 'archive')
    await setArchive(db, id, { ...summary, file })
    const answer = await get()
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="mingcha-2025Q3-${id}.wacz"`)
  })
})
