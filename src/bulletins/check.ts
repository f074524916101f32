/** How a check of a bulletin is made. */
import type { Bulletin, BulletinCheck } from './bulletin.ts'

/** A bulletin before, and apart from, its checks. */
export type UncheckedBulletin = Omit<Bulletin, 'checks'>

/** A check that refuses publication when it fails. */
export function must(id: string, ok: boolean, message: string): BulletinCheck {
  return { id, ok, severity: 'error', message }
}

/** A check that is only shown when it fails. */
export function should(id: string, ok: boolean, message: string): BulletinCheck {
  return { id, ok, severity: 'warning', message }
}

/** Adds up. */
export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/** Names for a message: the first few, then how many there are. */
export function someOf(names: readonly string[], most = 5): string {
  if (names.length === 0) return ''
  const shown = names.slice(0, most).join('、')
  return names.length <= most ? `：${shown}` : `：${shown}等${names.length}个`
}

/** Whether two lists hold the same ids, in any order and each once. */
export function sameIds(a: readonly number[], b: readonly number[]): boolean {
  const [left, right] = [new Set(a), new Set(b)]
  return left.size === right.size && [...left].every((id) => right.has(id))
}
