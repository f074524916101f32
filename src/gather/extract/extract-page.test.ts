import { describe, expect, test } from 'vitest'
import { day } from '../../kernel/day.ts'
import { extractPage } from './extract-page.ts'

const capturedOn = day('2025-08-20')
const encoder = new TextEncoder()

function extract(html: string, url: string | null = null) {
  return extractPage({ file: 'a.html', bytes: encoder.encode(html), url, capturedOn })
}
const inPage = (body: string, head = '') =>
  `<html><head><meta charset="utf-8"><title>某区人民政府</title>${head}</head><body>${body}</body></html>`
const footer = (html: string) => extract(inPage(`<div>正文</div><div class="footer">${html}</div>`)).footer

describe('footer items', () => {
  test.each([
    ['网站标识码：3101150001', '3101150001'],
    ['政府网站标识码 3101150001', '3101150001'],
    ['网站标识码bm01000001', 'bm01000001'],
    ['<span>网站标识码：</span><b>3101150001</b>', '3101150001'],
    ['网站标识码：31011500011', null],
    ['<!-- 网站标识码：3101150001 -->', null],
  ])('site code: %s', (html, expected) => expect(footer(html).siteCode).toBe(expected))

  test.each([
    ['沪ICP备05012345号-1', '沪ICP备05012345号-1'],
    ['ICP备案号：<a href="//beian.miit.gov.cn/">沪ICP备2022012345号</a>', '沪ICP备2022012345号'],
    ['沪ICP备 05012345 号', '沪ICP备 05012345 号'],
    ['沪ICP备05012345', '沪ICP备05012345'],
    ['京ICP证030123号', '京ICP证030123号'],
    ['已办理ICP备案', null],
  ])('ICP: %s', (html, expected) => expect(footer(html).icp).toBe(expected))

  test.each([
    ['沪公网安备 31011502000123号', '沪公网安备 31011502000123号'],
    ['沪公网安备31011502000123号', '沪公网安备31011502000123号'],
    ['沪公网安备\n   31011502000123号', '沪公网安备 31011502000123号'],
    [
      '<a href="http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=31011502000123"><img src="ga.png"></a>',
      '沪公网安备31011502000123号',
    ],
    ['公网安备', null],
  ])('police number: %s', (html, expected) => expect(footer(html).police).toBe(expected))

  test.each([
    [
      '<a href="//bszs.conac.cn/sitename?method=show&amp;id=0A1B"><img src="red.png"></a>',
      '//bszs.conac.cn/sitename?method=show&id=0A1B',
    ],
    [
      `<script>document.write(unescape("%3Cspan id='_ideConac' %3E%3C/span%3E%3Cscript src='https://dcs.conac.cn/js/1.js'%3E%3C/script%3E"))</script>`,
      'https://dcs.conac.cn/js/1.js',
    ],
    ['<!-- <a href="//bszs.conac.cn/sitename"></a> -->', null],
  ])('mark of party and government organs: %s', (html, expected) => expect(footer(html).conac).toBe(expected))

  test.each([
    ['<a href="https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=3101150001&amp;url=x">找错</a>', '3101150001'],
    [
      `<script id="_jiucuo_" sitecode='3101150001' src='https://zfwzgl.www.gov.cn/exposure/jiucuo.js'></script>`,
      '3101150001',
    ],
    ['<a href="javascript:;" title="政府网站找错"><img src="j.png"></a>', null],
  ])('error report: %s', (html, expected) => expect(footer(html).errorReport?.siteCode).toBe(expected))

  test.each([
    ['<p>主办单位：某区人民政府办公室　承办：某区大数据中心</p><p>网站标识码：3101150001</p>', '某区人民政府办公室'],
    ['<span>主办：某区人民政府</span><span>网站标识码：3101150001</span>', '某区人民政府'],
    ['中共某区委、某区人民政府主办、某区信息化办公室承办<br>沪ICP备05012345号', '中共某区委、某区人民政府'],
    ['版权所有：某区人民政府 沪ICP备05012345号', null],
  ])('organiser: %s', (html, expected) => expect(footer(html).organiser).toBe(expected))

  test('contact; a footer twice; a footer written by script', () => {
    expect(footer('联系电话：021-12345678 沪ICP备05012345号').contact).toBe('021-12345678')
    const twice = '<div class="pc">网站标识码：3101150001</div><div class="m-footer">网站标识码：3101150001</div>'
    expect(footer(twice).siteCode).toBe('3101150001')
    expect(footer(`<script>document.write("<p>网站标识码：" + "3101150001</p>")</script>`).siteCode).toBe('3101150001')
  })
})

