/** The figures of a bulletin, counted from the facts. Every figure keeps the ids of the rows it counts. */
import { formatRate, type RateFormat } from '../kernel/rate.ts'
import { platforms, printedPlatforms, rolledUp, type PlatformId } from '../registry/platforms/index.ts'
import type { MessageStanding } from '../messages/message.ts'
import type { LookBackStanding } from '../rectification/look-back.ts'
import type { CaseStanding } from '../rectification/progress.ts'
import type { AccountSnapshot, SiteSnapshot } from '../registry/snapshot.ts'
import type { TargetKind } from '../regulations/rule-set.ts'
import type { Figure } from './bulletin.ts'
import type { CampaignFacts, InspectionFact, StratumFact, VerdictWord } from './facts.ts'
import type { BulletinStyle } from './style.ts'
import { resultsByTarget, type TargetResult } from './target-results.ts'

/** Clauses about leaks and security incidents (安全、泄密事故等严重问题). */
export const incidentClause = /^(WEB-V1\.|NM-V1$)/

/** Counts everything a bulletin may print, sites first. A figure with nothing to count is 0, never absent. */
export function countFigures(facts: CampaignFacts, style: BulletinStyle): readonly Figure[] {
  return [
    ...siteFigures(facts.sites, style),
    ...rectificationFigures(facts, 'site'),
    ...lookBackFigures(facts, 'site'),
    ...messageFigures(facts.messages, style),
    ...accountFigures(facts.accounts, style),
    ...rectificationFigures(facts, 'account'),
    ...lookBackFigures(facts, 'account'),
  ]
}

function siteFigures(sites: CampaignFacts['sites'], style: BulletinStyle): readonly Figure[] {
  const results = resultsByTarget(sites.inspections)
  const ids = idsOf(results)
  const withVerdict = (verdict: VerdictWord) => idsOf(results.filter((result) => result.verdict === verdict))
  return [
    count('sites.total', '正常运行的政府网站', 'site', idsOfTargets(sites.population)),
    ...style.siteGroups.map(({ id, label, categories }) =>
      count(
        siteGroupFigure(id),
        label,
        'site',
        idsOfTargets(sites.population.filter(({ category }) => categories.includes(category))),
      ),
    ),
    count('sites.checked', '检查的政府网站', 'site', ids),
    count('sites.inspections', '网站检查次数', 'siteInspection', inspectionIds(sites.inspections)),
    count('sites.rechecks', '网站复查次数', 'siteInspection', inspectionIds(rechecksOf(sites.inspections))),
    count('sites.qualified', '合格网站', 'site', withVerdict('qualified')),
    count('sites.unqualified', '不合格网站', 'site', withVerdict('unqualified')),
    count('sites.undecided', '尚无检查结论的网站', 'site', withVerdict('undecided')),
    count('sites.rectified', '已整改并通过复查的网站', 'site', idsOf(results.filter(({ rectified }) => rectified))),
    count('sites.incidents', '存在安全、泄密事故等严重问题的网站', 'site', withIncident(results)),
    sitePassRate(sites, results, style),
    ...scanFigures(sites),
  ]
}

function sitePassRate(
  sites: CampaignFacts['sites'],
  results: readonly TargetResult<SiteSnapshot>[],
  style: BulletinStyle,
): Figure {
  const qualified = (rows: readonly { readonly verdict: VerdictWord }[]) =>
    rows.filter(({ verdict }) => verdict === 'qualified').length
  return style.passRatePer === 'site'
    ? rate('sites.passRate', '网站合格率（按网站）', 'site', qualified(results), idsOf(results), style.rate)
    : rate(
        'sites.passRate',
        '网站合格率（按次）',
        'siteInspection',
        qualified(sites.inspections),
        inspectionIds(sites.inspections),
        style.rate,
      )
}

