/**
 * The bulletin as a Word document laid out by GB/T 9704-2012: A4, 22 lines of 28 characters, page numbers outside. There is
 * no letterhead (红头): offices print it on their own, and the edition published on the web has none.
 */
import {
  AlignmentType,
  Document,
  DocumentGridType,
  Footer,
  Header,
  LineRuleType,
  Packer,
  PageNumber,
  Paragraph,
  SectionType,
  TextRun,
  type FileChild,
  type IParagraphOptions,
  type ISectionOptions,
} from 'docx'
import { chineseDay } from '../../kernel/day.ts'
import { annexLabel } from '../annexes.ts'
import type { Annex, Block, Bulletin } from '../bulletin.ts'
import { noticeLines } from '../plain-text.ts'
import { figuresById, inlineText, type Figures } from '../template.ts'
import { displayWidth } from './display-width.ts'
import { annexTable } from './docx-table.ts'
import { CHARACTERS_PER_LINE, emsOfBody, fontOf, fonts, LINE, millimetres, run } from './docx-layout.ts'
import type { BulletinFormat } from './format.ts'
import { titleLines } from './title-lines.ts'
import { dateZipEntries } from './zip-dates.ts'

export const docx: BulletinFormat = {
  id: 'docx',
  extension: 'docx',
  mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  label: 'Word 公文',
  async render(bulletin) {
    const document = new Document({
      title: bulletin.title,
      creator: bulletin.issuer,
      // LibreOffice breaks western numbers apart (5|2) when the western language is Chinese.
      styles: { default: { document: { run: { language: { value: 'en-US', eastAsia: 'zh-CN' } } } } },
      evenAndOddHeaderAndFooters: true,
      sections: sections(bulletin),
    })
    const core = { path: 'docProps/core.xml', data: coreProperties(bulletin) }
    const packed = await Packer.pack(document, 'uint8array', undefined, [core])
    return dateZipEntries(packed, bulletin.date)
  },
}

/** 2025年12月28日 with the space that word processors put between digits and characters. */
const DATE_EMS = 8.5

/** The text on its grid of lines; the annexes without, where LibreOffice would stretch every line of a table to it. */
function sections(bulletin: Bulletin): readonly ISectionOptions[] {
  const annexes = bulletin.annexes.flatMap((annex, index) =>
    annexContent(annex, annexLabel(bulletin.annexes.length, index), index > 0),
  )
  // Not LINES_AND_CHARS: LibreOffice puts some 18 characters on a line then.
  const text = section(bulletin, DocumentGridType.LINES, content(bulletin))
  return annexes.length === 0 ? [text] : [text, section(bulletin, DocumentGridType.DEFAULT, annexes)]
}

function section(bulletin: Bulletin, grid: Grid, children: readonly FileChild[]): ISectionOptions {
  const notices = noticeLines(bulletin)
  const header = new Header({ children: notices.map(noticeLine) })
  return {
    properties: {
      type: SectionType.NEXT_PAGE,
      page: {
        size: { width: millimetres(210), height: millimetres(297) },
        margin: {
          top: millimetres(37),
          bottom: millimetres(35),
          left: millimetres(28),
          right: millimetres(26),
          header: millimetres(15),
          footer: millimetres(24.5),
        },
      },
      grid: { type: grid, linePitch: LINE },
    },
    ...(notices.length > 0 ? { headers: { default: header, even: header } } : {}),
    footers: {
      default: new Footer({ children: [pageNumber(AlignmentType.RIGHT)] }),
      even: new Footer({ children: [pageNumber(AlignmentType.LEFT)] }),
    },
    children,
  }
}

type Grid = typeof DocumentGridType.LINES | typeof DocumentGridType.DEFAULT

function content(bulletin: Bulletin): readonly FileChild[] {
  const figures = figuresById(bulletin.figures)
  return [
    titleParagraph(bulletin.title),
    blank(),
    ...bulletin.blocks.flatMap((block, index) =>
      blockParagraphs(block, figures, index === bulletin.blocks.length - 1 ? signedText : {}),
    ),
    ...annexStatement(bulletin.annexes),
    ...signature(bulletin),
  ]
}

/** Name and date never stand alone on a page (GB/T 9704: no page for the seal): the last paragraph goes with them. */
const signedText = { keepNext: true, keepLines: true } as const

function blockParagraphs(block: Block, figures: Figures, layout: Partial<typeof signedText>): readonly Paragraph[] {
  switch (block.kind) {
    case 'paragraph':
      return [body(inlineText(block.text, figures), fonts.body, layout)]
    case 'line':
      return block.place === 'centre'
        ? [centred([run(block.text, fonts.body)], LINE), blank()]
        : [line([run(block.text, fonts.body)])]
    case 'heading':
      return [body(block.text, block.level === 1 ? fonts.heading : fonts.subheading, { keepNext: true })]
    case 'partTitle':
      return [
        blank({ keepNext: true }),
        centred([run(block.text, fonts.title, 36)], LINE, { keepNext: true }),
        blank({ keepNext: true }),
      ]
  }
}

