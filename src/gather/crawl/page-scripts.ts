/** What the scripts of a page tell without being run: text they write, pagers they draw, where they send the visitor. */

const scriptFills =
  /\$\.(ajax|get|post|getJSON)\s*\(|\bfetch\s*\(|\baxios\b|XMLHttpRequest|new\s+Vue\b|createApp\s*\(|ReactDOM|jpage|layui\.|dataproxy/i

/** Whether a script fetches content. */
export function fillsContent(script: string): boolean {
  return scriptFills.test(script)
}

/** Where a script sends the visitor, as written, or `null`. */
export function forwardIn(script: string): string | null {
  return /location(?:\.href|\.replace\s*\()?\s*(?:=|\()?\s*["']([^"']{1,1000})["']/.exec(script)?.[1] ?? null
}

const literal = /\s*\+?\s*(unescape\(\s*)?("(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'|`(?:[^`\\]|\\[^])*`)\s*\)?/y
const maxWrites = 50

/** The HTML that a script writes into the page as literal text (`document.write("…" + "…")`). */
export function writtenHtml(script: string): string {
  const html: string[] = []
  let from = 0
  for (let count = 0; count < maxWrites; count += 1) {
    const at = script.indexOf('document.write', from)
    if (at < 0) break
    const open = script.indexOf('(', at)
    if (open < 0 || open > at + 20) {
      from = at + 14
      continue
    }
    literal.lastIndex = open + 1
    from = open + 1
    for (let match = literal.exec(script); match !== null; match = literal.exec(script)) {
      html.push(literalText(match[2]!, match[1] !== undefined))
      from = literal.lastIndex
    }
  }
  return html.join('')
}

function literalText(quoted: string, escaped: boolean): string {
  const text = quoted.slice(1, -1).replace(/\\(?:u([\da-fA-F]{4})|x([\da-fA-F]{2})|([^]))/g, (_, long, short, char) => {
    const code = (long ?? short) as string | undefined
    if (code !== undefined) return String.fromCharCode(parseInt(code, 16))
    return char === 'n' || char === 't' || char === 'r' || char === '\n' ? ' ' : String(char)
  })
  if (!escaped) return text
  return text.replace(/%u([\da-fA-F]{4})|%([\da-fA-F]{2})/g, (_, long, short) =>
    String.fromCharCode(parseInt((long ?? short) as string, 16)),
  )
}

export interface ScriptPager {
  readonly total: number | null
  readonly pages: number | null
}

const hints = /createPage|laypage|pageCount|totalPage|countPage|pagination|total_page|pageTotal/i
/** TRS and its kin: `createPageHTML(12, 0, "index", "html")`, `createPageHTML('div', 12, 1, …)`: pages first. */
const createPage =
  /\bcreatePage(?:HTML)?\w*\s*\(\s*(?:["'][^"']{0,40}["']\s*,\s*)?["']?(\d{1,6})["']?\s*,\s*["']?(\d{1,6})/i
const pagesNamed = /\b(?:pageCount|totalPages?|countPage|total_page|pageTotal|pages)["']?\s*[:=]\s*["']?(\d{1,6})\b/i
const totalNamed =
  /\b(?:count|total|totalCount|recordCount|totalRecords?|totalnum|totalRow)["']?\s*[:=]\s*["']?(\d{1,8})\b/i
const sizeNamed = /\b(?:limit|pageSize|page_size|perPage|prepage|perpage|rows)["']?\s*[:=]\s*["']?(\d{1,4})\b/i

/** The pager that a script draws, or `null`. */
export function pagerIn(script: string): ScriptPager | null {
  if (!hints.test(script)) return null
  const call = createPage.exec(script)
  if (call) return { total: null, pages: Number(call[1]) }
  const number = (form: RegExp) => {
    const found = form.exec(script)?.[1]
    return found === undefined ? null : Number(found)
  }
  const [total, size] = [number(totalNamed), number(sizeNamed)]
  const pages = number(pagesNamed) ?? (total !== null && size ? Math.max(1, Math.ceil(total / size)) : null)
  return pages === null && total === null ? null : { total, pages }
}

/** Publishing dates in a JSON-LD block; broken JSON is searched as text. */
export function linkedDates(script: string): string[] {
  return [...script.slice(0, 100_000).matchAll(/"(?:datePublished|uploadDate)"\s*:\s*"([^"]{4,60})"/g)].map(
    (match) => match[1]!,
  )
}
