import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { day } from '../../kernel/day.ts'
import { readPageDate } from './read-date.ts'
import { readList } from './read-list.ts'
import { pageCaps, plain, readPage } from './read-page.ts'
import { cpuMs } from './test-cpu-time.ts'

const base = 'http://www.example.gov.cn/zwgk/index.html'

describe('one pass over a page', () => {
  test('title, text, links with their words, meta data', () => {
    const page = readPage(
      `<html><head><title> 某区 人民政府 </title><meta name="SiteName" content="某区"><meta name="sitename" content="又一个"></head>
      <body><p>您 好</p><a href="../a.html">要闻</a><a href="b.html" title="全称"><img src="x.png" alt="图片"></a>
      <a href="c.html"><img alt="只有图片"></a><script>var x = '<a href="no.html">'</script><noscript><a href="no.html">无</a></noscript></body></html>`,
      base,
    )
    expect(page.title).toBe('某区 人民政府')
    expect(plain(page.written)).toBe('您 好 要闻')
    expect(page.links.map(({ address, text }) => [address, text])).toEqual([
      ['http://www.example.gov.cn/a.html', '要闻'],
      ['http://www.example.gov.cn/zwgk/b.html', '全称'],
      ['http://www.example.gov.cn/zwgk/c.html', '只有图片'],
    ])
    expect([...page.meta]).toEqual([['sitename', '某区']])
  })

  test('base href, the first one', () => {
    const page = readPage('<base href="/x/"><base href="/y/"><a href="a.html">要闻</a>', base)
    expect(page.links[0]?.address).toBe('http://www.example.gov.cn/x/a.html')
  })

  test.each([
    ['meta refresh', '<meta http-equiv="refresh" content="0; url=/home/">', 'http://www.example.gov.cn/home/'],
    ['script', '<script>window.location.href = "/home/"</script>', 'http://www.example.gov.cn/home/'],
    [
      'what is for browsers without scripts',
      '<noscript><meta http-equiv="refresh" content="0; url=/home/"></noscript>',
      null,
    ],
    ['a slow refresh stays', '<meta http-equiv="refresh" content="60; url=/home/">', null],
    ['a page with links stays', '<a href="/a">甲</a><script>location="/home/"</script>', null],
  ])('forwarding by %s', (_name, html, expected) => expect(readPage(html, base).forwardsTo).toBe(expected))

  test('signs of content that a script fills in', () => {
    expect(readPage('<ul id="list"></ul><script>$.ajax({url:"/list"})</script>', base).scriptFilled).toBe(true)
    expect(readPage('<ul><li v-for="x in list">{{x.title}}</li></ul>', base).scriptFilled).toBe(true)
    expect(readPage('<ul></ul><script>var a = 1</script>', base).scriptFilled).toBe(false)
  })

  test('an address that cannot be one is kept as written', () => {
    const [link] = readPage('<a href="http://[坏的/">坏</a>', base).links
    expect(link).toMatchObject({ address: null, malformed: 'http://[坏的/' })
  })
})

describe('hostile pages', () => {
  test.each([
    ['depth', '<div>'.repeat(200_000), `页面嵌套超过 ${pageCaps.depth} 层，其余未读`],
    ['hidden depth', `<svg>${'<g>'.repeat(200_000)}`, `页面嵌套超过 ${pageCaps.depth} 层，其余未读`],
    ['links', '<a href="/a">x</a>'.repeat(30_000), `页面链接超过 ${pageCaps.links} 条，其余未读`],
    ['elements', '<i></i>'.repeat(210_000), `页面元素超过 ${pageCaps.elements} 个，其余未读`],
    ['text', '字'.repeat(2_100_000), `页面文字超过 ${pageCaps.text} 字，其余未读`],
  ])('too much %s', (_name, html, limit) => {
    const started = cpuMs()
    expect(readPage(html, base).limits).toContain(limit)
    expect(cpuMs() - started).toBeLessThan(10_000)
  })

  test('an address that is too long is not cut into another one', () => {
    const page = readPage(`<a href="/${'a'.repeat(pageCaps.address)}">长</a><a href="/b">短</a>`, base)
    expect(page.links.map((link) => link.address)).toEqual([null, 'http://www.example.gov.cn/b'])
    expect(page.limits).toEqual([`有链接地址超过 ${pageCaps.address} 个字符，未读取`])
  })

  test.each([
    ['a huge attribute', `<a href="/a" data-x="${'x'.repeat(5_000_000)}">甲</a>`],
    [
      'a million attributes',
      `<a href="/a" ${Array.from({ length: 200_000 }, (_, index) => `x${index}`).join(' ')}>甲</a>`,
    ],
    ['closing tags only', '</div>'.repeat(500_000)],
    ['a tag that never ends', `<div ${'<'.repeat(1_000_000)}`],
    ['a comment that never ends', `<!--${'-'.repeat(1_000_000)}`],
    ['digits without end', `<p>${'2025-08-12 '.repeat(50_000)}${'1'.repeat(100_000)}</p>`],
    ['blanks without end', `<p>2025${' '.repeat(200_000)}年</p>${'\u3000'.repeat(200_000)}`],
  ])('%s', (_name, html) => {
    const started = cpuMs()
    const page = readPage(html, base)
    readPageDate(page, day('2025-08-20'))
    readList(page, day('2025-08-20'))
    expect(cpuMs() - started).toBeLessThan(10_000)
  })

  test('any soup of tags is read without an exception, and children lie inside their parents', () => {
    const piece = fc.constantFrom(
      '<ul>',
      '<li>',
      '</li>',
      '</ul>',
      '<a href="1.html">',
      '</a>',
      '<table><tr><td>',
      '</td></tr></table>',
      '<p>',
      '甲乙丙丁戊己',
      '2025-08-12',
      '[08-12]',
      '<br>',
      '<script>',
      '</script>',
      '<title>',
      '&#50;',
      '<',
      '"',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const page = readPage(pieces.join(''), base)
        readPageDate(page, day('2025-08-20'))
        readList(page, day('2025-08-20'))
        expect(page.text).toHaveLength(page.written.length)
        for (const { parent, start, end } of page.elements.slice(1)) {
          const outer = page.elements[parent]!
          expect(outer.start <= start && start <= end && end <= outer.end).toBe(true)
        }
      }),
    )
  })
})
