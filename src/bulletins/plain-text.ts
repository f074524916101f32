/** The bulletin as plain text: for the terminal, for golden files, and for reading the checks against. */
import { chineseDay } from '../kernel/day.ts'
import { annexLabel } from './annexes.ts'
import type { Annex, Block, Bulletin } from './bulletin.ts'
import { figuresById, inlineText, type Figures } from './template.ts'

const INDENT = '\u3000\u3000'

/** The whole document, one paragraph a line, ending with a line break. Pure; a slot without a figure throws an `Error`. */
export function plainText(bulletin: Bulletin): string {
  const figures = figuresById(bulletin.figures)
  const lines = [
    ...noticeLines(bulletin),
    bulletin.title,
    '',
    ...bulletin.blocks.flatMap((block) => blockLines(block, figures)),
    ...annexStatement(bulletin.annexes).flatMap((line, index) => [...(index === 0 ? [''] : []), `${INDENT}${line}`]),
    '',
    `${bulletin.issuer}`,
    chineseDay(bulletin.date),
    ...bulletin.annexes.flatMap((annex, index) => annexLines(annex, annexLabel(bulletin.annexes.length, index))),
  ]
  return `${lines.join('\n')}\n`
}

/** What every format shows above the title: that the data are a demonstration, that the draft may not be published. */
export function noticeLines({ notice, checks }: Pick<Bulletin, 'notice' | 'checks'>): readonly string[] {
  const failures = checks.filter(({ ok, severity }) => !ok && severity === 'error').length
  return [
    ...(notice === null ? [] : [notice]),
    ...(failures === 0 ? [] : [`草稿：有${failures}项校验未通过，不得印发`]),
  ]
}

/** 附件说明: `附件：名单`, or numbered lines when there are several; nothing without annexes. */
export function annexStatement(annexes: readonly Annex[]): readonly string[] {
  if (annexes.length === 1) return [`附件：${annexes[0]!.title}`]
  return annexes.map(({ title }, index) => `${index === 0 ? '附件：' : '\u3000\u3000\u3000'}${index + 1}.${title}`)
}

function blockLines(block: Block, figures: Figures): readonly string[] {
  switch (block.kind) {
    case 'paragraph':
      return [`${INDENT}${inlineText(block.text, figures)}`]
    case 'line':
      return [block.text]
    case 'heading':
      return [`${INDENT}${block.text}`]
    case 'partTitle':
      return ['', block.text, '']
  }
}

function annexLines({ title, headings, rows, note }: Annex, label: string): readonly string[] {
  return ['', label, title, '', ...[headings, ...rows].map((row) => row.join(' | ')), note]
}
