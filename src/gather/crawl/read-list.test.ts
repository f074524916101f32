import { describe, expect, test } from 'vitest'
import { day } from '../../kernel/day.ts'
import { readList } from './read-list.ts'
import { readPage } from './read-page.ts'

const base = 'http://www.example.gov.cn/tzgg/index.html'

function list(body: string, capturedOn = '2025-08-20') {
  return readList(readPage(`<html><body>${body}</body></html>`, base), day(capturedOn))
}
/** `title date` of each entry, `~` before a date whose year is a guess. */
const entries = (body: string, capturedOn?: string) =>
  list(body, capturedOn).map(({ title, date, yearMissing }) => `${title} ${yearMissing ? '~' : ''}${date}`)

const two = ['关于甲的通知 2025-08-12', '关于乙的公告 2025-08-11']

describe('forms of lists', () => {
  test.each([
    [
      'ul with the date behind',
      '<ul><li><a href="1.html">关于甲的通知</a><span>2025-08-12</span></li><li><a href="2.html">关于乙的公告</a><span>2025-08-11</span></li></ul>',
    ],
    [
      'ul with the date before, in brackets',
      '<ul><li>[2025-08-12] <a href="1.html">关于甲的通知</a></li><li>[2025-08-11] <a href="2.html">关于乙的公告</a></li></ul>',
    ],
    [
      'table rows',
      '<table><tr><th>标题</th><th>发布日期</th></tr><tr><td>1</td><td><a href="1.html">关于甲的通知</a></td><td>2025/8/12</td></tr><tr><td>2</td><td><a href="2.html">关于乙的公告</a></td><td>2025/8/11</td></tr></table>',
    ],
    [
      'date inside the link, glued to the title',
      '<a href="1.html"><h3>关于甲的通知(2025-08-12)</h3></a><a href="2.html"><h3>关于乙的公告(2025-08-11)</h3></a>',
    ],
    [
      'date in an element inside the link',
      '<li><a href="1.html"><i>2025年8月12日</i>关于甲的通知</a></li><li><a href="2.html"><i>2025年8月11日</i>关于乙的公告</a></li>',
    ],
    [
      'nothing but line breaks',
      '<div><a href="1.html">关于甲的通知</a> 2025-08-12<br><a href="2.html">关于乙的公告</a> 2025-08-11<br></div>',
    ],
    [
      'nothing but line breaks, dates first',
      '<div>2025-08-12 <a href="1.html">关于甲的通知</a><br>2025-08-11 <a href="2.html">关于乙的公告</a><br></div>',
    ],
    [
      'definition list',
      '<dl><dt><a href="1.html">关于甲的通知</a></dt><dd>2025-08-12</dd></dl><dl><dt><a href="2.html">关于乙的公告</a></dt><dd>2025-08-11</dd></dl>',
    ],
    [
      'a big day over a small month',
      '<div><div><b>12</b><p>2025-08</p></div><a href="1.html">关于甲的通知</a></div><div><div><b>11</b><p>2025-08</p></div><a href="2.html">关于乙的公告</a></div>',
    ],
    [
      'a category link before the title',
      '<li><a href="/c/">通知</a> <a href="1.html">关于甲的通知</a> <em>2025-08-12</em></li><li><a href="/c/">公告</a> <a href="2.html">关于乙的公告</a> <em>2025-08-11</em></li>',
    ],
    [
      'a summary and a label',
      '<li><a href="1.html"><h2>关于甲的通知</h2></a><p>根据2019年5月1日的规定。</p><p>发布时间：2025-08-12 09:00</p></li><li><a href="2.html"><h2>关于乙的公告</h2></a><p>发布时间：2025-08-11</p></li>',
    ],
    [
      'rows that open by script',
      '<li onclick="go(1)"><p>关于甲的通知</p><span>2025-08-12</span></li><li onclick="go(2)"><p>关于乙的公告</p><span>2025-08-11</span></li>',
    ],
    [
      'links that are javascript',
      '<li><a href="javascript:;">关于甲的通知</a>2025-08-12</li><li><a href="javascript:;">关于乙的公告</a>2025-08-11</li>',
    ],
    [
      'rows packed as CDATA for a script',
      '<script type="text/xml"><datastore><record><![CDATA[<li><a href="1.html">关于甲的通知</a><span>2025-08-12</span></li>]]></record><record><![CDATA[<li><a href="2.html">关于乙的公告</a><span>2025-08-11</span></li>]]></record></datastore></script>',
    ],
  ])('%s', (_name, body) => expect(entries(body)).toEqual(two))

  test('the title keeps a date of its own; the entry has the one in brackets', () => {
    expect(entries('<a href="1.html">2025年8月1日教育报道(2025-08-12)</a>')).toEqual([
      '2025年8月1日教育报道 2025-08-12',
    ])
  })

  test('pinned entries first: every entry keeps its own date', () => {
    const body = ['2025-06-24', '2025-08-12', '2025-08-11'].map(
      (date, index) => `<li><a href="${index}.html">第${index}条消息</a><span>${date}</span></li>`,
    )
    expect(entries(body.join(''))).toEqual(['第0条消息 2025-06-24', '第1条消息 2025-08-12', '第2条消息 2025-08-11'])
  })

  test('one record, or none', () => {
    expect(entries('<ul><li><a href="1.html">关于甲的通知</a><span>2025-08-12</span></li></ul>')).toEqual([two[0]])
    expect(entries('<ul></ul><p>暂无信息</p>')).toEqual([])
  })

  test('a picture and a headline that lead to the same article are one entry', () => {
    const body =
      '<a href="1.html"><img alt="图片"></a><li><a href="1.html">关于甲的通知</a><span>2025-08-12</span></li>'
    expect(entries(body)).toEqual([two[0]])
  })
})

