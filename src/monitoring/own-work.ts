/** 单位首页: what a unit has to do and by when, and how its sites and accounts stand. */
import { sql, type SqlBool } from 'kysely'
import { addDays, daysBetween, type Day } from '../kernel/day.ts'
import { workingDaysBetween, type HolidayCalendar } from '../kernel/working-days.ts'
import { accountKey } from '../registry/register-keys.ts'
import type { PlatformId } from '../registry/platforms/index.ts'
import { seesAccount, seesSite, withinCampaigns, withinUnits, type Scope } from '../registry/scope.ts'
import type { Tx } from '../store/database.ts'

/** 整改 · 留言 · 预警 */
export type DueKind = 'case' | 'message' | 'warning'

export interface DueItem {
  readonly kind: DueKind
  /** Of the case, the message's number, of the warning. */
  readonly key: string
  readonly title: string
  readonly target: string
  readonly unit: string
  readonly dueOn: Day
  /** Working days of cases and messages, days of warnings (their rules count all days); negative when it is past. */
  readonly daysLeft: number
  readonly severe: boolean
}

export interface DueWork {
  readonly total: number
  readonly counts: Readonly<Record<DueKind, number>>
  readonly overdue: number
  readonly items: readonly DueItem[]
}

/** Everything that waits for the units of the scope, the most urgent first. */
export async function dueWork(
  tx: Tx,
  scope: Scope,
  { today, calendar, limit }: { readonly today: Day; readonly calendar: HolidayCalendar; readonly limit: number },
): Promise<DueWork> {
  const all = sql`
    select 'case' as kind, c.id::text as key, c.problem as title, c.target_name as target, c.unit_id, c.due_on, c.veto as severe
    from rectification_case c join notice n on n.id = c.notice_id
    where c.state = 'notified' and ${withinUnits(scope, 'c.unitId')} and ${withinCampaigns(scope, 'n.campaignId')}
    union all
    select 'message', number, left(content, 200), site.name, message.unit_id, due_on, due_on < ${today}
    from message join site on site.id = message.site_id where answered_at is null and ${withinUnits(scope, 'message.unitId')}
    union all
    select 'warning', warning.id::text, because, coalesce(account.name, site.name) || case when place_name = '' then '' else ' · ' || place_name end,
      warning.organiser_id, fails_on - 1, level <= 1
    from warning left join account on target = 'account' and account.id = target_id
    left join site on target = 'site' and site.id = target_id
    where ended_at is null and ${withinUnits(scope, 'warning.organiserId')}`
  const { rows: counted } = await sql<{ kind: DueKind; count: number; overdue: number }>`
    select kind, count(*) as count, count(*) filter (where due_on < ${today}) as overdue from (${all}) due group by kind`.execute(
    tx,
  )
  const { rows } = await sql<Omit<DueItem, 'daysLeft'>>`
    select due.kind, key, title, target, unit.short_name as unit, due_on as "dueOn", severe
    from (${all}) due join unit on unit.id = unit_id order by due_on, severe desc, due.kind, key limit ${limit}`.execute(
    tx,
  )
  const countOf = (kind: DueKind) => counted.find((row) => row.kind === kind)?.count ?? 0
  return {
    total: counted.reduce((sum, { count }) => sum + count, 0),
    overdue: counted.reduce((sum, { overdue }) => sum + overdue, 0),
    counts: { case: countOf('case'), message: countOf('message'), warning: countOf('warning') },
    items: rows.map((row) => ({
      ...row,
      daysLeft: row.kind === 'warning' ? daysBetween(today, row.dueOn) : workingDaysBetween(today, row.dueOn, calendar),
    })),
  }
}

export interface OwnTarget {
  readonly target: 'site' | 'account'
  readonly id: number
  /** 网站标识码, or 账号类型/账号标识. */
  readonly key: string
  readonly name: string
  readonly url: string | null
  readonly state: string
  readonly unit: string
  /** Cases that are not closed. */
  readonly openCases: number
  readonly warnings: number
  /** The first day on which an update rule fails; `null` without a warning. */
  readonly failsOn: Day | null
  /** Nobody can tell how up to date it is, and why. */
  readonly unknownBecause: string | null
  /** A confirmed outage lasts. */
  readonly down: boolean
  /** The newest inspection that ended. */
  readonly lastInspection: number | null
  readonly lastInspectedAt: string | null
  /** Self-checks of the last 30 days. */
  readonly selfChecks: number
}

