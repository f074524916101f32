import { describe, expect, test } from 'vitest'
import { article, gather, list, row } from '../test-site.ts'

describe('home page', () => {
  test('articles without a date at the link are opened', async () => {
    const site = await gather({
      '/': '<a href="/202508/t1_88888.html">区政府召开常务会议</a>',
      '/202508/t1_88888.html': article('2025年8月15日'),
    })
    expect(site.homePage().items).toMatchObject([
      { date: '2025-08-15', dateSource: 'visible', rawDate: '2025年8月15日' },
    ])
    expect(site.archive?.records).toBe(8)
  })

  test('a year that the list does not show is read from the article', async () => {
    const site = await gather({
      '/': list(row('/a/1.html', '区政府召开常务会议', '08-12')),
      '/a/1.html': article('2023-08-12'),
    })
    expect(site.homePage().items).toMatchObject([
      { date: '2023-08-12', dateSource: 'list', rawDate: '08-12（未标年份，据文章页“2023-08-12”）' },
    ])
  })

  test('and only said to be a guess where the article does not tell', async () => {
    const site = await gather({ '/': list(row('/a/1.html', '区政府召开常务会议', '08-12')) })
    expect(site.homePage().items).toMatchObject([
      { date: '2025-08-12', rawDate: '08-12（未标年份，按采集日推定为 2025 年）' },
    ])
  })

  test('an entry page that only leads on', async () => {
    const site = await gather({ '/': '<a href="/home/">进入网站</a><a href="/en/">English</a>', '/home/': list() })
    expect(site.homePage()).toMatchObject({ navigationOnly: true, items: [] })
  })

  test('a page that a script fills in is not taken for one', async () => {
    const site = await gather({ '/': '<a href="/home/">进入</a><script>$.ajax({ url: "/news" })</script>' })
    expect(site.homePage()).toMatchObject({ navigationOnly: false, items: [] })
  })

  test('a page that forwards is followed', async () => {
    const site = await gather({
      '/': '<meta http-equiv="refresh" content="0;url=/home/">',
      '/home/': list(row('/a', '区政府召开常务会议', '2025-08-12')),
    })
    expect(site.homePage()).toMatchObject({ url: `${site.origin}/home/`, items: [{ date: '2025-08-12' }] })
  })
})
