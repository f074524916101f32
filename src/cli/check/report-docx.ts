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
import { linkErrors, linkOutcomes } from '../../evidence/link-errors.ts'
import { fontOf, fonts, millimetres } from '../../bulletins/formats/docx-layout.ts'
import { columnClassNames } from '../../registry/register.ts'
import { findingNames, outcomeNames } from './outcome-names.ts'
import type { CheckReport } from './report.ts'

type Problem = CheckReport['problems'][number]

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

function opening({ target, startedAt, finishedAt, pages, links, problems: found, findings }: CheckReport): FileChild[] {
  const failed = findings.filter(({ outcome }) => outcome === 'failed').length
  const counts = linkOutcomes
    .filter((outcome) => (links.byOutcome[outcome] ?? 0) > 0)
    .map((outcome) => `${outcomeNames[outcome]} ${links.byOutcome[outcome]}`)
  return [
    new Paragraph({
      alignment: AlignmentType.CENTER,
      spacing: { after: 120 },
      children: [text('网站检查报告', 40, fonts.title)],
    }),
    new Paragraph({
      alignment: AlignmentType.CENTER,
      spacing: { after: 300 },
      children: [text(breakable(target), 24)],
    }),
    table(
      [30, 140],
      null,
      [
        ['检查时间', `${localTime(startedAt)} 至 ${localTime(finishedAt)}`],
        ['页面', `已知 ${pages.known} 页，读取 ${pages.fetched} 页`],
        ['链接', `检查 ${links.checked} 个：${counts.join('，') || '无'}`],
        [
          '结论',
          `未通过的指标 ${failed} 条；有问题的链接 ${found.length} 个（只检查了一次，用于通报须按口径多次确认）`,
        ],
      ],
      true,
    ),
  ]
}

function clauses({ findings }: CheckReport): FileChild[] {
  const rows = findings.flatMap(({ clause, outcome, message, places }) => {
    if (clause === null) return []
    const shown = places.slice(0, 10).map(({ where, message: what }) => `${where}：${what}`)
    const more = places.length > 10 ? [`…… 共 ${places.length} 处`] : []
    return [[clause, findingNames[outcome], [message, ...shown, ...more].join('\n')]]
  })
  if (rows.length === 0) return []
  return [heading('一、指标判定'), table([34, 22, 114], ['指标', '结果', '依据'], rows)]
}

function columns({ columns: found }: CheckReport): FileChild[] {
  if (found.length === 0) return [heading('二、栏目'), body('没有识别出栏目。')]
  const states = { read: '可读', blank: '空白', unreadable: '读不到' } as const
  const rows = found.map(({ name, class: kind, level, confidence, state, newest, itemCount }) => [
    name,
    columnClassNames[kind],
    `${level} 级`,
    confidence === null ? '已登记' : `${Math.round(confidence * 100)}%`,
    state === 'read' ? `${itemCount} 条，最新 ${newest ?? '无日期'}` : states[state],
  ])
  return [heading('二、栏目'), table([48, 26, 18, 22, 56], ['名称', '类别', '级别', '把握', '内容'], rows)]
}

function problems({ problems: found }: CheckReport): FileChild[] {
  const groups = linkOutcomes.flatMap((outcome) => {
    const own = found.filter((problem) => problem.outcome === outcome)
    return own.length > 0 ? [{ outcome, own }] : []
  })
  if (groups.length === 0) return [heading('三、链接问题'), body('没有发现有问题的链接。')]
  return [heading('三、链接问题'), ...groups.flatMap(({ outcome, own }) => group(outcome, own))]
}

function group(outcome: Problem['outcome'] | 'ok', own: readonly Problem[]): FileChild[] {
  const listed = own.slice(0, maxListed)
  const classes = [...new Set(listed.map(({ error }) => error))]
  const rest = own.length - listed.length
  return [
    heading(`${outcomeNames[outcome]}（${own.length}）`, 2),
    table(
      [12, 84, 74],
      ['序号', '链接', '所在位置'],
      classes.flatMap((error) => classRows(error, listed)),
    ),
    ...(rest > 0 ? [body(`另有 ${rest} 个未列出，见 xlsx 或 json 格式的报告。`)] : []),
  ]
}

/** What is wrong and what to do, said once, above all links that it is true of. */
function classRows(error: Problem['error'], listed: readonly Problem[]): string[][] {
  const { title, advice } = linkErrors[error]
  const rows = listed
    .filter((problem) => problem.error === error)
    .map(({ url, suggestion, foundOn }, index) => {
      const [first] = foundOn
      const more = foundOn.length > 1 ? `\n等 ${foundOn.length} 处` : ''
      return [
        String(index + 1),
        `${url}${suggestion === null ? '' : `\n建议改为 ${suggestion}`}`,
        `${first === undefined ? '' : `${first.text === '' ? '' : `“${first.text}”\n`}${first.page}`}${more}`,
      ]
    })
  return [[`${title}。${advice}。`], ...rows]
}

function notes({ findings, anchors }: CheckReport): FileChild[] {
  const plain = findings.filter(({ clause }) => clause === null).slice(0, 100)
  const lines = plain.map(({ message, places }) => {
    const [first] = places
    return first === undefined || message.includes(first.where) ? message : `${message}（${first.where}）`
  })
  const rest = anchors.length > 100 ? [`页内位置不存在的链接共 ${anchors.length} 个`] : []
  return [heading('四、说明与提醒'), ...[...lines, ...rest].map((line) => body(`· ${line}`))]
}

function evidence({ evidence: archive }: CheckReport): FileChild[] {
  if (archive === null) return [heading('五、证据'), body('没有取得任何应答，没有网页存档。')]
  const { file, bytes, records, sha256, sm3, signedBy, timeStamp } = archive
  return [
    heading('五、证据'),
    table(
      [30, 140],
      null,
      [
        ['网页存档', `${file}\n${records} 条记录，${bytes} 字节`],
        ['SHA-256', sha256],
        ['SM3', sm3],
        ['签名密钥', signedBy ?? '没有签名'],
        ...(timeStamp === null ? [] : [['时间戳', localTime(timeStamp)]]),
      ],
      true,
    ),
    body('核验：mingcha evidence verify 存档文件 --key 公钥文件'),
  ]
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

function localTime(instant: string): string {
  return new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
}

function pageNumber(): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    children: [new TextRun({ children: ['— ', PageNumber.CURRENT, ' —'], size: 20, font: fontOf('宋体') })],
  })
}
