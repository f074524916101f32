import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressKey, isAttachment, linkAddress, sameSite } from './link-address.ts'

const base = 'http://www.example.gov.cn/zwgk/index.html'

describe('where a link leads', () => {
  test.each([
    ['a.html', 'http://www.example.gov.cn/zwgk/a.html'],
    [' /a b.html\n', 'http://www.example.gov.cn/a%20b.html'],
    ['//other.gov.cn/#top', 'http://other.gov.cn/'],
    ['?页=2', 'http://www.example.gov.cn/zwgk/index.html?%E9%A1%B5=2'],
    ['', null],
    ['#top', null],
    ['javascript:void(0)', null],
    ['mailto:a@example.gov.cn', null],
    ['tel:12345', null],
    ['http://', undefined],
    ['http://a b.gov.cn/', undefined],
  ])('%j', (href, expected) => expect(linkAddress(href, base, 'utf-8')).toBe(expected))

  test('Chinese in the query of a GBK page is GBK, in its path UTF-8', () => {
    expect(linkAddress('/文?词=政务', base, 'gb18030')).toBe('http://www.example.gov.cn/%E6%96%87?%B4%CA=%D5%FE%CE%F1')
  })
})

describe('what names the same page', () => {
  test.each([
    ['http://a.gov.cn/x#y', 'http://a.gov.cn/x'],
    ['http://a.gov.cn:80/x', 'http://a.gov.cn/x'],
    ['http://a.gov.cn./x', 'http://a.gov.cn/x'],
    ['http://a.gov.cn/x;jsessionid=1A', 'http://a.gov.cn/x'],
    ['http://a.gov.cn/x;jsessionid=1A!2?id=2', 'http://a.gov.cn/x?id=2'],
    ['http://a.gov.cn/(S(lit3py55t21z5v55vlm25s55))/x.aspx', 'http://a.gov.cn/x.aspx'],
    ['http://a.gov.cn/x?PHPSESSID=0a1b&id=2', 'http://a.gov.cn/x?id=2'],
    ['http://a.gov.cn/x?id=2&sid=0123456789abcdef', 'http://a.gov.cn/x?id=2'],
    ['http://a.gov.cn/x?utm_source=1&id=2&spm=3', 'http://a.gov.cn/x?id=2'],
  ])('%s', (address, other) => expect(addressKey(address)).toBe(addressKey(other)))

  test.each([
    ['http://a.gov.cn/x', 'http://a.gov.cn/X'],
    ['http://a.gov.cn/x?a=1&b=2', 'http://a.gov.cn/x?b=2&a=1'],
    ['http://a.gov.cn/x', 'https://a.gov.cn/x'],
    ['http://a.gov.cn/x?sid=12', 'http://a.gov.cn/x?sid=13'],
    ['http://a.gov.cn/x;v=1', 'http://a.gov.cn/x;v=2'],
    ['http://a.gov.cn/x', 'http://a.gov.cn/x/'],
  ])('%s is not %s', (address, other) => expect(addressKey(address)).not.toBe(addressKey(other)))

  test('www. or not is the same site, a sub-site is another', () => {
    expect(sameSite('www.a.gov.cn', 'a.gov.cn')).toBe(true)
    expect(sameSite('tjj.a.gov.cn', 'a.gov.cn')).toBe(false)
    expect(sameSite('a.gov.cn:8080', 'a.gov.cn')).toBe(false)
  })

  test('files by their endings', () => {
    expect(['http://a/x.PDF', 'http://a/x.docx?d=1', 'http://a/y.ofd'].every(isAttachment)).toBe(true)
    expect(['http://a/x.html', 'http://a/pdf', 'http://a/x.pdf/'].some(isAttachment)).toBe(false)
  })
})

describe('ordinary addresses are resolved without the URL parser, with the same result', () => {
  const piece = fc.constantFrom(
    'a',
    'B',
    '/',
    '//',
    '.',
    '..',
    '../',
    './',
    '-',
    '_',
    '~',
    '%20',
    '%',
    '?',
    '=',
    '&',
    '#',
    ':',
    'http://',
    'https://',
    'www.x.gov.cn',
    'X.CN',
    '1.2',
    '中',
    ' ',
    '\\',
    '@',
    ';',
    '+',
  )
  const hrefs = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))
  const bases = fc.constantFrom('http://www.x.gov.cn/', 'http://www.x.gov.cn/a/b/c.html?d=/e/', 'https://x.cn:8080/a')

  test('any href on any base', () => {
    fc.assert(
      fc.property(hrefs, bases, (href, base) => {
        const found = linkAddress(href, base, 'utf-8')
        if (typeof found !== 'string') return
        const expected = new URL(href.trim(), base)
        expected.hash = ''
        expect(found).toBe(expected.href)
      }),
      { numRuns: 5000 },
    )
  })
})
