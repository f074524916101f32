import { describe, expect, test } from 'vitest'
import { day } from '../kernel/day.ts'
import { shanghai } from './styles/shanghai.ts'
import { overallEnding, quarterMonths, quarterName, quoted, toneWord, windowText, wordForShare } from './words.ts'

test('quarters', () => {
  expect([1, 2, 3, 4].map(quarterName)).toEqual(['一', '二', '三', '四'])
  expect(() => quarterName(5)).toThrow(RangeError)
  expect(quarterMonths(2025, 1, day('2025-04-01'), '-')).toBe('今年1-3月')
  expect(quarterMonths(2025, 4, day('2025-12-31'), '—')).toBe('今年10—12月')
  expect(quarterMonths(2025, 4, day('2026-01-01'), '-')).toBe('2025年10-12月')
})

test('a window prints years only when it needs them', () => {
  expect(windowText({ from: day('2025-08-01'), to: day('2025-08-14') }, '-')).toBe('8月1日-8月14日')
  expect(windowText({ from: day('2025-12-19'), to: day('2026-01-01') }, '-')).toBe('2025年12月19日-2026年1月1日')
})

test('marks inside a quoted name become single', () => {
  expect(quoted('“上海”发布')).toBe('“‘上海’发布”')
})

describe('words by share', () => {
  test.each([
    [5, 348, '个别'],
    [3, 100, '个别'],
    [301, 10_000, '少数'],
    [10, 100, '少数'],
    [50, 100, '部分'],
    [51, 100, '多数'],
    [100, 100, '多数'],
    [1, 2, '个别'],
  ])('%i of %i is %s', (numerator, denominator, word) => {
    expect(toneWord({ numerator, denominator }, shanghai)).toBe(word)
  })

  test('no word is no word', () => {
    expect(wordForShare({ numerator: 1, denominator: 1 }, [])).toBe('')
    expect(overallEnding('')).toBe('')
    expect(overallEnding('总体运行正常')).toBe('，总体运行正常')
  })
})