/** Sites and accounts of the scope's units, those with something to do first. */
export async function ownTargets(
  tx: Tx,
  scope: Scope,
  { target, search }: { readonly target: 'site' | 'account'; readonly search?: string | undefined },
  { offset, limit }: { readonly offset: number; readonly limit: number },
  today: Day,
): Promise<{ readonly total: number; readonly items: readonly OwnTarget[] }> {
  const pattern = `%${(search ?? '').replaceAll(/[\\%_]/g, '\\$&')}%`
  const isSite = target === 'site'
  const matching = sql<SqlBool>`t.state not in ('closed', 'migrated', 'deregistered') and ${isSite ? seesSite(scope, 't') : seesAccount(scope, 't')} and t.name ilike ${pattern}`
  const from = sql`from ${sql.table(target)} t join unit on unit.id = t.organiser_id where ${matching}`
  const { rows: totals } = await sql<{ total: number }>`select count(*) as total ${from}`.execute(tx)
  const { rows } = await sql<Omit<OwnTarget, 'target'> & { platform: PlatformId | null }>`
    with page as (
      select t.id, t.name, t.state, unit.short_name as unit, ${isSite ? sql`t.site_code` : sql`t.platform_id`} as key,
        ${isSite ? sql`null` : sql`t.platform`} as platform, ${isSite ? sql`t.url` : sql`null`} as url,
        (select count(*) from rectification_case c where c.target = ${target} and c.target_id = t.id
          and c.state not in ('closed', 'withdrawn', 'drafted')) as "openCases",
        (select count(*) from warning w where w.target = ${target} and w.target_id = t.id and w.ended_at is null) as warnings,
        (select min(fails_on) from warning w where w.target = ${target} and w.target_id = t.id and w.ended_at is null) as "failsOn"
      ${from} order by "failsOn" nulls last, "openCases" desc, t.id offset ${offset} limit ${limit}
    )
    select page.*, last.id as "lastInspection", last.gathered_at as "lastInspectedAt",
      (select min(because) from update_unknown u where u.target = ${target} and u.target_id = page.id) as "unknownBecause",
      ${isSite ? sql`exists (select from alert where site_id = page.id and kind = 'outage' and closed_at is null)` : sql`false`} as down,
      (select count(*) from inspection i join round r on r.id = i.round_id where i.purpose = 'selfCheck' and r.target = ${target}
        and i.target_id = page.id and i.monitor_point > ${addDays(today, -30)}) as "selfChecks"
    from page left join lateral (
      select i.id, i.gathered_at from inspection i join round r on r.id = i.round_id
      where r.target = ${target} and i.target_id = page.id and i.state = 'judged' order by i.gathered_at desc nulls last limit 1) last on true
    order by "failsOn" nulls last, "openCases" desc, page.id`.execute(tx)
  const items = rows.map(({ platform, key, ...row }): OwnTarget => ({
    ...row,
    target,
    key: platform === null ? key : accountKey({ platform, platformId: key }),
  }))
  return { total: totals[0]!.total, items }
}

export interface SelfCheck {
  readonly inspectionId: number
  readonly target: 'site' | 'account'
  readonly name: string
  readonly unit: string
  readonly state: string
  readonly monitorPoint: Day
  readonly gatheredAt: string | null
  /** Clauses that failed, and that nobody can tell; `null` while it is not judged. */
  readonly failed: number | null
  readonly cantTell: number | null
}

/** Self-checks of the scope's units, the newest first. */
export async function listSelfChecks(
  tx: Tx,
  scope: Scope,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<{ readonly total: number; readonly items: readonly SelfCheck[] }> {
  const from = sql`from inspection i join round r on r.id = i.round_id
    join frozen_target f on f.round_id = r.id and f.target_id = i.target_id
    join unit on unit.id = (f.snapshot -> 'organiser' ->> 'id')::int
    where i.purpose = 'selfCheck' and ${withinUnits(scope, 'unit.id')} and ${withinCampaigns(scope, 'r.campaignId')}`
  const { rows: totals } = await sql<{ total: number }>`select count(*) as total ${from}`.execute(tx)
  const { rows } = await sql<SelfCheck>`
    select i.id as "inspectionId", r.target, f.snapshot ->> 'name' as name, unit.short_name as unit, i.state,
      i.monitor_point as "monitorPoint", i.gathered_at as "gatheredAt",
      case when i.state = 'judged' then (select count(*) from judgement j where j.inspection_id = i.id and j.outcome = 'failed') end as failed,
      case when i.state = 'judged' then (select count(*) from judgement j where j.inspection_id = i.id and j.outcome = 'cantTell') end as "cantTell"
    ${from} order by i.id desc offset ${offset} limit ${limit}`.execute(tx)
  return { total: totals[0]!.total, items: rows }
}
