/**
 * 催办: a notice is chased a working day before its day, one and three after it, and then goes to the supervisor. Vetoes and
 * all other cases of a notice have days of their own. What was answered meanwhile is not chased.
 */
import { addWorkingDays } from '../kernel/working-days.ts'
import { chineseDay, type Day } from '../kernel/day.ts'
import { cancelDeadlines, setDeadline, type DeadlineHandler } from '../store/deadlines.ts'
import type { Tx } from '../store/database.ts'
import { post } from '../store/outbox.ts'
import { officeHour, type Terms } from './terms.ts'

/** Working days from the day by which the unit has to answer. */
export const chasers = {
  'notice.dueSoon': { days: -1, words: '即将到期' },
  'notice.overdue': { days: 1, words: '已逾期' },
  'notice.overdueAgain': { days: 3, words: '逾期未反馈' },
  'notice.escalated': { days: 4, words: '多次催办未反馈' },
} as const
export type Chaser = keyof typeof chasers

type Group = 'veto' | 'other'

/** Sets (or moves) the chasers of a notice by the days of its cases that wait for the unit. */
export async function setChasers(tx: Tx, noticeId: number, { calendar }: Terms): Promise<void> {
  for (const group of ['veto', 'other'] as const) {
    const subject = `notice/${noticeId}/${group}`
    const due = await earliestDue(tx, noticeId, group)
    if (due === null) await cancelDeadlines(tx, subject)
    else {
      for (const [kind, { days }] of Object.entries(chasers)) {
        const on = addWorkingDays(due, days, calendar)
        await setDeadline(tx, { kind, subject, dueAt: officeHour(on), data: { noticeId, group } })
      }
    }
  }
}

async function earliestDue(tx: Tx, noticeId: number, group: Group): Promise<Day | null> {
  const row = await tx
    .selectFrom('rectificationCase')
    .select((eb) => eb.fn.min('dueOn').as('dueOn'))
    .where('noticeId', '=', noticeId)
    .where('veto', '=', group === 'veto')
    .where('state', '=', 'notified')
    .executeTakeFirst()
  return (row?.dueOn as Day | null | undefined) ?? null
}

/** What happens when a chaser is due. */
export const chaserHandlers: Readonly<Record<Chaser, DeadlineHandler>> = {
  'notice.dueSoon': chase('notice.dueSoon'),
  'notice.overdue': chase('notice.overdue'),
  'notice.overdueAgain': chase('notice.overdueAgain'),
  'notice.escalated': chase('notice.escalated'),
}

function chase(kind: Chaser): DeadlineHandler {
  return async (tx, { subject, data }, now) => {
    const { noticeId, group } = data as { noticeId: number; group: Group }
    const notice = await tx.selectFrom('notice').selectAll().where('id', '=', noticeId).executeTakeFirst()
    const waiting = await tx
      .selectFrom('rectificationCase')
      .innerJoin('unit', 'unit.id', 'rectificationCase.unitId')
      .select(['rectificationCase.id', 'targetName', 'problem', 'dueOn', 'unit.shortName'])
      .where('noticeId', '=', noticeId)
      .where('veto', '=', group === 'veto')
      .where('state', '=', 'notified')
      .orderBy('rectificationCase.id')
      .execute()
    if (notice === undefined || waiting.length === 0) return
    const { words } = chasers[kind]
    const escalated = kind === 'notice.escalated'
    const unit = waiting[0]!.shortName
    await post(tx, {
      kind,
      recipientUnitId: escalated ? null : notice.unitId,
      subject: `${escalated ? `${unit}：` : ''}整改通知${notice.number}${words}`,
      text: [
        `${unit}有${waiting.length}个问题尚未反馈整改情况：`,
        ...waiting.map((row) => `${row.targetName}：${row.problem}（${chineseDay(row.dueOn!)}前）`),
      ].join('\n'),
      severity: kind === 'notice.dueSoon' ? 'normal' : 'severe',
      dedupeKey: `${subject}/${kind}/${waiting[0]!.dueOn}`,
      at: now,
    })
  }
}
