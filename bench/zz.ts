import { readFileSync, globSync } from 'node:fs'
import { readPage } from '../src/gather/crawl/read-page.ts'
import { readPageDate } from '../src/gather/crawl/read-date.ts'
import { readList } from '../src/gather/crawl/read-list.ts'
import { decodeText } from '../src/gather/fetch/charset.ts'
import { scanHtml } from '../src/gather/crawl/scan-html.ts'
import { Parser } from 'htmlparser2'
const files = globSync('/tmp/debdocs/x/**/*.html').slice(0, 1500).map((f) => readFileSync(f))
const gov = globSync('/work/shared/data/gov-pages/pages/**/*.html').map((f) => readFileSync(f))
const t = (name: string, set: Buffer[], f: (b: Buffer) => void) => {
  for (let r = 0; r < 2; r++) {
  const s = process.cpuUsage(); for (const b of set) f(b)
  const u = process.cpuUsage(s); const mb = set.reduce((n, b) => n + b.length, 0) / 1e6
  if (r) console.log(name, (mb / ((u.user + u.system) / 1e6)).toFixed(1), 'MB/s', mb.toFixed(1), 'MB') }
}
const d = '2026-11-23' as never
const nothing = { open() {}, text() {}, close() {}, stopped: () => false }
for (const [n, set] of [['deb', files], ['gov', gov]] as const) {
  t(n + ' bare parser', set, (b) => { new Parser({ onopentag() {}, ontext() {}, onclosetag() {} }).end(decodeText(b, '').text) })
  t(n + ' bare scan', set, (b) => { scanHtml(decodeText(b, '').text, nothing) })
  t(n + ' readPage', set, (b) => { const { text, encoding } = decodeText(b, ''); readPage(text, 'http://a.gov.cn/', encoding) })
  t(n + ' +date', set, (b) => { const { text, encoding } = decodeText(b, ''); readPageDate(readPage(text, 'http://a.gov.cn/', encoding), d) })
  t(n + ' +list', set, (b) => { const { text, encoding } = decodeText(b, ''); const p = readPage(text, 'http://a.gov.cn/', encoding); readPageDate(p, d); readList(p, d) })
}
let bad = 0, n = 0
for (const b of [...gov, ...files]) {
  const html = decodeText(b, '').text
  const A: string[] = [], B: string[] = []
  new Parser({ onopentag(t, a) { A.push('<' + t + (a.href ?? '') + (a.class ?? '')) }, onclosetag(t, i) { if (!'area base basefont br col command embed frame hr img input isindex keygen link meta param source track wbr'.split(' ').includes(t)) A.push('>' + t) } }).end(html)
  scanHtml(html, { open(t, a) { B.push("<" + t.name + (a.read("href") ?? "") + (a.read("class") ?? "")) }, text() {}, close(t) { B.push(">" + t.name) }, stopped: () => false })
  n++
  if (A.join('\n').toLowerCase() !== B.join('\n').toLowerCase()) { bad++; if (bad < 8) { const i = A.findIndex((x, k) => x.toLowerCase() !== B[k]?.toLowerCase()); console.log(A.slice(i - 2, i + 4), B.slice(i - 2, i + 4)) } }
}
console.log('differ', bad, 'of', n)
