import { expect, test } from 'vitest'
import { titleLines } from './title-lines.ts'

test.each([
  ['第三季度检查不合格的政府网站名单', ['第三季度检查不合格的政府网站名单']],
  ['本市政府网站和政务新媒体2025年第三季度检查情况通报', ['本市政府网站和政务新媒体', '2025年第三季度检查情况通报']],
  ['第三季度检查发现存在突出问题的政务新媒体名单', ['第三季度检查发现存在突出问题的', '政务新媒体名单']],
])('%s', (title, lines) => {
  expect(titleLines(title, 20)).toEqual(lines)
})

test('exactly as wide as the line stays whole, one character more does not', () => {
  expect(titleLines(`${'甲'.repeat(9)}的${'乙'.repeat(10)}`, 20)).toHaveLength(1)
  expect(titleLines(`${'甲'.repeat(9)}的${'乙'.repeat(11)}`, 20)).toHaveLength(2)
})

test('without a pause, or when two lines do not suffice, the word processor breaks it', () => {
  expect(titleLines('甲'.repeat(30), 20)).toEqual(['甲'.repeat(30)])
  expect(titleLines(`甲的${'乙'.repeat(30)}`, 20)).toEqual([`甲的${'乙'.repeat(30)}`])
})
