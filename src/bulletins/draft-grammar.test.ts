/** The text reads well when there is nothing, one thing, or everything to tell. */
import { describe, expect, test } from 'vitest'
import { count, draft, figure } from './draft-fixture.ts'
import { accountInspection, problem, thirdQuarter2025, withoutProblems, withResult } from './facts-fixture.ts'
import { refusal } from './publication.ts'

const { sites, accounts } = thirdQuarter2025
const ids = (targets: readonly { readonly id: number }[]) => targets.map(({ id }) => id)

describe('grammar of none, one and all', () => {
  test('no problems at all: no lists, and the window is printed in the text', () => {
    const bulletin = draft(withoutProblems(thirdQuarter2025))
    expect(bulletin.text).toContain(
      '监测时间点为2025年8月14日，时间段为8月1日-8月14日。经复核，此次检查未发现存在突出问题的账号。',
    )
    expect(bulletin.text).not.toContain('主要问题')
    expect(bulletin.text).not.toContain('附件：')
    expect(bulletin.annexes).toEqual([])
    expect(refusal(bulletin)).toBeNull()
  })

  test('one account', () => {
    const bulletin = draft(withResult(withoutProblems(thirdQuarter2025), accountInspection(5), 'NM-V2.1'))
    expect(bulletin.text).toContain('具体为：澎湃号“上海统计”在监测点前两周未更新。')
    expect(bulletin.text).toContain('　　个别政务新媒体账号')
  })

  test('several kinds of problems: each account is named once', () => {
    const two = withResult(thirdQuarter2025, accountInspection(4), 'NM-V2.1', 'NM-V3.1')
    const bulletin = draft(two)
    expect(bulletin.text).toContain('存在更新不及时、互动回应差问题的账号共5个')
    expect(bulletin.text).toContain(
      '“上海统计”，澎湃号“上海统计”均在监测点前两周未更新；微博“上海民宗发布”在监测点前两周未更新，存在“未提供有效互动功能”问题。',
    )
    expect(bulletin.annexes[0]?.rows[3]?.[4]).toBe('监测点前两周未更新；未提供有效互动功能')
    expect(refusal(bulletin)).toBeNull()
  })

  test('all accounts: counted by platform in the text, named in the annex', () => {
    const inspections = accounts.inspections.map((inspection) => ({
      ...inspection,
      verdict: 'unqualified' as const,
      problems: [problem('NM-V2.1')],
    }))
    const bulletin = draft({ ...thirdQuarter2025, accounts: { ...accounts, inspections } })
    expect(bulletin.text).toContain('多数政务新媒体账号')
    expect(bulletin.text).toContain('按账号类型统计，微信公众号199个，微博99个，澎湃号1个，抖音号49个。')
    expect(bulletin.text).not.toContain('总体运行正常')
    expect(bulletin.annexes[0]?.rows).toHaveLength(348)
    expect(refusal(bulletin)).toBeNull()
  })

  test('all sites', () => {
    const inspections = sites.inspections.map((inspection) => ({
      ...inspection,
      verdict: 'unqualified' as const,
      problems: [problem('WEB-V3')],
    }))
    const bulletin = draft({ ...thirdQuarter2025, sites: { ...sites, inspections } })
    expect(bulletin.text).toContain('经检查和复核，不合格网站67家，合格率为0%。')
    expect(bulletin.annexes[0]?.rows).toHaveLength(67)
    expect(refusal(bulletin)).toBeNull()
  })

  test('one round, no scan', () => {
    const first = sites.inspections.filter(({ round }) => round === 1)
    const bulletin = draft({
      ...thirdQuarter2025,
      sites: { ...sites, rounds: [sites.rounds[0]!], inspections: first, securityScan: null },
    })
    expect(bulletin.text).toContain('累计检查67次。')
    expect(bulletin.text).not.toContain('扫描')
    expect(refusal(bulletin)).toBeNull()
  })

  test('a scan with vulnerable sites', () => {
    const securityScan = {
      by: '某测评机构',
      scannedIds: ids(sites.population),
      goodIds: ids(sites.population.slice(2)),
    }
    const bulletin = draft({ ...thirdQuarter2025, sites: { ...sites, securityScan } })
    expect(bulletin.text).toContain('委托某测评机构对67家网站进行安全扫描，其中65家安全状况良好，2家存在安全漏洞。')
  })

  test('one stratum only, and a random one', () => {
    const [census, recheck] = accounts.strata
    const only = accounts.inspections.filter(({ strata }) => strata.includes('census'))
    const oneStratum = draft({ ...thirdQuarter2025, accounts: { ...accounts, strata: [census!], inspections: only } })
    expect(oneStratum.text).toContain('抽查了340个。此次检查系对各区政府和市级部门政务新媒体账号的普查。')
    const random = { ...recheck!, rule: 'spotCheck' as const, label: '其余政务新媒体账号' }
    const spotCheck = draft({ ...thirdQuarter2025, accounts: { ...accounts, strata: [census!, random] } })
    expect(spotCheck.text).toContain('普查340个，从其余政务新媒体账号中随机抽查8个。')
  })

  test('an account in two strata is counted once, and the text says so', () => {
    const [census, recheck] = accounts.strata
    const memberIds = [...recheck!.memberIds, 1, 2]
    const overlapping = { ...recheck!, populationIds: memberIds, memberIds }
    const bulletin = draft({ ...thirdQuarter2025, accounts: { ...accounts, strata: [census!, overlapping] } })
    expect(bulletin.text).toContain(
      '普查340个，对前期检查中存在问题的账号复查10个；有2个账号同属不同类别，只统计一次。',
    )
    expect(figure(bulletin, 'accounts.inspected')).toEqual(count('348'))
    expect(refusal(bulletin)).toBeNull()
  })

  test('nothing inspected, nothing registered', () => {
    const bulletin = draft({
      ...thirdQuarter2025,
      sites: { rounds: [], population: [], inspections: [], securityScan: null },
      accounts: { ...accounts, population: [], strata: [], inspections: [] },
    })
    expect(bulletin.text).toContain('全市没有正常运行的政府网站。\n　　本季度未对政府网站开展检查。')
    expect(bulletin.text).toContain('本季度未对政务新媒体账号开展检查。')
    expect(refusal(bulletin)).toBeNull()
  })
})
