/** Endless address spaces: calendars, session paths, links that grow with every step. */

export interface TrapLimits {
  /** Links followed from the home page to a page. */
  readonly maxDepth: number
  /** A path segment repeated this often is a link that grows (`/a/b/a/b/a/b`). */
  readonly maxSameSegment: number
  /** Addresses that differ only in numbers and in the values of their query. */
  readonly maxPerTemplate: number
}

const trapLimits: TrapLimits = { maxDepth: Number.POSITIVE_INFINITY, maxSameSegment: 3, maxPerTemplate: 100 }

const calendar = /cal(endar)?\b|rili|[?&](m|y|d|year|month|day|date|week|ym|offset)=/i

/** Decides about each new address once; the reason (Chinese) why it is not visited, or `null`. */
export function createTrapGuard(limits: TrapLimits = trapLimits): (address: string, depth: number) => string | null {
  const perTemplate = new Map<string, number>()
  return (address, depth) => {
    if (depth > limits.maxDepth) return `距首页超过 ${limits.maxDepth} 层`
    const { pathname, search } = new URL(address)
    if (address.length > 2000) return '地址超过 2000 个字符'
    const seen = new Map<string, number>()
    for (const segment of pathname.split('/')) {
      if (segment === '') continue
      const times = (seen.get(segment) ?? 0) + 1
      if (times >= limits.maxSameSegment) return `路径段“${segment.slice(0, 40)}”重复 ${times} 次`
      seen.set(segment, times)
    }
    // Articles differ by number as well, but they are files; only queries can be made without end.
    if (search === '') return null
    const template = pathname.replace(/\d+/g, '#') + search.replace(/=[^&]*/g, '=')
    const count = (perTemplate.get(template) ?? 0) + 1
    perTemplate.set(template, count)
    // A thousand articles may share one form; dates and combinations of filters multiply without end.
    const multiplies = (search.match(/&/g)?.length ?? 0) >= 2 || calendar.test(pathname + search)
    const most = multiplies ? limits.maxPerTemplate : limits.maxPerTemplate * 50
    return count > most ? `同一形式的地址超过 ${most} 个` : null
  }
}
