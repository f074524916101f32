import { readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { day } from '../../kernel/day.ts'
import { extractPage } from './extract-page.ts'
import { pageExtractSchema } from './page-extract.ts'

const capturedOn = day('2025-08-20')
const encoder = new TextEncoder()
const extract = (html: string) => extractPage({ file: 'a.html', bytes: encoder.encode(html), url: null, capturedOn })

test('any page gives what the contract says, without an exception', () => {
  const piece = fc.constantFrom(
    '<ul><li>',
    '</li></ul>',
    '<a href="t20250801_1.html">',
    '</a>',
    '关于甲的通知',
    '2025-08-12',
    '[08-12]',
    '发布时间：',
    '网站标识码：',
    '3101150001',
    '沪ICP备',
    '05012345号',
    '公网安备',
    '主办单位：',
    '当前位置：首页 > ',
    '共 3 条 1/2 页',
    '<script>document.write("',
    '")</script>',
    '<meta name="PubDate" content="2025-13-40">',
    '<table><tr><td>',
    '<div class="footer">',
    '</div>',
    '\u0000',
    '\ufffd',
    '<',
    '&#0;',
    '二〇二五年',
    '八月',
    '三十二日',
    '主办',
    '找错',
    '<h1>',
    '</h1>',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), fc.uint8Array({ maxLength: 20 }), (pieces, noise) => {
      const bytes = Buffer.concat([
        Buffer.from(pieces.slice(0, 30).join('')),
        noise,
        Buffer.from(pieces.slice(30).join('')),
      ])
      pageExtractSchema.parse(extractPage({ file: 'a', bytes, url: null, capturedOn }))
    }),
    { numRuns: 500 },
  )
})

test.each([
  ['nested tags', '<div>'.repeat(2_000_000)],
  ['one attribute', `<a href="/a" data-x="${'x'.repeat(10_000_000)}">甲</a>`],
  ['a million links', '<a href="/a">甲乙丙</a>'.repeat(400_000)],
  ['dates without end', '<li><a href="/a">关于甲的通知</a> 2025-08-12</li>'.repeat(100_000)],
  ['one long line', `发布时间：${'当前位置主办共1/2页识ICP网安备 '.repeat(100_000)}`],
])('10 MB of %s: bounded time', (_name, html) => {
  const start = performance.now()
  extract(html)
  expect(performance.now() - start).toBeLessThan(8000)
})

test('the example of docs/reference/extract.md is what the program prints', () => {
  const manual = readFileSync(path.join(import.meta.dirname, '../../../docs/reference/extract.md'), 'utf8')
  const html = /```html\n([^]*?)```/.exec(manual)![1]!
  const json: unknown = JSON.parse(/```json\n([^]*?)```/.exec(manual)![1]!)
  expect(pageExtractSchema.parse(json)).toEqual(json)
  const page = extractPage({
    file: 'tzgg/t20250812_1.html',
    bytes: encoder.encode(html),
    url: 'http://www.example.gov.cn/tzgg/t20250812_1.html',
    capturedOn,
  })
  expect(page).toEqual(json)
})