describe('publishing date', () => {
  const article = (line: string) =>
    `<h1>关于做好防汛工作的通知</h1><div class="info">${line}</div><div><p>各单位：</p></div>`
  test.each([
    ['发布时间：2025年8月2日 09:05 来源：某区', '2025-08-02', '09:05'],
    ['发布日期：二〇二五年八月十二日', '2025-08-12', null],
    ['发布日期：２０２５－０８－１２', '2025-08-12', null],
    ['发布时间：25-08-12', '2025-08-12', null],
    ['发布时间：20250812', '2025-08-12', null],
    ['发布时间：2025-08-12 10∶08', '2025-08-12', '10:08'],
    ['发布时间：2007-08-20-23:59:59', '2007-08-20', '23:59:59'],
    ['时间：Tue Aug 12 16:20:11 CST 2025', '2025-08-12', '16:20:11'],
  ])('%s', (line, expected, time) => {
    expect(extract(inPage(article(line))).published).toMatchObject({ day: expected, time, source: 'visible' })
  })

  test('a label belongs to its own block', () => {
    const page = extract(inPage('<h1>关于某代表建议的答复</h1><p>时间：2025-04-21</p>'))
    expect(page.published).toMatchObject({ day: '2025-04-21', source: 'visible' })
  })

  test('the tag differs: reported with the days', () => {
    const page = extract(inPage(article('发布时间：2023-04-18'), '<meta name="pubdate" content="2023-05-16 12:34:05">'))
    expect(page.published?.day).toBe('2023-04-18')
    expect(page.dateDoubts).toMatchObject([{ kind: 'metaDiffers', day: '2023-05-16', days: 28 }])
  })

  test('a date in the future is no date, and is reported', () => {
    const page = extract(inPage(article('发布时间：2025-08-21')))
    expect(page.published).toBeNull()
    expect(page.dateDoubts).toMatchObject([{ kind: 'future', day: '2025-08-21' }])
    expect(extract(inPage(article('发布时间：2025-08-20'))).dateDoubts).toEqual([])
  })
})

describe('lists', () => {
  const head = '<meta name="ColumnName" content="通知公告">'
  const rows = [1, 2, 3]
    .map((n) => `<li><a href="t${n}.html">关于第${n}项工作的通知</a><span>2025-08-0${n}</span></li>`)
    .join('')

  test('entries with href as written, newest, pager; police links and menus are no entries', () => {
    const page = extract(
      inPage(
        `<div class="nav"><a href="/zwgk/">政务公开</a></div><ul>${rows}</ul><p>共 23 条 当前第 1 / 3 页</p>
        <div class="footer"><a href="http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=31011502000123">沪公网安备 31011502000123号</a></div>`,
        head,
      ),
    )
    expect(page.kind).toBe('list')
    expect(page.published).toBeNull()
    expect(page.list.items.map(({ title, href, url, day: at }) => [title, href, url, at])).toEqual([
      ['关于第1项工作的通知', 't1.html', null, '2025-08-01'],
      ['关于第2项工作的通知', 't2.html', null, '2025-08-02'],
      ['关于第3项工作的通知', 't3.html', null, '2025-08-03'],
    ])
    expect(page.list.newest).toBe('2025-08-03')
    expect(page.pager).toEqual({ total: 23, pages: 3 })
    expect(page.column).toMatchObject({ name: '通知公告', class: 'notice', source: 'meta' })
  })

  test('a headline cut short stands in full in the title of its link', () => {
    const page = extract(
      inPage(
        '<ul><li><a href="1.html" title="[图]关于做好今年防汛工作的通知">关于做好今年...</a> 2025-08-01</li></ul>',
        head,
      ),
    )
    expect(page.list.items[0]?.title).toBe('关于做好今年防汛工作的通知')
  })

  test('headline, date and summary in one link', () => {
    const page = extract(
      inPage('<a href="1.html"><h3>[图]关于甲的通知(2025-08-01)</h3><p>摘要：根据规定。</p></a>', head),
    )
    expect(page.list.items).toMatchObject([{ title: '关于甲的通知', day: '2025-08-01' }])
  })

  test('dates without a year are read against the newest full date of a saved page', () => {
    const page = extract(
      inPage('<p>今天是2018年12月14日</p><ul><li><a href="1.html">关于甲的通知</a>12-13</li></ul>', head),
    )
    expect(page.list.items).toMatchObject([{ day: '2018-12-13', yearMissing: true }])
  })

  test.each([
    ['<script>createPageHTML(12, 0, "index", "html");</script>', { total: null, pages: 12 }],
    ['<script>layui.laypage.render({elem: "p", count: 95, limit: 10})</script>', { total: 95, pages: 10 }],
    ['<div class="pager" data-total="95" data-pages="10"></div>', { total: 95, pages: 10 }],
    ['<p>第1页/共12页</p>', { total: null, pages: 12 }],
    ['<a href="index_1.html">下一页</a> 1/12 <a href="index_11.html">尾页</a>', { total: null, pages: 12 }],
    [
      '<a>1</a><a href="index_1.html">2</a><a href="index_1.html">下一页</a><a href="index_11.html">尾页</a>',
      { total: null, pages: 12 },
    ],
    ['<p>共35项职权</p>', null],
  ])('pager: %s', (html, expected) => expect(extract(inPage(`<ul>${rows}</ul>${html}`, head)).pager).toEqual(expected))
})

