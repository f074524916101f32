/**
 * The review queue: every clause of a campaign that still waits for a person, with the machine's reason. Asked of the
 * database item by item, so that the next one comes at once however many wait; `conclude` is the rule, and a test compares
 * the two.
 */
import { sql, type RawBuilder } from 'kysely'
import type { CampaignWithRounds } from '../campaigns/store.ts'
import { roundKey } from '../campaigns/round.ts'
import { rulesOfCampaign } from '../campaigns/rule-set-version.ts'
import { Failure } from '../kernel/failure.ts'
import type { RuleSet, TargetKind } from '../regulations/rule-set.ts'
import type { AccountSnapshot, SiteSnapshot } from '../registry/snapshot.ts'
import { unitNames, unitsCalled } from '../registry/unit-names.ts'
import type { Tx } from '../store/database.ts'
import { blindReviewers, inBlindShareSql } from './blind.ts'
import { targetKey } from './target-key.ts'

/** 待人工检查 · 待复核 · 待市级主管确认 · 意见不一致 · 待第二人独立复核（双盲） */
export const waitingWords = {
  check: '待人工检查',
  review: '待复核',
  supervisor: '待市级主管确认',
  agreement: '意见不一致',
  second: '待第二人独立复核',
} as const
export type WaitingFor = keyof typeof waitingWords

export interface ReviewItem {
  readonly inspectionId: number
  readonly round: string
  readonly target: string
  readonly targetName: string
  readonly organiser: string
  readonly clause: string
  readonly title: string
  readonly outcome: string
  readonly because: string
  readonly waitingFor: WaitingFor
  /** The clause is on trial: judged and reviewed, but not counted. */
  readonly shadow: boolean
  /** Who has it just now; `null`: nobody. */
  readonly claimedBy: string | null
}

/** What is looked at first. */
export const outcomesInOrder = ['failed', 'cantTell', 'passed', 'untested'] as const

export interface QueueFilter {
  readonly clause?: string | undefined
  readonly round?: string | undefined
  /** Code, name or short name of the organiser. */
  readonly unit?: string | undefined
  readonly outcome?: string | undefined
  readonly waitingFor?: readonly WaitingFor[] | undefined
  /** Kind of target. */
  readonly kind?: TargetKind | undefined
  /** Part of the target's name. */
  readonly name?: string | undefined
  /** Organisers that whoever asks may see; absent: all. */
  readonly organisers?: readonly number[] | undefined
  /** What stands on the check sheet instead: every clause that nobody has looked at, deductions and bonuses too. */
  readonly sheet?: boolean | undefined
}

export interface QueueOptions {
  readonly filter?: QueueFilter
  readonly limit: number
  /** Items left out at the beginning of a list. */
  readonly offset?: number
  /** Only what this person may decide and nobody else has at the instant `now`; `total` is then what was found. */
  readonly free?: { readonly reviewer: string; readonly now: string; readonly except?: readonly JudgementKey[] }
  /** ISO instant at which claims are looked at; without it one that has ended is still told. */
  readonly now?: string
  /** Only judgements with keys after the one and up to the other. */
  readonly between?: { readonly after: JudgementKey; readonly last: JudgementKey }
}

export interface JudgementKey {
  readonly inspectionId: number
  readonly clause: string
}

export interface Queue {
  readonly total: number
  readonly items: readonly ReviewItem[]
}

/**
 * Open items; failed clauses first, then those nobody can tell, then the manual checks. A list is drawn from a whole campaign at
 * once (1.5 million judgements: under a second), a stretch of it (`between`) item by item.
 */
