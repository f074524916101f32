import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatRate, type RateFormat } from './rate.ts'

const oneDecimal: RateFormat = { decimals: 1, rounding: 'halfUp' }

describe('rates of published bulletins', () => {
  test.each([
    [66, 67, '98.5%'],
    [69, 70, '98.6%'],
    [15, 16, '93.8%'],
    [348, 1609, '21.6%'],
    [343, 348, '98.6%'],
    [67, 67, '100%'],
    [0, 67, '0%'],
    [1, 2, '50%'],
  ])('%i of %i is %s', (numerator, denominator, text) => {
    expect(formatRate({ numerator, denominator }, oneDecimal)).toBe(text)
  })

  test('some provinces truncate: 553 of 556 is 99.4 there and 99.5 here', () => {
    const rate = { numerator: 553, denominator: 556 }
    expect(formatRate(rate, { decimals: 1, rounding: 'truncate' })).toBe('99.4%')
    expect(formatRate(rate, oneDecimal)).toBe('99.5%')
  })
})

test('the half is rounded up, exactly, where floating point would not', () => {
  const two: RateFormat = { decimals: 2, rounding: 'halfUp' }
  expect(formatRate({ numerator: 201, denominator: 20_000 }, two)).toBe('1.01%')
  expect(formatRate({ numerator: 1, denominator: 16 }, { decimals: 0, rounding: 'halfUp' })).toBe('6%')
  expect(formatRate({ numerator: 1, denominator: 8 }, { decimals: 0, rounding: 'halfUp' })).toBe('13%')
  expect(formatRate({ numerator: 1, denominator: 1000 }, two)).toBe('0.10%')
})

test('of nothing there is no rate', () => {
  expect(formatRate({ numerator: 0, denominator: 0 }, oneDecimal)).toBe('—')
})

test('is never further from the true share than half a unit, or a whole one when truncated', () => {
  const counts = fc.tuple(fc.nat(100_000), fc.integer({ min: 1, max: 100_000 })).filter(([part, all]) => part <= all)
  fc.assert(
    fc.property(counts, fc.integer({ min: 0, max: 3 }), ([numerator, denominator], decimals) => {
      const scale = 10 ** decimals
      const units = (rounding: RateFormat['rounding']) =>
        Math.round(Number.parseFloat(formatRate({ numerator, denominator }, { decimals, rounding })) * scale)
      // In units × denominator everything is a whole number.
      const distance = (printed: number) => numerator * 100 * scale - printed * denominator
      expect(Math.abs(2 * distance(units('halfUp')))).toBeLessThanOrEqual(denominator)
      expect(distance(units('truncate'))).toBeGreaterThanOrEqual(0)
      expect(distance(units('truncate'))).toBeLessThan(denominator)
    }),
  )
})
