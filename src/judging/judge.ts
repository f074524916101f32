/**
 * Judging is a pure function of evidence, rule set, monitoring point and the frozen register entry: the same input gives
 * the same outcome today, after an appeal and under a corrected rule set.
 */
import type { EvidenceKind, GatheredEvidence, Missing } from '../evidence/evidence.ts'
import type { AnyIndicator, Finding, Judged, Subject } from '../indicators/define.ts'
import { indicators } from '../indicators/index.ts'
import type { Day } from '../kernel/day.ts'
import type { Clause, RuleSet, TargetKind } from '../regulations/rule-set.ts'

/** EARL's outcomes and `untested`: nobody has looked yet (a clause for people, or evidence that was not asked for). */
export type Outcome = Judged['outcome'] | 'untested'

export interface Judgement {
  readonly clause: string
  readonly outcome: Outcome
  readonly because: string
  readonly findings: readonly Finding[]
}

export interface Target extends Subject {
  readonly kind: TargetKind
}

const byClause = new Map<string, AnyIndicator>(indicators.map((indicator) => [indicator.clause, indicator]))

/** The kinds of evidence that a rule set is judged by; given a target, those of the clauses that are asked of it. */
export function kindsAsked({ clauses }: RuleSet, target?: Target): readonly EvidenceKind[] {
  const kinds = Object.entries(clauses).flatMap(([id, clause]) => {
    const asked = target === undefined || (clause.target === target.kind && whyNotApplicable(clause, target) === null)
    return asked ? ((byClause.get(clause.judgedLike ?? id)?.needs ?? []) as readonly EvidenceKind[]) : []
  })
  return [...new Set(kinds)]
}

const missingWords: Readonly<Record<Missing['reason'], string>> = {
  blocked: '访问被防火墙或验证页面拦截',
  unreachable: '无法连接',
  unreadable: '内容无法读取',
  notProvided: '没有可用的信息来源',
  cancelled: '采集被中止',
}

/** Judges every clause of the rule set that is asked of this kind of target, in the order of the table. */
export function judge(ruleSet: RuleSet, target: Target, evidence: GatheredEvidence, monitorPoint: Day): Judgement[] {
  return Object.entries(ruleSet.clauses)
    .filter(([, clause]) => clause.target === target.kind)
    .map(([id, clause]) => judgeClause(id, clause, target, evidence, monitorPoint))
}

function judgeClause(
  id: string,
  clause: Clause,
  target: Target,
  evidence: GatheredEvidence,
  monitorPoint: Day,
): Judgement {
  const reason = whyNotApplicable(clause, target)
  if (reason !== null) return { clause: id, outcome: 'inapplicable', because: reason, findings: [] }
  const indicator = byClause.get(clause.judgedLike ?? id)
  if (clause.decidedBy === 'person' || indicator === undefined) {
    return { clause: id, outcome: 'untested', because: '由人工检查', findings: [] }
  }
  const given: Partial<Record<EvidenceKind, unknown>> = {}
  for (const kind of indicator.needs as readonly EvidenceKind[]) {
    const gathered = evidence[kind]
    if (gathered === undefined) {
      return { clause: id, outcome: 'untested', because: '尚未采集所需证据', findings: [] }
    }
    if ('missing' in gathered) {
      const because = `${missingWords[gathered.missing.reason]}：${gathered.missing.detail}`
      return { clause: id, outcome: 'cantTell', because, findings: [] }
    }
    given[kind] = gathered.value
  }
  const judged: Judged = indicator.judge(given as never, { params: clause.params, monitorPoint, subject: target })
  const findings = judged.outcome === 'failed' ? judged.findings : []
  return { clause: id, outcome: judged.outcome, because: judged.because, findings }
}

/** Why a clause is not asked of this target, or `null` when it is. */
export function whyNotApplicable(clause: Clause, target: Target): string | null {
  const { portalOnly, servicesRequired, purposes, platforms, orPlatforms } = clause.appliesTo ?? {}
  if (portalOnly && target.isPortal === false) return '只检查政府门户网站'
  if (servicesRequired && target.hasServices === false) return '主办单位没有对外服务职能'
  const { purpose, platform } = target
  if (purposes && purpose && !purposes.includes(purpose) && !(platform && orPlatforms?.includes(platform))) {
    return purpose === 'service' ? '服务类账号没有发布要求' : '不适用于该平台和用途'
  }
  if (platforms && platform && !platforms.includes(platform)) return '不适用于该平台'
  return null
}
