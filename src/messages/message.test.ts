import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, day } from '../kernel/day.ts'
import { announcedHolidays as calendar } from '../regulations/holidays.ts'
import { dueDay, standingOf, tookOverMonth, workingDaysLeft } from './message.ts'

const message = (receivedAt: string, answeredAt: string | null = null) => ({
  receivedAt,
  answeredAt,
  dueOn: dueDay(receivedAt, calendar),
})

describe('the limit of three working days', () => {
  it.each([
    ['2025-08-14T09:00:00+08:00', '2025-08-19', 'a Thursday: Friday, Monday, Tuesday'],
    ['2025-08-15T23:59:59+08:00', '2025-08-20', 'a Friday night still counts as Friday'],
    ['2025-08-16T00:00:00+08:00', '2025-08-20', 'a Saturday: Monday to Wednesday'],
    ['2025-09-29T10:00:00+08:00', '2025-10-10', 'before 国庆'],
    ['2026-02-13T10:00:00+08:00', '2026-02-25', 'before 春节: the worked Saturday counts'],
  ])('%s is due on %s (%s)', (receivedAt, dueOn) => {
    expect(dueDay(receivedAt, calendar)).toBe(dueOn)
  })

  it('is kept on the last day and missed on the next', () => {
    const open = message('2025-08-14T09:00:00+08:00')
    expect(standingOf(open, day('2025-08-19'))).toBe('open')
    expect(standingOf(open, day('2025-08-20'))).toBe('overdue')
    const answered = (at: string) => standingOf(message('2025-08-14T09:00:00+08:00', at), day('2025-12-01'))
    expect(answered('2025-08-19T23:59:59+08:00')).toBe('answered')
    expect(answered('2025-08-20T00:00:00+08:00')).toBe('answeredLate')
  })

  it('counts down in working days', () => {
    const open = message('2025-08-14T09:00:00+08:00')
    const left = ['2025-08-15', '2025-08-16', '2025-08-18', '2025-08-19', '2025-08-20', '2025-08-23']
    expect(left.map((on) => workingDaysLeft(open, day(on), calendar))).toEqual([2, 2, 1, 0, -1, -3])
  })
})

describe('more than a month (SUP-D-2)', () => {
  it('is the day after the same day of the next month', () => {
    const open = message('2025-01-31T12:00:00+08:00')
    expect(tookOverMonth(open, day('2025-02-28'))).toBe(false)
    expect(tookOverMonth(open, day('2025-03-01'))).toBe(true)
    const closed = message('2025-07-10T12:00:00+08:00', '2025-08-10T23:00:00+08:00')
    expect(tookOverMonth(closed, day('2026-01-01'))).toBe(false)
  })

  it('is always overdue or late', () => {
    const received = fc
      .integer({ min: 0, max: 900 })
      .map((days) => `${addDays(day('2024-01-01'), days)}T10:00:00+08:00`)
    fc.assert(
      fc.property(received, fc.integer({ min: 0, max: 80 }), fc.boolean(), (receivedAt, days, answered) => {
        const on = addDays(day(receivedAt.slice(0, 10)), days)
        const given = message(receivedAt, answered ? `${on}T12:00:00+08:00` : null)
        if (tookOverMonth(given, on)) expect(standingOf(given, on)).toBe(answered ? 'answeredLate' : 'overdue')
      }),
    )
  })
})
