/** A row as a file format gives it, before headings are known. */
export interface RawRow {
  /** Line of the csv file or row of the sheet, from 1. */
  readonly line: number
  /** Cells that are not empty, left to right. */
  readonly cells: readonly RawCell[]
}

export interface RawCell {
  /** From 1. */
  readonly column: number
  readonly text: string
  /** Why the cell cannot be read, in Chinese; `null` when it can. */
  readonly trouble: string | null
  /** Formulas are refused in every column, even in one that is otherwise ignored. */
  readonly formula: boolean
}

/** Cells of one column that the author merged into one; the uppermost holds the text. */
export interface MergedCells {
  readonly column: number
  readonly fromLine: number
  readonly toLine: number
}
