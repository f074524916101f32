/** `mingcha delivery` as people use it, and what the API shows of it afterwards. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createHttpApp } from '../src/http/app.ts'
import { signedIn } from '../src/http/sign-in-fixture.ts'
import { post } from '../src/store/outbox.ts'
import { testStore } from './database.ts'
import { program, temporaryFolder } from './program.ts'

const { db, url } = await testStore()
const home = await temporaryFolder('delivery-command')
const mingcha = program(home, url)

test('a channel is entered, tested, used and seen; a template with an unknown variable is refused', async () => {
  const folder = path.join(home, 'outbox')
  const entry = path.join(home, 'channel.json')
  await writeFile(entry, JSON.stringify({ kind: 'file', settings: { folder } }))
  await mingcha.json('delivery', 'add', '内网', entry)
  await mingcha.json('delivery', 'recipient', 'add', '内网')
  expect(await mingcha.json('delivery', 'test', '内网')).toMatchObject({ state: 'accepted' })
  const message = { kind: 'test', recipientUnitId: null, subject: '首页无法访问', text: '<b>请核实</b>' }
  await post(db, { ...message, severity: 'severe', dedupeKey: '一', at: new Date().toISOString() })
  expect(await mingcha.json('delivery', 'send')).toMatchObject({ accepted: 1, failed: 0 })
  const names = (await readdir(folder)).toSorted()
  expect(names).toHaveLength(2)
  const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')))
  expect(texts.join()).toContain('主题：【明察】首页无法访问')
  const [newest] = await mingcha.json<{ id: number; state: string }[]>('delivery', 'list')
  expect(newest).toMatchObject({ state: 'accepted', channel: '内网' })
  await mingcha.json('delivery', 'resend', String(newest!.id), '--reason', '没有收到')
  expect(await mingcha.json('delivery', 'channels')).toMatchObject([
    { name: '内网', counts: { accepted: 2, waiting: 1 } },
  ])
  const template = path.join(home, 'template.txt')
  await writeFile(template, '{标题}\n{口令}')
  const refused = await mingcha.run('delivery', 'template', 'set', 'digest', template)
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('{口令}') })

  const app = await signedIn(db, createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [] }))
  const answer = async (address: string) => await (await app.request(address)).json()
  expect(await answer('/api/delivery/channels')).toMatchObject({ channels: [{ name: '内网', title: '文件发件箱' }] })
  expect(await answer('/api/delivery/dispatches?state=accepted&size=10')).toMatchObject({
    items: [{ id: newest!.id }, { state: 'accepted' }],
  })
  expect(await answer(`/api/delivery/dispatches/${newest!.id}`)).toMatchObject({ items: [{ subject: '首页无法访问' }] })
  expect((await app.request('/api/delivery/dispatches?size=0')).status).toBe(422)
  expect((await app.request('/api/delivery/dispatches/999')).status).toBe(404)
  expect(await answer(`/api/delivery/letters/${newest!.id}`)).toMatchObject({
    acceptedAt: expect.any(String),
    items: [{ text: expect.stringContaining('<b>请核实') }],
  })
  expect(await answer('/api/alerts')).toEqual({ total: 0, items: [] })
}, 120_000)
