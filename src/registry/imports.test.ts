/** All imports on one register, in the order in which an installation is filled. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testStore } from '../../test/database.ts'
import { sheetRows } from '../../test/sheet-rows.ts'
import { day } from '../kernel/day.ts'
import type { Failure } from '../kernel/failure.ts'
import { json } from '../store/json.ts'
import { accountFormat, importAccounts, previewAccounts } from './import-accounts.ts'
import { columnFormat, importColumns } from './import-columns.ts'
import { earlierProblemFormat, importEarlierProblems } from './import-earlier-problems.ts'
import { importProbes, probeFormat } from './import-probes.ts'
import { importSecurityScan, securityScanFormat } from './import-security-scan.ts'
import { importSites, previewSites, siteFormat } from './import-sites.ts'
import { importUnits, unitFormat } from './import-units.ts'
import type { SheetRow } from './spreadsheet.ts'
import { accountCounts, activeAccounts, activeSites, probesOf, siteCounts } from './store.ts'

const { db } = await testStore()
const by = { author: '张三', at: '2025-08-14T01:00:00.000Z' }

const detailsOf = (reading: Promise<unknown>): Promise<readonly string[]> =>
  reading.then(
    () => [],
    (failure: Failure) => failure.details,
  )

const units = (csv: string) => sheetRows(unitFormat, `机构代码,机构名称,机构简称,机构类别,上级机构代码,序号\n${csv}`)
const sites = (csv: string) =>
  sheetRows(siteFormat, `网站标识码,网站名称,首页网址,网站类别,主办单位代码,运行状态,是否有办事服务\n${csv}`)
const accounts = (csv: string) =>
  sheetRows(accountFormat, `账号类型,账号标识,账号名称,主办单位代码,账号用途,账号状态,采集方式,订阅源地址\n${csv}`)

describe('units', () => {
  test('a parent may stand later in the file', async () => {
    const rows = await units(`
      hp-jw,黄浦区建管委,黄浦建管委,下属单位,hp,3
      hp,上海市黄浦区人民政府,黄浦区,区政府,sh,2
      sh,上海市人民政府,市政府,市政府,,1`)
    expect(await importUnits(db, rows, by)).toMatchObject({
      added: 3,
      changed: 0,
      unchanged: 0,
      removed: 0,
      changes: [],
    })
    const stored = await db.selectFrom('unit').select(['id', 'code', 'parentId']).execute()
    const byCode = new Map(stored.map((unit) => [unit.code, unit]))
    expect(byCode.get('hp-jw')!.parentId).toBe(byCode.get('hp')!.id)
    expect(byCode.get('hp')!.parentId).toBe(byCode.get('sh')!.id)
  })

  test('the same file again changes nothing, and leaves no trace in the logs', async () => {
    const logs = async () => [
      await db.selectFrom('registryChange').select('id').execute(),
      await db.selectFrom('auditEntry').select('id').execute(),
    ]
    const before = await logs()
    const rows = await units('hp,上海市黄浦区人民政府,黄浦区,区政府,sh,2')
    expect(await importUnits(db, rows, by)).toMatchObject({ added: 0, changed: 0, unchanged: 1 })
    expect(await logs()).toEqual(before)
  })

  test('a change is told field by field and logged with author and time', async () => {
    const rows = await units('hp,黄浦区人民政府,黄浦区,管委会,,2')
    const result = await importUnits(db, rows, by)
    expect(result).toMatchObject({ added: 0, changed: 1 })
    expect(result.changes).toEqual([
      { key: 'hp', field: '机构名称', before: '上海市黄浦区人民政府', after: '黄浦区人民政府' },
      { key: 'hp', field: '机构类别', before: '区政府', after: '管委会' },
      { key: 'hp', field: '上级机构代码', before: 'sh', after: '' },
    ])
    const log = await db.selectFrom('registryChange').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()
    expect(log).toMatchObject({ subject: 'unit', subjectKey: 'hp', author: '张三', changedAt: by.at })
    expect(log.before).toMatchObject({ name: '上海市黄浦区人民政府', parentCode: 'sh' })
    expect(log.after).toMatchObject({ name: '黄浦区人民政府', parentCode: null })
    await importUnits(db, await units('hp,上海市黄浦区人民政府,黄浦区,区政府,sh,2'), by)
  })

  test('all errors at once, and nothing is written', async () => {
    const rows = await units(`
      a,甲,甲,局,,1
      b,乙,乙,下属单位,nowhere,x
      c,丙,,下属单位,a,3
      sh,上海市人民政府,市政府,市政府,hp-jw,1
      d,丁,丁,下属单位,d,4
      hp-x,戊,戊,下属单位,b,5
      hp-x,己,己,下属单位,,6`)
    expect(await detailsOf(importUnits(db, rows, by))).toEqual([
      '第 2 行「机构类别」：没有“局”，可填：市政府、区政府、市政府部门、管委会、下属单位',
      '第 3 行「序号」：“x”不正确，应为 0 至 1000000 的整数',
      '第 3 行「上级机构代码」：名录和本文件中都没有机构“nowhere”',
      '第 4 行「机构简称」：不能为空',
      '第 5 行「上级机构代码」：“sh”成了自己的上级',
      '第 6 行「上级机构代码」：“d”成了自己的上级',
      '第 8 行：与第 7 行重复：hp-x',
    ])
    expect(await db.selectFrom('unit').select('id').execute()).toHaveLength(3)
  })
})

describe('sites and columns', () => {
  test('sites are previewed without being written, then imported', async () => {
    const rows = await sites(`
      3101010012,上海黄浦,https://www.shhuangpu.gov.cn/,区政府门户网站,hp,正常运行,是
      bm20000001,旧站,http://old.example.gov.cn,市政府部门网站,sh,永久下线,否`)
    expect(await previewSites(db, rows)).toMatchObject({ added: 2 })
    expect(await activeSites(db)).toEqual([])
    expect(await importSites(db, rows, by)).toMatchObject({ added: 2 })
    expect(await siteCounts(db)).toEqual([
      { category: 'department', state: 'closed', count: 1 },
      { category: 'districtPortal', state: 'active', count: 1 },
    ])
  })

  test('the day on which a domain name ends is kept by a file that does not name it, and cleared by one that does', async () => {
    const stored = async () =>
      (await db.selectFrom('site').select('domainExpiresOn').where('siteCode', '=', '3101010012').execute())[0]
    const row = '3101010012,上海黄浦,https://www.shhuangpu.gov.cn/,区政府门户网站,hp,正常运行,是'
    const headings = '网站标识码,网站名称,首页网址,网站类别,主办单位代码,运行状态,是否有办事服务,域名到期日'
    const withDay = async (on: string) => importSites(db, await sheetRows(siteFormat, `${headings}\n${row},${on}`), by)
    expect(await withDay('2026-03-31')).toMatchObject({
      changes: [{ field: '域名到期日', before: '', after: '2026-03-31' }],
    })
    expect(await importSites(db, await sites(row), by)).toMatchObject({ changed: 0 })
    expect(await stored()).toEqual({ domainExpiresOn: '2026-03-31' })
    expect(await withDay('')).toMatchObject({ changed: 1 })
    expect(await stored()).toEqual({ domainExpiresOn: null })
    expect(await detailsOf(withDay('明年'))).toEqual([expect.stringContaining('域名到期日')])
  })

  test('columns go with their site into the snapshot', async () => {
    const heading = '网站标识码,栏目名称,栏目网址,栏目类别,栏目级别,首页展示,更新要求'
    const rows = await sheetRows(
      columnFormat,
      `${heading}
      3101010012,通知公告,https://www.shhuangpu.gov.cn/tzgg/,通知公告,2,否,是
      3101010012,要闻,https://www.shhuangpu.gov.cn/yw/,动态要闻,1,是,是`,
    )
    expect(await importColumns(db, rows, by)).toMatchObject({ added: 2 })
    expect(await importColumns(db, rows, by)).toMatchObject({ added: 0, unchanged: 2 })
    const [site] = await activeSites(db)
    expect(site).toMatchObject({ siteCode: '3101010012', hasServices: true, organiser: { shortName: '黄浦区' } })
    expect(site!.columns).toEqual([
      {
        name: '要闻',
        url: 'https://www.shhuangpu.gov.cn/yw/',
        class: 'news',
        level: 1,
        onHome: true,
        updateDuty: true,
      },
      {
        name: '通知公告',
        url: 'https://www.shhuangpu.gov.cn/tzgg/',
        class: 'notice',
        level: 2,
        onHome: false,
        updateDuty: true,
      },
    ])
  })

  test('bad codes, addresses and unknown units are named', async () => {
    const rows = await sites(`
      310101001,短,https://a.gov.cn/,区政府门户网站,hp,正常运行,是
      BM12345678,大写,www.a.gov.cn,区政府门户网站,hp,正常运行,是
      3101010013,外,javascript:alert(1),区政府门户网站,hp,正常运行,是
      3101010014,口令,https://user:pass@a.gov.cn/,区政府门户网站,hp,正常运行,是
      3101010015,未知,https://b.gov.cn/,区政府门户网站,nowhere,正常运行,也许`)
    expect(await detailsOf(importSites(db, rows, by))).toEqual([
      '第 2 行「网站标识码」：“310101001”不正确，应为 10 位数字或 bm 加 8 位数字',
      '第 3 行「网站标识码」：“BM12345678”不正确，应为 10 位数字或 bm 加 8 位数字',
      '第 3 行「首页网址」：“www.a.gov.cn”不是完整的网址，应以 http:// 或 https:// 开头',
      '第 4 行「首页网址」：“javascript:alert(1)”不是完整的网址，应以 http:// 或 https:// 开头',
      '第 5 行「首页网址」：“https://user:pass@a.gov.cn/”不是完整的网址，应以 http:// 或 https:// 开头',
      '第 6 行「是否有办事服务」：没有“也许”，可填：是、否',
      '第 6 行「主办单位代码」：名录中没有机构“nowhere”，请先导入机构',
    ])
  })
})

describe('accounts', () => {
  test('the same name on two platforms is two accounts', async () => {
    const rows = await accounts(`
      微信,gh_1a2b3c,上海黄浦,hp,发布类,正常,订阅源,https://feeds.example.cn/gh_1a2b3c
      澎湃号,4401,上海黄浦,hp,发布类,正常,文件报送,
      微博,220,旧号,hp,服务类,已注销,文件报送,`)
    expect(await importAccounts(db, rows, by)).toMatchObject({ added: 3 })
    expect((await activeAccounts(db)).map(({ platform, name, feedUrl }) => [platform, name, feedUrl])).toEqual([
      ['thepaper', '上海黄浦', null],
      ['weixin', '上海黄浦', 'https://feeds.example.cn/gh_1a2b3c'],
    ])
    expect(await accountCounts(db)).toContainEqual({ platform: 'weibo', state: 'deregistered', count: 1 })
  })

  test('a feed needs its address', async () => {
    const rows = await accounts('微信,gh_9,甲,hp,发布类,正常,订阅源,')
    const problem = '第 2 行「订阅源地址」：采集方式为订阅源时不能为空'
    expect(await previewAccounts(db, rows)).toMatchObject({ added: 1, errorCount: 1, errors: [problem] })
    expect(await detailsOf(importAccounts(db, rows, by))).toEqual([problem])
  })

  test('earlier problems need a known account', async () => {
    const heading = '账号类型,账号标识,通报期次,问题'
    const good = await sheetRows(earlierProblemFormat, `${heading}\n微信,gh_1a2b3c,2025Q2,14天未更新`)
    expect(await importEarlierProblems(db, good, by)).toMatchObject({ added: 1 })
    expect(await importEarlierProblems(db, good, by)).toMatchObject({ added: 0, unchanged: 1 })
    const bad = await sheetRows(earlierProblemFormat, `${heading}\n微博,gh_1a2b3c,2025Q2,14天未更新`)
    expect(await detailsOf(importEarlierProblems(db, bad, by))).toEqual([
      '第 2 行「账号标识」：名录中没有账号“微博/gh_1a2b3c”，请先导入账号',
    ])
  })
})

describe('measurements', () => {
  const probes = (csv: string) => sheetRows(probeFormat, `网站标识码,监测时间,结果,耗时毫秒,说明\n${csv}`)

  test('probes are kept with their vantage point; which failure it was stays known', async () => {
    const rows = await probes(`
      3101010012,2025-08-14 23:59,超时,15000,
      3101010012,2025-08-08 00:00,正常,321.4,
      3101010012,2025/8/15 0:00,错误,,HTTP 502
      3101010012,2025-08-07 23:59,拦截,,安全验证`)
    expect(await importProbes(db, rows, { ...by, vantage: '上海电信' })).toMatchObject({ added: 4 })
    expect(await importProbes(db, rows, { ...by, vantage: '上海电信' })).toMatchObject({ added: 0, unchanged: 4 })
    expect(await importProbes(db, rows.slice(0, 1), { ...by, vantage: '北京联通' })).toMatchObject({ added: 1 })
    const [site] = await activeSites(db)
    const { probes: week } = await probesOf(db, site!.id, { from: day('2025-08-08'), to: day('2025-08-14') })
    expect(week).toEqual([
      { at: '2025-08-07T16:00:00.000Z', outcome: 'opened', elapsedMs: 321, detail: '' },
      { at: '2025-08-14T15:59:00.000Z', outcome: 'failed', elapsedMs: 15000, detail: '超时' },
      { at: '2025-08-14T15:59:00.000Z', outcome: 'failed', elapsedMs: 15000, detail: '超时' },
    ])
  })

  test('a probe without time of day, or twice at one moment, is refused', async () => {
    const rows = await probes(`
      3101010012,2025-08-14,正常,1,
      3101010012,2025-08-14 08:00,正常,1,
      3101010012,2025/08/14 8:00:00,超时,-1,`)
    expect(await detailsOf(importProbes(db, rows, { ...by, vantage: '上海电信' }))).toEqual([
      '第 2 行「监测时间」：“2025-08-14”不是时间，应写成 2025-08-01 08:30',
      '第 4 行「耗时毫秒」：“-1”不正确，应为毫秒数',
      '第 4 行：与第 3 行重复：3101010012 2025-08-14 08:00:00 上海电信',
    ])
  })

  test('a security scan belongs to a campaign', async () => {
    const rows = await sheetRows(
      securityScanFormat,
      '网站标识码,扫描机构,扫描日期,结果,说明\n3101010012,市网安中心,2025/8/1,存在漏洞,弱口令',
    )
    const scan = { ...by, campaignId: '2025Q3' }
    await expect(importSecurityScan(db, rows, scan)).rejects.toMatchObject({ code: 'notFound.campaign' })
    await db
      .insertInto('campaign')
      .values({
        id: '2025Q3',
        year: 2025,
        quarter: 3,
        issuer: '上海市人民政府办公厅',
        style: 'shanghai',
        ruleSet: 'shanghai-2025',
        ruleSetVersion: 1,
        monitorPoint: day('2025-08-14'),
        state: 'draft',
        seed: 's',
        strata: json([]),
        demonstration: false,
        openedBy: '张三',
        openedAt: by.at,
      })
      .execute()
    expect(await importSecurityScan(db, rows, scan)).toMatchObject({ added: 1 })
    expect(await importSecurityScan(db, rows, scan)).toMatchObject({ added: 0, unchanged: 1 })
    const stored = await db.selectFrom('securityScan').selectAll().execute()
    expect(stored).toMatchObject([{ scannedOn: '2025-08-01', good: false, note: '弱口令' }])
  })
})

describe('any register', () => {
  const row = fc.record({
    platformId: fc.stringMatching(/^[a-z]{1,2}$/),
    name: fc.constantFrom('甲', '乙 局', '“丙”'),
    state: fc.constantFrom('正常', '停更公告'),
  })
  const file = fc.uniqueArray(row, { selector: ({ platformId }) => platformId, maxLength: 20 })
  const sheet = (entries: readonly { platformId: string; name: string; state: string }[]) =>
    entries.map(({ platformId, name, state }, index): SheetRow => {
      const fixed = { 账号类型: '快手', 主办单位代码: 'sh', 账号用途: '发布类', 采集方式: '文件报送' }
      const cells = { ...fixed, 账号标识: platformId, 账号名称: name, 账号状态: state, 订阅源地址: '' }
      return { line: index + 2, cells: new Map(Object.entries(cells)), headings: new Set(Object.keys(cells)) }
    })

  test('importing what a preview announced, twice, gives the announced result and then nothing', async () => {
    await fc.assert(
      fc.asyncProperty(file, async (entries) => {
        const rows = sheet(entries)
        const announced = await previewAccounts(db, rows)
        expect(await importAccounts(db, rows, by)).toEqual(announced)
        const again = await importAccounts(db, rows.toReversed(), by)
        expect(again).toMatchObject({ added: 0, changed: 0, unchanged: rows.length, removed: 0, changes: [] })
      }),
      { numRuns: 25 },
    )
  })
})

describe('size', () => {
  const seconds = async (work: () => Promise<unknown>) => {
    const started = performance.now()
    await work()
    return (performance.now() - started) / 1000
  }

  test('10,000 accounts and 19,000 probes are imported in seconds', async () => {
    const lines = Array.from({ length: 10_000 }, (_, index) => `抖音,d${index},账号${index},hp,发布类,正常,文件报送,`)
    const accountRows = await accounts(lines.join('\n'))
    expect(await seconds(() => importAccounts(db, accountRows, by))).toBeLessThan(10)
    const times = Array.from({ length: 19_000 }, (_, index) => new Date(Date.UTC(2025, 6, 1) + index * 60_000))
    const probes = times.map((time) => `3101010012,${time.toISOString()},正常,100,`)
    const probeRows = await sheetRows(probeFormat, `网站标识码,监测时间,结果,耗时毫秒,说明\n${probes.join('\n')}`)
    const took = await seconds(() => importProbes(db, probeRows, { ...by, vantage: '自动' }))
    expect(took).toBeLessThan(10)
  })
})
