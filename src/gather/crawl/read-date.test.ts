import { describe, expect, test } from 'vitest'
import { day } from '../../kernel/day.ts'
import { readPageDate } from './read-date.ts'
import { readPage } from './read-page.ts'

const capturedOn = day('2025-08-20')

function read(body: string, { head = '', url = 'http://www.example.gov.cn/a.html' } = {}) {
  const html = `<html><head><title>关于做好防汛工作的通知-某区</title>${head}</head><body>${body}</body></html>`
  return readPageDate(readPage(html, url), capturedOn)
}
const article = (line: string, text = '') =>
  `<h1>关于做好防汛工作的通知</h1><div>${line}</div><div><p>各单位：</p>${text}</div>`

describe('what a reader takes for the publishing date', () => {
  test.each([
    ['label', article('发布时间：2025-08-12'), '2025-08-12', '2025-08-12'],
    [
      'label and date in two elements',
      article('<span>发布日期：</span><span>2025年8月12日</span>'),
      '2025-08-12',
      '2025年8月12日',
    ],
    ['label with full-width digits', article('发布时间：２０２５－０８－１２'), '2025-08-12', '２０２５－０８－１２'],
    ['bare label', article('日期：2025.8.12 来源：本站'), '2025-08-12', '2025.8.12'],
    ['a wrong sign for 日期 that really occurs', article('日间：2025-08-12'), '2025-08-12', '2025-08-12'],
    ['发布于', article('发布于 2025-08-12'), '2025-08-12', '2025-08-12'],
    ['a line of its own under the title', article('2025-08-12 10:30'), '2025-08-12', '2025-08-12'],
    [
      'a line of meta data without a label',
      article('2025-08-12 来源：市统计局 浏览次数：12'),
      '2025-08-12',
      '2025-08-12',
    ],
  ])('%s', (_name, body, expected, raw) => expect(read(body)).toEqual({ day: expected, source: 'visible', raw }))

  test('the visible date wins over meta data that the content system generates', () => {
    const head = '<meta name="PubDate" content="2025-08-19 03:00">'
    expect(read(article('发布时间：2009-09-30'), { head })).toMatchObject({ day: '2009-09-30', source: 'visible' })
  })

  test('发布日期 wins over 成文日期 wherever they stand', () => {
    const table =
      '<table><tr><td>成文日期：</td><td>2025-07-01</td></tr><tr><td>发布日期：</td><td>2025-08-12</td></tr></table>'
    expect(read(table + article(''))).toMatchObject({ day: '2025-08-12' })
    expect(read(table.replace('发布日期', '其他说明') + article(''))).toMatchObject({ day: '2025-07-01' })
  })

  test('updated later: the day of publishing counts', () => {
    expect(read(article('更新时间：2025-08-15 发布时间：2025-08-12'))).toMatchObject({ day: '2025-08-12' })
  })
})

describe('what a naive reader takes for it', () => {
  test('the clock in the page head', () => {
    expect(read(`<div>今天是2025年8月20日 星期三</div>${article('')}`)).toBeNull()
    expect(read(`<div>2025年8月20日 星期三</div>${article('发布时间：2025-08-12')}`)).toMatchObject({
      day: '2025-08-12',
    })
  })

  test('dates inside sentences', () => {
    expect(read(article('', '<p>根据2019年5月1日起施行的《条例》，现通知如下。</p>'))).toBeNull()
    expect(read(article('', '<p>报名截止时间：2025年8月18日</p>'))).toBeNull()
  })

  test('the signature at the end ranks below meta data', () => {
    const signed = article('', `${'<p>正文。</p>'.repeat(300)}<p>2025年8月1日</p>`)
    expect(read(signed)).toMatchObject({ day: '2025-08-01', source: 'visible' })
    const head = '<meta name="pubdate" content="2025-08-12 08:13">'
    expect(read(signed, { head })).toEqual({ day: '2025-08-12', source: 'meta', raw: '2025-08-12 08:13' })
  })

  test('dates of other articles in the side bar', () => {
    const bar = '<ul><li><a href="/b.html">我区召开安全生产工作会议</a> <span>2025-08-19</span></li></ul>'
    expect(read(`${bar}${article('2025-08-12')}`)).toMatchObject({ day: '2025-08-12' })
    expect(read(`${bar}${article('')}`)).toBeNull()
  })

  test('the future and the time before 1995', () => {
    expect(read(article('发布时间：2025-08-21'))).toBeNull()
    expect(read(article('发布时间：1994-12-31'))).toBeNull()
    expect(read(article('发布时间：2025-08-20'))).toMatchObject({ day: '2025-08-20' })
  })
})

describe('where nothing is visible', () => {
  const url = 'http://www.example.gov.cn/202508/t20250811_1.html'

  test('time element, then meta data, then the address', () => {
    const time = '<time datetime="2025-08-13T20:00:00Z"></time>'
    const head = '<meta property="article:published_time" content="2025年08月12日">'
    expect(read(article(time), { head, url })).toMatchObject({ day: '2025-08-14', source: 'time' })
    expect(read(article(''), { head, url })).toMatchObject({ day: '2025-08-12', source: 'meta' })
    expect(read(article(''), { url })).toEqual({ day: '2025-08-11', source: 'url', raw: 't20250811' })
  })

  test('a month in the address is no day', () => {
    expect(read(article(''), { url: 'http://www.example.gov.cn/202508/a.html' })).toBeNull()
  })
})
