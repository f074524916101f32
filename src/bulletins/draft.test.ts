import { describe, expect, test } from 'vitest'
import { day, windowOfDays } from '../kernel/day.ts'
import { count, draft, figure } from './draft-fixture.ts'
import { accountInspection, siteInspection, thirdQuarter2025, withResult } from './facts-fixture.ts'
import { refusal } from './publication.ts'
import type { BulletinStyle } from './style.ts'
import { styles } from './styles/index.ts'
import { shanghai } from './styles/shanghai.ts'

const { sites, accounts } = thirdQuarter2025

describe('2025年第三季度', () => {
  const bulletin = draft(thirdQuarter2025)

  test('is the golden text', async () => {
    await expect(bulletin.text).toMatchFileSnapshot('../../fixtures/bulletins/2025Q3.txt')
  })

  test('prints the published figures', () => {
    expect(figure(bulletin, 'sites.total')).toEqual(count('67'))
    expect(shanghai.siteGroups.map(({ id }) => figure(bulletin, `sites.group.${id}`)?.text)).toEqual(['59', '4', '4'])
    expect(figure(bulletin, 'sites.inspections')).toEqual(count('134'))
    expect(figure(bulletin, 'sites.passRate')).toEqual({ text: '100%', numerator: 67, denominator: 67 })
    expect(figure(bulletin, 'accounts.total')).toEqual(count('1609'))
    expect(figure(bulletin, 'accounts.inspected')).toEqual(count('348'))
    expect(figure(bulletin, 'accounts.inspectedShare')).toEqual({ text: '21.6%', numerator: 348, denominator: 1609 })
    expect(figure(bulletin, 'accounts.problem')).toEqual(count('5'))
  })

  test('may be published: every check holds', () => {
    expect(bulletin.checks.filter(({ ok }) => !ok)).toEqual([])
    expect(refusal(bulletin)).toBeNull()
  })

  test('every figure opens as many rows as it says', () => {
    for (const { id, value, denominator, rowIds } of bulletin.figures) {
      expect([id, rowIds.length]).toEqual([id, denominator ?? value])
    }
    expect(bulletin.figures.find(({ id }) => id === 'accounts.problem')?.rowIds).toEqual([1, 2, 3, 4, 5])
  })

  test('names nobody in the section on sites, which has no problems to tell', () => {
    const headings = bulletin.blocks.flatMap((block) => (block.kind === 'heading' ? [block.text] : []))
    expect(headings).toEqual(['一、总体情况', '二、下一步工作', '一、总体情况', '二、主要问题', '三、下一步工作'])
  })

  test('is the same whatever the order of the facts', () => {
    const shuffled = {
      ...thirdQuarter2025,
      sites: { ...sites, inspections: sites.inspections.toReversed() },
      accounts: { ...accounts, inspections: accounts.inspections.toReversed() },
    }
    expect(draft(shuffled).text).toBe(bulletin.text)
    expect(draft(shuffled).lists).toEqual(bulletin.lists)
  })
})

describe('one more stale account', () => {
  const bulletin = draft(withResult(thirdQuarter2025, accountInspection(10), 'NM-V2.1'))

  test('changes count, sentence, annex and rates together', () => {
    expect(bulletin.text).toContain('存在更新不及时问题的账号共6个')
    expect(bulletin.text).toContain(
      '微信公众号“政务账号5”“长三角城管综合执法”“上海追溯”“上海统计”，微博“上海民宗发布”，澎湃号“上海统计”均在监测点前两周未更新',
    )
    expect(bulletin.annexes[0]?.rows.map((row) => row.join(' '))).toEqual([
      '1 第6区 微信 政务账号5 监测点前两周未更新',
      '2 市城管执法局 微信 长三角城管综合执法 监测点前两周未更新',
      '3 市商务委 微信 上海追溯 监测点前两周未更新',
      '4 市统计局 微信 上海统计 监测点前两周未更新',
      '5 市民族宗教局 微博 上海民宗发布 监测点前两周未更新',
      '6 市统计局 澎湃号 上海统计 监测点前两周未更新',
    ])
    expect(figure(bulletin, 'accounts.passRate')).toEqual({ text: '98.3%', numerator: 342, denominator: 348 })
    expect(refusal(bulletin)).toBeNull()
  })
})

