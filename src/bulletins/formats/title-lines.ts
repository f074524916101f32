/** Long titles are broken by meaning, not where the line happens to end (GB/T 9704: 词意完整、排列对称). */
import { displayWidth } from './display-width.ts'

/** A reader pauses after 的; a year begins what follows it. */
const PAUSES = /(?<=的)|(?=\d{4}年)/g

/**
 * The lines of a centred title. A title wider than `maxEms` characters is broken in two at the pause nearest to its middle
 * that lets both lines fit; without one, or when two lines do not suffice, the word processor breaks it.
 */
export function titleLines(title: string, maxEms: number): readonly string[] {
  const width = displayWidth(title) / 2
  if (width <= maxEms) return [title]
  const breaks = [...title.matchAll(PAUSES)]
    .map(({ index }) => [title.slice(0, index), title.slice(index)] as const)
    .filter((lines) => lines.every((line) => line !== '' && displayWidth(line) / 2 <= maxEms))
  const nearest = breaks.toSorted((a, b) => imbalance(a) - imbalance(b))[0]
  return nearest ?? [title]
}

function imbalance([first, second]: readonly [string, string]): number {
  return Math.abs(displayWidth(first) - displayWidth(second))
}
