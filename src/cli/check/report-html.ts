/** The report of a check as one page that needs nothing else: for the screen, the telephone and the printer. */
import { escapeHtml } from '../../bulletins/formats/escape-html.ts'
import {
  clausesOf,
  columnsOf,
  countsOf,
  detailOf,
  evidenceOf,
  howToVerify,
  notesOf,
  problemGroups,
  summaryOf,
  type Problem,
} from './report-parts.ts'
import type { CheckReport } from './report.ts'

const stylesheet = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #f4f5f7; color: #1f2328; font: 15px/1.6 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
main { max-width: 1160px; margin: 24px auto; padding: 32px 40px 48px; background: #fff; box-shadow: 0 1px 4px rgb(0 0 0 / .12); }
h1 { margin: 0 0 4px; font-size: 26px; }
h2 { margin: 40px 0 12px; padding-bottom: 6px; border-bottom: 2px solid #d8dee4; font-size: 20px; }
h3 { margin: 24px 0 8px; font-size: 17px; }
p { margin: 8px 0; }
a { color: #0b57d0; text-decoration: none; } a:hover { text-decoration: underline; }
.target { font-size: 17px; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; margin: 20px 0; }
dt { color: #57606a; } dd { margin: 0; overflow-wrap: anywhere; white-space: pre-line; }
.counts { display: flex; flex-wrap: wrap; gap: 10px; margin: 20px 0 0; padding: 0; list-style: none; }
.counts li { min-width: 92px; padding: 8px 14px; border-radius: 6px; background: #eef2f7; text-align: center; }
.counts b { display: block; font-size: 24px; line-height: 1.3; }
nav a { margin-right: 16px; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; font-size: 14px; }
th, td { padding: 7px 10px; border: 1px solid #d0d7de; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { background: #eef2f7; }
.kind td { background: #f6f8fa; }
td small { display: block; color: #57606a; font-size: 13px; }
.mark { white-space: nowrap; font-weight: bold; }
.failed, .broken, .unreachable { color: #b42318; }
.passed, .ok { color: #1b7f3b; }
.cantTell, .redirected-away, .wrong-target, .insecure, .slow { color: #9a6700; }
.inapplicable, .blocked, .unchecked { color: #57606a; }
.notes { padding-left: 1.3em; overflow-wrap: anywhere; }
code { font-size: 13px; }
@media (max-width: 700px) { main { margin: 0; padding: 20px 14px; } table { font-size: 13px; } th, td { padding: 5px; } }
@media print {
  @page { size: A4; margin: 18mm 15mm; }
  body { background: #fff; font-size: 10pt; } main { max-width: none; margin: 0; padding: 0; box-shadow: none; }
  nav { display: none; } h2, h3 { break-after: avoid; } tr { break-inside: avoid; } thead { display: table-header-group; }
}
`

export function asHtml(report: CheckReport): string {
  const { target } = report
  const clauses = clausesSection(report)
  const columns = columnsSection(report)
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer"><title>网站检查报告：${escapeHtml(target)}</title><style>${stylesheet}</style></head>
<body><main>
<h1>网站检查报告</h1>
<p class="target">${address(target)}</p>
${counts(report)}
${definitions(summaryOf(report))}
<nav>${clauses && '<a href="#clauses">指标判定</a>'}<a href="#columns">栏目</a><a href="#links">链接问题</a><a href="#notes">说明与提醒</a><a href="#evidence">证据</a></nav>
${clauses}
<h2 id="columns">栏目</h2>
${columns}
<h2 id="links">链接问题（${report.problems.length}）</h2>
${linksSection(report)}
<h2 id="notes">说明与提醒</h2>
<ul class="notes">${notesOf(report)
    .map((line) => `<li>${escapeHtml(line)}</li>`)
    .join('\n')}</ul>
<h2 id="evidence">证据</h2>
${evidenceSection(report)}
</main></body></html>
`
}

function counts({ links }: CheckReport): string {
  const items = countsOf(links).map(
    ({ outcome, name, count }) => `<li><b class="${outcome}">${count}</b>${escapeHtml(name)}</li>`,
  )
  return `<ul class="counts" aria-label="链接">${items.join('')}</ul>`
}

function definitions(pairs: readonly (readonly [name: string, value: string])[]): string {
  return `<dl>${pairs.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join('')}</dl>`
}

function clausesSection(report: CheckReport): string {
  const rows = clausesOf(report).map(({ clause, outcome, result, message, places }) => {
    const shown = places.map((place) => `<small>${escapeHtml(place)}</small>`).join('')
    return `<tr><td>${escapeHtml(clause)}</td><td class="mark ${outcome}">${escapeHtml(result)}</td><td>${escapeHtml(message)}${shown}</td></tr>`
  })
  if (rows.length === 0) return ''
  const widths = '<colgroup><col style="width:150px"><col style="width:96px"><col></colgroup>'
  return `<h2 id="clauses">指标判定</h2>
<table>${widths}<thead><tr><th>指标</th><th>结果</th><th>依据</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`
}

function columnsSection(report: CheckReport): string {
  const rows = columnsOf(report).map(
    ({ name, url, kind, level, confidence, content }) =>
      `<tr><td>${escapeHtml(name)}<small>${address(url)}</small></td>${[kind, level, confidence, content].map((value) => `<td>${escapeHtml(value)}</td>`).join('')}</tr>`,
  )
  if (rows.length === 0) return '<p>没有识别出栏目。</p>'
  const widths =
    '<colgroup><col><col style="width:140px"><col style="width:70px"><col style="width:80px"><col style="width:30%"></colgroup>'
  return `<table>${widths}<thead><tr><th>名称</th><th>类别</th><th>级别</th><th>把握</th><th>内容</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`
}

function linksSection(report: CheckReport): string {
  const groups = problemGroups(report).map(({ outcome, name, count, kinds }) => {
    const rows = kinds.flatMap(({ title, advice, links }) => [
      `<tr class="kind"><td colspan="3"><b>${escapeHtml(title)}</b>（${links.length}）：${escapeHtml(advice)}。</td></tr>`,
      ...links.map(linkRow),
    ])
    const widths = '<colgroup><col style="width:42%"><col style="width:24%"><col></colgroup>'
    return `<h3 class="${outcome}">${escapeHtml(name)}（${count}）</h3>
<table>${widths}<thead><tr><th>链接</th><th>所见</th><th>所在位置</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`
  })
  return groups.join('\n') || '<p>没有发现有问题的链接。</p>'
}

function linkRow(problem: Problem): string {
  const { url, suggestion, foundOn } = problem
  const meant = suggestion === null ? '' : `<small>建议改为 ${address(suggestion)}</small>`
  const [first] = foundOn
  const more = foundOn.length > 1 ? `<small>等 ${foundOn.length} 处</small>` : ''
  const at =
    first === undefined
      ? ''
      : `${first.text === '' ? '' : `“${escapeHtml(first.text)}”`}<small>${address(first.page)} ${escapeHtml(first.place)}</small>${more}`
  return `<tr><td>${address(url)}${meant}</td><td>${escapeHtml(detailOf(problem))}</td><td>${at}</td></tr>`
}

function evidenceSection(report: CheckReport): string {
  const evidence = evidenceOf(report)
  if (evidence === null) return '<p>没有取得任何应答，没有网页存档。</p>'
  return `${definitions(evidence)}<p><code>${escapeHtml(howToVerify)}</code></p>`
}

/** What a page names is shown as it is; only addresses of the web can be followed from here. */
function address(url: string): string {
  const text = escapeHtml(url)
  return /^https?:\/\//i.test(url) ? `<a href="${text}" rel="noreferrer noopener" target="_blank">${text}</a>` : text
}
