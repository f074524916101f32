/**
 * Notices of a campaign: every confirmed problem becomes a case, all cases of one unit one notice with a number. A problem that
 * was closed lately and is confirmed again is the old case, reopened. Nothing is drafted twice, however often it is asked for.
 */
import { sql } from 'kysely'
import { rulesOfCampaign } from '../campaigns/rule-set-version.ts'
import type { CampaignWithRounds } from '../campaigns/store.ts'
import type { Finding } from '../indicators/define.ts'
import { conclude } from '../judging/verdict.ts'
import { addDays, dayOfInstant, startOfDay } from '../kernel/day.ts'
import { Failure } from '../kernel/failure.ts'
import { loadResults, type InspectionResult } from '../review/results.ts'
import type { RuleSet } from '../regulations/rule-set.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { json } from '../store/json.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { followCases, moveCase, type CaseRow } from './store.ts'
import { dueAfter, type By, type Terms } from './terms.ts'
import { setChasers } from './chase.ts'

export interface DraftedNotices {
  /** New notices, and those that got new cases. */
  readonly noticeIds: readonly number[]
  readonly cases: number
  /** Closed cases that were confirmed again. */
  readonly recurred: number
}

/** 文号 of an issuer whose style has none of its own. */
export const usualNoticeNumber = '网检整改〔{year}〕{sequence}号'

interface Problem {
  readonly inspectionId: number
  readonly clauseId: string
  readonly target: 'site' | 'account'
  readonly targetId: number
  readonly targetName: string
  readonly unitId: number
  readonly veto: boolean
  readonly problem: string
  readonly places: readonly Finding[]
}

/** Drafts what is confirmed and has no case yet. `pattern` is the 文号: `{year}` and `{sequence}`. */
export async function draftNotices(
  tx: Tx,
  campaign: CampaignWithRounds,
  pattern: string,
  terms: Terms,
  by: By,
): Promise<DraftedNotices> {
  if (!['review', 'bulletinDraft', 'published'].includes(campaign.state)) {
    throw new Failure('conflict.campaignState', `检查 ${campaign.id} 还没有复核`, '请在检查完成、复核之后起草整改通知')
  }
  // One after the other: numbers are given without gaps.
  await sql`select pg_advisory_xact_lock(hashtext('notice'))`.execute(tx)
  const ruleSet = await rulesOfCampaign(tx, campaign)
  const results = (await loadResults(tx, campaign)).filter(({ purpose }) => purpose === 'regular')
  const problems = results.flatMap((result) => problemsOf(result, ruleSet))
  const known = await tx
    .selectFrom('rectificationCase')
    .selectAll()
    .where('clauseId', 'in', [...new Set(['', ...problems.map(({ clauseId }) => clauseId)])])
    .execute()
  const byTarget = Map.groupBy(known as CaseRow[], keyOf)
  const fresh: Problem[] = []
  let recurred = 0
  for (const problem of problems) {
    const earlier = byTarget.get(keyOf(problem)) ?? []
    const same = earlier.some(({ inspectionId }) => inspectionId === problem.inspectionId)
    const open = earlier.some(({ state }) => state !== 'closed' && state !== 'withdrawn')
    if (same || open || fresh.some((other) => keyOf(other) === keyOf(problem))) continue
    const closed = earlier.find((row) => isLately(row, by.at, terms))
    if (closed === undefined) fresh.push(problem)
    else {
      await reopen(tx, closed, problem, terms, by)
      recurred += 1
    }
  }
  const noticeIds = await addCases(tx, campaign, fresh, pattern, by)
  return { noticeIds, cases: fresh.length, recurred }
}

const keyOf = ({ target, targetId, clauseId }: Pick<CaseRow, 'target' | 'targetId' | 'clauseId'>) =>
  `${target}\n${targetId}\n${clauseId}`

