import { readFileSync, globSync } from 'node:fs'
import { readPage } from '../src/gather/crawl/read-page.ts'
import { readPageDate } from '../src/gather/crawl/read-date.ts'
import { readList } from '../src/gather/crawl/read-list.ts'
import { decodeText } from '../src/gather/fetch/charset.ts'
import { scanHtml } from '../src/gather/crawl/scan-html.ts'
const files = globSync('/tmp/debdocs/x/**/*.html').slice(0, 1500).map((f) => readFileSync(f))
const gov = globSync('/work/shared/data/gov-pages/pages/**/*.html').map((f) => readFileSync(f))
const d = '2026-11-23' as never
const mode = process.argv[2]
const set = process.argv[3] === 'gov' ? [...gov, ...gov, ...gov] : files
for (let r = 0; r < 4; r++) {
  const s = process.cpuUsage()
  for (const b of set) {
    const { text, encoding } = decodeText(b, '')
    if (mode === 'scan') scanHtml(text, { open() {}, text() {}, close() {}, stopped: () => false })
    else { const p = readPage(text, 'http://a.gov.cn/', encoding); if (mode !== 'page') readPageDate(p, d); if (mode === 'list') readList(p, d) }
  }
  const u = process.cpuUsage(s); const mb = set.reduce((n, b) => n + b.length, 0) / 1e6
  console.log(mode, (mb / ((u.user + u.system) / 1e6)).toFixed(1), 'MB/s')
}