function scanFigures({ securityScan }: CampaignFacts['sites']): readonly Figure[] {
  if (securityScan === null) return []
  const good = new Set(securityScan.goodIds)
  return [
    count('sites.scan.scanned', '安全扫描的网站', 'site', securityScan.scannedIds),
    count('sites.scan.good', '安全状况良好的网站', 'site', securityScan.goodIds),
    count(
      'sites.scan.vulnerable',
      '存在安全漏洞的网站',
      'site',
      securityScan.scannedIds.filter((id) => !good.has(id)),
    ),
  ]
}

/** No figures when there was no message: most installations import none. */
function messageFigures(messages: CampaignFacts['messages'], style: BulletinStyle): readonly Figure[] {
  if (messages.length === 0) return []
  const ids = (...standings: MessageStanding[]) =>
    messages.filter(({ standing }) => standings.includes(standing)).map(({ id }) => id)
  const due = ids('answered', 'answeredLate', 'overdue')
  return [
    count(
      'messages.received',
      '收到的找错留言',
      'message',
      messages.map(({ id }) => id),
    ),
    count('messages.answered', '办结的找错留言', 'message', ids('answered', 'answeredLate')),
    count('messages.answeredLate', '超期办结的找错留言', 'message', ids('answeredLate')),
    count('messages.overdue', '逾期未办的找错留言', 'message', ids('overdue')),
    rate('messages.inTimeRate', '找错留言按期办结率', 'message', ids('answered').length, due, style.rate),
  ]
}

function accountFigures(accounts: CampaignFacts['accounts'], style: BulletinStyle): readonly Figure[] {
  const results = resultsByTarget(accounts.inspections)
  const ids = idsOf(results)
  const having = (verdict: VerdictWord) => results.filter((result) => result.verdict === verdict)
  const qualifiedCount = having('qualified').length
  const population = idsOfTargets(accounts.population)
  return [
    count('accounts.total', '政务新媒体账号', 'account', population),
    count('accounts.inspected', '抽查的账号', 'account', ids),
    rate('accounts.inspectedShare', '抽查比例', 'account', ids.length, population, style.rate),
    ...accounts.strata.map(({ id, label, memberIds }) => count(stratumFigure(id), label, 'account', memberIds)),
    count('accounts.strataOverlap', '同属不同抽样类别的账号', 'account', inSeveralStrata(accounts.strata)),
    count(
      'accounts.rechecks',
      '账号整改复查次数',
      'accountInspection',
      inspectionIds(rechecksOf(accounts.inspections)),
    ),
    count('accounts.qualified', '未发现突出问题的账号', 'account', idsOf(having('qualified'))),
    count('accounts.problem', '存在突出问题的账号', 'account', idsOf(having('unqualified'))),
    count('accounts.undecided', '尚无检查结论的账号', 'account', idsOf(having('undecided'))),
    count(
      'accounts.rectified',
      '已整改并通过复查的账号',
      'account',
      idsOf(results.filter(({ rectified }) => rectified)),
    ),
    count('accounts.incidents', '存在安全、泄密事故等严重情况的账号', 'account', withIncident(results)),
    rate('accounts.passRate', '账号合格率', 'account', qualifiedCount, ids, style.rate),
    ...platformFigures(results),
  ]
}

function platformFigures(results: readonly TargetResult<AccountSnapshot>[]): readonly Figure[] {
  return printedPlatforms.flatMap((platform) => {
    const own = results.filter(({ target }) => rolledUp(target.platform) === platform)
    if (own.length === 0) return []
    const { label } = platforms[platform]
    const problems = own.filter(({ verdict }) => verdict === 'unqualified')
    return [
      count(platformFigure('inspected', platform), `抽查的账号（${label}）`, 'account', idsOf(own)),
      count(platformFigure('problem', platform), `存在突出问题的账号（${label}）`, 'account', idsOf(problems)),
    ]
  })
}

