/** The menu of a person: groups with the pages that they may use. */
import type { Capability } from '../../../src/kernel/actor.ts'
import { menuGroups, pages, type MenuGroup, type PageEntry } from '../pages.ts'

export interface MenuPart {
  readonly group: MenuGroup
  readonly title: string
  readonly pages: readonly PageEntry[]
}

export function menuOf(may: (capability: Capability | undefined) => boolean): MenuPart[] {
  const groups = Object.entries(menuGroups) as [MenuGroup, string][]
  return groups
    .map(([group, title]) => ({
      group,
      title,
      pages: pages.filter((page) => page.menu === group && may(page.capability)),
    }))
    .filter((part) => part.pages.length > 0)
}

/** The page of the menu that an address belongs to: the one its page names, else the longest whose path it begins with. */
export function currentPage(path: string): PageEntry | undefined {
  const under = pages.find((page) => page.under !== undefined && isAt(page, path))?.under
  return pages
    .filter((page) => page.menu !== undefined)
    .filter((page) =>
      under === undefined
        ? path === page.path || (page.path !== '/' && path.startsWith(`${page.path}/`))
        : page.path === under,
    )
    .toSorted((one, other) => other.path.length - one.path.length)[0]
}

function isAt(page: PageEntry, path: string): boolean {
  const [wanted, given] = [page.path.split('/'), path.split('/')]
  return wanted.length === given.length && wanted.every((part, at) => part.startsWith('$') || part === given[at])
}
