/**
 * Decisions of persons (检查与复核结论). They are only ever added: who decided what, when, in which role and why stays
 * visible, and the latest decision of each author counts.
 */
import { hasEnded } from '../campaigns/inspection-state.ts'
import { roundKey } from '../campaigns/round.ts'
import { rulesOfCampaign } from '../campaigns/rule-set-version.ts'
import { inspectionsWithTargets, type CampaignWithRounds } from '../campaigns/store.ts'
import { fillerWords } from '../indicators/clause-page.ts'
import { judgedTarget } from '../judging/judged-target.ts'
import { whyNotApplicable, type Target } from '../judging/judge.ts'
import { decisionKinds, reviewRoles, type DecisionKind, type ReviewRole } from '../judging/verdict.ts'
import { Failure } from '../kernel/failure.ts'
import { normaliseText } from '../kernel/text.ts'
import type { Clause, RuleSet, TargetKind } from '../regulations/rule-set.ts'
import type { AccountSnapshot, SiteSnapshot } from '../registry/snapshot.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { targetKey } from './target-key.ts'

export interface NewDecision {
  /** `site-1`, `account-1` */
  readonly round: string
  /** 网站标识码, or 账号类型/账号标识 */
  readonly target: string
  readonly clause: string
  readonly kind: DecisionKind
  readonly reason: string
  readonly note: string
  readonly author: string
  readonly role: ReviewRole
  /** Points taken off or given, when the person says so; of clauses with points only. */
  readonly points?: number | undefined
  /** From a check sheet: what was filled in, by field. A failure must bring the required proof. */
  readonly proof?: Readonly<Record<string, string>> | undefined
  /** Where the decision was read, for error messages: 第 12 行. */
  readonly at?: string
}

export interface DecideOutcome {
  readonly added: number
  /** Decisions that the same author had already made with the same words. */
  readonly repeated: number
}

/**
 * Records decisions, all or none: every unknown round, target or clause and every missing reason is reported at once.
 */
export async function decide(
  tx: Tx,
  campaign: CampaignWithRounds,
  decisions: readonly NewDecision[],
  by: { readonly actor: string; readonly at: string },
): Promise<DecideOutcome> {
  if (campaign.state === 'published') {
    throw new Failure('conflict.published', `检查 ${campaign.id} 已经发布，结论不能再改`, '如有异议请走申诉流程')
  }
  const ruleSet = await rulesOfCampaign(tx, campaign)
  const inspections = await inspectionsByKey(tx, campaign.id)
  const errors: string[] = []
  const rows = decisions.flatMap((decision) => {
    const inspection = inspections.get(`${decision.round}\n${decision.target}`)
    const problem = whyInvalid(decision, inspection, ruleSet)
    if (problem === null) return [rowOf(decision, inspection!.id, by.at)]
    errors.push(`${decision.at ? `${decision.at}：` : ''}${problem}`)
    return []
  })
  if (errors.length > 0) {
    throw new Failure('badInput.decisions', `${errors.length} 条结论有误，一条也没有写入`, '请改正后重新提交', errors)
  }
  const existing = await latestDecisions(tx, campaign.id)
  const fresh = rows.filter((row) => existing.get(authorKey(row)) !== wordsOf(row))
  await upsertRows(tx, 'decision', [], fresh)
  if (fresh.length > 0) {
    await record(tx, { ...by, action: 'review.decided', subject: campaign.id, detail: { decisions: fresh.length } })
  }
  return { added: fresh.length, repeated: rows.length - fresh.length }
}

interface InspectionKey {
  readonly id: number
  readonly judged: boolean
  readonly kind: TargetKind
  readonly target: Target
}

