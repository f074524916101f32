/**
 * What people write in place of a drafted paragraph. A paragraph is edited as a template: its numbers are slots such as
 * `{sites.total}` that stay bound to their figures, so an edited text says the right number after every new draft.
 */
import { Failure } from '../kernel/failure.ts'
import type { Block, Figure, Inline, ProseEdit } from './bulletin.ts'

/** Running text with its slots: `全市有 {sites.total} 家网站`. */
export function templateOf(inlines: readonly Inline[]): string {
  return inlines.map((inline) => (typeof inline === 'string' ? inline : `{${inline.figure}}`)).join('')
}

/** Reads an edited paragraph. @throws Failure `badInput.prose` for an empty one or one with a slot that no figure fills */
export function readTemplate(text: string, figures: readonly Figure[]): readonly Inline[] {
  const known = new Set(figures.map(({ id }) => id))
  const unknown = [...text.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1]!).filter((id) => !known.has(id))
  if (text.trim() === '' || unknown.length > 0 || /[\r\n]/.test(text)) {
    throw new Failure(
      'badInput.prose',
      unknown.length > 0 ? `通报中没有数字 ${unknown.join('、')}` : '一段文字不能为空，也不能分行',
      '数字写作 {编号}，可用的编号见右侧的数字列表；恢复原文可撤销修改',
    )
  }
  return text
    .split(/(\{[^{}]*\})/)
    .filter((part) => part !== '')
    .map((part) => (part.startsWith('{') ? { figure: part.slice(1, -1) } : part))
}

export interface EditedBlocks {
  readonly blocks: readonly Block[]
  /** Edits that still stand for a paragraph of the draft; the others have lost theirs. */
  readonly edits: readonly ProseEdit[]
  readonly lost: readonly ProseEdit[]
}

/** Puts edits in place of the paragraphs that they were made for. */
export function applyEdits(
  blocks: readonly Block[],
  edits: readonly ProseEdit[],
  figures: readonly Figure[],
): EditedBlocks {
  const known = new Set(figures.map(({ id }) => id))
  const wanted = new Map(edits.map((edit) => [edit.original, edit]))
  const used = new Set<ProseEdit>()
  const edited = blocks.map((block): Block => {
    if (block.kind !== 'paragraph') return block
    const edit = wanted.get(templateOf(block.text))
    // a slot whose figure this draft does not count would have no number
    if (edit === undefined || [...edit.text.matchAll(/\{([^{}]*)\}/g)].some((match) => !known.has(match[1]!)))
      return block
    used.add(edit)
    return { kind: 'paragraph', text: readTemplate(edit.text, figures) }
  })
  return {
    blocks: edited,
    edits: edits.filter((edit) => used.has(edit)),
    lost: edits.filter((edit) => !used.has(edit)),
  }
}
