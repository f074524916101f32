import { readFileSync, globSync } from 'node:fs'
import { readPage } from '../src/gather/crawl/read-page.ts'
import { readPublished } from '../src/gather/crawl/read-date.ts'
import { findDates, foldDateText } from '../src/gather/crawl/date-text.ts'
import { linkAddress } from '../src/gather/crawl/link-address.ts'
import { readList } from '../src/gather/crawl/read-list.ts'
import { readFooter } from '../src/gather/extract/read-footer.ts'
import { readColumn } from '../src/gather/extract/read-column.ts'
import { readPager } from '../src/gather/extract/read-pager.ts'
import { extractPage } from '../src/gather/extract/extract-page.ts'
import { decodeText } from '../src/gather/fetch/charset.ts'
import { scanHtml } from '../src/gather/crawl/scan-html.ts'
const deb = globSync('/tmp/debdocs/x/**/*.html').filter((_, i) => i % 3 === 0).map((f) => readFileSync(f)).filter((b) => b.length < 600_000)
const gov = globSync('/work/shared/data/gov-pages/pages/**/*.html').map((f) => readFileSync(f))
const d = '2026-01-01' as never
const set = process.argv[2] === 'gov' ? [...gov, ...gov, ...gov] : deb
const mb = set.reduce((n, b) => n + b.length, 0) / 1e6
const stage = new Map<string, number>()
const t = <T>(name: string, f: () => T): T => { const s = process.hrtime.bigint(); const r = f(); stage.set(name, (stage.get(name) ?? 0) + Number(process.hrtime.bigint() - s)); return r }
for (let r = 0; r < 3; r++) {
  stage.clear()
  const c = process.cpuUsage()
  for (const b of set) {
    const { text, encoding } = t('decode', () => decodeText(b, ''))
    t('scan', () => scanHtml(text, { open() {}, text() {}, close() {}, stopped: () => false }))
    const p = t('readPage', () => readPage(text, 'http://address.invalid/', encoding))
    t(' fold', () => foldDateText(p.written)); t(' dates', () => findDates(p.text)); t(' urls', () => { for (const l of p.links) if (l.href) linkAddress(l.href, p.base, encoding) })
    t('list', () => readList(p, d)); t('published', () => readPublished(p, d)); t('footer', () => readFooter(p)); t('column', () => readColumn(p, null)); t('pager', () => readPager(p))
    const e = t('all', () => extractPage({ file: 'x', bytes: b, url: null, capturedOn: d }))
    t('json', () => JSON.stringify(e))
  }
}
for (const [k, v] of stage) console.log(k.padEnd(10), (v / 1e6 / mb).toFixed(2), 'ms/MB')