function whyInvalid(decision: NewDecision, inspection: InspectionKey | undefined, ruleSet: RuleSet): string | null {
  const { clause: clauseId, kind, reason, author, role, points, proof } = decision
  if (!Object.hasOwn(decisionKinds, kind)) return `没有结论“${kind}”，可用：${Object.values(decisionKinds).join('、')}`
  if (!Object.hasOwn(reviewRoles, role)) return `没有角色“${role}”，可用：${Object.values(reviewRoles).join('、')}`
  if (normaliseText(author) === '') return '缺少经办人'
  if (inspection === undefined) return `${decision.round} 没有检查对象“${decision.target}”`
  const clause = Object.hasOwn(ruleSet.clauses, clauseId) ? ruleSet.clauses[clauseId] : undefined
  if (clause === undefined || clause.target !== inspection.kind) return `条款“${clauseId}”不适用于该对象`
  if (!inspection.judged) return '该对象还没有检查，不能先下结论'
  // Regulation 5.1: an inspector marks findings; confirming a veto is for the reviewer and the supervisor.
  if (kind === 'confirmed' && role === 'inspector')
    return '检查人员不能确认问题，请填“不通过”，或由复核人员、市级主管确认'
  const inapplicable = whyNotApplicable(clause, inspection.target)
  if (inapplicable !== null) return `条款“${clauseId}”不适用：${inapplicable}`
  if ((kind === 'dismissed' || kind === 'failed') && reason === '')
    return `结论为“${decisionKinds[kind]}”时必须填写原因`
  return (
    (points === undefined ? null : whyWrongPoints(points, clauseId, clause)) ?? whyUnproved(decision, clause, proof)
  )
}

function whyWrongPoints(points: number, clauseId: string, { maxPoints }: Clause): string | null {
  if (maxPoints === undefined) return `条款“${clauseId}”没有分值，不能填写分值`
  if (!Number.isFinite(points) || points < 0 || Math.round(points * 10) / 10 !== points) {
    return '分值应为不小于0、最多一位小数的数'
  }
  return points > maxPoints ? `分值 ${points} 超过条款“${clauseId}”的上限 ${maxPoints}` : null
}

/** A check sheet is filled by those the clause names, and a fault is proved. */
function whyUnproved({ kind, role }: NewDecision, clause: Clause, proof: NewDecision['proof']): string | null {
  if (proof === undefined) return null
  if (!clause.mayFill.includes(role)) return `该条款的检查表应由${fillerWords(clause)}填写`
  if (kind !== 'failed') return null
  const missing = clause.evidenceFields.filter(({ name, required }) => required && (proof[name] ?? '') === '')
  return missing.length === 0 ? null : `缺少证明：${missing.map(({ name }) => name).join('、')}`
}

function rowOf(decision: NewDecision, inspectionId: number, decidedAt: string) {
  const { clause: clauseId, kind, reason, role, points = null } = decision
  // The two-person rule compares names: 张三 with a space behind it is still 张三.
  const author = normaliseText(decision.author)
  return { inspectionId, clauseId, kind, reason, note: noteWithProof(decision), author, role, decidedAt, points }
}

/** What was handed in stands in the note, where every list and export shows it. */
function noteWithProof({ note, proof }: NewDecision): string {
  const given = Object.entries(proof ?? {}).flatMap(([name, text]) => (text === '' ? [] : [`${name}：${text}`]))
  return [note, ...given].filter((text) => text !== '').join('；')
}

type DecisionRow = Omit<ReturnType<typeof rowOf>, 'kind' | 'role' | 'decidedAt'> & { kind: string; role: string }

const authorKey = (row: DecisionRow) => `${row.inspectionId}\n${row.clauseId}\n${row.author}`
const wordsOf = (row: DecisionRow) => [row.kind, row.reason, row.note, row.role, row.points ?? ''].join('\n')

async function latestDecisions(tx: Tx, campaignId: string): Promise<Map<string, string>> {
  const rows = await tx
    .selectFrom('decision')
    .innerJoin('inspection', 'inspection.id', 'decision.inspectionId')
    .innerJoin('round', 'round.id', 'inspection.roundId')
    .selectAll('decision')
    .where('round.campaignId', '=', campaignId)
    .orderBy('decision.id')
    .execute()
  return new Map(rows.map((row) => [authorKey(row), wordsOf(row)]))
}

async function inspectionsByKey(tx: Tx, campaignId: string): Promise<Map<string, InspectionKey>> {
  const rows = await inspectionsWithTargets(tx)
    .select(['inspection.id', 'inspection.state', 'round.target', 'round.ordinal', 'frozenTarget.snapshot'])
    .where('round.campaignId', '=', campaignId)
    .execute()
  return new Map(
    rows.map((row) => {
      const kind = row.target as TargetKind
      const key = targetKey(row.snapshot as SiteSnapshot | AccountSnapshot)
      const target = judgedTarget(kind, row.snapshot)
      return [`${roundKey(row)}\n${key}`, { id: row.id, judged: hasEnded(row.state), kind, target }] as const
    }),
  )
}