describe('one site with a veto fault in one of two rounds', () => {
  const facts = withResult(thirdQuarter2025, siteInspection(60, 2), 'WEB-V3')
  const bulletin = draft(facts)

  test('is 66 of 67 and 98.5 %', () => {
    expect(bulletin.text).toContain('合格网站66家，不合格网站1家，合格率为98.5%，总体运行情况较好。')
    expect(refusal(bulletin)).toBeNull()
  })

  test('brings a section of problems and an annex of its own', () => {
    expect(bulletin.text).toContain('二、主要问题\n　　个别政府网站')
    expect(bulletin.text).toContain('“市城管执法局专题子网站”（市城管执法局主办）监测点前两周首页未更新。')
    expect(bulletin.text).toContain('（名单见附件1）')
    expect(bulletin.text).toContain('（名单见附件2）')
    expect(bulletin.annexes[0]).toMatchObject({
      title: '第三季度检查不合格的政府网站名单',
      rows: [['1', '市城管执法局', '市城管执法局专题子网站', '3100000060', '第2轮检查：监测点前两周首页未更新']],
      rowIds: [siteInspection(60, 2)],
      note: '注：监测时间点第1轮2025年7月16日，第2轮2025年8月14日',
    })
  })

  test('found in both rounds is one site, and needs no rounds', () => {
    const both = draft(withResult(facts, siteInspection(60, 1), 'WEB-V3'))
    expect(both.annexes[0]?.rows).toEqual([
      ['1', '市城管执法局', '市城管执法局专题子网站', '3100000060', '监测点前两周首页未更新'],
    ])
    expect(figure(both, 'sites.passRate')).toEqual({ text: '98.5%', numerator: 66, denominator: 67 })
  })

  test('counts by inspection when the style says so', () => {
    const perInspection = draft(facts, {}, { ...shanghai, passRatePer: 'inspection' })
    expect(perInspection.text).toContain('按检查次数计算的合格率为99.3%')
    expect(figure(perInspection, 'sites.passRate')).toEqual({ text: '99.3%', numerator: 133, denominator: 134 })
    expect(refusal(perInspection)).toBeNull()
  })

  test('a re-check that was passed is counted, and heals nothing', () => {
    const failed = facts.sites.inspections.find(({ inspectionId }) => inspectionId === siteInspection(60, 2))!
    const recheck = {
      ...failed,
      inspectionId: 9060,
      purpose: 'recheck' as const,
      verdict: 'qualified' as const,
      problems: [],
    }
    const rechecked = draft({ ...facts, sites: { ...facts.sites, inspections: [...facts.sites.inspections, recheck] } })
    expect(rechecked.text).toContain('累计检查135次（含复查1次）')
    expect(rechecked.text).toContain('合格率为98.5%')
    expect(figure(rechecked, 'sites.rectified')).toEqual(count('1'))
    expect(refusal(rechecked)).toBeNull()
  })
})

describe('what may not be claimed', () => {
  test('an undecided inspection is said, is not qualified, and refuses publication', () => {
    const bulletin = draft(withResult(thirdQuarter2025, siteInspection(3, 1)))
    expect(bulletin.text).toContain('草稿：有1项校验未通过，不得印发')
    expect(bulletin.text).toContain('合格网站66家，尚无检查结论的网站1家（不计入合格），合格率为98.5%')
    expect(refusal(bulletin)).toMatchObject({
      code: 'conflict.bulletinChecks',
      details: ['网站都应有检查结论，尚无结论的1次：第2区人民政府门户网站'],
    })
  })

  test('while a clause about incidents is open, "none found" is not printed', () => {
    const bulletin = draft(withResult(thirdQuarter2025, accountInspection(9)))
    expect(bulletin.text).toContain('另有1个账号尚无检查结论，不计入合格。')
    expect(bulletin.text).not.toContain('未发现安全、泄密事故等严重情况')
  })

  test('an incident is counted, and no good word is said', () => {
    const bulletin = draft(withResult(thirdQuarter2025, accountInspection(9), 'NM-V1'))
    expect(bulletin.text).toContain('检查发现存在安全、泄密事故等严重情况的账号1个。')
    expect(bulletin.text).not.toContain('总体运行正常')
  })

  test('rectification is claimed only where a re-check was passed', () => {
    const rechecks = accounts.inspections.slice(0, 5).map((inspection) => ({
      ...inspection,
      inspectionId: inspection.inspectionId + 10_000,
      purpose: 'recheck' as const,
      verdict: 'qualified' as const,
      problems: [],
    }))
    const rechecked = (count: number) => ({
      ...thirdQuarter2025,
      accounts: { ...accounts, inspections: [...accounts.inspections, ...rechecks.slice(0, count)] },
    })
    expect(draft(rechecked(0)).text).not.toContain('完成整改')
    expect(draft(rechecked(2)).text).toContain('账号共5个，其中2个已完成整改并通过复查。')
    expect(draft(rechecked(5)).text).toContain('账号共5个，目前均已完成整改并通过复查。')
    expect(refusal(draft(rechecked(5)))).toBeNull()
  })
})

