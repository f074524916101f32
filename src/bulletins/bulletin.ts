/**
 * A bulletin (通报) is a value: title, sections, tables and figures. Its files are formats of this value, so all of them
 * say the same; every number in the text is a slot that points to a figure, and every figure to its rows.
 */
import type { Day } from '../kernel/day.ts'

/** A number of the bulletin. A rate keeps both counts; `rowIds` are the rows that were counted. */
export interface Figure {
  /** Stable id such as `sites.total` or `accounts.problem`. */
  readonly id: string
  readonly label: string
  /** As printed: `67`, `100%`. */
  readonly text: string
  readonly value: number
  readonly numerator: number | null
  readonly denominator: number | null
  readonly rowKind: 'site' | 'account' | 'siteInspection' | 'accountInspection' | 'message' | 'notice' | 'case'
  readonly rowIds: readonly number[]
}

/** Running text: literal parts and slots that print a figure. */
export type Inline = string | { readonly figure: string }

export type Block =
  | { readonly kind: 'paragraph'; readonly text: readonly Inline[] }
  | { readonly kind: 'heading'; readonly level: 1 | 2; readonly text: string }
  /** A line without indent: 文号 in the middle, whom it is addressed to on the left. */
  | { readonly kind: 'line'; readonly place: 'centre' | 'left'; readonly text: string }
  /** Title of one of the two parts (网站, 新媒体), centred. */
  | { readonly kind: 'partTitle'; readonly text: string }

export interface Annex {
  readonly title: string
  readonly headings: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Inspection ids, one per row. */
  readonly rowIds: readonly number[]
  readonly note: string
}

/** A check that the bulletin's own arithmetic holds. A failed `error` refuses publication, a `warning` is shown. */
export interface BulletinCheck {
  readonly id: string
  readonly ok: boolean
  readonly severity: 'error' | 'warning'
  readonly message: string
}

export interface Bulletin {
  readonly campaignId: string
  readonly title: string
  readonly issuer: string
  readonly date: Day
  /** `演示数据…` when the data come from the simulated city. */
  readonly notice: string | null
  readonly blocks: readonly Block[]
  readonly annexes: readonly Annex[]
  readonly figures: readonly Figure[]
  readonly checks: readonly BulletinCheck[]
  /** How the sample was drawn and how things were counted; printed in the annex workbook. */
  readonly method: readonly string[]
  /** Lists behind the figures for the workbook: all inspected sites and accounts with results. */
  readonly lists: readonly WorkbookList[]
  /** Paragraphs that people have written in place of drafted ones; absent when there are none. */
  readonly edits?: readonly ProseEdit[]
}

export interface WorkbookList {
  readonly name: string
  readonly headings: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
}

/** What a person wrote in place of a drafted paragraph (`prose.ts`). */
export interface ProseEdit {
  /** The paragraph as it was drafted, with its slots: what the edit stands for. */
  readonly original: string
  readonly text: string
  readonly author: string
  /** ISO instant. */
  readonly at: string
}
