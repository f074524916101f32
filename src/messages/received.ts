/** Messages that were received in a period, as they stood on its last day: the rows behind a bulletin's numbers. */
import { addDays, startOfDay, type DayWindow } from '../kernel/day.ts'
import type { Tx } from '../store/database.ts'
import { dayOf, messageCategories, standingOf, type MessageCategory, type MessageStanding } from './message.ts'

export interface ReceivedMessage {
  readonly id: number
  readonly number: string
  readonly siteName: string
  readonly organiser: string
  /** In words. */
  readonly category: string
  readonly standing: MessageStanding
}

/** In order of receipt. What was answered after the period was open on its last day. */
export async function receivedMessages(tx: Tx, { from, to }: DayWindow): Promise<ReceivedMessage[]> {
  const rows = await tx
    .selectFrom('message')
    .innerJoin('site', 'site.id', 'message.siteId')
    .innerJoin('unit', 'unit.id', 'message.unitId')
    .select(['message.id', 'number', 'site.name as siteName', 'unit.shortName as organiser', 'message.category'])
    .select(['receivedAt', 'answeredAt', 'dueOn'])
    .where('receivedAt', '>=', new Date(startOfDay(from)).toISOString())
    .where('receivedAt', '<', new Date(startOfDay(addDays(to, 1))).toISOString())
    .orderBy('receivedAt')
    .orderBy('message.id')
    .execute()
  return rows.map(({ category, receivedAt, answeredAt, dueOn, ...row }) => {
    const known = answeredAt !== null && dayOf(answeredAt) <= to ? answeredAt : null
    const standing = standingOf({ receivedAt, answeredAt: known, dueOn }, to)
    return { ...row, category: messageCategories[category as MessageCategory], standing }
  })
}
