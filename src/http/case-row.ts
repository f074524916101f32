/** A case as lists show it, with the working days that it has left. */
import { z } from '@hono/zod-openapi'
import type { Day } from '../kernel/day.ts'
import { workingDaysBetween, type HolidayCalendar } from '../kernel/working-days.ts'
import { caseStates } from '../rectification/case.ts'
import type { FoundCase } from '../rectification/find-cases.ts'
import { grades } from '../rectification/grade.ts'
import { keysOf, unit } from './route-parts.ts'

export const daysLeft = z.number().nullable().describe('距期限的工作日，负数为已逾期；不待整改时为空')
/** A case as lists show it. */
export const listedCase = z
  .object({
    id: z.number(),
    noticeId: z.number(),
    noticeNumber: z.string(),
    campaignId: z.string(),
    inspectionId: z.number(),
    clause: z.string(),
    problem: z.string(),
    target: z.enum(['site', 'account']),
    targetId: z.number(),
    targetName: z.string(),
    unit,
    veto: z.boolean(),
    places: z.number(),
    state: keysOf(caseStates),
    dueOn: z.string().nullable(),
    daysLeft,
    grade: keysOf(grades).nullable(),
    recurrence: z.number(),
    acceptedBy: z.string().nullable(),
    closedAt: z.string().nullable(),
    closedBy: z.string().nullable(),
  })
  .openapi('Case')
/** A row of the lists. */
export type CaseRow = FoundCase & { readonly daysLeft: number | null }

/** Negative: overdue. `null`: the case does not wait for its unit. */
export function withDays<Row extends Pick<FoundCase, 'state' | 'dueOn'>>(
  row: Row,
  today: Day,
  calendar: HolidayCalendar,
): Row & { readonly daysLeft: number | null } {
  const counts = row.state === 'notified' && row.dueOn !== null
  return { ...row, daysLeft: counts ? workingDaysBetween(today, row.dueOn!, calendar) : null }
}
