/** The longest silence against its definition: a window of n days somewhere in it is empty exactly when it is n or longer. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, day, daysBetween, inWindow, windowOfDays, type Day } from '../kernel/day.ts'
import { longestGap } from './updates.ts'

const first = day('2025-04-01')
const interval = { from: first, to: day('2025-06-15') }
const days = fc
  .array(fc.integer({ min: -30, max: 110 }), { maxLength: 30 })
  .map((list) => list.map((n) => addDays(first, n)))

describe('the longest gap', () => {
  it('is as long as the longest window that holds no update', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 76 }), (updates, length) => {
        const isEmpty = (to: Day) => !updates.some((date) => inWindow(date, windowOfDays(to, length)))
        const ends = Array.from({ length: 77 - length }, (_, n) => addDays(first, length - 1 + n))
        expect((longestGap(updates, interval)?.days ?? 0) >= length).toBe(ends.some(isEmpty))
      }),
    )
  })

  it('holds no update, and its ends are counted', () => {
    fc.assert(
      fc.property(days, (updates) => {
        const gap = longestGap(updates, interval)
        if (gap === null) return
        expect(daysBetween(gap.from, gap.to) + 1).toBe(gap.days)
        expect(updates.filter((date) => inWindow(date, gap))).toEqual([])
      }),
    )
  })

  it('is none when every day has one, and everything when none has', () => {
    const short = windowOfDays(day('2025-08-14'), 3)
    expect(longestGap([day('2025-08-12'), day('2025-08-13'), day('2025-08-14')], short)).toBeNull()
    expect(longestGap([], short)).toEqual({ ...short, days: 3 })
  })
})
