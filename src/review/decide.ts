/**
 * Decisions of persons (检查与复核结论). They are only ever added: who decided what, when, in which role and why stays
 * visible, and the latest decision of each author counts.
 */
import { sql } from 'kysely'
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
import type { Tx } from '../store/database.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { blindReviewers, inBlindShare } from './blind.ts'
import { claimsInForce, releaseClaims } from './claim.ts'
import { dismissalCode } from './dismissal-reasons.ts'
import { noteDecisions, type NotedDecision } from './note-decisions.ts'
import { targetKey } from './target-key.ts'

export interface NewDecision {
  /** `site-1`, `account-1` */
  readonly round: string
  /** 网站标识码, or 账号类型/账号标识 */
  readonly target: string
  /** Where it is known already: only this inspection is then looked up. */
  readonly inspectionId?: number | undefined
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
  /** Id of the last decision on the item that the author has seen, 0 for none: what others have said since is a conflict. */
  readonly seen?: number | undefined
  /** Where the decision was read, for error messages: 第 12 行. */
  readonly at?: string
}

export interface DecideOutcome {
  readonly added: number
  /** Decisions that the same author had already made with the same words. */
  readonly repeated: number
}

export interface DecideOptions {
  /** Only targets of these organisers are known to whoever decides; absent: all. */
  readonly organisers?: readonly number[] | undefined
  /** Everything is looked at and nothing written. */
  readonly preview?: boolean
}

/**
 * Records decisions, all or none: every unknown round, target or clause and every missing reason is reported at once.
 */
export async function decide(
  tx: Tx,
  campaign: CampaignWithRounds,
  decisions: readonly NewDecision[],
  by: { readonly actor: string; readonly at: string },
  { organisers, preview = false }: DecideOptions = {},
): Promise<DecideOutcome> {
  if (campaign.state === 'published') {
    throw new Failure('conflict.published', `检查 ${campaign.id} 已经发布，结论不能再改`, '如有异议请走申诉流程')
  }
  // Two people who decide at once do it one after the other, so that each is compared with what the other has said.
  await tx.selectFrom('campaign').select('id').where('id', '=', campaign.id).forUpdate().execute()
  const ruleSet = await rulesOfCampaign(tx, campaign)
  const claims = await claimsInForce(tx, campaign.id, by.at)
  const named = decisions.flatMap(({ inspectionId }) => inspectionId ?? [])
  const only = named.length === decisions.length ? [...new Set(named)] : null
  const said = await decisionsMade(tx, campaign.id, only)
  const inspections = await inspectionsByKey(tx, campaign.id, only, organisers)
  const troubles: Trouble[] = []
  const noted = decisions.flatMap((decision): NotedDecision[] => {
    const inspection = inspections.get(inspectionKey(decision))
    const key = `${inspection?.id}\n${decision.clause}`
    const earlier = said.get(key) ?? []
    const problem = whyInvalid(decision, inspection, ruleSet)
    const trouble =
      problem === null
        ? whySomebodyElse(campaign, decision, { inspection: inspection!, earlier, claim: claims.get(key) })
        : {
            kind: inspection === undefined && organisers ? ('notFound' as const) : ('badInput' as const),
            text: problem,
          }
    if (trouble !== null) {
      troubles.push({ ...trouble, text: `${decision.at ? `${decision.at}：` : ''}${trouble.text}` })
      return []
    }
    const row = rowOf(decision, inspection!, by.at, isBlind(campaign, inspection!, decision, earlier))
    // What is said twice in one file is compared within it: such a row has no id yet, and is nothing unseen.
    said.set(key, [...earlier, { ...row, id: 0 }])
    const before = earlier.findLast(({ author }) => author === row.author) ?? null
    return before !== null && wordsOf(before) === wordsOf(row) ? [] : [{ row, before }]
  })
  if (troubles.length > 0) throw refused(troubles)
  const outcome = { added: noted.length, repeated: decisions.length - noted.length }
  if (preview) return outcome
  await upsertRows(
    tx,
    'decision',
    [],
    noted.map(({ row }) => row),
  )
  if (noted.length > 0) {
    await releaseClaims(
      tx,
      noted.map(({ row }) => row),
    )
    await noteDecisions(tx, campaign.id, noted, by)
  }
  return outcome
}

interface Trouble {
  /** `conflict`: not wrong, but somebody else was quicker. `notFound`: outside of what whoever decides may see, or nowhere. */
  readonly kind: 'badInput' | 'conflict' | 'notFound'
  readonly text: string
}

function refused(troubles: readonly Trouble[]): Failure {
  const texts = troubles.map(({ text }) => text)
  if (troubles.every(({ kind }) => kind === 'notFound')) {
    return new Failure(
      'notFound.target',
      `${texts.length} 条结论的检查对象不存在，一条也没有写入`,
      '请核对检查表',
      texts,
    )
  }
  if (troubles.some(({ kind }) => kind !== 'conflict')) {
    return new Failure('badInput.decisions', `${texts.length} 条结论有误，一条也没有写入`, '请改正后重新提交', texts)
  }
  const message = texts.length === 1 ? texts[0]! : `${texts.length} 条已由他人处理，一条也没有写入`
  return new Failure('conflict.decisions', message, '请刷新后查看对方的结论，或处理下一条', texts)
}

function inspectionKey({ inspectionId, round, target }: NewDecision): string {
  return inspectionId === undefined ? `${round}\n${target}` : String(inspectionId)
}

