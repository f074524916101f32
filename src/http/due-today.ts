/** What needs somebody today: counts of what waits for them, by what they may do. */
import { sql } from 'kysely'
import type { CampaignWithRounds } from '../campaigns/store.ts'
import { may, type Actor, type Capability } from '../kernel/actor.ts'
import { addDays, dayOfInstant } from '../kernel/day.ts'
import { withinCampaigns, withinUnits } from '../registry/scope.ts'
import { reviewQueue } from '../review/queue.ts'
import type { Tx } from '../store/database.ts'

export interface Due {
  readonly key: string
  readonly title: string
  readonly count: number
  /** Something is late already. */
  readonly severe: boolean
}

type Counter = (tx: Tx, asked: Asked) => Promise<Due>

interface Asked {
  readonly actor: Actor
  readonly campaign: CampaignWithRounds | null
  readonly today: string
  readonly soon: string
}

/** Each with the capability of whoever it concerns. */
const counters: readonly (readonly [Capability, Counter])[] = [
  ['review:decide', toReview],
  ['bulletins:approve', toApprove],
  ['rectification:read', casesDue],
  ['messages:handle', messagesDue],
  ['monitoring:read', warnings],
]

/** Counts of zero are left out. */
export async function dueToday(
  tx: Tx,
  actor: Actor,
  campaign: CampaignWithRounds | null,
  at: string,
): Promise<readonly Due[]> {
  const today = dayOfInstant(Date.parse(at))
  const asked = { actor, campaign, today, soon: addDays(today, 3) }
  const mine = counters.filter(([capability]) => may(actor, capability))
  const found = await Promise.all(mine.map(([, count]) => count(tx, asked)))
  return found.filter(({ count }) => count > 0)
}

async function toReview(tx: Tx, { actor, campaign }: Asked): Promise<Due> {
  const organisers = actor.units === 'all' ? undefined : actor.units
  const waits = campaign !== null && ['collecting', 'review', 'bulletinDraft'].includes(campaign.state)
  const count = waits ? (await reviewQueue(tx, campaign, { filter: { organisers }, limit: 1 })).total : 0
  return { key: 'review', title: '待人工处理的条款', count, severe: false }
}

async function toApprove(tx: Tx, { actor, campaign }: Asked): Promise<Due> {
  const { count } = await tx
    .selectFrom('campaign')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('state', '=', 'bulletinDraft')
    .where(withinCampaigns(actor, 'campaign.id'))
    .where('id', '=', campaign?.id ?? '')
    .executeTakeFirstOrThrow()
  return { key: 'bulletin', title: '待审核或发布的通报', count, severe: false }
}

async function casesDue(tx: Tx, { actor, today, soon }: Asked): Promise<Due> {
  const { count, late } = await tx
    .selectFrom('rectificationCase')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .select(sql<number>`count(*) filter (where due_on < ${today})::int`.as('late'))
    .where('closedAt', 'is', null)
    .where('dueOn', 'is not', null)
    .where('dueOn', '<=', soon as never)
    .where(withinUnits(actor, 'rectificationCase.unitId'))
    .executeTakeFirstOrThrow()
  return { key: 'rectification', title: '三天内到期的整改事项', count, severe: late > 0 }
}

async function messagesDue(tx: Tx, { actor, today, soon }: Asked): Promise<Due> {
  const { count, late } = await tx
    .selectFrom('message')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .select(sql<number>`count(*) filter (where due_on < ${today})::int`.as('late'))
    .where('answeredAt', 'is', null)
    .where('dueOn', '<=', soon as never)
    .where(withinUnits(actor, 'message.unitId'))
    .executeTakeFirstOrThrow()
  return { key: 'messages', title: '三天内到期的找错留言', count, severe: late > 0 }
}

async function warnings(tx: Tx, { actor, soon }: Asked): Promise<Due> {
  const { count } = await tx
    .selectFrom('warning')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('endedAt', 'is', null)
    .where('failsOn', '<=', soon as never)
    .where(withinUnits(actor, 'warning.organiserId'))
    .executeTakeFirstOrThrow()
  return { key: 'warnings', title: '三天内将不达标的更新预警', count, severe: false }
}