describe('column', () => {
  test.each([
    [
      '<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; <a href="/zwgk/tzgg/">通知公告</a></div>',
      '通知公告',
      ['政务公开', '通知公告'],
    ],
    [
      '<div class="dqwz"><p>您的位置：<a href="/">首页</a>&nbsp;-&nbsp;<a href="/x/">新闻动态</a></p></div>',
      '新闻动态',
      ['新闻动态'],
    ],
  ])('%s', (html, name, names) => {
    expect(extract(inPage(html)).column).toMatchObject({ name, path: names, level: names.length, source: 'breadcrumb' })
  })
})

describe('contradictions: signs of a copied site', () => {
  const page = (code: string, icp: string, police = '') =>
    extract(inPage(`<div class="footer">网站标识码：${code} ${icp} ${police}</div>`)).contradictions.map(
      ({ between }) => between.join(' / '),
    )
  test('code, filing numbers and name of one province agree', () => {
    expect(page('3101150001', '沪ICP备05012345号', '沪公网安备 31011502000123号')).toEqual([])
    expect(page('bm01000001', '京ICP备05012345号')).toEqual([])
  })
  test('they disagree', () => {
    expect(page('4104000017', '陕ICP备05012345号')).toEqual(['页脚网站标识码 / ICP 备案号'])
    expect(page('3101150001', '沪ICP备05012345号', '沪公网安备 41011502000123号')).toContain(
      '页脚网站标识码 / 公安备案号的区划代码',
    )
    const named = extract('<title>湖南省某市人民政府</title><div class="footer">网站标识码：3101150001</div>')
    expect(named.contradictions.map(({ reason }) => reason)).toEqual([
      '页脚网站标识码“3101150001”属于上海，网站名称“湖南省某市人民政府”属于湖南',
    ])
  })
})

test('charset: declared and real one differ', () => {
  const gbk = Buffer.concat([
    Buffer.from('<meta charset="utf-8"><p>'),
    Buffer.from('d6d0b9fac8cbc3f1b5c4d5fecdb3d2bbb8f6c8cb', 'hex'),
    Buffer.from('</p>'),
  ])
  const read = (bytes: Uint8Array) => extractPage({ file: 'a', bytes, url: null, capturedOn }).charset
  expect(read(gbk)).toEqual({ declared: 'utf-8', used: 'gb18030', differs: true })
  expect(read(encoder.encode('<meta charset="UTF-8"><p>中国</p>'))).toEqual({
    declared: 'utf-8',
    used: 'utf-8',
    differs: false,
  })
})

test('meta tags: names in any case, duplicates, empty ones', () => {
  const page = extract(
    '<meta name="SiteName" content=""><meta name="sitename" content="某区"><meta name="SITENAME" content="乙">',
  )
  expect(page.meta).toEqual({ sitename: '某区' })
  expect(page.metaTags).toHaveLength(3)
})

test('forms, places of links, names for fragments', () => {
  const page = extract(
    inPage(
      '<form action="/so"><input name="q" placeholder="搜索"></form><nav><a href="/a">甲</a></nav><h2 id="top">乙</h2>',
    ),
  )
  expect(page.forms).toEqual([{ kind: 'search', action: '/so', fields: ['q'] }])
  expect(page.links).toEqual([{ href: '/a', url: null, text: '甲', place: 'nav' }])
  expect(page.ids).toEqual(['top'])
})
