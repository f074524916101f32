/** Last days of the periods that a text names: 2025年7月, 2025年第二季度, 2025年1-6月, 2025年上半年. */
import { addDays, addMonths, dayFrom, type Day } from '../../kernel/day.ts'

const form =
  /((?:19|20)\d{2})[ \u0001]*年?[ \u0001]*(?:(?:第?([一二三四1-4])季度)|(上|下)半年|(?:\d{1,2}月?[-－—–~至到]+)?(\d{1,2})月份?(?![\d]{1,2}日))/g

/** In the order of the text; a period that still runs ends on `capturedOn`. */
export function periodEnds(text: string, capturedOn: Day): Day[] {
  return Array.from(text.matchAll(form), ([, year, quarter, half, month]) => {
    const last =
      quarter !== undefined ? quarterOf(quarter) * 3 : half !== undefined ? (half === '上' ? 6 : 12) : Number(month)
    const first = dayFrom(Number(year), last, 1)
    if (first === null || first > capturedOn) return null
    const end = addDays(addMonths(first, 1), -1)
    return end > capturedOn ? capturedOn : end
  }).filter((day) => day !== null)
}

function quarterOf(text: string): number {
  const index = '一二三四'.indexOf(text)
  return index < 0 ? Number(text) : index + 1
}
