/** What the big screen shows: numbers, districts and departments, and what is urgent. No personal data, no texts of people. */
import { sql } from 'kysely'
import { overviewOf, type VerdictCounts } from '../bulletins/overview.ts'
import { perTarget } from '../bulletins/result-rows.ts'
import { quarterRates, type QuarterRates } from '../bulletins/trend.ts'
import { campaignStates, type CampaignState } from '../campaigns/campaign.ts'
import { findCampaign, listCampaigns, type CampaignWithRounds } from '../campaigns/store.ts'
import { usualCampaign } from '../campaigns/usual-campaign.ts'
import { dayOfInstant, daysBetween, type Day } from '../kernel/day.ts'
import { messageCategories, type MessageCategory } from '../messages/message.ts'
import { alertKinds, type AlertKind } from '../monitoring/alerts.ts'
import { listWarnings } from '../monitoring/list-warnings.ts'
import { areasOfUnits, type Area } from '../registry/areas.ts'
import { everything } from '../registry/scope.ts'
import { reviewQueue, waitingWords } from '../review/queue.ts'
import type { Tx } from '../store/database.ts'
import type { CampaignResults } from './campaign-results.ts'

/**
 * 首页无法访问 · 有不合格、超期或已超期未更新 · 有预警 · 有待复核 · 未发现问题 · 暂无结果. The worst of an area counts; an area
 * without any result is none that is fine.
 */
export const areaStates = {
  down: '首页无法访问',
  failing: '有不合格或超期',
  warned: '有更新预警',
  open: '有待复核',
  fine: '未发现问题',
  unknown: '暂无结果',
} as const
export type AreaState = keyof typeof areaStates

export interface ScreenArea {
  readonly code: string
  readonly name: string
  readonly kind: Area['kind']
  readonly state: AreaState
  readonly targets: number
  readonly unqualified: number
  readonly undecided: number
  readonly outages: number
  readonly warnings: number
  readonly overdueMessages: number
}

export interface ScreenFacts {
  readonly at: string
  readonly campaign: {
    readonly id: string
    readonly year: number
    readonly quarter: number
    readonly stateName: string
    readonly demonstration: boolean
  } | null
  readonly sites: VerdictCounts
  readonly accounts: VerdictCounts
  readonly numbers: {
    readonly waitingForReview: number
    readonly warnings: number
    /** Fails already if it is inspected today. */
    readonly failingNow: number
    readonly updateUnknown: number
    readonly openMessages: number
    readonly overdueMessages: number
    readonly openCases: number
    readonly overdueCases: number
    readonly outages: number
    /** Of whatever kind. */
    readonly openAlerts: number
  }
  readonly trend: readonly QuarterRates[]
  readonly areas: readonly ScreenArea[]
  readonly warnings: readonly {
    readonly id: number
    readonly unit: string
    readonly name: string
    readonly place: string
    readonly failsOn: Day
    readonly daysLeft: number
  }[]
  readonly review: readonly {
    readonly target: string
    readonly unit: string
    readonly clause: string
    readonly waitingFor: string
  }[]
  readonly messages: readonly {
    readonly id: number
    readonly unit: string
    readonly site: string
    readonly category: string
    readonly daysLate: number
  }[]
  readonly alerts: readonly {
    readonly id: number
    readonly site: string
    readonly kind: string
    readonly openedAt: string
  }[]
}

const [mostListed, quarters] = [20, 8]

/** Everything at the instant `at`. */
export async function screenFacts(tx: Tx, results: CampaignResults, at: string): Promise<ScreenFacts> {
  const today = dayOfInstant(Date.parse(at))
  const shown = await usualCampaign(tx, await listCampaigns(tx))
  const campaign = shown === undefined ? null : await findCampaign(tx, shown)
  const rows = campaign === null ? [] : await results.of(campaign, everything)
  const overview = overviewOf(perTarget(rows.filter(({ purpose }) => purpose === 'regular')))
  const [queue, warned, urgent, areas] = [
    await waitingOf(tx, campaign),
    await listWarnings(tx, {}, { offset: 0, limit: mostListed }, today),
    await urgentOf(tx, today),
    await areasOfUnits(tx),
  ]
  const { cases, outages, openAlerts, unknown, failingNow } = await countsOf(tx, today)
  return {
    at,
    campaign: campaign && {
      id: campaign.id,
      year: campaign.year,
      quarter: campaign.quarter,
      stateName: campaignStates[campaign.state as CampaignState],
      demonstration: campaign.demonstration,
    },
    sites: overview.sites,
    accounts: overview.accounts,
    numbers: {
      waitingForReview: queue.total,
      warnings: warned.total,
      failingNow,
      updateUnknown: unknown,
      openMessages: urgent.open,
      overdueMessages: urgent.overdue,
      openCases: cases.open,
      overdueCases: cases.overdue,
      outages,
      openAlerts,
    },
    trend: await quarterRates(tx, quarters),
    areas: areasWith(areas, new Map(overview.areas.map((area) => [area.key, area])), await troubleByUnit(tx, today)),
    warnings: warned.warnings.map(({ id, unit, name, placeName, failsOn, daysLeft }) => {
      return { id, unit: unit.name, name, place: placeName, failsOn, daysLeft }
    }),
    review: queue.items.map(({ targetName, organiser, title, waitingFor }) => {
      return { target: targetName, unit: organiser, clause: title, waitingFor: waitingWords[waitingFor] }
    }),
    messages: urgent.messages,
    alerts: await alertsOf(tx),
  }
}

