/** The frame of the plain result pages. All values go through `html`, which escapes them. */
import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'

export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>

const style = `
:root { color-scheme: light; --line: #d9dfe7; --muted: #5c6b7f; --accent: #0b57d0; --bad: #b3261e; --good: #1b6e3c; --unsure: #8a5a00 }
* { box-sizing: border-box }
body { margin: 0; font: 15px/1.7 "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", sans-serif; color: #1c2633; background: #f3f5f8 }
header { background: #0b3a82; color: #fff; padding: 14px 32px; display: flex; gap: 24px; align-items: baseline }
header a { color: #fff; text-decoration: none } header strong { font-size: 20px; letter-spacing: 2px }
main { max-width: 1180px; margin: 24px auto; padding: 0 24px }
section { background: #fff; border: 1px solid var(--line); border-radius: 6px; padding: 20px 24px; margin-bottom: 20px }
h1 { font-size: 22px; margin: 0 0 12px } h2 { font-size: 17px; margin: 0 0 10px }
table { border-collapse: collapse; width: 100% } th, td { border-bottom: 1px solid var(--line); padding: 7px 10px; text-align: left; vertical-align: top }
td:first-child, td > span { white-space: nowrap } td > br + span { white-space: normal }
th { background: #f7f9fc; font-weight: 600; white-space: nowrap } a { color: var(--accent) }
.muted { color: var(--muted) } .number { text-align: right; font-variant-numeric: tabular-nums }
.qualified, .passed { color: var(--good) } .unqualified, .failed { color: var(--bad); font-weight: 600 } .undecided, .cantTell { color: var(--unsure) }
.notice { background: #fff8e1; border-left: 4px solid #e0a800; padding: 8px 14px; margin: 0 0 16px }
.buttons a { display: inline-block; border: 1px solid var(--accent); border-radius: 4px; padding: 2px 12px; margin-right: 8px; text-decoration: none }
code { font: 13px/1.6 ui-monospace, Consolas, monospace; word-break: break-all }
progress { width: 160px; height: 10px } details summary { cursor: pointer }
`

/** A whole page. */
export function page(title: string, body: Markup): Markup {
  return html`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title} · 明察</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <header>
          <strong><a href="/">明察</a></strong
          ><span>政府网站与政务新媒体检查</span><a href="/api/openapi.json">接口说明</a>
        </header>
        <main>${body}</main>
      </body>
    </html>`
}
