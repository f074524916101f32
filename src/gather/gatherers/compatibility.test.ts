import { describe, expect, test } from 'vitest'
import { compatibility } from '../../evidence/compatibility.ts'
import type { Play } from '../test-server.ts'
import { article, column, gather, list, row } from '../test-site.ts'

const timeout = 90_000
const head =
  '<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>某区人民政府</title>'
const sentence = '区政府召开常务会议，研究部署防汛工作，要求各部门落实责任。'
const text = `<p>${sentence}</p>`.repeat(12)

/** Faults of the page by width: `[[1366, 'blank'], …]`. */
async function look(page: string | Play, columns = [column('栏目', '/c/')]) {
  const site = await gather(
    {
      '/': page,
      '/c/': `${head}${list(row('/a/1.html', '区政府召开常务会议', '2025-08-19'))}`,
      '/a/1.html': `${head}${article('2025-08-19')}${text}`,
      '/blank.js': (_request, response) =>
        response
          .writeHead(200, { 'content-type': 'text/javascript' })
          .end('document.body.replaceChildren(); noSuchFunction()'),
    },
    { columns },
    { useBrowser: true, timeoutMs: 5000 },
  )
  const { value } = site.evidence.compatibility as { value: unknown }
  const { pages } = compatibility.parse(value)
  const faults = pages.map(({ widths }) =>
    widths.flatMap(({ width, faults: found }) => found.map(({ kind }) => `${width} ${kind}`)),
  )
  return { pages, faults }
}

describe('how pages are displayed', () => {
  test(
    'home page, column and article are looked at, each at four widths; sound pages have no faults',
    { timeout },
    async () => {
      const slides = `<div style="position:relative;overflow:hidden;height:60px">${[0, 1, 2].map((left) => `<p style="position:absolute;left:${left * 100}%;width:100%">第${left}张轮播的标题文字在这里</p>`).join('')}</div>`
      const tabs = '<div style="display:none"><p>另一个标签页里的标题文字</p></div>'
      const bar = '<div style="position:fixed;right:0;bottom:0;width:60px">返回顶部</div>'
      const { pages, faults } = await look(
        `${head}<h1>某区人民政府</h1>${slides}${tabs}${text}${bar}<i style="font-family:serif">★</i>`,
      )
      expect(pages.map(({ kind, notShown, widths }) => [kind, notShown, widths.map(({ width }) => width)])).toEqual(
        ['home', 'column', 'article'].map((kind) => [kind, null, [1920, 1366, 768, 375]]),
      )
      expect(faults).toEqual([[], [], []])
    },
  )

  test.each([
    [
      'a script that empties the page',
      `${text}<script src="/blank.js"></script>`,
      ['1920 blank', '1366 blank', '768 blank', '375 blank'],
    ],
    [
      'a table of fixed width',
      `${text}<table width="1000"><tr><td>${sentence}</table>`,
      ['768 overflow', '375 overflow'],
    ],
    [
      'texts upon each other',
      `<div style="position:relative">${[1, 2, 3, 4].map((line) => `<p style="position:absolute;top:0">第${line}段落在同一个地方的文字</p>`).join('')}</div>${text}`,
      ['1920 overlapped', '1366 overlapped', '768 overlapped', '375 overlapped'],
    ],
    [
      'a notice over everything',
      `${text}<div style="position:fixed;inset:0;background:#fff">请使用IE浏览器</div>`,
      ['1920 covered', '1366 covered', '768 covered', '375 covered'],
    ],
    [
      'text that telephones do not get',
      `<style>@media (max-width:600px){p{display:none}}</style><h1>某区人民政府门户网站欢迎您的光临，请用电脑访问</h1>${text}`,
      ['375 hidden'],
    ],
    [
      'signs without a font',
      `${text}<i style="font-family:icons">\ue601\ue602</i>`,
      ['1920 glyphs', '1366 glyphs', '768 glyphs', '375 glyphs'],
    ],
    ['broken characters', `${text}<p>���乱码���</p>`, ['1920 glyphs', '1366 glyphs', '768 glyphs', '375 glyphs']],
  ])('%s', { timeout }, async (_name, body, expected) => {
    const { pages, faults } = await look(`${head}<body>${body}</body>`, [])
    expect(faults[0]).toEqual(expected)
    if (expected[0] === '1920 blank') expect(pages[0]!.scriptErrors[0]).toContain('noSuchFunction')
  })

  test('without a browser nothing is known', async () => {
    const site = await gather({ '/': `${head}${text}` })
    expect(site.evidence.compatibility).toEqual({
      missing: { reason: 'notProvided', detail: expect.stringContaining('浏览器') },
    })
  })
})
