/** Views that an earlier version of the console kept in the browser: `[{ name, search }]` per list. */
import type { Search } from '../search.ts'

interface KeptView {
  readonly name: string
  readonly search: Search
}

const keyOf = (list: string) => `mingcha.views.${list}`

/** What is kept of a list; what cannot be read is as if nothing were. */
export function viewsOfBrowser(list: string): readonly KeptView[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(list)) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isView) : []
  } catch {
    return []
  }
}

export function dropViewsOfBrowser(list: string): void {
  localStorage.removeItem(keyOf(list))
}

const isView = (value: unknown): value is KeptView =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'search' in value &&
  typeof value.search === 'object'