describe('dates without a year', () => {
  const row = (href: string, date: string) => `<li><a href="${href}">关于甲的通知</a><span>${date}</span></li>`

  test.each(['08-12', '[08-12]', '08/12', '8月12日', '08.12'])(
    '%s: the latest possible year, marked as a guess',
    (date) => expect(entries(row('1.html', date))).toEqual(['关于甲的通知 ~2025-08-12']),
  )

  test('later in the year than the visit: last year', () => {
    expect(entries(row('1.html', '08-21'))).toEqual(['关于甲的通知 ~2024-08-21'])
    expect(entries(row('1.html', '08-20'))).toEqual(['关于甲的通知 ~2025-08-20'])
  })

  test('an address that agrees gives the year, one that does not says nothing', () => {
    expect(entries(row('/202308/t20230812_1.html', '08-12'))).toEqual(['关于甲的通知 2023-08-12'])
    expect(entries(row('/202308/a1b2.html', '08-12'))).toEqual(['关于甲的通知 2023-08-12'])
    expect(entries(row('/202303/t20230301_1.html', '08-12'))).toEqual(['关于甲的通知 ~2025-08-12'])
  })
})

describe('entries without a date', () => {
  test('are recognised by address and title', () => {
    const body =
      '<li><a href="/202508/t20250812_1.html">关于甲的通知</a></li><li><a href="/contents/18/31881.html">关于乙的公告</a></li>'
    expect(entries(body)).toEqual(['关于甲的通知 null', '关于乙的公告 null'])
  })

  test('are not navigation, buttons or columns', () => {
    const body =
      '<div class="nav"><a href="/contents/18/31881.html">政府信息公开指南</a></div><footer><a href="/c/12345.html">网站地图与声明</a></footer>' +
      '<a href="/zwgk/">政府信息公开专栏</a><a href="/c/12345.html">更多&gt;&gt;</a>'
    expect(entries(body)).toEqual([])
  })

  test('a wrapper of the whole page is not navigation, whatever its name', () => {
    const body = '<div class="header page nav"><li><a href="/202508/t20250812_1.html">关于甲的通知</a></li></div>'
    expect(entries(body)).toEqual(['关于甲的通知 null'])
  })

  test('numbers in sentences are no dates', () => {
    const body = '<li><a href="/a/">关于第12-15条的说明</a><p>见2019-05-01发布的规定第3-5条</p></li>'
    expect(entries(body)).toEqual([])
  })

  test('dates later than the visit are no dates', () => {
    const body = (date: string) => `<li><a href="/a/">关于甲的通知</a><span>${date}</span></li>`
    expect(entries(body('2025-08-21'))).toEqual([])
    expect(entries(body('2025-08-20'))).toEqual(['关于甲的通知 2025-08-20'])
  })
})
