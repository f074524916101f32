/** Collects what is wrong in the rows of a file, so that a user can mend everything at once. */
import { Failure } from '../kernel/failure.ts'
import { clip } from '../kernel/text.ts'

/** How many errors are shown; the total is always said. */
export const SHOWN_ERRORS = 200

export class RowErrors {
  readonly #shown: { readonly line: number; readonly text: string }[] = []
  #total = 0
  readonly #rowWord: string

  constructor(rowWord = '行') {
    this.#rowWord = rowWord
  }

  /** `problem` at a heading of a line: 「第 12 行「主办单位代码」：…」. Without a heading it concerns the whole row. */
  add(line: number, heading: string | null, problem: string): void {
    this.#total += 1
    // beyond the limit only the count matters: a hostile file must not fill the memory with messages
    if (this.#total > SHOWN_ERRORS * 10) return
    this.#shown.push({
      line,
      text: `第 ${line} ${this.#rowWord}${heading === null ? '' : `「${heading}」`}：${problem}`,
    })
  }

  get count(): number {
    return this.#total
  }

  /** The errors in order of their lines, as far as they are shown. */
  get texts(): string[] {
    return this.#shown
      .toSorted((a, b) => a.line - b.line)
      .slice(0, SHOWN_ERRORS)
      .map(({ text }) => text)
  }

  /** @throws Failure `badInput.rows` when anything was added; nothing has been imported then */
  throwIfAny(what: string): void {
    if (this.#total === 0) return
    const more = this.#total > SHOWN_ERRORS ? [`共 ${this.#total} 处错误，以上只列出 ${SHOWN_ERRORS} 处`] : []
    throw new Failure(
      'badInput.rows',
      `${what}有 ${this.#total} 处错误，没有导入任何内容`,
      '请按下列提示修改文件后重新导入',
      [...this.texts, ...more],
    )
  }
}

/** A value from a file inside a message: short, in quotes. */
export function quoted(text: string): string {
  return `“${clip(text, 60)}”`
}
