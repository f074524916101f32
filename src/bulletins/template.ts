/**
 * Templates of a style: running text with `{placeholders}`. A placeholder is filled by a value given by the draft or, when
 * it names a figure (`{sites.total}`), becomes a slot that prints it. So a style is nothing but data.
 */
import type { Figure, Inline } from './bulletin.ts'

export type Figures = ReadonlyMap<string, Figure>

/** What may stand for a placeholder: literal text or running text that holds slots itself. */
export type Filling = string | readonly Inline[]

const PLACEHOLDER = /\{([^{}]+)\}/g

/** Fills a template. An unknown placeholder is a mistake in the style and throws an `Error`. */
export function fill(
  template: string,
  values: Readonly<Record<string, Filling>> = {},
  figures?: Figures,
): readonly Inline[] {
  const inlines: Inline[] = []
  let end = 0
  for (const match of template.matchAll(PLACEHOLDER)) {
    inlines.push(template.slice(end, match.index), ...filling(match[1]!, values, figures))
    end = match.index + match[0].length
  }
  inlines.push(template.slice(end))
  return merge(inlines)
}

/** Fills a template that holds no figures (titles, notes). */
export function fillText(template: string, values: Readonly<Record<string, string>>): string {
  return inlineText(fill(template, values), new Map())
}

/** Joins pieces of running text; empty pieces are left out. */
export function joinInlines(pieces: readonly Filling[], separator: string): readonly Inline[] {
  const present = pieces.filter((piece) => piece.length > 0)
  return merge(present.flatMap((piece, index) => [index === 0 ? '' : separator, ...inlinesOf(piece)]))
}

/** Running text as a reader sees it. A slot without a figure throws an `Error`. */
export function inlineText(inlines: readonly Inline[], figures: Figures): string {
  return inlines.map((inline) => (typeof inline === 'string' ? inline : figureOf(figures, inline.figure).text)).join('')
}

/** The figures of a bulletin by id. */
export function figuresById(figures: readonly Figure[]): Figures {
  return new Map(figures.map((figure) => [figure.id, figure]))
}

/** The figure with this id; throws an `Error` when there is none. */
export function figureOf(figures: Figures, id: string): Figure {
  const figure = figures.get(id)
  if (figure === undefined) throw new Error(`no such figure: ${id}`)
  return figure
}

function filling(name: string, values: Readonly<Record<string, Filling>>, figures?: Figures): readonly Inline[] {
  if (Object.hasOwn(values, name)) return inlinesOf(values[name]!)
  if (figures?.has(name)) return [{ figure: name }]
  throw new Error(`unknown placeholder {${name}}`)
}

function inlinesOf(piece: Filling): readonly Inline[] {
  return typeof piece === 'string' ? [piece] : piece
}

function merge(inlines: readonly Inline[]): readonly Inline[] {
  const merged: Inline[] = []
  for (const inline of inlines) {
    const last = merged.at(-1)
    if (inline === '') continue
    if (typeof inline === 'string' && typeof last === 'string') merged[merged.length - 1] = last + inline
    else merged.push(inline)
  }
  return merged
}
