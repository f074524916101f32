/** The list of warnings as a file for a unit: a page and a workbook. */
import { writeXlsx } from 'hucre/xlsx'
import { escapeHtml } from '../bulletins/formats/escape-html.ts'
import type { Day } from '../kernel/day.ts'
import type { ListedWarning } from '../monitoring/list-warnings.ts'
import { warningStates } from '../monitoring/warning.ts'
import { listSheet } from './list-sheet.ts'

export interface WarningList {
  readonly title: string
  readonly today: Day
  readonly warnings: readonly ListedWarning[]
}

/** By extension. */
export const warningFormats: Readonly<Record<'xlsx' | 'html', (list: WarningList) => string | Promise<Uint8Array>>> = {
  html: asHtml,
  xlsx: asXlsx,
}

const headings = [
  '序号',
  '单位',
  '对象',
  '标识',
  '栏目',
  '距不合格（天）',
  '不合格起始日',
  '条款',
  '如在不合格起始日检查',
  '状态',
]
const widths = [6, 26, 26, 26, 20, 14, 14, 12, 46, 10]

/** 距不合格 3 天 · 明天起不合格 · 已超期 2 天 */
export function daysLeftWords({ daysLeft }: Pick<ListedWarning, 'daysLeft'>): string {
  if (daysLeft === 1) return '明天起不合格'
  return daysLeft > 0 ? `距不合格 ${daysLeft} 天` : `已超期 ${1 - daysLeft} 天`
}

function cells(warning: ListedWarning, index: number): (string | number)[] {
  const { unit, name, targetKey, placeName, daysLeft, failsOn, clause, because, unknownBecause, state } = warning
  const now = unknownBecause === null ? because : `${because}；目前无法判断：${unknownBecause}`
  return [index + 1, unit.name, name, targetKey, placeName, daysLeft, failsOn, clause, now, warningStates[state]]
}

async function asXlsx({ title, today, warnings }: WarningList): Promise<Uint8Array> {
  const sheet = listSheet(
    '预警',
    headings.map((heading, index) => [heading, widths[index]!]),
    warnings.map(cells),
  )
  const header = `&C${title}（${today}，${warnings.length} 条）`
  return writeXlsx({
    sheets: [{ ...sheet, headerFooter: { ...sheet.headerFooter, oddHeader: header } }],
    properties: { title },
    defaultFont: { name: '宋体', size: 11 },
  })
}

const style =
  'body{font:15px/1.7 "Microsoft YaHei",sans-serif;margin:2em;color:#1c2633}table{border-collapse:collapse;width:100%}' +
  'th,td{border:1px solid #d9dfe7;padding:.3em .6em;text-align:left;vertical-align:top}th{background:#f7f9fc;white-space:nowrap}' +
  'td:nth-child(6),td:nth-child(7){white-space:nowrap}.late{color:#b3261e;font-weight:600}'

function asHtml({ title, today, warnings }: WarningList): string {
  const row = (warning: ListedWarning, index: number) => {
    const texts = cells(warning, index).map((value) => `<td>${escapeHtml(String(value))}</td>`)
    return `<tr${warning.daysLeft <= 0 ? ' class="late"' : ''}>${texts.join('')}</tr>`
  }
  const head = headings.map((text) => `<th>${text}</th>`).join('')
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>${style}</style></head>
<body><h1>${escapeHtml(title)}</h1><p>以 ${today} 已有的采集结果为准，共 ${warnings.length} 条。到“不合格起始日”仍没有新的发布，当天检查即为不合格。</p>
<table><thead><tr>${head}</tr></thead><tbody>
${warnings.map(row).join('\n')}
</tbody></table></body></html>
`
}
