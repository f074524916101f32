/** Reading of options that several commands share. */
import { InvalidArgumentError } from 'commander'
import { gatherLimits } from '../gather/limits.ts'
import { parseDay, type Day } from '../kernel/day.ts'
import { Failure } from '../kernel/failure.ts'

/** A day given on the command line; a `badInput` failure names the option. */
export function dayOption(name: string, text: string): Day {
  const day = parseDay(text)
  if (day !== null) return day
  throw new Failure('badInput.day', `${name} 的日期“${text}”不正确`, '请写作 2025-08-14')
}

/** Parser of an option that is a whole number within bounds, both included; anything else is an error of usage. */
export function wholeNumber(least: number, most: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
    if (value >= least && value <= most) return value
    const bounds = most === Number.MAX_SAFE_INTEGER ? `不小于 ${least}` : `在 ${least} 至 ${most} 之间`
    throw new InvalidArgumentError(`应为整数，${bounds}`)
  }
}

/** Parser of a repeatable option that names a network as CIDR. */
export function networks(text: string, before: readonly string[] = []): readonly string[] {
  const parsed = gatherLimits.shape.allowNetworks.safeParse([...before, text])
  if (parsed.success) return parsed.data
  throw new InvalidArgumentError(parsed.error.issues[0]!.message)
}

/** Parser of an option that is a page or a mailbox. */
export function contact(text: string): string {
  const parsed = gatherLimits.shape.contact.safeParse(text)
  if (parsed.success && parsed.data !== null) return parsed.data
  throw new InvalidArgumentError(parsed.error?.issues[0]?.message ?? '')
}
