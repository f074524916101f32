/** What stands on a home page; the templates print it and the truth is computed from it. */
import { inListOrder } from './columns.ts'
import type { Article, Column, Site } from './site.ts'

export interface HomeBlock {
  readonly column: Column
  readonly articles: readonly Article[]
}

/** The blocks of the home page in the order of the navigation: eight items of each column shown there. */
export function homeBlocks(site: Site): HomeBlock[] {
  return site.columns
    .filter((column) => column.onHome)
    .map((column) => ({ column, articles: inListOrder(column.articles).slice(0, 8) }))
}
