/** Warnings are raised once a day, before offices open, by whichever worker is there. */
import { currentRules } from '../campaigns/rule-set-version.ts'
import { addDays, dayOfInstant, startOfDay, type Day } from '../kernel/day.ts'
import { epochMs } from '../kernel/instant.ts'
import type { HolidayCalendar } from '../kernel/working-days.ts'
import type { Tx } from '../store/database.ts'
import { setDeadline, type DeadlineHandler } from '../store/deadlines.ts'
import { raiseWarnings } from './raise-warnings.ts'
import { postWarnings } from './send-warnings.ts'

const kind = 'warnings.raise'
/** 06:30 in Shanghai. */
const RAISE_AT_MS = 6.5 * 3_600_000

export interface ScheduleSettings {
  readonly ruleSet: string
  readonly siteFreshWithinDays: number
  readonly calendar: HolidayCalendar
}

/** Raises the warnings of the day, writes to the units that a channel reaches, and sets the deadline of the next one. */
export function raiseDaily({
  ruleSet: id,
  siteFreshWithinDays,
  calendar,
}: ScheduleSettings): Record<string, DeadlineHandler> {
  return {
    [kind]: async (tx, _, at) => {
      const today = dayOfInstant(epochMs(at))
      const actor = 'mingcha'
      const ruleSet = await currentRules(tx, id, { actor, at })
      await raiseWarnings(tx, { ruleSet, today, at, calendar, siteFreshWithinDays, actor })
      await postWarnings(tx, { today, at, calendar, actor })
      await setDeadline(tx, deadlineOf(addDays(today, 1)))
    },
  }
}

/** Sets the first deadline of an installation; later ones follow from each other. Days it stood still are left out. */
export async function scheduleDaily(tx: Tx, nowMs: number): Promise<void> {
  const today = dayOfInstant(nowMs)
  const rows = await tx
    .selectFrom('deadline')
    .select(['subject', 'doneAt'])
    .where('kind', '=', kind)
    .where((where) => where.or([where('doneAt', 'is', null), where('subject', '=', today)]))
    .execute()
  if (rows.length > 0) return
  await setDeadline(tx, deadlineOf(today))
}

function deadlineOf(today: Day) {
  return { kind, subject: today, dueAt: new Date(startOfDay(today) + RAISE_AT_MS).toISOString() }
}
