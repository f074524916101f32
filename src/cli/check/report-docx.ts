/** The report of a check as a Word document: summary, judgement of the clauses, problems by outcome with advice, evidence. */
import {
  AlignmentType,
  Document,
  Footer,
  HeadingLevel,
  Packer,
  PageNumber,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  WidthType,
  type FileChild,
} from 'docx'
import { fontOf, fonts, millimetres } from '../../bulletins/formats/docx-layout.ts'
import {
  clausesOf,
  columnsOf,
  evidenceOf,
  howToVerify,
  notesOf,
  problemGroups,
  summaryOf,
  type Problem,
} from './report-parts.ts'
import type { CheckReport } from './report.ts'

/** A document with more is read by nobody; the workbook has them all. */
const maxListed = 300
const pageWidth = millimetres(170)

export async function asDocx(report: CheckReport): Promise<Uint8Array> {
  const document = new Document({
    title: `网站检查报告 ${report.target}`,
    creator: '明察',
    // LibreOffice breaks western numbers apart (5|2) when the western language is Chinese.
    styles: { default: { document: { run: { language: { value: 'en-US', eastAsia: 'zh-CN' } } } } },
    sections: [
      {
        properties: {
          page: {
            size: { width: millimetres(210), height: millimetres(297) },
            margin: { top: millimetres(25), bottom: millimetres(22), left: millimetres(20), right: millimetres(20) },
          },
        },
        footers: { default: new Footer({ children: [pageNumber()] }) },
        children: [
          ...opening(report),
          ...clauses(report),
          ...columns(report),
          ...problems(report),
          ...notes(report),
          ...evidence(report),
        ],
      },
    ],
  })
  return Packer.pack(document, 'uint8array')
}

function opening(report: CheckReport): FileChild[] {
  return [
    new Paragraph({
      alignment: AlignmentType.CENTER,
      spacing: { after: 120 },
      children: [text('网站检查报告', 40, fonts.title)],
    }),
    new Paragraph({
      alignment: AlignmentType.CENTER,
      spacing: { after: 300 },
      children: [text(breakable(report.target), 24)],
    }),
    table([30, 140], null, summaryOf(report), true),
  ]
}

function clauses(report: CheckReport): FileChild[] {
  const rows = clausesOf(report).map(({ clause, result, message, places }) => {
    const more = places.length > 10 ? [`…… 共 ${places.length} 处`] : []
    return [clause, result, [message, ...places.slice(0, 10), ...more].join('\n')]
  })
  if (rows.length === 0) return []
  return [heading('一、指标判定'), table([34, 22, 114], ['指标', '结果', '依据'], rows)]
}

function columns(report: CheckReport): FileChild[] {
  const rows = columnsOf(report).map(({ name, kind, level, confidence, content }) => [
    name,
    kind,
    level,
    confidence,
    content,
  ])
  if (rows.length === 0) return [heading('二、栏目'), body('没有识别出栏目。')]
  return [heading('二、栏目'), table([48, 26, 18, 22, 56], ['名称', '类别', '级别', '把握', '内容'], rows)]
}

function problems(report: CheckReport): FileChild[] {
  const groups = problemGroups(report)
  if (groups.length === 0) return [heading('三、链接问题'), body('没有发现有问题的链接。')]
  return [heading('三、链接问题'), ...groups.flatMap(group)]
}

function group({ name, count, kinds }: ReturnType<typeof problemGroups>[number]): FileChild[] {
  let left = maxListed
  const rows = kinds.flatMap(({ title, advice, links }) => {
    const listed = links.slice(0, left)
    left -= listed.length
    // What is wrong and what to do, said once, above all links that it is true of.
    return listed.length === 0 ? [] : [[`${title}（${links.length}）：${advice}。`], ...listed.map(linkRow)]
  })
  const rest = count - Math.min(count, maxListed)
  return [
    heading(`${name}（${count}）`, 2),
    table([12, 84, 74], ['序号', '链接', '所在位置'], rows),
    ...(rest > 0 ? [body(`另有 ${rest} 个未列出，见 xlsx 或 json 格式的报告。`)] : []),
  ]
}