async function waitingOf(tx: Tx, campaign: CampaignWithRounds | null) {
  const reviewed = campaign !== null && ['collecting', 'review', 'bulletinDraft'].includes(campaign.state)
  return reviewed ? reviewQueue(tx, campaign, { limit: mostListed }) : { total: 0, items: [] }
}

async function urgentOf(tx: Tx, today: Day) {
  const { open, overdue } = await tx
    .selectFrom('message')
    .select((eb) => eb.fn.countAll<number>().as('open'))
    .select(sql<number>`(count(*) filter (where due_on < ${today}))::int`.as('overdue'))
    .where('answeredAt', 'is', null)
    .executeTakeFirstOrThrow()
  const rows = await tx
    .selectFrom('message')
    .innerJoin('site', 'site.id', 'message.siteId')
    .innerJoin('unit', 'unit.id', 'message.unitId')
    .select(['message.id', 'unit.shortName as unit', 'site.name as site', 'message.category', 'dueOn'])
    .where('answeredAt', 'is', null)
    .where('dueOn', '<', today)
    .orderBy('dueOn')
    .orderBy('message.id')
    .limit(mostListed)
    .execute()
  const messages = rows.map(({ id, unit, site, category, dueOn }) => {
    const title = messageCategories[category as MessageCategory]
    return { id, unit, site, category: title, daysLate: daysBetween(dueOn, today) }
  })
  return { open, overdue, messages }
}

async function countsOf(tx: Tx, today: Day) {
  const cases = await tx
    .selectFrom('rectificationCase')
    .select((eb) => eb.fn.countAll<number>().as('open'))
    .select(sql<number>`(count(*) filter (where due_on < ${today}))::int`.as('overdue'))
    .where('closedAt', 'is', null)
    .executeTakeFirstOrThrow()
  const { rows } = await sql<{ outages: number; openAlerts: number; unknown: number; failingNow: number }>`
    select (select count(*) from alert where kind = 'outage' and closed_at is null)::int as outages,
      (select count(*) from alert where closed_at is null)::int as "openAlerts",
      (select count(distinct (target, target_id)) from update_unknown)::int as unknown,
      (select count(*) from warning where ended_at is null and fails_on <= ${today})::int as "failingNow"`.execute(tx)
  return { cases, ...rows[0]! }
}

interface UnitTrouble {
  readonly unitId: number
  readonly outages: number
  readonly warnings: number
  readonly failing: number
  readonly overdueMessages: number
}

async function troubleByUnit(tx: Tx, today: Day): Promise<readonly UnitTrouble[]> {
  const { rows } = await sql<UnitTrouble>`
    select unit_id as "unitId", sum(outages)::int as outages, sum(warnings)::int as warnings, sum(failing)::int as failing,
      sum(overdue)::int as "overdueMessages"
    from (
      select site.organiser_id as unit_id, 1 as outages, 0 as warnings, 0 as failing, 0 as overdue
      from alert join site on site.id = alert.site_id where alert.kind = 'outage' and alert.closed_at is null
      union all
      select organiser_id, 0, 1, (fails_on <= ${today})::int, 0 from warning where ended_at is null
      union all
      select unit_id, 0, 0, 0, 1 from message where answered_at is null and due_on < ${today}
    ) trouble group by unit_id`.execute(tx)
  return rows
}

type OfCampaign = VerdictCounts & { readonly key: string }

function areasWith(
  areaOf: ReadonlyMap<number, Area>,
  verdicts: ReadonlyMap<string, OfCampaign>,
  trouble: readonly UnitTrouble[],
): readonly ScreenArea[] {
  const areas = new Map([...areaOf.values()].map((area) => [area.code, area]))
  const troubles = Map.groupBy(trouble, ({ unitId }) => areaOf.get(unitId)?.code ?? '')
  const kinds: readonly string[] = ['district', 'department', 'committee', 'municipal', 'subordinate']
  return [...areas.values()]
    .toSorted((one, other) => kinds.indexOf(one.kind) - kinds.indexOf(other.kind) || one.printOrder - other.printOrder)
    .map(({ code, name, kind }) => {
      const { total = 0, unqualified = 0, undecided = 0, qualified = 0 } = verdicts.get(code) ?? {}
      const own = troubles.get(code) ?? []
      const sum = (key: Exclude<keyof UnitTrouble, 'unitId'>) => own.reduce((all, entry) => all + entry[key], 0)
      const [outages, warnings, overdueMessages] = [sum('outages'), sum('warnings'), sum('overdueMessages')]
      const failing = unqualified + overdueMessages + sum('failing')
      const state = stateOf({ outages, failing, warnings, undecided, qualified })
      return { code, name, kind, state, targets: total, unqualified, undecided, outages, warnings, overdueMessages }
    })
}

/** The worst of an area. */
function stateOf(counts: {
  readonly outages: number
  readonly failing: number
  readonly warnings: number
  readonly undecided: number
  readonly qualified: number
}): AreaState {
  if (counts.outages > 0) return 'down'
  if (counts.failing > 0) return 'failing'
  if (counts.warnings > 0) return 'warned'
  if (counts.undecided > 0) return 'open'
  return counts.qualified > 0 ? 'fine' : 'unknown'
}

async function alertsOf(tx: Tx): Promise<ScreenFacts['alerts']> {
  const rows = await tx
    .selectFrom('alert')
    .innerJoin('site', 'site.id', 'alert.siteId')
    .select(['alert.id', 'alert.kind', 'site.name as site', 'alert.openedAt'])
    .where('alert.closedAt', 'is', null)
    .orderBy('alert.id', 'desc')
    .limit(mostListed)
    .execute()
  return rows.map(({ kind, ...row }) => ({ ...row, kind: alertKinds[kind as AlertKind] ?? kind }))
}
