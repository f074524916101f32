/** Accounts from files of other systems: other headings, no ids, ids in another case. */
import { beforeAll, describe, expect, test } from 'vitest'
import { testStore } from '../../test/database.ts'
import { sheetRows } from '../../test/sheet-rows.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { accountHistory, accountNames } from './account-history.ts'
import { allAccounts, findAccount } from './account-list.ts'
import { accountFormat, importAccounts, previewAccounts } from './import-accounts.ts'

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

  test('without an id it is known by organiser, platform and name, until a file tells the id', async () => {
    const named = await accounts('类型,名称,主办单位\n微博,上海黄浦,黄浦区\n澎湃新闻,上海黄浦,黄浦区')
    expect(await importAccounts(db, named, by)).toMatchObject({ added: 2 })
    expect(await importAccounts(db, named, by)).toMatchObject({ added: 0, changed: 0, unchanged: 2 })
    const [before] = await allAccounts(db, { search: '上海黄浦', platforms: ['weibo'] })
    expect(before!.platformId).toMatch(/^标识待补-/)
    const identified = await accounts('类型,名称,主办单位,账号ID\n新浪微博,上海黄浦,黄浦区,2200001')
    const preview = await previewAccounts(db, identified)
    expect(preview).toMatchObject({ added: 0, changed: 1, additions: [] })
    await importAccounts(db, identified, by)
    const after = await findAccount(db, '微博/2200001')
    expect(after.id).toBe(before!.id)
    expect(await importAccounts(db, named, by)).toMatchObject({ added: 0, changed: 0, unchanged: 2 })
    expect((await accountHistory(db, after.id)).map(({ fields }) => fields?.map(({ field }) => field) ?? null)).toEqual(
      [['账号标识'], null],
    )
  })

  test('a row without id that may mean two accounts is refused; so are two rows that mean one', async () => {
    const two = await accounts('类型,名称,主办单位,账号ID\n抖音,黄浦发布,hp,d1\n抖音,黄浦发布,hp,d2')
    await importAccounts(db, two, by)
    const vague = await accounts('类型,名称,主办单位\n抖音,黄浦发布,hp')
    expect((await previewAccounts(db, vague)).errors).toEqual([
      '第 2 行「账号标识」：名录中有多个同一单位、同一平台、同名的账号，须填写账号标识',
    ])
    const twice = await accounts('类型,名称,主办单位,账号ID\n抖音,甲,hp,D1\n抖音,乙,hp,d1')
    expect((await previewAccounts(db, twice)).errors).toEqual(['第 3 行：与第 2 行重复：抖音/d1'])
  })

  test('a new name ends the old one on the day it is learnt', async () => {
    await importAccounts(db, await accounts('类型,名称,主办单位,账号ID,开通时间\n快手,旧名,hp,k1,2021年3月1日'), by)
    await importAccounts(db, await accounts('类型,名称,主办单位,账号ID\n快手,新名,hp,k1'), by)
    const { id } = await findAccount(db, '快手/k1')
    expect(await accountNames(db, id)).toEqual([
      { name: '新名', fromOn: '2025-08-14', untilOn: null },
      { name: '旧名', fromOn: '2021-03-01', untilOn: '2025-08-14' },
    ])
    expect((await allAccounts(db, { search: '旧名' })).map(({ key }) => key)).toEqual(['快手/k1'])
  })

  test('that was deregistered and is back is pointed out', async () => {
    const state = (text: string) => accounts(`类型,名称,主办单位,账号ID,状态\n知乎,黄浦,hp,z1,${text}`)
    await importAccounts(db, await state('已注销'), by)
    expect((await previewAccounts(db, await state('在用'))).warnings).toEqual([
      '知乎/z1：已注销的账号重新出现（正常），请核实',
    ])
  })
})

describe('a preview', () => {
  const file = (name: string) => accounts(`类型,名称,主办单位,账号ID\n小红书,${name},hp,x1\n小红书,不变,hp,x2`)

  test('tells new, changed with old and new value, unchanged and erroneous, and writes nothing', async () => {
    await importAccounts(db, await file('甲'), by)
    const rows = await accounts(`
      类型,名称,主办单位,账号ID,粉丝数
      小红书,乙,hp,x1,
      小红书,不变,hp,x2,
      小红书,新的,hp,x3,
      小红书,错的,nowhere,x4,
      小红书,也错,hp,x5,很多`)
    const preview = await previewAccounts(db, rows)
    expect(preview).toMatchObject({
      added: 1,
      changed: 1,
      unchanged: 1,
      additions: ['小红书/x3'],
      changes: [{ key: '小红书/x1', field: '账号名称', before: '甲', after: '乙' }],
      errorCount: 2,
      errors: [
        '第 5 行「主办单位代码」：名录中没有机构“nowhere”，请先导入机构',
        '第 6 行「粉丝数」：“很多”不正确，应为不超过 20 亿的数字，如 12345 或 1.2万',
      ],
    })
    expect((await findAccount(db, '小红书/x1')).name).toBe('甲')
  })

  test('is applied as it was shown, and refused when the register or the file changed since', async () => {
    const rows = await file('丙')
    const { previewId } = await previewAccounts(db, rows)
    const otherFile = importAccounts(db, await file('丁'), { ...by, previewId })
    await expect(otherFile).rejects.toMatchObject({ code: 'conflict.previewOutdated' })
    await importAccounts(db, await file('戊'), by)
    const otherRegister = importAccounts(db, rows, { ...by, previewId })
    await expect(otherRegister).rejects.toMatchObject({ code: 'conflict.previewOutdated' })
    expect((await findAccount(db, '小红书/x1')).name).toBe('戊')
    const seen = await previewAccounts(db, rows)
    expect(await importAccounts(db, rows, { ...by, previewId: seen.previewId })).toEqual(seen)
    expect((await findAccount(db, '小红书/x1')).name).toBe('丙')
  })
})

describe('hostile names', () => {
  const nameOf = async (name: string) => {
    const rows = await accounts(`类型,名称,主办单位,账号ID\n人民号,"${name}",hp,r1`)
    const preview = await previewAccounts(db, rows)
    if (preview.errorCount > 0) return preview.errors[0]
    await importAccounts(db, rows, by)
    return (await findAccount(db, '人民号/r1')).name
  }
  test.each([
    ['上海\u0007黄浦\u202e', '上海黄浦'],
    ['上海　黄浦', '上海 黄浦'],
    ['ＡＢＣ１２３', 'ABC123'],
    ['上海黄浦🎉', '上海黄浦🎉'],
    ['\n黄浦\t发布\n', '黄浦 发布'],
    ['甲'.repeat(100), '甲'.repeat(100)],
    ['甲'.repeat(101), '第 2 行「账号名称」：有 101 个字符，超过 100 个'],
    ['上海\ufffd黄浦', '第 2 行「账号名称」：“上海\ufffd黄浦”第 3 个字无法识别，请重新填写'],
  ])('%.12s', async (given, result) => {
    expect(await nameOf(given)).toBe(result)
  })

  test('ten megabytes are refused in one line', async () => {
    expect(await nameOf('甲'.repeat(3_500_000))).toBe('第 2 行「账号名称」：有 3500000 个字符，超过 100 个')
  })
})