/** One blank line below the text, two characters in; wrapped lines stand under the first character of the name. */
function annexStatement(annexes: readonly Annex[]): readonly Paragraph[] {
  const numbered = annexes.length > 1
  const paragraphs = annexes.map(({ title }, index) => {
    const number = numbered ? `${index + 1}.` : ''
    const lead = `${index === 0 ? '附件：' : ''}${number}`
    const left = 5 + (numbered ? 0.75 : 0)
    const hanging = index === 0 ? left - 2 : 0.75
    return line([run(`${lead}${title}`, fonts.body)], {
      indent: { left: emsOfBody(left), hanging: emsOfBody(hanging) },
      keepNext: true,
    })
  })
  return paragraphs.length > 0 ? [blank({ keepNext: true }), ...paragraphs] : []
}

/**
 * Without a seal: the name two characters from the right, the date beginning two characters right of the name; a short name
 * moves left, so that the date keeps its two characters. Measured from the left: the width of a name is certain, that of
 * digits depends on the machine's fonts.
 */
function signature({ issuer, date }: Bulletin): readonly Paragraph[] {
  const nameWidth = displayWidth(issuer) / 2
  const dateLeft = CHARACTERS_PER_LINE - Math.max(nameWidth, 2 + DATE_EMS)
  const at = (ems: number) => ({ indent: { left: emsOfBody(Math.max(0, ems)) } })
  return [
    blank({ keepNext: true }),
    blank({ keepNext: true }),
    line([run(issuer, fonts.body)], { ...at(dateLeft - 2), keepNext: true }),
    line([run(chineseDay(date), fonts.body)], at(dateLeft)),
  ]
}

/** 附件 on the first line of a page, the title on the third. */
function annexContent(annex: Annex, label: string, pageBreakBefore: boolean): readonly FileChild[] {
  return [
    line([run(label, fonts.heading)], { pageBreakBefore, keepNext: true }),
    blank({ keepNext: true }),
    titleParagraph(annex.title, { keepNext: true }),
    blank({ keepNext: true }),
    annexTable(annex),
    line([run(annex.note, fonts.body, 24)], { spacing: { line: LINE, lineRule: LineRuleType.EXACT, before: 120 } }),
  ]
}

function body(text: string, font: string, options: IParagraphOptions = {}): Paragraph {
  return line([run(text, font)], {
    alignment: AlignmentType.BOTH,
    // Word reads the characters, LibreOffice the measure.
    indent: { firstLineChars: 200, firstLine: emsOfBody(2) },
    ...options,
  })
}

/** A document or annex title in 2号, two lines if it must be. */
function titleParagraph(title: string, options: IParagraphOptions = {}): Paragraph {
  const lines = titleLines(title, 20)
  return centred(
    lines.map((text, index) => run(text, fonts.title, 44, index === 0 ? {} : { break: 1 })),
    640,
    options,
  )
}

function centred(children: readonly TextRun[], pitch: number, options: IParagraphOptions = {}): Paragraph {
  return line(children, {
    alignment: AlignmentType.CENTER,
    spacing: { line: pitch, lineRule: LineRuleType.EXACT, before: 0, after: 0 },
    ...options,
  })
}

function blank(options: IParagraphOptions = {}): Paragraph {
  return line([run('', fonts.body)], options)
}

function line(children: readonly TextRun[], options: IParagraphOptions = {}): Paragraph {
  return new Paragraph({
    // With widow control a page holds 20 or 21 lines instead of 22.
    widowControl: false,
    spacing: { line: LINE, lineRule: LineRuleType.EXACT, before: 0, after: 0 },
    ...options,
    children,
  })
}

function noticeLine(text: string): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    children: [new TextRun({ text, size: 24, color: 'C00000', font: fontOf(fonts.heading) })],
  })
}

/** `— 1 —` in 4号 half-width 宋体, one character from the outer edge. */
function pageNumber(alignment: typeof AlignmentType.RIGHT | typeof AlignmentType.LEFT): Paragraph {
  const side = alignment === AlignmentType.RIGHT ? 'right' : 'left'
  return new Paragraph({
    alignment,
    indent: { [side]: 280 },
    children: [
      new TextRun({
        children: ['— ', PageNumber.CURRENT, ' —'],
        size: 28,
        font: { ascii: '宋体', hAnsi: '宋体', eastAsia: '宋体' },
      }),
    ],
  })
}

/** The library writes the wall clock here; the bulletin's own date keeps the bytes the same. */
function coreProperties({ title, issuer, date }: Bulletin): string {
  const stamp = (name: string) => `<dcterms:${name} xsi:type="dcterms:W3CDTF">${date}T00:00:00Z</dcterms:${name}>`
  return [
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"',
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"',
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
    `<dc:title>${escapeXml(title)}</dc:title><dc:creator>${escapeXml(issuer)}</dc:creator>`,
    `${stamp('created')}${stamp('modified')}</cp:coreProperties>`,
  ].join('')
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
