/** What needs somebody today: counts of what waits for them, by what they may do. */
import { sql } from 'kysely'
import type { CampaignWithRounds } from '../campaigns/store.ts'
import { may, type Actor, type Capability } from '../kernel/actor.ts'
import { dayOfInstant } from '../kernel/day.ts'
import { findAlerts } from '../monitoring/find-alerts.ts'
import { withinCampaigns, withinUnits } from '../registry/scope.ts'
import { reviewQueue } from '../review/queue.ts'
import type { Tx } from '../store/database.ts'

export interface Due {
  /** Where the rows are: the console has a list for each. */
  readonly key:
    | 'review'
    | 'bulletin'
    | 'cases'
    | 'closing'
    | 'appeals'
    | 'extensions'
    | 'messages'
    | 'warnings'
    | 'alerts'
  readonly title: string
  readonly count: number
  /** Something is late already. */
  readonly severe: boolean
  /** Filter of that list that shows exactly the counted rows. */
  readonly filter: Readonly<Record<string, string | readonly string[]>>
}

type Counter = (tx: Tx, asked: Asked) => Promise<Due>

interface Asked {
  readonly actor: Actor
  readonly campaign: CampaignWithRounds | null
  readonly today: string
}

/** Each with the capability of whoever it concerns. */
const counters: readonly (readonly [Capability, Counter])[] = [
  ['review:decide', toReview],
  ['bulletins:publish', toPublish],
  ['rectification:answer', toRectify],
  ['rectification:manage', unanswered],
  ['rectification:close', toClose],
  ['rectification:manage', appealsToDecide],
  ['rectification:manage', extensionsToDecide],
  ['messages:handle', messagesDue],
  ['monitoring:read', warnings],
  ['monitoring:read', alerts],
]

/** Counts of zero are left out. */
export async function dueToday(
  tx: Tx,
  actor: Actor,
  campaign: CampaignWithRounds | null,
  at: string,
): Promise<readonly Due[]> {
  const asked = { actor, campaign, today: dayOfInstant(Date.parse(at)) }
  const mine = counters.filter(([capability]) => may(actor, capability))
  const found = await Promise.all(mine.map(([, count]) => count(tx, asked)))
  return found.filter(({ count }) => count > 0)
}

async function toReview(tx: Tx, { actor, campaign }: Asked): Promise<Due> {
  const organisers = actor.units === 'all' ? undefined : actor.units
  const waits = campaign !== null && ['collecting', 'review', 'bulletinDraft'].includes(campaign.state)
  const count = waits ? (await reviewQueue(tx, campaign, { filter: { organisers }, limit: 1 })).total : 0
  const filter = { campaign: campaign?.id ?? '' }
  return { key: 'review', title: '待人工处理的条款', count, severe: false, filter }
}

/** Whoever publishes may not have approved it: both wait for the same draft. */
async function toPublish(tx: Tx, { actor, campaign }: Asked): Promise<Due> {
  const { count } = await tx
    .selectFrom('campaign')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('state', '=', 'bulletinDraft')
    .where(withinCampaigns(actor, 'campaign.id'))
    .where('id', '=', campaign?.id ?? '')
    .executeTakeFirstOrThrow()
  return { key: 'bulletin', title: '待审核或发布的通报', count, severe: false, filter: {} }
}

/** What waits for the unit itself. */
async function toRectify(tx: Tx, { actor, today }: Asked): Promise<Due> {
  const { count, late } = await cases(tx, actor)
    .where('rectificationCase.state', '=', 'notified')
    .select(sql<number>`count(*) filter (where due_on < ${today})::int`.as('late'))
    .executeTakeFirstOrThrow()
  return { key: 'cases', title: '待整改的事项', count, severe: late > 0, filter: { state: 'notified' } }
}

async function unanswered(tx: Tx, { actor, today }: Asked): Promise<Due> {
  const { count } = await cases(tx, actor)
    .where('rectificationCase.state', '=', 'notified')
    .where('dueOn', '<', today as never)
    .executeTakeFirstOrThrow()
  return { key: 'cases', title: '单位逾期未反馈的整改事项', count, severe: true, filter: { overdue: 'true' } }
}

async function toClose(tx: Tx, { actor }: Asked): Promise<Due> {
  const state = ['rechecked', 'awaitingSecond'] as const
  const { count } = await cases(tx, actor).where('rectificationCase.state', 'in', state).executeTakeFirstOrThrow()
  return { key: 'closing', title: '已复查、待办结的整改事项', count, severe: false, filter: { state } }
}

async function appealsToDecide(tx: Tx, { actor, today }: Asked): Promise<Due> {
  const { count, late } = await cases(tx, actor)
    .innerJoin('appeal', 'appeal.caseId', 'rectificationCase.id')
    .where('appeal.state', '=', 'filed')
    .select(sql<number>`count(*) filter (where appeal.due_on < ${today})::int`.as('late'))
    .executeTakeFirstOrThrow()
  return { key: 'appeals', title: '待答复的申诉', count, severe: late > 0, filter: { state: 'filed' } }
}

async function extensionsToDecide(tx: Tx, { actor }: Asked): Promise<Due> {
  const { count } = await tx
    .selectFrom('extension')
    .innerJoin('notice', 'notice.id', 'extension.noticeId')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('extension.state', '=', 'asked')
    .where(withinUnits(actor, 'notice.unitId'))
    .where(withinCampaigns(actor, 'notice.campaignId'))
    .executeTakeFirstOrThrow()
  const filter = { tab: 'extensions', state: 'asked' }
  return { key: 'extensions', title: '待审批的延期申请', count, severe: false, filter }
}

async function messagesDue(tx: Tx, { actor, today }: Asked): Promise<Due> {
  const { open, late } = await tx
    .selectFrom('message')
    .select(sql<number>`count(*) filter (where due_on >= ${today})::int`.as('open'))
    .select(sql<number>`count(*) filter (where due_on < ${today})::int`.as('late'))
    .where('answeredAt', 'is', null)
    .where(withinUnits(actor, 'message.unitId'))
    .executeTakeFirstOrThrow()
  return late > 0
    ? { key: 'messages', title: '逾期未办结的找错留言', count: late, severe: true, filter: { standing: 'overdue' } }
    : { key: 'messages', title: '办理中的找错留言', count: open, severe: false, filter: { standing: 'open' } }
}

async function warnings(tx: Tx, { actor }: Asked): Promise<Due> {
  const { count } = await tx
    .selectFrom('warning')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('endedAt', 'is', null)
    .where('level', '<=', 3)
    .where(withinUnits(actor, 'warning.organiserId'))
    .executeTakeFirstOrThrow()
  const filter = { level: ['0', '1', '3'] }
  return { key: 'warnings', title: '三天内将不达标的更新预警', count, severe: false, filter }
}

async function alerts(tx: Tx, { actor }: Asked): Promise<Due> {
  const { total } = await findAlerts(tx, actor, { open: true }, { offset: 0, limit: 0 })
  return { key: 'alerts', title: '持续中的告警', count: total, severe: total > 0, filter: { open: 'true' } }
}

/** Cases that whoever asks may see, counted. */
function cases(tx: Tx, actor: Actor) {
  return tx
    .selectFrom('rectificationCase')
    .innerJoin('notice as ofCase', 'ofCase.id', 'rectificationCase.noticeId')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where(withinUnits(actor, 'rectificationCase.unitId'))
    .where(withinCampaigns(actor, 'ofCase.campaignId'))
}
