/** Levels and sending days by the calendar of 2025, the life cycle as a table. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, day, daysBetween } from '../kernel/day.ts'
import { isWorkingDay } from '../kernel/working-days.ts'
import { announcedHolidays } from '../regulations/holidays.ts'
import {
  horizonDays,
  levelDays,
  levelOn,
  levelsOf,
  nextWarningState,
  warningStates,
  warningTransitions,
  type WarningState,
} from './warning.ts'

const calendar = announcedHolidays
const level = (failsOn: string, today: string, windowDays = 14) =>
  levelOn(day(failsOn), day(today), windowDays, calendar)

describe('the level of a warning', () => {
  it.each([
    ['eight days before', '2025-08-21', null],
    ['seven', '2025-08-22', 7],
    ['four', '2025-08-25', 7],
    ['three', '2025-08-26', 3],
    ['two', '2025-08-27', 3],
    ['the day before', '2025-08-28', 1],
    ['the day itself', '2025-08-29', 0],
    ['long after', '2025-10-20', 0],
  ])('%s', (_, today, expected) => {
    expect(level('2025-08-29', today)).toBe(expected)
  })

  it('leaves out the first half of a window: a weekly rule does not warn on the day of a post', () => {
    expect([levelsOf(14), levelsOf(13), levelsOf(7), levelsOf(10), levelsOf(1)]).toEqual([
      [7, 3, 1],
      [3, 1],
      [3, 1],
      [3, 1],
      [],
    ])
    expect(level('2025-08-29', '2025-08-22', 7)).toBeNull()
    expect(level('2025-08-29', '2025-08-26', 7)).toBe(3)
  })
})

describe('sending around holidays', () => {
  const sends = (days: 7 | 3 | 1, failsOn: string) => levelDays(days, day(failsOn), calendar)

  it('waits for Monday when the limit leaves time', () => {
    // Saturday 23 August
    expect(sends(7, '2025-08-30')).toEqual({ reachedOn: '2025-08-23', sendOn: '2025-08-25' })
  })

  it('goes out on Friday when the target fails before Monday', () => {
    // fails on Sunday 24 August: the day before is Saturday
    expect(sends(1, '2025-08-24')).toEqual({ reachedOn: '2025-08-22', sendOn: '2025-08-22' })
    // fails on Monday: a message on that Monday would come too late
    expect(sends(1, '2025-08-25')).toEqual({ reachedOn: '2025-08-22', sendOn: '2025-08-22' })
    // fails on Tuesday: Monday is in time
    expect(sends(1, '2025-08-26')).toEqual({ reachedOn: '2025-08-25', sendOn: '2025-08-25' })
  })

  it('goes out before National Day for what fails in it, and on a make-up Sunday', () => {
    // 2025: off 1 to 8 October; Sunday 28 September is worked
    expect(sends(3, '2025-10-06')).toEqual({ reachedOn: '2025-09-30', sendOn: '2025-09-30' })
    expect(sends(7, '2025-10-05')).toEqual({ reachedOn: '2025-09-28', sendOn: '2025-09-28' })
    expect(level('2025-10-06', '2025-09-30')).toBe(1)
    expect(horizonDays(day('2025-09-30'), 14, calendar)).toBeGreaterThanOrEqual(8)
    expect([14, 10, 7, 1].map((days) => horizonDays(day('2025-08-20'), days, calendar))).toEqual([7, 3, 3, 0])
  })

  it('is always on a working day before the limit, and never counts by working days', () => {
    const days = fc.integer({ min: 0, max: 700 }).map((n) => addDays(day('2024-02-01'), n))
    fc.assert(
      fc.property(days, fc.constantFrom(7 as const, 3 as const, 1 as const), (failsOn, before) => {
        const { reachedOn, sendOn } = levelDays(before, failsOn, calendar)
        expect(isWorkingDay(sendOn, calendar) && sendOn < failsOn && reachedOn <= sendOn).toBe(true)
        expect(daysBetween(reachedOn, failsOn)).toBeGreaterThanOrEqual(before)
        // Whoever looks on the day it is reached looks far enough ahead.
        expect(daysBetween(reachedOn, failsOn)).toBeLessThanOrEqual(horizonDays(reachedOn, 14, calendar))
      }),
    )
  })
})

describe('the life of a warning', () => {
  it('leads from every state but the last two to an end', () => {
    const ends: readonly WarningState[] = ['resolved', 'withdrawn']
    for (const state of Object.keys(warningStates) as WarningState[]) {
      const onward = warningTransitions.filter(({ from }) => from === state)
      expect(onward.length > 0, state).toBe(!ends.includes(state))
    }
    expect(nextWarningState('raised', 'sent')).toBe('sent')
    expect(nextWarningState('sent', 'escalated')).toBe('raised')
    expect(nextWarningState('sent', 'expired')).toBe('expired')
    expect(nextWarningState('expired', 'updated')).toBe('resolved')
    expect(nextWarningState('expired', 'sent')).toBeNull()
    expect(nextWarningState('resolved', 'updated')).toBeNull()
  })
})