interface InspectionKey {
  readonly id: number
  readonly judged: boolean
  readonly kind: TargetKind
  readonly target: Target
  /** Clauses that the machine calls failed. */
  readonly failed: ReadonlySet<string>
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

/**
 * Regulation 5.1: whoever marks a finding does not review it; what somebody has taken is theirs for a while; and nobody decides
 * over what somebody else has said in the meantime without having seen it.
 */
function whySomebodyElse(
  campaign: CampaignWithRounds,
  decision: NewDecision,
  item: {
    readonly inspection: InspectionKey
    readonly earlier: readonly DecisionRow[]
    readonly claim: { readonly reviewer: string; readonly until: string } | undefined
  },
): Trouble | null {
  const { role, clause, seen } = decision
  const { inspection, earlier, claim } = item
  const author = normaliseText(decision.author)
  const own = earlier.filter((row) => row.author === author)
  const asInspector = own.some((row) => row.role === 'inspector')
  if (own.length > 0 && asInspector !== (role === 'inspector')) {
    return { kind: 'badInput', text: `条款“${clause}”的检查人员和复核人员不能是同一人（${author}）` }
  }
  if (claim !== undefined && claim.reviewer !== author) {
    const text = `条款“${clause}”正由${claim.reviewer}处理（至 ${claim.until}），请处理下一条`
    return { kind: 'conflict', text }
  }
  const unseen = seen === undefined ? [] : earlier.filter((row) => row.id > seen && row.author !== author)
  const last = unseen.at(-1)
  if (last === undefined || isBlind(campaign, inspection, decision, earlier)) return null
  const words = decisionKinds[last.kind as DecisionKind]
  return { kind: 'conflict', text: `条款“${clause}”已由${last.author}作出结论“${words}”` }
}

/** Whether the person decides without seeing what another reviewer has decided. */
function isBlind(
  { seed, blindPercent }: CampaignWithRounds,
  { id, failed }: InspectionKey,
  { clause, role, author }: NewDecision,
  earlier: readonly DecisionRow[],
): boolean {
  if (role === 'inspector' || !failed.has(clause) || !inBlindShare(seed, id, clause, blindPercent)) return false
  const others = new Set(earlier.filter((row) => row.role !== 'inspector').map((row) => row.author))
  others.delete(normaliseText(author))
  return others.size < blindReviewers
}

function rowOf(decision: NewDecision, { id: inspectionId }: InspectionKey, decidedAt: string, blind: boolean) {
  const { clause: clauseId, kind, reason, role, points = null } = decision
  // The two-person rule compares names: 张三 with a space behind it is still 张三.
  const author = normaliseText(decision.author)
  const reasonCode = kind === 'dismissed' ? dismissalCode(reason) : null
  const note = noteWithProof(decision)
  return { inspectionId, clauseId, kind, reason, note, author, role, decidedAt, points, reasonCode, blind }
}

/** What was handed in stands in the note, where every list and export shows it. */
function noteWithProof({ note, proof }: NewDecision): string {
  const given = Object.entries(proof ?? {}).flatMap(([name, text]) => (text === '' ? [] : [`${name}：${text}`]))
  return [note, ...given].filter((text) => text !== '').join('；')
}

type DecisionRow = Pick<ReturnType<typeof rowOf>, 'author' | 'reason' | 'note' | 'points'> & {
  readonly id: number
  readonly kind: string
  readonly role: string
}

const wordsOf = (row: Omit<DecisionRow, 'id'>) =>
  [row.kind, row.reason, row.note, row.role, row.points ?? ''].join('\n')

/** What was decided so far, by inspection and clause, in order. */
async function decisionsMade(
  tx: Tx,
  campaignId: string,
  only: readonly number[] | null,
): Promise<Map<string, readonly DecisionRow[]>> {
  const rows = await tx
    .selectFrom('decision')
    .innerJoin('inspection', 'inspection.id', 'decision.inspectionId')
    .innerJoin('round', 'round.id', 'inspection.roundId')
    .select(['decision.id', 'decision.inspectionId', 'clauseId', 'kind', 'reason', 'note', 'author', 'role'])
    .select('decision.points')
    .where('round.campaignId', '=', campaignId)
    .$if(only !== null, (query) => query.where('decision.inspectionId', '=', sql<number>`any(${only})`))
    .orderBy('decision.id')
    .execute()
  return Map.groupBy(rows, ({ inspectionId, clauseId }) => `${inspectionId}\n${clauseId}`)
}

/** By round and target, and by number. */
async function inspectionsByKey(
  tx: Tx,
  campaignId: string,
  only: readonly number[] | null,
  organisers: readonly number[] | undefined,
): Promise<Map<string, InspectionKey>> {
  const rows = await inspectionsWithTargets(tx)
    .select(['inspection.id', 'inspection.state', 'round.target', 'round.ordinal', 'frozenTarget.snapshot'])
    .select(
      sql<string[] | null>`(select array_agg(clause_id) from judgement
        where inspection_id = inspection.id and outcome = 'failed')`.as('failed'),
    )
    .where('round.campaignId', '=', campaignId)
    .where('inspection.purpose', '=', 'regular')
    .$if(only !== null, (query) => query.where('inspection.id', '=', sql<number>`any(${only})`))
    .$if(organisers !== undefined, (query) =>
      query.where(sql<boolean>`frozen_target.organiser_id = any(${[...(organisers ?? [])]}::int[])`),
    )
    .execute()
  return new Map(
    rows.flatMap((row) => {
      const kind = row.target as TargetKind
      const key = targetKey(row.snapshot as SiteSnapshot | AccountSnapshot)
      const target = judgedTarget(kind, row.snapshot)
      const found = { id: row.id, judged: hasEnded(row.state), kind, target, failed: new Set(row.failed) }
      return [
        [`${roundKey(row)}\n${key}`, found],
        [String(row.id), found],
      ] as const
    }),
  )
}