describe('words a person may choose', () => {
  test('tone, overall judgement and topical hint', () => {
    const bulletin = draft(thirdQuarter2025, {
      toneWords: { accounts: '部分' },
      overallWords: { sites: '', accounts: '总体情况良好' },
      topicalHint: '进博会期间',
    })
    expect(bulletin.text).toContain('部分政务新媒体账号')
    expect(bulletin.text).toContain('合格率为100%。')
    expect(bulletin.text).toContain('严重情况，总体情况良好。')
    expect(bulletin.text).toContain('做好进博会期间的网站值守')
  })

  test('a fourth quarter that is published in January names its year', () => {
    const monitorPoint = day('2026-01-08')
    const campaign = { ...thirdQuarter2025.campaign, quarter: 4, monitorPoint, window: windowOfDays(monitorPoint, 14) }
    const bulletin = draft({ ...thirdQuarter2025, campaign }, { date: day('2026-01-20') })
    expect(bulletin.text).toContain('2025年10-12月，我市组织实施了2025年第四季度')
    expect(bulletin.text).toContain('注：监测时间点2026年1月8日，时间段为2025年12月26日-2026年1月8日')
  })

  test('accounts asked by an interval: the interval is printed instead of a point', () => {
    const monitorPoint = day('2025-06-15')
    const window = { from: day('2025-04-01'), to: monitorPoint }
    const campaign = { ...thirdQuarter2025.campaign, quarter: 2, monitorPoint, window, byInterval: true as const }
    const bulletin = draft({ ...thirdQuarter2025, campaign }, { date: day('2025-06-30') })
    expect(bulletin.text).toContain('注：监测时间段为4月1日-6月15日')
    expect(bulletin.method.join('\n')).toContain('政务新媒体监测时间段：4月1日-6月15日，含首尾两日')
    expect(bulletin.text).not.toMatch(/监测时间点(为)?2025年6月15日，时间段/)
    expect(bulletin.checks.filter(({ id, ok }) => id === 'document.window' && !ok)).toEqual([])
  })

  test('a demonstration says so', () => {
    const campaign = { ...thirdQuarter2025.campaign, demonstration: true }
    expect(draft({ ...thirdQuarter2025, campaign }).text).toMatch(/^演示数据：/)
  })
})

test('names from the register cannot break the text', () => {
  const hostile = '甲“乙”\u0000\n{sites.total}<b>=1+1'
  const inspections = accounts.inspections.map((inspection) =>
    inspection.target.id === 1 ? { ...inspection, target: { ...inspection.target, name: hostile } } : inspection,
  )
  const bulletin = draft({ ...thirdQuarter2025, accounts: { ...accounts, inspections } })
  expect(bulletin.text).toContain('“甲‘乙’ {sites.total}<b>=1+1”')
  expect(refusal(bulletin)).toBeNull()
})

test('every style names each site category once and has words for every share', () => {
  for (const style of Object.values<BulletinStyle>(styles)) {
    const categories = style.siteGroups.flatMap((group) => group.categories)
    expect(new Set(categories).size).toBe(categories.length)
    expect(categories.toSorted()).toEqual(['committee', 'department', 'districtPortal', 'municipalPortal', 'subsite'])
    for (const words of [style.toneWords.many, style.overallWords.sites, style.overallWords.accounts]) {
      expect(words.at(-1)?.upToPercent).toBe(100)
    }
  }
})
