/* oxlint-disable eslint/no-restricted-globals -- compared with the calendar of the platform */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDays,
  addMonths,
  chineseDay,
  chineseMonthDay,
  day,
  dayFrom,
  dayOfInstant,
  daysBetween,
  inWindow,
  parseDay,
  parts,
  startOfDay,
  windowOfDays,
  windowOfMonths,
} from './day.ts'

/** Any day from 1600 to 2400. */
const anyDay = fc.integer({ min: -135_140, max: 157_054 }).map((days) => addDays(day('1970-01-01'), days))

describe('reading', () => {
  test.each(['2024-02-29', '2000-02-29', '2025-12-31'])('%s is a day', (text) => expect(parseDay(text)).toBe(text))
  test.each(['2025-02-29', '1900-02-29', '2025-02-30', '2025-13-01', '2025-00-01', '2025-1-1', '2025/01/01', ''])(
    '%s is none',
    (text) => {
      expect(parseDay(text)).toBeNull()
      expect(() => day(text)).toThrow(RangeError)
    },
  )
  test('from parts', () => {
    expect(dayFrom(2025, 8, 14)).toBe('2025-08-14')
    expect(dayFrom(2025, 2, 30)).toBeNull()
  })
})

describe('the window of S01', () => {
  const window = windowOfDays(day('2025-08-14'), 14)

  test('is 1 to 14 August, both ends included', () => {
    expect(window).toEqual({ from: '2025-08-01', to: '2025-08-14' })
    expect(['2025-07-31', '2025-08-01', '2025-08-14', '2025-08-15'].map((text) => inWindow(day(text), window))).toEqual(
      [false, true, true, false],
    )
  })

  test('an instant belongs to its day in Shanghai', () => {
    expect(dayOfInstant(Date.parse('2025-07-31T23:59:59.999+08:00'))).toBe('2025-07-31')
    expect(dayOfInstant(Date.parse('2025-08-01T00:00:00+08:00'))).toBe('2025-08-01')
    expect(startOfDay(day('2025-08-01'))).toBe(Date.parse('2025-08-01T00:00:00+08:00'))
  })

  test('months are calendar months', () => {
    expect(windowOfMonths(day('2025-08-14'), 6)).toEqual({ from: '2025-02-15', to: '2025-08-14' })
    expect(addMonths(day('2025-03-31'), -1)).toBe('2025-02-28')
    expect(addMonths(day('2024-01-31'), 1)).toBe('2024-02-29')
    expect(addMonths(day('2025-11-30'), 3)).toBe('2026-02-28')
    expect(addMonths(day('2025-01-15'), -13)).toBe('2023-12-15')
  })
})

test('official documents print no leading zeros', () => {
  expect(chineseDay(day('2025-08-04'))).toBe('2025年8月4日')
  expect(chineseMonthDay(day('2025-08-04'))).toBe('8月4日')
})

describe('arithmetic', () => {
  test('there and back again', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -4000, max: 4000 }), (value, days) => {
        expect(daysBetween(value, addDays(value, days))).toBe(days)
        expect(addDays(addDays(value, days), -days)).toBe(value)
      }),
    )
  })

  test('agrees with the calendar of the platform', () => {
    fc.assert(
      fc.property(anyDay, (value) => {
        const [year, month, date] = parts(value)
        expect(new Date(Date.UTC(year, month - 1, date)).toISOString().slice(0, 10)).toBe(value)
        expect(parseDay(value)).toBe(value)
        expect(dayOfInstant(startOfDay(value))).toBe(value)
        expect(dayOfInstant(startOfDay(value) - 1)).toBe(addDays(value, -1))
      }),
    )
  })

  test('later days are greater strings, months keep their order', () => {
    fc.assert(
      fc.property(anyDay, anyDay, fc.integer({ min: -50, max: 50 }), (a, b, months) => {
        expect(a < b).toBe(daysBetween(a, b) > 0)
        const [earlier, later] = a < b ? [a, b] : [b, a]
        expect(addMonths(earlier, months) <= addMonths(later, months)).toBe(true)
      }),
    )
  })
})