/** What became of the problems of one part; none while no notice about them has left. */
function rectificationFigures({ rectification }: CampaignFacts, target: TargetKind): readonly Figure[] {
  const cases = rectification?.cases.filter((row) => row.target === target) ?? []
  if (cases.length === 0) return []
  const standing = (...wanted: CaseStanding[]) =>
    cases.filter((row) => wanted.includes(row.standing)).map(({ id }) => id)
  const part = `${target}s.rectification`
  return [
    count(`${part}.notices`, '发出的整改通知', 'notice', [...new Set(cases.map(({ noticeId }) => noticeId))]),
    count(`${part}.cases`, '要求整改的问题', 'case', standing('closed', 'withdrawn', 'open')),
    count(`${part}.closed`, '已办结的问题', 'case', standing('closed')),
    count(`${part}.withdrawn`, '经申诉撤销的问题', 'case', standing('withdrawn')),
    count(`${part}.open`, '正在整改的问题', 'case', standing('open')),
  ]
}

/** 回头看 of one part; none when no earlier problem was looked at. */
function lookBackFigures({ lookBack }: CampaignFacts, target: TargetKind): readonly Figure[] {
  const rows = lookBack?.rows.filter((row) => row.target === target) ?? []
  if (rows.length === 0) return []
  const ids = (...wanted: LookBackStanding[]) =>
    rows.filter(({ standing }) => wanted.includes(standing)).map(({ caseId }) => caseId)
  const part = `${target}s.lookBack`
  return [
    count(`${part}.looked`, '“回头看”的问题', 'case', ids('gone', 'again', 'open')),
    count(`${part}.gone`, '“回头看”中没有再出现的问题', 'case', ids('gone')),
    count(`${part}.again`, '“回头看”中再次出现的问题', 'case', ids('again')),
    count(`${part}.open`, '“回头看”尚无结论的问题', 'case', ids('open')),
  ]
}

/** Figure id of a group of site categories. */
export function siteGroupFigure(groupId: string): string {
  return `sites.group.${groupId}`
}

/** Figure id of a stratum. */
export function stratumFigure(stratumId: string): string {
  return `accounts.stratum.${stratumId}`
}

/** Figure id of what was inspected or found on one printed platform. */
export function platformFigure(kind: 'inspected' | 'problem', platform: PlatformId): string {
  return `accounts.${kind}.${platform}`
}

function count(id: string, label: string, rowKind: Figure['rowKind'], rowIds: readonly number[]): Figure {
  return {
    id,
    label,
    text: String(rowIds.length),
    value: rowIds.length,
    numerator: null,
    denominator: null,
    rowKind,
    rowIds,
  }
}

/** The rows of a rate are those of its denominator; its value is the printed percentage as a number (0 of nothing). */
function rate(
  id: string,
  label: string,
  rowKind: Figure['rowKind'],
  numerator: number,
  rowIds: readonly number[],
  format: RateFormat,
): Figure {
  const text = formatRate({ numerator, denominator: rowIds.length }, format)
  const value = rowIds.length === 0 ? 0 : Number.parseFloat(text)
  return { id, label, text, value, numerator, denominator: rowIds.length, rowKind, rowIds }
}

function idsOf(results: readonly TargetResult<{ readonly id: number }>[]): readonly number[] {
  return results.map(({ target }) => target.id)
}

function idsOfTargets(targets: readonly { readonly id: number }[]): readonly number[] {
  return targets.map(({ id }) => id)
}

function inspectionIds(inspections: readonly InspectionFact<unknown>[]): readonly number[] {
  return inspections.map(({ inspectionId }) => inspectionId)
}

function rechecksOf<Snapshot>(inspections: readonly InspectionFact<Snapshot>[]): readonly InspectionFact<Snapshot>[] {
  return inspections.filter(({ purpose }) => purpose === 'recheck')
}

function withIncident(results: readonly TargetResult<{ readonly id: number }>[]): readonly number[] {
  return idsOf(results.filter(({ problems }) => problems.some(({ problem }) => incidentClause.test(problem.clause))))
}

function inSeveralStrata(strata: readonly StratumFact[]): readonly number[] {
  const seen = new Set<number>()
  const several = new Set<number>()
  for (const id of strata.flatMap(({ memberIds }) => memberIds)) (seen.has(id) ? several : seen).add(id)
  return [...several]
}
