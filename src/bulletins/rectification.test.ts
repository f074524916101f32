/** 落实整改 and 回头看 in a bulletin: sentences whose numbers open their cases, and none when there is nothing to say. */
import { describe, expect, test } from 'vitest'
import type { LookBack, LookBackRow, LookBackStanding } from '../rectification/look-back.ts'
import type { CaseProgress, CaseStanding, RectificationProgress } from '../rectification/progress.ts'
import type { TargetKind } from '../regulations/rule-set.ts'
import { checkBulletin } from './checks.ts'
import { draft, figure } from './draft-fixture.ts'
import type { CampaignFacts } from './facts.ts'
import { accountInspection, siteInspection, thirdQuarter2025 } from './facts-fixture.ts'
import { refusal } from './publication.ts'
import { shanghai } from './styles/shanghai.ts'

const problem = '监测点前两周未更新'
const states = { closed: 'closed', withdrawn: 'withdrawn', open: 'notified' } as const

/** Two cases to a notice. */
function rectified(target: TargetKind, ...standings: CaseStanding[]): RectificationProgress {
  const cases = standings.map((standing, index): CaseProgress => {
    const noticeId = 1 + Math.floor(index / 2)
    const inspectionId = target === 'site' ? siteInspection(1, 1) : accountInspection(index + 1)
    const [number, unit, targetName] = [`网检整改〔2025〕${noticeId}号`, `第${noticeId}局`, `账号${index}`]
    const found = { target, targetName, problem, inspectionId, grade: null, recurrence: 0 }
    return { id: 100 + index, noticeId, number, unit, ...found, state: states[standing], standing }
  })
  const notices = [...new Map(cases.map(({ noticeId: id, number, unit }) => [id, { id, number, unit }])).values()]
  return { notices, cases }
}

function lookedBack(...standings: LookBackStanding[]): LookBack {
  const rows = standings.map((standing, index): LookBackRow => {
    const found = { notedIn: '2025Q2', targetName: `账号${index}`, unit: '某局', clause: 'NM-V2.1', problem }
    return { caseId: 200 + index, target: 'account', ...found, inspectionId: accountInspection(index + 1), standing }
  })
  const count = (wanted: LookBackStanding) => rows.filter(({ standing }) => standing === wanted).length
  return { looked: rows.length, again: count('again'), gone: count('gone'), open: count('open'), rows }
}

const drafted = (more: Pick<CampaignFacts, 'rectification' | 'lookBack'>) => draft({ ...thirdQuarter2025, ...more })

describe('落实整改', () => {
  test('nothing is said while no notice has left', () => {
    const bulletin = draft(thirdQuarter2025)
    expect(bulletin.text).not.toContain('整改落实情况')
    expect(figure(bulletin, 'accounts.rectification.cases')).toBeUndefined()
  })

  test('notices and where their problems stand, in a section of its own before the next steps', () => {
    const bulletin = drafted({
      rectification: rectified('account', 'closed', 'closed', 'closed', 'closed', 'open', 'withdrawn'),
    })
    expect(bulletin.text).toContain(
      '　　三、整改落实情况\n　　对检查发现并经复核的问题，已发出整改通知3份，要求整改6个，已办结4个，经申诉撤销1个，正在整改1个。\n　　四、下一步工作',
    )
    expect(bulletin.figures.find(({ id }) => id === 'accounts.rectification.closed')).toMatchObject({
      rowKind: 'case',
      rowIds: [100, 101, 102, 103],
    })
    expect(bulletin.figures.find(({ id }) => id === 'accounts.rectification.notices')).toMatchObject({
      rowKind: 'notice',
      rowIds: [1, 2, 3],
    })
    expect(refusal(bulletin)).toBeNull()
  })

  test.each([
    [['closed', 'closed'], '要求整改2个，均已整改并办结。'],
    [['open'], '要求整改1个，均在整改中。'],
    [['withdrawn'], '要求整改1个，均经申诉撤销。'],
  ] as const)('%j are told as one', (standings, words) => {
    expect(drafted({ rectification: rectified('account', ...standings) }).text).toContain(words)
  })

  test('of sites it stands in their part', () => {
    const { text } = drafted({ rectification: rectified('site', 'closed') })
    expect(text.indexOf('整改落实情况')).toBeLessThan(text.indexOf('本市政务新媒体2025年'))
    expect(text.lastIndexOf('整改落实情况')).toBe(text.indexOf('整改落实情况'))
  })
})

describe('回头看', () => {
  test('what is gone, what is there again and what is open', () => {
    const bulletin = drafted({ lookBack: lookedBack('gone', 'gone', 'gone', 'again', 'open') })
    expect(bulletin.text).toContain(
      '对以往检查发现的5个问题开展“回头看”，3个没有再出现，1个再次出现，已责成继续整改，1个尚无结论。',
    )
    expect(bulletin.figures.find(({ id }) => id === 'accounts.lookBack.again')).toMatchObject({ rowIds: [203] })
    expect(refusal(bulletin)).toBeNull()
    expect(drafted({ lookBack: lookedBack('gone') }).text).toContain('1个问题开展“回头看”，均没有再出现。')
  })

  test('a campaign of accounts only has no part about sites', () => {
    const sites = { rounds: [], population: [], inspections: [], securityScan: null }
    const bulletin = draft({ ...thirdQuarter2025, sites, lookBack: lookedBack('gone') })
    expect(bulletin.text).not.toContain('没有正常运行的政府网站')
    expect(bulletin.text).toContain('“回头看”')
    expect(refusal(bulletin)).toBeNull()
  })
})

describe('the checks', () => {
  const facts = {
    ...thirdQuarter2025,
    rectification: rectified('account', 'closed', 'open'),
    lookBack: lookedBack('gone', 'again'),
  }
  const bulletin = draft(facts)
  const failed = (changed: CampaignFacts, altered = bulletin) =>
    checkBulletin(changed, shanghai, altered).flatMap(({ ok, id }) => (ok ? [] : [id]))

  test('hold for what was drafted', () => {
    expect(failed(facts)).toEqual([])
  })

  test('find a number that was altered, a case of no notice, and a look that nobody took', () => {
    const figures = bulletin.figures.map((row) =>
      row.id === 'accounts.rectification.closed' ? { ...row, value: 2, text: '2' } : row,
    )
    expect(failed(facts, { ...bulletin, figures })).toEqual(['rectification.cases', 'figures.rows'])
    expect(failed({ ...facts, rectification: { ...facts.rectification, notices: [] } })).toContain(
      'rectification.notices',
    )
    const strange = facts.lookBack.rows.map((row) => ({ ...row, inspectionId: 1 }))
    expect(failed({ ...facts, lookBack: { ...facts.lookBack, rows: strange } })).toEqual(['lookBack.proven'])
  })

  test('an undecided re-check leaves the account where it was and hinders no bulletin', () => {
    const regular = facts.accounts.inspections[4]!
    const recheck = { ...regular, purpose: 'recheck', verdict: 'undecided', problems: [], open: ['NM-V2.1'] } as const
    const inspections = [...facts.accounts.inspections, { ...recheck, inspectionId: 99_999 }]
    const rechecked = draft({ ...facts, accounts: { ...facts.accounts, inspections } })
    expect(refusal(rechecked)).toBeNull()
    expect(figure(rechecked, 'accounts.problem')).toMatchObject({ text: '5' })
  })
})
