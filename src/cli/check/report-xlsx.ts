/** The report of a check as a workbook: one sheet for each thing, to be sorted, filtered and printed. */
import { writeXlsx, type CellStyle, type CellValue } from 'hucre/xlsx'
import { displayWidth } from '../../bulletins/formats/display-width.ts'
import { outcomeNames } from './outcome-names.ts'
import { clausesOf, columnsOf, detailOf, evidenceOf, notesOf, problemGroups, summaryOf } from './report-parts.ts'
import type { CheckReport } from './report.ts'

interface Heading {
  readonly title: string
  /** In characters. */
  readonly width: number
}

const thin = { style: 'thin', color: { rgb: 'A6A6A6' } } as const
const border = { top: thin, bottom: thin, left: thin, right: thin }
const headingStyle: CellStyle = {
  font: { name: '黑体', size: 11 },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'E8EEF7' } },
  border,
  alignment: { horizontal: 'center', vertical: 'center', wrapText: true },
}
const cellStyle: CellStyle = { border, alignment: { vertical: 'top', wrapText: true } }
const graveStyle: CellStyle = { ...cellStyle, font: { color: { rgb: 'B42318' } } }
const grave = new Set<CellValue>([outcomeNames.broken, outcomeNames.unreachable, '未通过'])

export function asXlsx(report: CheckReport): Promise<Uint8Array> {
  return writeXlsx({
    sheets: [overview(report), clauses(report), links(report), columns(report), notes(report)],
    properties: { title: `网站检查报告 ${report.target}` },
    defaultFont: { name: '宋体', size: 11 },
  })
}

function overview(report: CheckReport) {
  const { evidence } = report
  const rows = [
    ['网站', report.target],
    ...summaryOf(report),
    ...(evidenceOf(report) ?? [['网页存档', '没有取得任何应答，没有网页存档']]),
  ]
  return sheet(
    '概况',
    [
      { title: '项目', width: 14 },
      { title: '内容', width: evidence === null ? 80 : 100 },
    ],
    rows,
  )
}

function clauses(report: CheckReport) {
  const headings = [
    { title: '指标', width: 16 },
    { title: '结果', width: 10 },
    { title: '依据', width: 60 },
    { title: '所在', width: 70 },
  ]
  const rows = clausesOf(report).map(({ clause, result, message, places }) => [
    clause,
    result,
    message,
    places.join('\n'),
  ])
  return sheet('指标判定', headings, rows)
}

function links(report: CheckReport) {
  const headings = [
    { title: '序号', width: 7 },
    { title: '结果', width: 10 },
    { title: '问题', width: 20 },
    { title: '链接', width: 40 },
    { title: '所见', width: 26 },
    { title: '建议', width: 30 },
    { title: '建议改为', width: 26 },
    { title: '链接文字', width: 16 },
    { title: '所在页面', width: 34 },
    { title: '位置', width: 12 },
    { title: '处数', width: 7 },
  ]
  const rows = problemGroups(report)
    .flatMap(({ name, kinds }) => kinds.flatMap((kind) => kind.links.map((link) => ({ name, kind, link }))))
    .map(({ name, kind, link }, index) => {
      const [first] = link.foundOn
      const place = [first?.text ?? '', first?.page ?? '', first?.place ?? '', link.foundOn.length]
      return [index + 1, name, kind.title, link.url, detailOf(link), kind.advice, link.suggestion ?? '', ...place]
    })
  return sheet('链接问题', headings, rows)
}

function columns(report: CheckReport) {
  const headings = [
    { title: '名称', width: 24 },
    { title: '类别', width: 14 },
    { title: '级别', width: 8 },
    { title: '把握', width: 8 },
    { title: '内容', width: 34 },
    { title: '网址', width: 60 },
  ]
  const rows = columnsOf(report).map(({ name, kind, level, confidence, content, url }) => [
    name,
    kind,
    level,
    confidence,
    content,
    url,
  ])
  return sheet('栏目', headings, rows)
}

function notes(report: CheckReport) {
  return sheet(
    '说明与提醒',
    [{ title: '说明与提醒', width: 120 }],
    notesOf(report).map((line) => [line]),
  )
}

/** Texts are written as texts, so that nothing that a page says becomes a formula. */
function sheet(name: string, headings: readonly Heading[], rows: readonly (readonly (string | number)[])[]) {
  const lines = [headings.map(({ title }) => title), ...rows.map((row) => row.map(cell))]
  const cells = new Map<string, { value: CellValue; type: 'string' | 'number'; style: CellStyle }>()
  for (const [row, values] of lines.entries()) {
    for (const [column, value] of values.entries()) {
      const style = row === 0 ? headingStyle : grave.has(value) ? graveStyle : cellStyle
      cells.set(`${row},${column}`, { value, type: typeof value === 'number' ? 'number' : 'string', style })
    }
  }
  const last = String.fromCharCode(64 + headings.length)
  return {
    name,
    rows: lines,
    cells,
    columns: headings.map(({ width }) => ({ width })),
    rowDefs: new Map(lines.map((line, row) => [row, { height: rowHeight(line, headings) }])),
    freezePane: { rows: 1 },
    ...(rows.length > 0 && headings.length > 2 ? { autoFilter: { range: `A1:${last}${lines.length}` } } : {}),
    pageSetup: {
      paperSize: 'a4' as const,
      orientation: 'landscape' as const,
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: '$1:$1',
    },
    headerFooter: { oddHeader: `&C${name}`, oddFooter: '&C— &P —' },
  }
}

/** Spreadsheets do not make room for wrapped text by themselves. In points; Excel allows 409. */
function rowHeight(line: readonly (string | number)[], headings: readonly Heading[]): number {
  const lines = line.map((value, column) =>
    String(value)
      .split('\n')
      .reduce((sum, part) => sum + Math.max(1, Math.ceil(displayWidth(part, 1.1) / (headings[column]!.width - 1))), 0),
  )
  return Math.min(400, 16 * Math.max(...lines) + 2)
}

/** A spreadsheet knows neither control characters nor longer cells. */
const cell = (value: string | number) =>
  typeof value === 'number'
    ? value
    : value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').slice(0, 32_000)