export async function reviewQueue(tx: Tx, campaign: CampaignWithRounds, options: QueueOptions): Promise<Queue> {
  const { filter = {}, limit, offset = 0, free, between, now = free?.now } = options
  const ruleSet = await rulesOfCampaign(tx, campaign)
  const asked = (filter.sheet ? sheetClauses(ruleSet) : askedClauses(ruleSet)).filter(
    ({ clause }) => filter.clause === undefined || clause === filter.clause,
  )
  const order = sql`${filter.outcome === undefined ? sql`array_position(${[...outcomesInOrder]}, outcome),` : sql``}
    inspection_id, clause_id`
  const { rows } = await sql<QueueRow>`
    with asked as (select * from json_to_recordset(${JSON.stringify(asked)}::json)
      as asked(clause text, effect text, checks_pass boolean, only_found boolean, portal_only boolean)),
    waiting as (
      select j.inspection_id, j.clause_id, j.outcome, waits.waiting_for
      from judgement j
      join asked on asked.clause = j.clause_id
      join inspection i on i.id = j.inspection_id
      join round r on r.id = i.round_id
      join frozen_target f on f.round_id = i.round_id and f.target_id = i.target_id
      ${between === undefined ? countedOfCampaign(campaign.id, filter.clause) : sql`cross join lateral (${countedOf(sql`where d.inspection_id = j.inspection_id and d.clause_id = j.clause_id`)}) c`}
      left join review_claim claim on claim.inspection_id = j.inspection_id and claim.clause_id = j.clause_id
      cross join lateral (select ${waitingForSql(campaign)} as waiting_for) waits
      where r.campaign_id = ${campaign.id} and i.purpose = 'regular' and i.state in ('judged', 'cancelled')
        and (j.outcome = 'failed' or not asked.only_found)
        and (j.outcome in ('failed', 'cantTell', 'untested') or j.outcome = 'passed' and (asked.checks_pass or c.made > 0))
        and not (asked.portal_only and f.category not in ('municipalPortal', 'districtPortal'))
        and not (j.outcome = 'failed' and ${exemptedSql})
        and ${sql.join(await conditions(tx, filter, options), sql` and `)}
    ), page as (
      select *, ${free === undefined ? sql`(select count(*) from waiting)` : sql`0`} as total
      from waiting order by ${order} limit ${limit} offset ${offset}
    )
    select page.inspection_id as "inspectionId", page.clause_id as clause, page.outcome, j.because, r.target, r.ordinal,
      f.snapshot, page.waiting_for as "waitingFor", case when claim.until > ${now ?? '-infinity'}::timestamptz then claim.reviewer end as "claimedBy", page.total
    from page
    join judgement j on j.inspection_id = page.inspection_id and j.clause_id = page.clause_id
    join inspection i on i.id = page.inspection_id
    join round r on r.id = i.round_id
    join frozen_target f on f.round_id = i.round_id and f.target_id = i.target_id
    left join review_claim claim on claim.inspection_id = page.inspection_id and claim.clause_id = page.clause_id
    order by ${filter.outcome === undefined ? sql`array_position(${[...outcomesInOrder]}, page.outcome),` : sql``}
      page.inspection_id, page.clause_id`.execute(tx)
  // Every row of a page says how many there are; a page beyond the last one has none that could.
  const isBeyond = rows.length === 0 && offset > 0 && free === undefined
  if (isBeyond) return { ...(await reviewQueue(tx, campaign, { ...options, limit: 1, offset: 0 })), items: [] }
  return {
    total: free === undefined ? (rows[0]?.total ?? 0) : rows.length,
    items: rows.map((row) => shown(row, ruleSet)),
  }
}

async function conditions(tx: Tx, filter: QueueFilter, { free, between }: QueueOptions) {
  const { round, outcome, waitingFor, kind, name, unit, organisers, sheet } = filter
  return [
    sql`waits.waiting_for is not null`,
    ...(sheet ? [sql`coalesce(c.made, 0) = 0`] : []),
    ...(round === undefined ? [] : [sql`r.target || '-' || r.ordinal = ${round}`]),
    ...(kind === undefined ? [] : [sql`r.target = ${kind}`]),
    ...(outcome === undefined ? [] : [sql`j.outcome = ${outcome}`]),
    ...(name === undefined ? [] : [sql`strpos(f.name, ${name}) > 0`]),
    ...(waitingFor === undefined ? [] : [sql`waits.waiting_for = any(${[...waitingFor]})`]),
    ...(unit === undefined ? [] : [sql`f.organiser_id = any(${await idsOfUnit(tx, unit)})`]),
    ...(organisers === undefined ? [] : [sql`f.organiser_id = any(${[...organisers]})`]),
    ...(between === undefined
      ? []
      : [
          sql`(j.inspection_id, j.clause_id) > (${between.after.inspectionId}, ${between.after.clause})`,
          sql`(j.inspection_id, j.clause_id) <= (${between.last.inspectionId}, ${between.last.clause})`,
        ]),
    ...(free === undefined
      ? []
      : [
          sql`(claim.reviewer is null or claim.reviewer = ${free.reviewer} or claim.until <= ${free.now})`,
          sql`(c.authors is null or not ${free.reviewer} = any(c.authors))`,
          ...(free.except ?? []).map(
            ({ inspectionId, clause }) => sql`not (j.inspection_id = ${inspectionId} and j.clause_id = ${clause})`,
          ),
        ]),
  ]
}

interface QueueRow {
  readonly inspectionId: number
  readonly clause: string
  readonly outcome: string
  readonly because: string
  readonly target: string
  readonly ordinal: number
  readonly snapshot: SiteSnapshot | AccountSnapshot
  readonly waitingFor: WaitingFor
  readonly claimedBy: string | null
  readonly total: number
}

function shown({ target, ordinal, snapshot, ...row }: QueueRow, { clauses }: RuleSet): ReviewItem {
  const { inspectionId, clause, outcome, because, waitingFor, claimedBy } = row
  return {
    inspectionId,
    clause,
    outcome,
    because,
    waitingFor,
    claimedBy,
    round: roundKey({ target, ordinal }),
    target: targetKey(snapshot),
    targetName: snapshot.name,
    organiser: snapshot.organiser.shortName,
    title: clauses[row.clause]?.title ?? row.clause,
    shadow: clauses[row.clause]?.shadow === true,
  }
}

/**
 * The clauses that may wait: vetoes always; deductions when the rule set scores, and what is on trial, only where the machine
 * has found something (the rest is on the check sheet and holds up nothing).
 */
