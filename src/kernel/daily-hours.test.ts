import fc from 'fast-check'
import { expect, test } from 'vitest'

import { nextWithin, parseDailyHours } from './daily-hours.ts'
import { epochMs } from './instant.ts'

const at = (time: string, date = '2025-08-14') => epochMs(`${date}T${time}+08:00`)
const night = parseDailyHours('22:00-06:00')!

test.each([
  ['21:59:59', at('22:00:00')],
  ['22:00:00', at('22:00:00')],
  ['23:30:00', at('23:30:00')],
  ['00:00:00', at('00:00:00')],
  ['05:59:59', at('05:59:59')],
  ['06:00:00', at('22:00:00')],
  ['12:00:00', at('22:00:00')],
])('22:00-06:00 at %s', (time, next) => expect(nextWithin(night, at(time))).toBe(next))

test('hours within one day wait for the next day', () => {
  const noon = parseDailyHours('12:00-13:30')!
  expect(nextWithin(noon, at('11:59:00'))).toBe(at('12:00:00'))
  expect(nextWithin(noon, at('13:29:59'))).toBe(at('13:29:59'))
  expect(nextWithin(noon, at('13:30:00'))).toBe(at('12:00:00', '2025-08-15'))
})

test.each(['', '22-06', '22:00-24:00', '22:00-22:00', '7:00-8:00', '22:00–06:00', 'always'])(
  'no hours: “%s”',
  (text) => {
    expect(parseDailyHours(text)).toBeNull()
  },
)

test('the wait is less than a day, and over when it ends', () => {
  const minutes = fc.integer({ min: 0, max: 1439 })
  fc.assert(
    fc.property(minutes, minutes, fc.integer({ min: 0, max: 4e12 }), (from, to, now) => {
      fc.pre(from !== to)
      const next = nextWithin({ from, to }, now)
      expect(next - now).toBeGreaterThanOrEqual(0)
      expect(next - now).toBeLessThan(86_400_000)
      expect(nextWithin({ from, to }, next)).toBe(next)
    }),
  )
})
