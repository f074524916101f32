/** What one pass over a page reads; dates, lists, footers and columns are then read from this. */
import type { DateMatch } from './date-text.ts'

/** Part of the page that something stands in. */
export type Place = 'main' | 'nav' | 'header' | 'footer' | 'breadcrumb' | 'pager'

export interface PageLink {
  /** Absolute http(s) address; `null` for script links, mail and anchors. */
  readonly address: string | null
  /** As written; `null` when the link has none, or one that is too long to be kept. */
  readonly href: string | null
  /** The `href` as written, when it cannot be read as an address. */
  readonly malformed: string | null
  /** Text of the link, else its title or the alternative text of its picture. */
  readonly text: string
  /** The `title` attribute, else the alternative text of its picture. */
  readonly hint: string
  /** Interval in `PageReading.text`. */
  readonly start: number
  readonly end: number
  /** Index of the link's element. */
  readonly element: number
}

/** An element as an interval of the text. Children lie inside their parent's interval. */
export interface PageElement {
  readonly tag: string
  readonly parent: number
  readonly start: number
  end: number
  place: Place
  /** Part of navigation, header, footer or breadcrumb. */
  furniture: boolean
}

export interface PageForm {
  readonly kind: 'search' | 'login' | 'message' | 'other'
  readonly action: string | null
  /** Names of the fields that a visitor fills in. */
  readonly fields: readonly string[]
  readonly method: 'get' | 'post'
  /** What the form sends besides, as written. */
  readonly hidden: readonly { readonly name: string; readonly value: string }[]
}

/** A script, picture or frame of one of the services that a footer must link to. */
export interface IdentityMark {
  readonly source: string
  /** `sitecode` of the error report script. */
  readonly siteCode: string | null
}

export interface PageReading {
  readonly title: string
  readonly base: string
  /**
   * Visible text: runs of white space are one blank, `\u0001` stands at the border of two elements, `\n` at that of two
   * blocks; digits and punctuation of dates are folded to ASCII, character by character.
   */
  readonly text: string
  /** The same text as written: `written.slice(a, b)` is what `text.slice(a, b)` was. */
  readonly written: string
  /** All dates in the text, in order. */
  readonly dates: readonly DateMatch[]
  readonly elements: readonly PageElement[]
  readonly links: readonly PageLink[]
  /** First content of every meta name, property and itemprop, in lower case. */
  readonly meta: ReadonlyMap<string, string>
  /** Every named meta tag as written, in order, with duplicates and empty ones. */
  readonly metaTags: readonly { readonly name: string; readonly content: string }[]
  /** Publishing dates of JSON-LD blocks. */
  readonly linkedDates: readonly string[]
  /** `<time datetime>` values with their positions. */
  readonly times: readonly { readonly value: string; readonly position: number }[]
  /** Position of the first `<h1>`, or -1. */
  readonly headingAt: number
  readonly forms: readonly PageForm[]
  readonly marks: readonly IdentityMark[]
  /** Names that a fragment of an address can point to. */
  readonly ids: readonly string[]
  /** Calls and attributes that draw a pager in the browser. */
  readonly scriptPagers: readonly { readonly total: number | null; readonly pages: number | null }[]
  /** Where the page sends its visitor: meta refresh within five seconds, or a script in a page without links. */
  readonly forwardsTo: string | null
  /** Signs that a script fills in the content: what is not here may still be seen in a browser. */
  readonly scriptFilled: boolean
  /** Lists, tables and named blocks without content: what a script may fill. */
  readonly emptyContainers: number
  /** Script elements. */
  readonly scripts: number
  /** Caps that were reached, in Chinese. */
  readonly limits: readonly string[]
}

export const pageCaps = {
  elements: 200_000,
  links: 20_000,
  text: 2_000_000,
  depth: 1000,
  address: 4000,
  meta: 200,
  ids: 20_000,
  forms: 50,
} as const

/** Text of a page without its marks, for people. */
export function plain(text: string): string {
  if (!text.includes('\n') && !text.includes('\u0001') && !text.includes('  ') && !text.includes('\u3000'))
    return text.trim()
  return text.replace(/[\u0001\s]+/g, ' ').trim()
}