function askedClauses({ clauses, points }: RuleSet) {
  const scored = new Map(points.map(({ target, portalOnly }) => [target, portalOnly]))
  return Object.entries(clauses).flatMap(([clause, { effect, decidedBy, passStands, shadow, target }]) => {
    const isVeto = effect === 'veto' && shadow !== true
    const counts = isVeto || shadow === true || (effect === 'deduction' && scored.has(target))
    if (!counts) return []
    return {
      clause,
      effect: isVeto ? 'veto' : 'other',
      checks_pass: decidedBy === 'confirmation' && passStands !== true,
      only_found: !isVeto,
      portal_only: effect === 'deduction' && scored.get(target) === true,
    }
  })
}

/** Every clause that a person can be asked; the portal's alone where others are not scored, as their judgements say. */
function sheetClauses({ clauses }: RuleSet) {
  return Object.entries(clauses).flatMap(([clause, { effect, decidedBy, passStands, shadow }]) => {
    if (effect === 'warning' || shadow === true) return []
    const checks_pass = decidedBy === 'confirmation' && passStands !== true
    return { clause, effect: effect === 'veto' ? 'veto' : 'other', checks_pass, only_found: false, portal_only: false }
  })
}

/** The latest decision of each author, counted: of one item, or by item. */
function countedOf(which: RawBuilder<unknown>, by: RawBuilder<unknown> = sql``) {
  return sql`
  select ${by} count(*) as made, array_agg(author) as authors,
    count(*) filter (where kind in ('confirmed', 'failed')) as against,
    count(*) filter (where kind in ('dismissed', 'passed')) as in_favour,
    count(*) filter (where role <> 'inspector') as reviewers,
    coalesce(bool_or(kind in ('dismissed', 'passed') and role <> 'inspector'), false) as cleared,
    coalesce(bool_or(kind in ('confirmed', 'failed') and role = 'municipalSupervisor'), false) as supervised
  from (
    select distinct on (d.inspection_id, d.clause_id, d.author) d.inspection_id, d.clause_id, d.author, d.kind, d.role
    from decision d ${which}
    order by d.inspection_id, d.clause_id, d.author, d.id desc
  ) latest`
}

/** For a whole list, all decisions are counted once. */
function countedOfCampaign(campaignId: string, clause: string | undefined) {
  const which = sql`join inspection i on i.id = d.inspection_id join round r on r.id = i.round_id
    where r.campaign_id = ${campaignId} ${clause === undefined ? sql`` : sql`and d.clause_id = ${clause}`}`
  return sql`left join (${countedOf(which, sql`inspection_id, clause_id,`)} group by inspection_id, clause_id) c
    on c.inspection_id = j.inspection_id and c.clause_id = j.clause_id`
}

/** `conclude` of judging/verdict.ts in SQL, and the second reviewer of the blind share. */
function waitingForSql({ seed, blindPercent }: CampaignWithRounds) {
  return sql`case
    when j.outcome = 'inapplicable' then null
    when asked.only_found and j.outcome <> 'failed' then null
    when coalesce(c.made, 0) = 0 then case
      when j.outcome = 'passed' then case when asked.checks_pass then 'check' end
      when j.outcome = 'failed' then 'review'
      else 'check' end
    when j.outcome = 'failed' and c.reviewers > 0 and c.reviewers < ${blindReviewers} and c.against + c.in_favour > 0
      and ${inBlindShareSql(seed, blindPercent)} and not (asked.effect = 'veto' and c.against > 0) then 'second'
    when c.against + c.in_favour < c.made or (c.against > 0 and c.in_favour > 0) then 'agreement'
    when c.in_favour > 0 then case when j.outcome = 'failed' and not c.cleared then 'review' end
    when asked.effect <> 'veto' then null
    when c.against < 2 then case when c.supervised then 'review' else 'supervisor' end
    when not c.supervised then 'supervisor' end`
}

/** All findings are excused: `exempt` of exemptions.ts in SQL. */
const exemptedSql = sql`exists (
    select 1 from exemption e where e.clause_id = j.clause_id and e.ended_at is null and e.valid_to >= r.monitor_point)
  and (
    exists (
      select 1 from exemption e
      where e.clause_id = j.clause_id and e.ended_at is null and e.valid_to >= r.monitor_point
        and (e.scope = 'everywhere' or e.unit_id = f.organiser_id
          or (e.scope = 'target' and e.target = r.target and e.target_id = i.target_id)))
    or (jsonb_array_length(j.findings) > 0 and not exists (
      select 1 from jsonb_array_elements(j.findings) as finding
      where not exists (
        select 1 from exemption e
        where e.clause_id = j.clause_id and e.ended_at is null and e.valid_to >= r.monitor_point and e.scope = 'place'
          and case when right(e.place, 1) = '*'
            then starts_with(coalesce(finding->>'url', finding->>'where'), left(e.place, -1))
            else coalesce(finding->>'url', finding->>'where') = e.place end))))`

async function idsOfUnit(tx: Tx, called: string): Promise<number[]> {
  const names = await unitNames(tx)
  const codes = unitsCalled(names, called)
  if (codes.length === 0) throw new Failure('notFound.unit', `没有单位“${called}”`, '请填写机构代码、名称或简称')
  return codes.map((code) => names.byCode.get(code)!)
}
