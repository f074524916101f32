/** `mingcha probe run|status`: the home pages of the register visited once, from the process that people start. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { serve } from '../src/gather/test-server.ts'
import { testStore } from './database.ts'
import { program, temporaryFolder } from './program.ts'

const { db, url } = await testStore()
const home = await temporaryFolder('probe-command')
const mingcha = program(home, url)

test('every site in operation is visited once, and both ways of counting are shown', async () => {
  const origin = await serve((request, response) => response.writeHead(request.url === '/down' ? 503 : 200).end('首页'))
  const gather = { publicInternet: false, allowNetworks: ['127.0.0.0/8'], hostGapMs: 0, useBrowser: false }
  await writeFile(path.join(home, 'config.json'), JSON.stringify({ gather }))
  const unit = {
    code: 'tjj',
    name: '上海市统计局',
    shortName: '市统计局',
    kind: 'department',
    parentId: null,
    printOrder: 1,
  }
  const { id: organiserId } = await db.insertInto('unit').values(unit).returning('id').executeTakeFirstOrThrow()
  const site = { name: '上海统计', category: 'department', organiserId, hasServices: false }
  await db
    .insertInto('site')
    .values([
      { ...site, siteCode: '3100000001', url: `${origin}/`, state: 'active' },
      { ...site, siteCode: '3100000002', url: `${origin}/down`, state: 'active' },
      { ...site, siteCode: '3100000003', url: `${origin}/`, state: 'closed' },
    ])
    .execute()
  expect(await mingcha.run('probe', 'run')).toMatchObject({ code: 2, stderr: expect.stringContaining('监测点') })
  expect(await mingcha.json('probe', 'run', '--vantage', '上海电信')).toMatchObject({ sites: 2, visits: 2 })
  expect(await mingcha.json('probe', 'status', '3100000002')).toMatchObject({
    all: { failed: 1, opened: 0 },
    spaced: { failed: 1, opened: 0 },
    vantages: [{ vantage: '上海电信', visits: 1 }],
  })
}, 120_000)
