/** Which page stands at which path of a site. */
import { homeBlocks } from '../sites/home.ts'
import type { Article, CitizenMessage, Column, Guide, Site } from '../sites/site.ts'
import { familyOf } from '../templates/family.ts'
import { servicePages, type ServicePage } from './service-pages.ts'

export type Place =
  | { readonly kind: 'home' }
  | { readonly kind: 'column'; readonly column: Column; readonly page: number }
  | { readonly kind: 'rows'; readonly column: Column; readonly page: number }
  | { readonly kind: 'article'; readonly column: Column; readonly article: Article }
  | { readonly kind: 'service'; readonly column: Column; readonly page: ServicePage }
  | { readonly kind: 'guide'; readonly column: Column; readonly guide: Guide }
  | { readonly kind: 'message'; readonly column: Column; readonly message: CitizenMessage }

const maps = new WeakMap<Site, ReadonlyMap<string, Place>>()

/** All paths of the site; built at the first request and kept. */
export function siteMap(site: Site): ReadonlyMap<string, Place> {
  let map = maps.get(site)
  if (!map) maps.set(site, (map = buildMap(site)))
  return map
}

/** Paths of the pages of a column's list, the first page first. */
export function listPages(site: Site, column: Column): string[] {
  const { pageSize, indexFile } = familyOf(site.family)
  const pages = Math.max(1, Math.ceil(column.articles.length / pageSize))
  const directory = directoryOf(column)
  const extension = indexFile === 'index.htm' ? 'htm' : 'html'
  return Array.from({ length: pages }, (_, index) =>
    index === 0 ? column.path : `${directory}index_${index + 1}.${extension}`,
  )
}

/** Where the script of a list fetches its rows. */
export function rowsPath(column: Column, page: number): string {
  return `${directoryOf(column)}rows_${page}.json`
}

function directoryOf(column: Column): string {
  return column.path.slice(0, column.path.lastIndexOf('/') + 1)
}

function buildMap(site: Site): ReadonlyMap<string, Place> {
  const map = new Map<string, Place>()
  for (const path of ['/', '/index.html', '/index.htm']) map.set(path, { kind: 'home' })
  for (const column of site.columns) {
    const first = { kind: 'column', column, page: 1 } as const
    for (const file of ['', 'index.html', 'index.htm']) map.set(directoryOf(column) + file, first)
    listPages(site, column).forEach((path, index) => {
      map.set(path, { kind: 'column', column, page: index + 1 })
      if (column.scripted) map.set(rowsPath(column, index + 1), { kind: 'rows', column, page: index + 1 })
    })
    for (const article of column.articles) map.set(article.path, { kind: 'article', column, article })
    if (column.kind === 'guides') {
      for (const [path, page] of servicePages(site)) map.set(path, { kind: 'service', column, page })
      for (const guide of site.guides) if (!guide.faults.gone) map.set(guide.path, { kind: 'guide', column, guide })
    }
    if (column.kind === 'messages') {
      for (const message of site.messages) map.set(message.path, { kind: 'message', column, message })
    }
  }
  return map
}

/** Articles whose title holds the words, newest first; the blocks of the home page when nothing is asked. */
export function search(site: Site, words: string): Article[] {
  const wanted = words.trim()
  if (wanted === '') return homeBlocks(site).flatMap(({ articles }) => articles)
  return site.columns
    .filter(({ directory }) => site.service.search !== 'partial' || directory === 'ywdt')
    .flatMap(({ articles }) => articles.filter(({ title }) => title.includes(wanted)))
    .sort((a, b) => (a.publishedAt < b.publishedAt ? 1 : -1))
}
