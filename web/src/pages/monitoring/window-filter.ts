/** The days that a list of availability is about, kept in the address as `days`. */
import { today } from '../../zh.ts'

export const windows = [
  { value: '7', label: '最近 7 天' },
  { value: '30', label: '最近 30 天' },
  { value: '90', label: '最近 90 天' },
  { value: '366', label: '最近一年' },
] as const

/** `from` and `to` of so many days up to today in Beijing. */
export function windowOf(days: string): { readonly from: string; readonly to: string } {
  const to = today()
  const length = Number(windows.find(({ value }) => value === days)?.value ?? '7')
  const from = new Date(Date.parse(`${to}T00:00:00Z`) - (length - 1) * 86_400_000).toISOString().slice(0, 10)
  return { from, to }
}
