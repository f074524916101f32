/** The report of a check as a file: JSON for programs, a page, a workbook and a document for people. */
import { writeXlsx } from 'hucre/xlsx'
import { escapeHtml } from '../../bulletins/formats/escape-html.ts'
import { asDocx } from './report-docx.ts'
import { outcomeNames } from './outcome-names.ts'
import type { CheckReport } from './report.ts'

/** One line per format. */
export const reportFormats: Readonly<Record<string, (report: CheckReport) => string | Promise<Uint8Array>>> = {
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
  html: asHtml,
  xlsx: asXlsx,
  docx: asDocx,
}

const headings = ['序号', '结果', '链接', '说明与建议', '建议地址', '所在页面', '链接文字', '位置']

function rows({ problems }: CheckReport): (string | number)[][] {
  return problems.map(({ url, outcome, advice, suggestion, foundOn }, index) => {
    const [first] = foundOn
    const more = foundOn.length > 1 ? `等 ${foundOn.length} 处` : ''
    return [
      index + 1,
      outcomeNames[outcome],
      url,
      advice,
      suggestion ?? '',
      `${first?.page ?? ''}${more && ` ${more}`}`,
      first?.text ?? '',
      first?.place ?? '',
    ]
  })
}

function summary({ target, startedAt, finishedAt, pages, links }: CheckReport): string[] {
  const counts = Object.entries(links.byOutcome).filter(([, count]) => count > 0)
  return [
    `网站：${target}`,
    `时间：${startedAt} 至 ${finishedAt}`,
    `页面：已知 ${pages.known}，读取 ${pages.fetched}；链接：检查 ${links.checked}`,
    counts.map(([outcome, count]) => `${outcomeNames[outcome as keyof typeof outcomeNames]} ${count}`).join('，'),
  ]
}

function asHtml(report: CheckReport): string {
  const cells = (values: readonly (string | number)[], tag: string) =>
    values.map((value) => `<${tag}>${escapeHtml(String(value))}</${tag}>`).join('')
  const findings = report.findings.map(({ clause, message, places }) => {
    const at = places.map(({ where, message: what }) => `<br>${escapeHtml(where)} ${escapeHtml(what)}`).join('')
    return `<li>${escapeHtml(clause === null ? message : `${clause} ${message}`)}${at}</li>`
  })
  const style =
    'body{font-family:sans-serif;margin:2em}table{border-collapse:collapse;font-size:90%}th,td{border:1px solid #999;padding:.3em;text-align:left;vertical-align:top;word-break:break-all}'
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>网站检查：${escapeHtml(report.target)}</title><style>${style}</style></head>
<body><h1>网站检查报告</h1>${summary(report)
    .map((line) => `<p>${escapeHtml(line)}</p>`)
    .join('')}
<h2>有问题的链接（${report.problems.length}）</h2>
<table><thead><tr>${cells(headings, 'th')}</tr></thead><tbody>
${rows(report)
  .map((row) => `<tr>${cells(row, 'td')}</tr>`)
  .join('\n')}
</tbody></table><h2>其他</h2><ul>${findings.join('\n')}</ul></body></html>\n`
}

/** A spreadsheet knows neither control characters nor longer cells. */
const cell = (value: string | number) =>
  typeof value === 'number'
    ? value
    : value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').slice(0, 32_000)

function asXlsx(report: CheckReport): Promise<Uint8Array> {
  const sheet = (name: string, table: (string | number)[][]) => ({ name, rows: table.map((row) => row.map(cell)) })
  return writeXlsx({
    sheets: [
      sheet('链接问题', [headings, ...rows(report)]),
      sheet('概况', [
        ...summary(report).map((line) => [line]),
        ...report.findings.map(({ clause, outcome, message }) => [clause ?? '', outcome, message]),
      ]),
    ],
  })
}
