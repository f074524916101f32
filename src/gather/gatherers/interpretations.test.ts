import { expect, test } from 'vitest'
import { column, gather, list, row, type Pages } from '../test-site.ts'
import { documentNumbers, titleMatch } from './match-interpretation.ts'

const policy = '某区关于印发《养老服务实施办法》的通知'
const documents = async (interpretation: string, there: string, back: string, pages: Pages = {}) => {
  const site = await gather(
    {
      '/': '<a href="/zc/">政策文件</a><a href="/jd/">政策解读</a>',
      '/zc/': list(row('/zc/10001.html', policy, '2025-08-01')),
      '/jd/': list(row('/jd/20001.html', interpretation, '2025-08-03')),
      '/zc/10001.html': `<a href="/jd/">政策解读</a><p>某府发〔2025〕12号</p>${there}`,
      '/jd/20001.html': `<a href="/zc/">政策文件</a>${back}`,
      ...pages,
    },
    {
      columns: [column('政策文件', '/zc/', 'policy'), column('政策解读', '/jd/', 'interpretation')],
      wanted: new Set(['interpretations'] as const),
    },
  )
  const gathered = site.evidence.interpretations
  if (gathered === undefined || 'missing' in gathered) throw new Error(JSON.stringify(gathered))
  return gathered.value.documents
}
const [there, back] = ['<a href="/jd/20001.html">相关解读</a>', '<a href="/zc/10001.html">原文</a>']

test.each([
  ['《养老服务实施办法》政策解读', there, back, true, true],
  ['一图读懂养老服务实施办法', '', back, false, true],
  ['《养老服务实施办法》政策解读', there, '', true, false],
  ['专家谈养老', '', '<p>根据某府发〔2025〕12号文件</p>', false, false],
])('“%s” interprets it (%#)', async (title, links, backLinks, linksThere, linksBack) => {
  expect(await documents(title, links, backLinks)).toMatchObject([
    { title: policy, needsInterpretation: null, interpretation: { title }, linksThere, linksBack },
  ])
})

test('another subject interprets nothing; a page that refuses us leaves the link open', async () => {
  expect(await documents('《垃圾分类办法》政策解读', '', '')).toMatchObject([
    { interpretation: null, linksThere: null },
  ])
  const refused = (_request: unknown, response: { writeHead(status: number): { end(): unknown } }) =>
    response.writeHead(403).end()
  expect(await documents('《养老服务实施办法》政策解读', there, back, { '/jd/20001.html': refused })).toMatchObject([
    { linksThere: true, linksBack: null },
  ])
})

test('titles and numbers', () => {
  expect(titleMatch(policy, '《养老服务实施办法》图解')).toBe(1)
  expect(titleMatch('某市关于进一步加强消防工作的意见', '关于进一步加强消防工作的意见政策问答')).toBeGreaterThan(0.6)
  expect(titleMatch('某市城市更新若干规定', '某市托育服务若干规定解读')).toBeLessThan(0.7)
  expect(documentNumbers('沪府办发〔2024〕 12号、沪府办发[2024]012号')).toEqual(['沪府办发2024-12'])
})
