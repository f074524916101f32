/** Reading of options that several commands share. */
import { parseDay, type Day } from '../kernel/day.ts'
import { Failure } from '../kernel/failure.ts'

/** A day given on the command line; a `badInput` failure names the option. */
export function dayOption(name: string, text: string): Day {
  const day = parseDay(text)
  if (day !== null) return day
  throw new Failure('badInput.day', `${name} 的日期“${text}”不正确`, '请写作 2025-08-14')
}
