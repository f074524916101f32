import { expect, test } from 'vitest'
import { isPartialDate, readInstant } from './read-instant.ts'

test.each([
  ['2025-08-01 08:30', '2025-08-01', '2025-08-01T00:30:00.000Z'],
  ['2025-08-01 08:30:15', '2025-08-01', '2025-08-01T00:30:15.000Z'],
  ['2025/8/1', '2025-08-01', null],
  ['2025/8/1 8:30', '2025-08-01', '2025-08-01T00:30:00.000Z'],
  ['2025.08.01', '2025-08-01', null],
  ['2025年8月1日 8:30', '2025-08-01', '2025-08-01T00:30:00.000Z'],
  ['2025年8月1日', '2025-08-01', null],
  ['2025-08-01 00:00', '2025-08-01', '2025-07-31T16:00:00.000Z'],
  // with a zone the day is the one in Shanghai
  ['2025-08-01T20:30:00Z', '2025-08-02', '2025-08-01T20:30:00.000Z'],
  ['2025-08-01T08:30:00.123+09:00', '2025-08-01', '2025-07-31T23:30:00.000Z'],
  ['2024-02-29', '2024-02-29', null],
])('%s is read', (text, day, at) => {
  expect(readInstant(text)).toEqual({ day, at })
})

test.each([
  '2025-02-29',
  '2025-13-01',
  '2025-8/1',
  '2025-08-01 24:00',
  '2025-08-01 8',
  '20250801',
  '1.8.2025',
  '昨天',
  '',
])('%j is not read', (text) => {
  expect(readInstant(text)).toBeNull()
})

test.each(['昨天 08:30', '刚刚', '3天前', '2 小时前', '8月1日', '08-01 08:30', '星期三'])(
  '%s is a date without place',
  (text) => {
    expect(isPartialDate(text)).toBe(true)
    expect(readInstant(text)).toBeNull()
  },
)

test.each(['2025-02-29', '待定', 'yesterday', '08:30', '昨天下午两点半左右发布的'])('%s is nonsense', (text) => {
  expect(isPartialDate(text)).toBe(false)
})
