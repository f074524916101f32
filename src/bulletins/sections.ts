/** Sections of one part of a bulletin with numbered headings. */
import type { Block, Inline } from './bulletin.ts'
import { joinInlines } from './template.ts'

const NUMERALS = ['一', '二', '三', '四', '五']

/** A part: its title and its sections, numbered 一、二、三 anew; a section without blocks is left out. */
export function sections(
  title: string,
  all: readonly { readonly heading: string; readonly blocks: readonly Block[] }[],
): readonly Block[] {
  const present = all.filter(({ blocks }) => blocks.length > 0)
  return [
    { kind: 'partTitle', text: title },
    ...present.flatMap(({ heading, blocks }, index): readonly Block[] => [
      { kind: 'heading', level: 1, text: `${NUMERALS[index]!}、${heading}` },
      ...blocks,
    ]),
  ]
}

export function paragraph(text: readonly Inline[]): Block {
  return { kind: 'paragraph', text: joinInlines([text], '') }
}
