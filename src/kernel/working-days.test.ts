import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { announcedHolidays as calendar } from '../regulations/holidays.ts'
import { addDays, day, parts } from './day.ts'
import {
  addWorkingDays,
  firstWorkingDayFrom,
  isAnnounced,
  isWorkingDay,
  weekday,
  workingDaysBetween,
} from './working-days.ts'

describe('working days', () => {
  it.each([
    ['2025-09-28', true, 'Sunday before 国庆, worked'],
    ['2025-10-01', false, 'Wednesday of 国庆'],
    ['2025-10-08', false, 'last day off'],
    ['2025-10-09', true, 'first day back'],
    ['2025-10-11', true, 'Saturday, worked'],
    ['2025-10-12', false, 'Sunday'],
    ['2026-02-14', true, 'Saturday before 春节, worked'],
    ['2026-02-23', false, 'Monday, last day of 春节'],
  ])('%s: %s (%s)', (text, worked) => {
    expect(isWorkingDay(day(text), calendar)).toBe(worked)
  })

  it('three working days over 国庆 end on the third day back', () => {
    // 30 September, then 9 and 10 October.
    expect(addWorkingDays(day('2025-09-29'), 3, calendar)).toBe('2025-10-10')
    expect(addWorkingDays(day('2025-09-30'), 3, calendar)).toBe('2025-10-11')
  })

  it('do not count the day itself, and nothing is zero days later', () => {
    expect(addWorkingDays(day('2025-08-14'), 1, calendar)).toBe('2025-08-15')
    expect(addWorkingDays(day('2025-08-16'), 0, calendar)).toBe('2025-08-16')
    expect(addWorkingDays(day('2025-08-18'), -1, calendar)).toBe('2025-08-15')
    expect(firstWorkingDayFrom(day('2025-08-16'), calendar)).toBe('2025-08-18')
    expect(firstWorkingDayFrom(day('2025-08-15'), calendar)).toBe('2025-08-15')
  })

  it('of a year that nobody has announced are the weekdays', () => {
    expect([isAnnounced(day('2026-12-31'), calendar), isAnnounced(day('2027-01-01'), calendar)]).toEqual([true, false])
    expect([weekday(day('2027-01-01')), isWorkingDay(day('2027-01-01'), calendar)]).toEqual([5, true])
  })

  const anyDay = fc.integer({ min: 0, max: 1500 }).map((days) => addDays(day('2023-06-01'), days))

  it('adding and counting are inverse', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 60 }), (from, count) => {
        const to = addWorkingDays(from, count, calendar)
        expect(isWorkingDay(to, calendar)).toBe(true)
        expect(workingDaysBetween(from, to, calendar)).toBe(count)
      }),
    )
  })

  it('weekdays follow each other', () => {
    fc.assert(
      fc.property(anyDay, (value) => {
        expect(weekday(addDays(value, 1))).toBe((weekday(value) % 7) + 1)
      }),
    )
  })
})

describe('the announced years', () => {
  it.each(Object.entries(calendar))(
    '%s: make-up days are weekends outside the holidays, in that year',
    (year, { off, worked }) => {
      for (const value of worked) {
        expect([value, weekday(value) >= 6, off.some(([from, to]) => value >= from && value <= to)]).toEqual([
          value,
          true,
          false,
        ])
      }
      const all = [...worked, ...off.flat()]
      expect(all.filter((value) => parts(value)[0] !== Number(year))).toEqual([])
      expect(off.every(([from, to]) => from <= to)).toBe(true)
    },
  )
})