function linkRow({ url, suggestion, foundOn }: Problem, index: number): string[] {
  const [first] = foundOn
  const more = foundOn.length > 1 ? `\n等 ${foundOn.length} 处` : ''
  return [
    String(index + 1),
    `${url}${suggestion === null ? '' : `\n建议改为 ${suggestion}`}`,
    `${first === undefined ? '' : `${first.text === '' ? '' : `“${first.text}”\n`}${first.page}`}${more}`,
  ]
}

function notes(report: CheckReport): FileChild[] {
  return [
    heading('四、说明与提醒'),
    ...notesOf(report)
      .slice(0, 100)
      .map((line) => body(`· ${line}`)),
  ]
}

function evidence(report: CheckReport): FileChild[] {
  const known = evidenceOf(report)
  if (known === null) return [heading('五、证据'), body('没有取得任何应答，没有网页存档。')]
  return [heading('五、证据'), table([30, 140], null, known, true), body(howToVerify)]
}

function heading(title: string, level: 1 | 2 = 1): Paragraph {
  return new Paragraph({
    heading: level === 1 ? HeadingLevel.HEADING_1 : HeadingLevel.HEADING_2,
    keepNext: true,
    spacing: { before: level === 1 ? 360 : 240, after: 120 },
    children: [text(title, level === 1 ? 30 : 26, fonts.heading)],
  })
}

function body(line: string): Paragraph {
  return new Paragraph({ spacing: { before: 60, after: 60, line: 320 }, children: [text(breakable(line), 22)] })
}

/** Widths in millimetres, 170 in all. `labelled`: the first column names what stands in the second. A row of one goes across. */
function table(
  widths: readonly number[],
  headings: readonly string[] | null,
  rows: readonly (readonly string[])[],
  labelled = false,
): Table {
  const cells = (values: readonly string[], isHeading: boolean) =>
    values.map((value, index) => {
      const isSpanning = values.length === 1 && widths.length > 1
      const strong = isHeading || isSpanning || (labelled && index === 0)
      return new TableCell({
        ...(isSpanning ? { columnSpan: widths.length } : {}),
        width: { size: isSpanning ? pageWidth : millimetres(widths[index]!), type: WidthType.DXA },
        ...(strong ? { shading: { type: ShadingType.CLEAR, color: 'auto', fill: 'EEF2F7' } } : {}),
        margins: { top: 50, bottom: 50, left: 90, right: 90 },
        children: value
          .split('\n')
          .map((line) => new Paragraph({ children: [text(breakable(line), 20, strong ? fonts.heading : fonts.body)] })),
      })
    })
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: pageWidth, type: WidthType.DXA },
    columnWidths: widths.map(millimetres),
    rows: [
      ...(headings === null
        ? []
        : [new TableRow({ tableHeader: true, cantSplit: true, children: cells(headings, true) })]),
      ...rows.map((row) => new TableRow({ cantSplit: true, children: cells(row, false) })),
    ],
  })
}

function text(value: string, size: number, font: string = fonts.body): TextRun {
  return new TextRun({
    text: value.replace(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g, ''),
    size,
    font: fontOf(font),
    color: '000000',
  })
}

/** Word processors break no line inside of an address: they may behind each of its parts. */
function breakable(value: string): string {
  return value.replace(/[\w%/?&=.:#~+-]{16,}/g, (long) =>
    // Digests fit, and are copied from here to be compared.
    /^[0-9a-f]{64}$/.test(long)
      ? long
      : long.replace(/([/?&=.#_-])(?=[^/])/g, '$1\u200b').replace(/[\w%]{24}(?=[\w%])/g, '$&\u200b'),
  )
}

function pageNumber(): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    children: [new TextRun({ children: ['— ', PageNumber.CURRENT, ' —'], size: 20, font: fontOf('宋体') })],
  })
}
