/** Accounts from files of other systems: other headings, no ids, ids in another case. */
import { beforeAll, describe, expect, test } from 'vitest'
import { testStore } from '../../test/database.ts'
import { sheetRows } from '../../test/sheet-rows.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { accountFormat, importAccounts } from './import-accounts.ts'

const { db } = await testStore()
const by = { author: '张三', at: '2025-08-14T01:00:00.000Z' }
const accounts = (csv: string) => sheetRows(accountFormat, csv)

beforeAll(async () => {
  await upsertRows(
    db,
    'unit',
    ['code'],
    [
      { code: 'sh', name: '上海市人民政府', shortName: '市政府', kind: 'municipal', printOrder: 1 },
      { code: 'hp', name: '上海市黄浦区人民政府', shortName: '黄浦区', kind: 'district', printOrder: 2 },
    ],
  )
})

describe('one account', () => {
  test('what other columns say is kept; what a file does not name stays', async () => {
    const heading = '账号类型,账号标识,账号名称,主办单位代码,账号用途,账号状态,采集方式,订阅源地址'
    const plain = await accounts(
      `${heading}\n微信公众号,gh_1a2b3c,上海黄浦,hp,发布类,正常,订阅源,https://feeds.example.cn/gh_1a2b3c`,
    )
    await importAccounts(db, plain, by)
    const more = await accounts(`
      平台,原始ID,账号名称,主办单位,主管单位,是否代运营,备案情况,开设日期,粉丝数,年度费用
      微信服务号,GH_1A2B3C,上海黄浦,黄浦区,上海市人民政府,是,已备案,43831,1.2万,30000元`)
    expect((await importAccounts(db, more, by)).changes.map(({ field, after }) => [field, after])).toEqual([
      ['账号类型', '微信服务号'],
      ['账号标识', 'GH_1A2B3C'],
      ['主管单位代码', 'sh'],
      ['是否代运营', '是'],
      ['备案情况', '已备案'],
      ['开设日期', '2020-01-01'],
      ['粉丝数', '12000'],
      ['年度费用（元）', '30000'],
    ])
    expect((await importAccounts(db, plain, by)).changes.map(({ field }) => field)).toEqual(['账号标识'])
  })
})
