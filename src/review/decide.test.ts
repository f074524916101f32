/** From frozen rounds to decisions, on a register of one site and three accounts. */
import { beforeAll, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { sheetRows } from '../../test/sheet-rows.ts'
import { drawRounds } from '../campaigns/draw.ts'
import { freezeRounds } from '../campaigns/freeze.ts'
import { openCampaign } from '../campaigns/open.ts'
import { defaultStrata } from '../campaigns/stratum.ts'
import { findCampaign } from '../campaigns/store.ts'
import { day } from '../kernel/day.ts'
import { accountFormat, importAccounts } from '../registry/import-accounts.ts'
import { importSites, siteFormat } from '../registry/import-sites.ts'
import { importUnits, unitFormat } from '../registry/import-units.ts'
import { transaction } from '../store/database.ts'
import { decide, type NewDecision } from './decide.ts'
import { loadResults } from './results.ts'

const { db } = await testStore()
const at = '2025-09-01T09:00:00Z'
const by = { actor: '测试', at }
const author = { author: '测试', at }

beforeAll(async () => {
  await importUnits(
    db,
    await sheetRows(
      unitFormat,
      '机构代码,机构名称,机构简称,机构类别,上级机构代码,序号\nD1,黄浦区人民政府,黄浦区,区政府,,1\nS1,某街道,某街道,下属单位,D1,2\n',
    ),
    author,
  )
  await importSites(
    db,
    await sheetRows(
      siteFormat,
      '网站标识码,网站名称,首页网址,网站类别,主办单位代码,运行状态,是否有办事服务\n3101010001,黄浦,http://hp.example/,区政府门户网站,D1,正常运行,否\n',
    ),
    author,
  )
  await importAccounts(
    db,
    await sheetRows(
      accountFormat,
      '账号类型,账号标识,账号名称,主办单位代码,账号用途,账号状态,采集方式,订阅源地址\n微信,a,上海黄浦,D1,发布类,正常,文件报送,\n微博,a,上海黄浦,D1,服务类,正常,文件报送,\n微信,b,某街道,S1,发布类,正常,文件报送,\n',
    ),
    author,
  )
  await openCampaign(db, {
    id: '2025Q3',
    issuer: '某市人民政府办公厅',
    style: 'shanghai',
    ruleSet: 'shanghai-2025',
    monitorPoint: day('2025-08-14'),
    siteRounds: [day('2025-08-14')],
    strata: defaultStrata,
    seed: '2025Q3',
    demonstration: false,
    openedBy: '测试',
    openedAt: at,
  })
})

describe('freezing and drawing', () => {
  it('happens once, even when two people do it at the same moment', async () => {
    const freezing = () => transaction(db, (tx) => freezeRounds(tx, '2025Q3', undefined, by))
    const frozen = await Promise.all([freezing(), freezing()])
    expect(frozen.map((rounds) => rounds.length).toSorted((a, b) => a - b)).toEqual([0, 2])
    const drawing = () => transaction(db, (tx) => drawRounds(tx, '2025Q3', by))
    const drawn = await Promise.allSettled([drawing(), drawing()])
    expect(drawn.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const inspections = await db.selectFrom('inspection').select('id').execute()
    expect(inspections).toHaveLength(3)
  })

  it('refuses to freeze a frozen round again', async () => {
    await expect(transaction(db, (tx) => freezeRounds(tx, '2025Q3', 'site-1', by))).rejects.toThrow('已于')
  })
})

describe('decisions', () => {
  const decision: NewDecision = {
    round: 'account-1',
    target: '微信/a',
    clause: 'NM-V1',
    kind: 'passed',
    reason: '',
    note: '',
    author: '张三',
    role: 'inspector',
  }
  const make = (...decisions: NewDecision[]) =>
    transaction(db, async (tx) => decide(tx, await findCampaign(tx, '2025Q3'), decisions, by))

  it('wait until the target has been inspected', async () => {
    const failure = await make(decision).catch((error: unknown) => error)
    expect(failure).toMatchObject({ details: [expect.stringContaining('还没有检查')] })
    await db.updateTable('inspection').set({ state: 'judged' }).execute()
  })

  it('are recorded once; the same again changes nothing', async () => {
    expect(await make(decision)).toEqual({ added: 1, repeated: 0 })
    expect(await make(decision)).toEqual({ added: 0, repeated: 1 })
  })

  it.each([
    ['an unknown target', { target: '微信/zzz' }, '没有检查对象'],
    ['a target that was not drawn', { target: '微信/b' }, '没有检查对象'],
    ['a clause of sites', { clause: 'WEB-V3' }, '不适用'],
    ['an inherited word as clause', { clause: 'constructor' }, '不适用'],
    ['a clause that this account is not asked', { target: '微博/a', clause: 'NM-V2.1' }, '服务类账号没有发布要求'],
    ['a dismissal without a reason', { kind: 'dismissed' }, '必须填写原因'],
    ['a decision by nobody', { author: ' ' }, '缺少经办人'],
    ['an inspector who confirms', { kind: 'confirmed' }, '检查人员不能确认'],
    ['an unknown role', { role: 'king' as never }, '没有角色'],
  ] satisfies [string, Partial<NewDecision>, string][])(
    'refuse %s, and nothing of the file is written',
    async (_, wrong, message) => {
      const before = await db.selectFrom('decision').select('id').execute()
      const failure = await make({ ...decision, note: '另一条' }, { ...decision, ...wrong }).catch(
        (error: unknown) => error,
      )
      expect(failure).toMatchObject({ details: [expect.stringContaining(message)] })
      expect(await db.selectFrom('decision').select('id').execute()).toEqual(before)
    },
  )

  it('count a person once, whatever the spaces in the name', async () => {
    const against = { ...decision, clause: 'NM-V3.1', kind: 'failed', reason: '没有互动功能' } as const
    await make({ ...against, role: 'reviewer' }, { ...against, author: ' 张三　', role: 'municipalSupervisor' })
    const open = async () => {
      const results = await loadResults(db, await findCampaign(db, '2025Q3'))
      return results
        .find(({ target }) => target.name === '上海黄浦')!
        .decisions.filter(({ clause }) => clause === 'NM-V3.1')
    }
    expect(new Set((await open()).map(({ author: name }) => name))).toEqual(new Set(['张三']))
  })
})