function problemsOf(result: InspectionResult, { clauses }: RuleSet): Problem[] {
  return result.judgements.flatMap((judgement): Problem[] => {
    const clause = clauses[judgement.clause]
    if (clause === undefined || clause.shadow || (clause.effect !== 'veto' && clause.effect !== 'deduction')) return []
    const own = result.decisions.filter((decision) => decision.clause === judgement.clause)
    if (conclude(clause, judgement, own).state !== 'failed') return []
    return [
      {
        inspectionId: result.inspectionId,
        clauseId: judgement.clause,
        target: result.kind,
        targetId: result.target.id,
        targetName: result.target.name,
        unitId: result.target.organiser.id,
        veto: clause.effect === 'veto',
        problem: clause.wording,
        places: judgement.findings,
      },
    ]
  })
}

function isLately({ state, closedAt }: CaseRow, at: string, { recurrenceDays }: Terms): boolean {
  if (state !== 'closed' || closedAt === null) return false
  const last = addDays(dayOfInstant(Date.parse(closedAt)), recurrenceDays)
  return Date.parse(at) < startOfDay(addDays(last, 1))
}

async function reopen(tx: Tx, row: CaseRow, { inspectionId, places }: Problem, terms: Terms, by: By): Promise<void> {
  const dueOn = dueAfter(by.at, row.veto ? terms.vetoDays : terms.otherDays, terms)
  await moveCase(tx, row, 'recurred', by, {
    set: {
      recurrence: row.recurrence + 1,
      inspectionId,
      places: json<unknown>(places),
      dueOn,
      grade: null,
      closedAt: null,
      closedBy: null,
      acceptedBy: null,
    },
    reason: '办结后再次出现',
    detail: { earlierInspection: row.inspectionId },
  })
  await followCases(tx, row.noticeId, by)
  await setChasers(tx, row.noticeId, terms)
}

async function addCases(
  tx: Tx,
  campaign: CampaignWithRounds,
  problems: readonly Problem[],
  pattern: string,
  { actor, at }: By,
): Promise<number[]> {
  const year = Number(dayOfInstant(Date.parse(at)).slice(0, 4))
  const existing = await tx
    .selectFrom('notice')
    .select(['id', 'unitId'])
    .where('campaignId', '=', campaign.id)
    .execute()
  const notices = new Map(existing.map(({ unitId, id }) => [unitId, id]))
  const last = await tx
    .selectFrom('notice')
    .select((eb) => eb.fn.max('sequence').as('sequence'))
    .where('year', '=', year)
    .executeTakeFirst()
  let sequence = last?.sequence ?? 0
  const byUnit = Map.groupBy(problems, ({ unitId }) => unitId)
  for (const [unitId, own] of byUnit) {
    const known = notices.get(unitId)
    if (known === undefined) {
      sequence += 1
      const number = pattern.replace('{year}', String(year)).replace('{sequence}', String(sequence))
      const { id } = await tx
        .insertInto('notice')
        .values({ campaignId: campaign.id, unitId, number, year, sequence, state: 'draft', draftedAt: at })
        .returning('id')
        .executeTakeFirstOrThrow()
      notices.set(unitId, id)
    }
    const noticeId = notices.get(unitId)!
    const detail = { campaignId: campaign.id, unitId, clauses: own.map(({ clauseId }) => clauseId) }
    const after = { state: 'draft', cases: own.length }
    await record(tx, { actor, at, action: 'notice.drafted', subject: `notice/${noticeId}`, detail, after })
  }
  const rows = problems.map((problem) => ({
    ...problem,
    places: problem.places as never,
    noticeId: notices.get(problem.unitId)!,
    state: 'drafted',
  }))
  await upsertRows(
    tx,
    'rectificationCase',
    [],
    rows.map((row) => ({ ...row, recurrence: 0 })),
  )
  await joinNextSample(tx, campaign.id, problems)
  return [...byUnit.keys()].map((unitId) => notices.get(unitId)!)
}

/** 回头看: accounts with confirmed problems are in the next campaign's sample (复查) by themselves; sites always are. */
async function joinNextSample(tx: Tx, campaignId: string, problems: readonly Problem[]): Promise<void> {
  const accounts = Map.groupBy(
    problems.filter(({ target }) => target === 'account'),
    ({ targetId }) => targetId,
  )
  const rows = [...accounts].map(([accountId, own]) => ({
    accountId,
    notedIn: campaignId,
    problem: [...new Set(own.map(({ problem }) => problem))].join('；'),
  }))
  await upsertRows(tx, 'earlierProblem', ['accountId', 'notedIn'], rows)
}
