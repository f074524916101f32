/** Facts of one notice from the store. */
import { Failure } from '../kernel/failure.ts'
import { dayOfInstant } from '../kernel/day.ts'
import type { Finding } from '../indicators/define.ts'
import type { Tx } from '../store/database.ts'
import type { NoticeFacts } from './notice-document.ts'

/** Loads a notice for printing; a draft carries the day it was drafted. What was withdrawn is not printed. */
export async function loadNotice(tx: Tx, id: number, evidenceBase: string): Promise<NoticeFacts> {
  const notice = await tx
    .selectFrom('notice')
    .innerJoin('unit', 'unit.id', 'notice.unitId')
    .innerJoin('campaign', 'campaign.id', 'notice.campaignId')
    .select(['campaignId', 'campaign.year', 'campaign.quarter', 'number', 'issuer', 'unit.name as unitName'])
    .select(['sentAt', 'draftedAt', 'demonstration'])
    .where('notice.id', '=', id)
    .executeTakeFirst()
  if (!notice) throw new Failure('notFound.notice', `没有通知 ${id}`, '可用 notice list 查看')
  const rows = await tx
    .selectFrom('rectificationCase')
    .select(['inspectionId', 'targetName', 'problem', 'veto', 'dueOn', 'recurrence', 'places'])
    .where('noticeId', '=', id)
    .where('state', '<>', 'withdrawn')
    .orderBy('veto', 'desc')
    .orderBy('id')
    .execute()
  const { draftedAt, ...facts } = notice
  const date = dayOfInstant(Date.parse(notice.sentAt ?? draftedAt))
  return { ...facts, date, evidenceBase, cases: rows.map((row) => ({ ...row, places: row.places as Finding[] })) }
}
