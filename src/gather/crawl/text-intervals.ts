/** Look-ups over the flat text of a page: its lines, its links by position, its elements by position. */
import type { PageElement, PageLink } from './read-page.ts'

/** Lines are looked at this far: what is longer is running text. */
const lineReach = 300

/** Bounds of the line that holds an interval, at most 300 characters to either side. */
export function lineAround(text: string, start: number, end: number): readonly [from: number, to: number] {
  const before = text.slice(Math.max(0, start - lineReach), start)
  const after = text.slice(end, end + lineReach)
  const lineEnd = after.indexOf('\n')
  return [start - before.length + before.lastIndexOf('\n') + 1, lineEnd < 0 ? end + after.length : end + lineEnd]
}

/** Links (in order, not nested) that overlap an interval. */
export function linksWithin(links: readonly PageLink[], start: number, end: number): PageLink[] {
  const found: PageLink[] = []
  for (let index = firstIndex(links, (link) => link.end > start); index < links.length; index += 1) {
    const link = links[index]!
    if (link.start >= end) break
    found.push(link)
  }
  return found
}

/** Index of the first element of a sorted list for which a condition holds that, once true, stays true. */
export function firstIndex<Value>(list: readonly Value[], holds: (value: Value) => boolean): number {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(list[middle]!)) high = middle
    else low = middle + 1
  }
  return low
}

/** Index of the innermost element at a position. */
export function elementAt(elements: readonly PageElement[], position: number): number {
  let index = Math.max(0, firstIndex(elements, (element) => element.start > position) - 1)
  while (index > 0 && elements[index]!.end <= position) index = elements[index]!.parent
  return index
}
