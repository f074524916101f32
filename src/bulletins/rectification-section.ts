/** 整改落实: what became of the problems of one part, and of those that earlier campaigns had found there (回头看). */
import type { TargetKind } from '../regulations/rule-set.ts'
import type { Block, Inline } from './bulletin.ts'
import type { DraftContext } from './draft-context.ts'
import { paragraph } from './sections.ts'
import { figureOf, fill, joinInlines } from './template.ts'

/** Its paragraphs; none when there is nothing to say. */
export function rectificationSection({ style, figures }: DraftContext, target: TargetKind): readonly Block[] {
  const { rectification, lookBack } = style
  const sentences = [
    sentence(`${target}s.rectification`, 'cases', ['closed', 'withdrawn', 'open'], rectification),
    sentence(`${target}s.lookBack`, 'looked', ['gone', 'again', 'open'], lookBack),
  ]
  return sentences.filter((inlines) => inlines.length > 0).map(paragraph)

  /** A whole and its parts; a part that is the whole is told as such, an empty one not at all. */
  function sentence<Part extends string>(
    prefix: string,
    whole: string,
    parts: readonly Part[],
    texts: { readonly all: string } & Readonly<Record<Part, { readonly some: string; readonly every: string }>>,
  ): readonly Inline[] {
    if (!figures.has(`${prefix}.${whole}`)) return []
    const total = figureOf(figures, `${prefix}.${whole}`).value
    const slot = (name: string): readonly Inline[] => [{ figure: `${prefix}.${name}` }]
    const counts = parts
      .filter((part) => figureOf(figures, `${prefix}.${part}`).value > 0)
      .map((part) => {
        const isAll = figureOf(figures, `${prefix}.${part}`).value === total
        return isAll ? texts[part].every : fill(texts[part].some, { count: slot(part) })
      })
    return fill(texts.all, { whole: slot(whole), notices: slot('notices'), counts: joinInlines(counts, '，') })
  }
}
