import { expect, test } from 'vitest'
import { column, gather, list, row, type Pages } from '../test-site.ts'
import type { Play } from '../test-server.ts'

const titles = ['关于防汛的通知', '关于供水的通知', '关于道路养护的通知', '关于招生工作的通知', '关于人才引进的通知']
const news = list(...titles.map((title, index) => row(`/a/1000${index}.html`, title, '2025-08-01')))

const search = async (form: string, pages: Pages = {}) => {
  const site = await gather(
    { '/': `${form}<a href="/c/">通知公告</a>`, '/c/': news, ...pages },
    { columns: [column('通知公告', '/c/', 'notice')], wanted: new Set(['siteSearch'] as const) },
  )
  const gathered = site.evidence.siteSearch
  if (gathered === undefined || 'missing' in gathered) throw new Error(JSON.stringify(gathered))
  return { ...gathered.value, requested: site.requested }
}
const asks = (answer: (title: string, index: number) => string | Play): Pages =>
  Object.fromEntries(
    titles.map((title, index) => [`/so?siteId=7&q=${encodeURIComponent(title)}`, answer(title, index)]),
  )
const form =
  '<form action="/so"><input type="hidden" name="siteId" value="7"><input name="q" placeholder="搜索"></form>'

test('five published titles are asked for, with all that the form sends; the words of the question are no result', async () => {
  const seen = await search(
    form,
    asks((title, index) =>
      index === 4 ? `<p>“${title}”没有结果</p>` : `<a href="/a/1000${index}.html">关于<em>${title.slice(2)}</em></a>`,
    ),
  )
  expect(seen).toMatchObject({ entry: 'present' })
  expect(seen.samples.map(({ outcome }) => outcome)).toEqual(['found', 'found', 'found', 'found', 'notFound'])
})

test.each([
  ['no search', '<p>首页</p>', 'none'],
  ['POST', '<form action="/so" method="POST"><input name="q" placeholder="搜索"></form>', 'unreadable'],
  ['a script', '<input id="q" placeholder="站内搜索"><button onclick="go()">搜索</button>', 'unreadable'],
  [
    'another host',
    '<form action="http://search.example.gov.cn/s"><input name="q" placeholder="搜索"></form>',
    'unreadable',
  ],
  ['a link to a page without a form', '<a href="/so/">站内搜索</a>', 'unreadable'],
])('%s', async (_name, html, entry) => {
  expect(await search(html, { '/so/': '<div id="app"></div>' })).toMatchObject({ entry, samples: [] })
})

test('a search that is closed to robots is not asked', async () => {
  const closed: Play = (_request, response) => response.end('User-agent: *\nDisallow: /so')
  const seen = await search(form, { '/robots.txt': closed })
  expect(seen.entry).toBe('unreadable')
  expect(seen.requested.filter((path) => path.startsWith('/so'))).toEqual([])
})
