/** Reminders of messages: on the working day before the limit, on its last day, and once it is past, to the unit and its supervisor. */
import { startOfDay, type Day } from '../kernel/day.ts'
import { addWorkingDays, firstWorkingDayFrom, type HolidayCalendar } from '../kernel/working-days.ts'
import { addDays } from '../kernel/day.ts'
import type { Tx } from '../store/database.ts'
import { cancelDeadlines, setDeadline } from '../store/deadlines.ts'

/** 9:00 in Shanghai. */
const atWork = (day: Day) => new Date(startOfDay(day) + 9 * 3_600_000).toISOString()

export const messageSubject = (number: string) => `message:${number}`

/** Sets the reminders of an open message, and takes back those of an answered one. */
export async function remindOf(
  tx: Tx,
  { number, answeredAt, dueOn }: { readonly number: string; readonly answeredAt: string | null; readonly dueOn: Day },
  calendar: HolidayCalendar,
  now: string,
): Promise<void> {
  const subject = messageSubject(number)
  await cancelDeadlines(tx, subject)
  if (answeredAt !== null) return
  const times = {
    'message.dueSoon': atWork(addWorkingDays(dueOn, -1, calendar)),
    'message.dueToday': atWork(dueOn),
    'message.overdue': atWork(firstWorkingDayFrom(addDays(dueOn, 1), calendar)),
  }
  for (const [kind, dueAt] of Object.entries(times)) {
    // What is past needs no reminder; that it is overdue is said all the same.
    if (dueAt >= now || kind === 'message.overdue') await setDeadline(tx, { kind, subject, dueAt })
  }
}
