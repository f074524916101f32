/** For tests: one link of the fault site, what is true of it, and how the server plays it. */
import type { LinkErrorClass, LinkOutcomeName } from '../../evidence/link-errors.ts'
import type { Play } from '../test-server.ts'

export interface Case {
  /** Text of the link. */
  readonly name: string
  readonly href: string
  readonly outcome: LinkOutcomeName
  readonly error: LinkErrorClass | null
  readonly suggestion?: string
  readonly play?: Play
  /** Markup that refers to it; a link by default, nothing when it stands on another page. */
  readonly markup?: string
  /** The page on which it stands, when that is not the home page. */
  readonly foundOn?: string
}

/** Links of one area, and what else the server must answer for them. */
export interface Faults {
  readonly cases: readonly Case[]
  readonly plays?: Readonly<Record<string, Play>>
  /** For addresses that are not listed. */
  readonly others?: (url: string) => Play | undefined
}

type More = Pick<Partial<Case>, 'markup' | 'suggestion' | 'foundOn'>

export const ok = (name: string, href: string, play?: Play, more: More = {}): Case => ({
  name,
  href,
  outcome: 'ok',
  error: null,
  ...(play ? { play } : {}),
  ...more,
})

const bad =
  (outcome: LinkOutcomeName) =>
  (name: string, error: LinkErrorClass, href: string, play?: Play, more: More = {}): Case => ({
    name,
    href,
    outcome,
    error,
    ...(play ? { play } : {}),
    ...more,
  })

export const broken = bad('broken')
export const blocked = bad('blocked')
export const away = bad('redirected-away')
export const wrong = bad('wrong-target')
export const insecure = bad('insecure')
export const unchecked = bad('unchecked')
export const unreachable = bad('unreachable')
export const slow = bad('slow')

/** Counts how often something was asked. */
export function counter(): (what: string) => number {
  const counts = new Map<string, number>()
  return (what) => {
    const count = (counts.get(what) ?? 0) + 1
    counts.set(what, count)
    return count
  }
}
