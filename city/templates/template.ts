/** What a template family prints. Everything is a pure function to HTML text; the document frame is `pages/document.ts`. */
import type { HomeBlock } from '../sites/home.ts'
import type { Article, Column, Link, Site } from '../sites/site.ts'

export interface Template {
  readonly css: string
  /** From the top of the body to the end of the navigation. */
  header(site: Site, navigation: readonly Link[]): string
  footer(site: Site, fields: FooterFields): string
  home(blocks: readonly HomeBlock[], quickLinks: readonly Link[], friends: readonly Link[]): string
  /** The items of a column's list or of a search, in the given order. */
  list(articles: readonly Article[]): string
  /** Links to the pages of a list; `page` counts from 1. */
  pager(addresses: readonly string[], page: number): string
  /** Bread crumbs and side menu round the content of a column. */
  columnFrame(frame: ColumnFrame): string
  article(view: ArticleView): string
}

export interface ColumnFrame {
  readonly crumbs: readonly Link[]
  readonly column: Column
  readonly siblings: readonly Column[]
  readonly content: string
}

export interface ArticleView {
  readonly crumbs: readonly Link[]
  readonly article: Article
  readonly paragraphs: readonly string[]
  /** Link to the attachment, links of the article. */
  readonly extras: readonly Link[]
}

/** What the law wants in the footer (regulation 2.6), ready to print. */
export interface FooterFields {
  readonly organiser: string
  /** Empty where the code is missing. */
  readonly siteCode: string
  readonly icp: string
  readonly police: string
  readonly policeDigits: string
  /** Empty where the mark is missing. */
  readonly conacUrl: string
  /** Entry of 政府网站找错 with the site's own code and the page's address; empty where it is missing. */
  readonly reportUrl: string
  readonly phone: string
  readonly address: string
}

/** Escapes text for HTML content and attribute values. */
export function escape(text: string): string {
  return /[&<>"]/.test(text)
    ? text.replace(/[&<>"]/g, (char) =>
        char === '&' ? '&amp;' : char === '<' ? '&lt;' : char === '>' ? '&gt;' : '&quot;',
      )
    : text
}

export function anchor({ text, href }: Link): string {
  return `<a href="${escape(href)}">${escape(text)}</a>`
}

/** Bread crumbs joined by a separator. */
export function crumbTrail(crumbs: readonly Link[], separator: string): string {
  return crumbs.map(anchor).join(separator)
}
