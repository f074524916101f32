/** A served installation takes one clock for now: links to archived pages are given and taken by the same. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { testStore } from '../../../test/database.ts'
import { temporaryFolder } from '../../../test/program.ts'
import { openApp } from '../../app.ts'
import { createArchive } from '../../gather/archive/wacz.ts'
import type { ReplayAnswer } from '../../http/routes/archived-pages.ts'
import { signedIn } from '../../http/sign-in-fixture.ts'
import { setArchive, storeCampaign } from '../../http/stored-campaign-fixture.ts'
import { serveApp } from './serve.ts'

const year = 365 * 86_400_000
const front = 'http://www.example.gov.cn/'

it('shows archived pages on a clock that somebody has moved, as the demonstration does', async () => {
  const { db, url: databaseUrl } = await testStore()
  const home = await temporaryFolder('serve')
  await writeFile(path.join(home, 'config.json'), JSON.stringify({ http: { replayPort: 0 } }))
  await mkdir(path.join(home, 'archives'))
  const { siteInspection } = await storeCampaign(db, '某区')
  const archive = createArchive({
    file: path.join(home, 'archives/1.wacz'),
    clock: Date.now,
    userAgent: 'Mingcha',
    title: '某区',
  })
  const answer = { hops: [], truncated: false, encodingProblem: null, elapsedMs: 1, wireBytes: 1, status: 200 }
  const headers = [['Content-Type', 'text/html; charset=utf-8']] as [string, string][]
  await archive.store({ ...answer, headers, url: front, body: Buffer.from('<h1>某区人民政府</h1>') }, '首页')
  await setArchive(db, siteInspection, { ...(await archive.finish())!, file: '1.wacz' })

  const app = await openApp({ home, databaseUrl, clock: () => Date.now() - year })
  const served = await serveApp(app, { port: 0 })
  afterAll(async () => {
    await served.close()
    await app.close()
  })
  const door = { request: (address: string, init?: RequestInit) => fetch(new URL(address, served.url), init) }
  const reviewer = await signedIn(db, door, 'reviewer')
  const asked = await reviewer.request(`/api/inspections/${siteInspection}/replay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    body: '{}',
  })
  const { pages } = (await asked.json()) as ReplayAnswer
  const shown = await fetch(pages[0]!.address)
  expect([shown.status, await shown.text()]).toEqual([200, expect.stringContaining('某区人民政府')])
})
