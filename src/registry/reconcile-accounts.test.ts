import { beforeAll, expect, test } from 'vitest'
import { testStore } from '../../test/database.ts'
import { sheetRows } from '../../test/sheet-rows.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { accountFormat, importAccounts } from './import-accounts.ts'
import { exportFormat, reconcileAccounts } from './reconcile-accounts.ts'

const { db } = await testStore()
const by = { author: '张三', at: '2025-08-14T01:00:00.000Z' }

beforeAll(async () => {
  const unit = { kind: 'district', printOrder: 1 }
  await upsertRows(
    db,
    'unit',
    ['code'],
    [
      { ...unit, code: 'hp', name: '黄浦区人民政府', shortName: '黄浦区' },
      { ...unit, code: 'xh', name: '徐汇区人民政府', shortName: '徐汇区' },
    ],
  )
  const register = await sheetRows(
    accountFormat,
    `账号类型,账号标识,账号名称,主办单位,账号状态,认证主体
    微信订阅号,gh_1,上海黄浦,hp,正常,黄浦区人民政府
    微博,w1,上海黄浦,hp,正常,
    澎湃号,p1,上海黄浦,hp,停更公告,
    抖音,d1,旧名,hp,正常,
    快手,k1,换了单位,hp,正常,
    知乎,z1,已关,hp,已注销,
    小红书,x1,缺少的,hp,正常,
    百家号,b1,没开的,hp,申请开设,`,
  )
  await importAccounts(db, register, by)
})

const reconcile = async (csv: string) => reconcileAccounts(db, await sheetRows(exportFormat, csv))

test('missing there, extra there, changed per field; nothing is written', async () => {
  const logs = () => db.selectFrom('registryChange').select('id').execute()
  const before = await logs()
  const found = await reconcile(`
    平台类型,新媒体名称,开设主体,状态,认证信息
    微信公众号,上海黄浦,黄浦区人民政府,正常,黄浦区政府办
    新浪微博,上海黄浦,黄浦区人民政府,正常,
    澎湃新闻,上海黄浦,黄浦区人民政府,正常,
    抖音,新名,黄浦区人民政府,正常,
    快手,换了单位,徐汇区,正常,
    哔哩哔哩,多出的,黄浦区人民政府,正常,
    人民号,别处的,静安区人民政府,正常,
    不知道的平台,甲,黄浦区人民政府,正常,`)
  expect(found).toMatchObject({ registered: 6, exported: 8, same: 1, errorCount: 1 })
  const organiser = { organiser: 'hp', organiserName: '黄浦区人民政府' }
  expect(found.missing).toEqual([{ key: '小红书/x1', name: '缺少的', ...organiser, state: '正常' }])
  expect(found.extra.map(({ line, name, note }) => [line, name, note])).toEqual([
    [7, '多出的', '名录中没有该账号'],
    [8, '别处的', '名录中没有该单位'],
  ])
  expect(found.changed.map((one) => [one.key, one.line, one.field, one.register, one.export])).toEqual([
    ['微信/gh_1', 2, '认证主体', '黄浦区人民政府', '黄浦区政府办'],
    ['澎湃号/p1', 4, '账号状态', '停更公告', '正常'],
    ['抖音/d1', 5, '账号名称', '旧名', '新名'],
    ['快手/k1', 6, '主办单位代码', 'hp', 'xh'],
  ])
  expect(found.errors[0]).toContain('第 9 行「账号类型」：没有“不知道的平台”')
  expect(await logs()).toEqual(before)
})

test('an id in another case is the same; a deregistered account that the system still has is a difference of state', async () => {
  const found = await reconcile(
    '账号类型,账号名称,主办单位,账号ID,状态\n微信,上海黄浦,hp,GH_1,正常\n知乎,已关,hp,z1,正常',
  )
  expect(found).toMatchObject({ same: 1, extra: [] })
  expect(found.changed).toMatchObject([{ key: '知乎/z1', field: '账号状态', register: '已注销', export: '正常' }])
})

test('two rows that could mean one account are not guessed', async () => {
  const found = await reconcile('账号类型,账号名称,主办单位\n抖音,新名一,hp\n抖音,新名二,hp')
  expect(found.extra).toHaveLength(2)
  expect(found.missing.map(({ key }) => key)).toContain('抖音/d1')
})
