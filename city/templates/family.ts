/** The seven template families of the city: how their addresses look and in which charset they are served. */
import { compactDay, dayOf, type Moment } from '../calendar.ts'
import { parts } from '../../src/kernel/day.ts'

export interface FamilyTraits {
  readonly charset: 'utf-8' | 'gbk'
  /** Whether header and meta tag name the charset. */
  readonly charsetDeclared: boolean
  readonly pageSize: number
  /** File name of a column's first page; empty when the address ends with a slash. */
  readonly indexFile: string
  /** Path of an article of the column directory (`/gzdt/`) with this number and day. */
  articlePath(directory: string, id: number, at: Moment): string
}

const families = {
  /** ul/li, date behind the title: 2025-08-12 */
  list: {
    charset: 'utf-8',
    charsetDeclared: true,
    pageSize: 8,
    indexFile: 'index.html',
    articlePath: (directory, id, at) => `${directory}${compactDay(dayOf(at))}/t${id}.html`,
  },
  /** Table rows, date in the last cell: 2025/08/12; GBK declared in header and meta tag */
  table: {
    charset: 'gbk',
    charsetDeclared: true,
    pageSize: 12,
    indexFile: 'index.html',
    articlePath: (directory, id) => `${directory}content_${id}.shtml`,
  },
  /** dl/dt/dd: 2025年8月12日; a clock in the header */
  definition: {
    charset: 'utf-8',
    charsetDeclared: true,
    pageSize: 8,
    indexFile: '',
    articlePath: (_, id, at) => {
      const [year, month, date] = parts(dayOf(at))
      return `/art/${year}/${month}/${date}/art_${date}_${id}.html`
    },
  },
  /** div cards, date in front: 2025.08.12; pinned first items */
  front: {
    charset: 'utf-8',
    charsetDeclared: true,
    pageSize: 8,
    indexFile: '',
    articlePath: (directory, id, at) => `${directory}${compactDay(dayOf(at)).slice(0, 6)}/${id}.html`,
  },
  /** The date glued to the title: 标题2025-08-12; GBK without any declaration */
  glued: {
    charset: 'gbk',
    charsetDeclared: false,
    pageSize: 8,
    indexFile: 'index.htm',
    articlePath: (directory, id) => `${directory}${id}.htm`,
  },
  /** [08-12], the year on the article page only; PubDate is the time of generation */
  short: {
    charset: 'utf-8',
    charsetDeclared: true,
    pageSize: 8,
    indexFile: 'index.html',
    articlePath: (_, id) => `/info/${id}.html`,
  },
  /** Modern markup: article and time elements, meta names in lower case */
  time: {
    charset: 'utf-8',
    charsetDeclared: true,
    pageSize: 8,
    indexFile: '',
    articlePath: (_, id, at) => `/${at.slice(0, 4)}/${at.slice(5, 10)}/${id}.html`,
  },
} as const satisfies Readonly<Record<string, FamilyTraits>>

export type FamilyId = keyof typeof families
export const familyIds = Object.keys(families) as FamilyId[]

/** The traits with their common type. */
export function familyOf(id: FamilyId): FamilyTraits {
  return families[id]
}
