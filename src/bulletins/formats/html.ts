/** The bulletin as one page that needs nothing else: no script, no font, no picture from elsewhere. */
import { chineseDay } from '../../kernel/day.ts'
import { annexLabel } from '../annexes.ts'
import type { Annex, Block, Bulletin, Inline } from '../bulletin.ts'
import { annexStatement, noticeLines } from '../plain-text.ts'
import { figureOf, figuresById, type Figures } from '../template.ts'
import { escapeHtml } from './escape-html.ts'
import type { BulletinFormat } from './format.ts'
import { platformChart } from './platform-chart.ts'
import { stylesheet } from './html-stylesheet.ts'

export const html: BulletinFormat = {
  id: 'html',
  extension: 'html',
  mediaType: 'text/html; charset=utf-8',
  label: '网页',
  render: async (bulletin) => new TextEncoder().encode(bulletinHtml(bulletin)),
}

export interface HtmlOptions {
  /** Where the rows behind a figure are shown; the figure's id is appended. */
  readonly figureBase?: string
}

/** The page. Every figure is a link to `<figureBase><figure id>`, relative to the page unless told otherwise. */
export function bulletinHtml(bulletin: Bulletin, { figureBase = 'figures/' }: HtmlOptions = {}): string {
  const page: Page = {
    figures: figuresById(bulletin.figures),
    hrefOf: (figureId) => escapeHtml(`${figureBase}${encodeURIComponent(figureId)}`),
  }
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(bulletin.title)}</title>
<style>${stylesheet}</style>
</head>
<body>
${noticeLines(bulletin)
  .map((line) => `<p class="notice" role="note">${escapeHtml(line)}</p>\n`)
  .join('')}<main>
<h1>${escapeHtml(bulletin.title)}</h1>
${blocks(bulletin, page)}
${annexList(bulletin)}<p class="signature">${escapeHtml(bulletin.issuer)}<br><time datetime="${bulletin.date}">${chineseDay(bulletin.date)}</time></p>
${bulletin.annexes.map((annex, index) => annexHtml(annex, annexLabel(bulletin.annexes.length, index))).join('\n')}
${method(bulletin)}
</main>
</body>
</html>
`
}

interface Page {
  readonly figures: Figures
  readonly hrefOf: (figureId: string) => string
}

/** The chart stands behind the first paragraph of the second part, which it illustrates. */
function blocks({ blocks }: Bulletin, page: Page): string {
  const lastPart = blocks.findLastIndex(({ kind }) => kind === 'partTitle')
  const place = blocks.findIndex(({ kind }, index) => index > lastPart && kind === 'paragraph')
  return blocks
    .map((block, index) => blockHtml(block, page) + (index === place ? platformChart(page.figures, page.hrefOf) : ''))
    .join('\n')
}

function blockHtml(block: Block, page: Page): string {
  switch (block.kind) {
    case 'partTitle':
      return `<h2>${escapeHtml(block.text)}</h2>`
    case 'line':
      return `<p style="text-indent:0;margin-bottom:1em;text-align:${block.place === 'centre' ? 'center' : 'left'}">${escapeHtml(block.text)}</p>`
    case 'heading':
      return `<h${block.level + 2}>${escapeHtml(block.text)}</h${block.level + 2}>`
    case 'paragraph':
      return `<p>${block.text.map((inline) => inlineHtml(inline, page)).join('')}</p>`
  }
}

function inlineHtml(inline: Inline, { figures, hrefOf }: Page): string {
  if (typeof inline === 'string') return escapeHtml(inline)
  const { id, label, text, numerator, denominator } = figureOf(figures, inline.figure)
  const title = denominator === null ? label : `${label}：${numerator}/${denominator}`
  return `<a class="figure" href="${hrefOf(id)}" title="${escapeHtml(title)}">${escapeHtml(text)}</a>`
}

function annexList({ annexes }: Bulletin): string {
  const lines = annexStatement(annexes).map((line) => `<p>${escapeHtml(line)}</p>`)
  return lines.length === 0 ? '' : `<div class="annexes">\n${lines.join('\n')}\n</div>\n`
}

function annexHtml({ title, headings, rows, note }: Annex, label: string): string {
  const cells = (row: readonly string[]) => row.map((text) => `<td>${escapeHtml(text)}</td>`).join('')
  return `<section class="annex">
<p class="label">${label}</p>
<table>
<caption>${escapeHtml(title)}</caption>
<thead><tr>${headings.map((heading) => `<th scope="col">${escapeHtml(heading)}</th>`).join('')}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${cells(row)}</tr>`).join('\n')}
</tbody>
</table>
<p class="note">${escapeHtml(note)}</p>
</section>`
}

function method({ method, checks }: Bulletin): string {
  if (method.length === 0 && checks.length === 0) return ''
  const marks = { error: '不通过', warning: '提示' }
  return `<details>
<summary>口径说明与数据校验</summary>
<ol>
${method.map((line) => `<li>${escapeHtml(line)}</li>`).join('\n')}
</ol>
<ul class="checks">
${checks
  .map(({ ok, severity, message }) => {
    const mark = ok ? '通过' : marks[severity]
    return `<li class="${ok ? 'ok' : severity}"><b>${mark}</b> ${escapeHtml(message)}</li>`
  })
  .join('\n')}
</ul>
</details>`
}
