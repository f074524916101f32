import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addPoints, comparePoints, convertPoints, formatPoints, points, subtractPoints } from './points.ts'

const tenths = fc.integer({ min: 0, max: 2000 }).map((value) => value / 10)

test('a tenth is the finest a regulation deducts', () => {
  expect(points(0.5)).toEqual({ numerator: 1, denominator: 2 })
  expect(() => points(0.25)).toThrow(RangeError)
  expect(() => points(Number.NaN)).toThrow(RangeError)
  expect(() => points(Infinity)).toThrow(RangeError)
})

describe('exact where floating point is not', () => {
  test('0.1 + 0.2 is 0.3', () => {
    expect(addPoints(points(0.1), points(0.2))).toEqual(points(0.3))
  })

  test('60 of 75 is exactly 80 of 100, 61 is 81.33', () => {
    expect(convertPoints(points(60), points(75), points(100))).toEqual(points(80))
    expect(formatPoints(convertPoints(points(61), points(75), points(100)))).toBe('81.33')
  })

  test('any number of tenths', () => {
    fc.assert(
      fc.property(fc.array(tenths, { maxLength: 100 }), (values) => {
        const whole = values.reduce((sum, value) => sum + Math.round(value * 10), 0)
        expect(addPoints(...values.map(points))).toEqual(points(whole / 10))
      }),
    )
  })

  test('compares and subtracts like the numbers', () => {
    fc.assert(
      fc.property(tenths, tenths, (a, b) => {
        expect(Math.sign(comparePoints(points(a), points(b)))).toBe(Math.sign(a - b))
        expect(addPoints(subtractPoints(points(a), points(b)), points(b))).toEqual(points(a))
      }),
    )
  })
})

test.each([
  [points(100), '100'],
  [points(59.9), '59.9'],
  [points(0), '0'],
  [{ numerator: 238, denominator: 3 }, '79.33'],
  [{ numerator: 200, denominator: 3 }, '66.67'],
])('%o prints %s', (value, text) => expect(formatPoints(value)).toBe(text))
