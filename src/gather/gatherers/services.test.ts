import { expect, test } from 'vitest'
import type { Gathered } from '../../evidence/evidence.ts'
import type { Play } from '../test-server.ts'
import { column, gather, type Pages } from '../test-site.ts'
import { labelledContents } from './labelled-text.ts'
import { vaguePhrases } from './vague-phrases.ts'

const home = '<a href="/bsfw/">办事服务</a>'
const hall = (...items: string[]) =>
  `<div><span>个人办事</span><span>法人办事</span></div><ul>${items.map((name, index) => `<li><a href="/bsfw/${index + 1}.html">${name}</a></li>`).join('')}</ul>`

function valueOf<Value>(gathered: Gathered<Value> | undefined): Value {
  if (gathered === undefined || 'missing' in gathered) throw new Error(JSON.stringify(gathered))
  return gathered.value
}

const services = async (pages: Pages) => {
  const columns = [column('办事服务', '/bsfw/', 'services')]
  const site = await gather(
    { '/': home, ...pages },
    { columns, wanted: new Set(['services', 'serviceStatistics'] as const) },
  )
  return {
    ...valueOf(site.evidence.services),
    statistics: valueOf(site.evidence.serviceStatistics),
    requested: site.requested,
  }
}

/** The guide of one item. */
const guide = async (html: string, pages: Pages = {}) =>
  (await services({ '/bsfw/': hall('户外广告设置许可'), '/bsfw/1.html': html, ...pages })).guides[0]!

const file =
  (type: string, content: string): Play =>
  (_request, response) =>
    response.writeHead(200, { 'content-type': type }).end(content)

test.each([
  [
    'a table',
    '<table><tr><th>设定依据</th><td>《条例》第八条：申请人应当依法提出申请并如实填报。</td></tr><tr><th>受理条件</th><td>本市居民</td></tr><tr><th>申请材料</th><td>身份证</td></tr><tr><td>收费标准</td><td>不收费</td></tr></table>',
  ],
  [
    'definitions',
    '<dl><dt>法律依据</dt><dd>《条例》第八条：申请人应当依法提出申请并如实填报。</dd><dt>办理条件：</dt><dd>本市居民</dd><dt>所需材料</dt><dd>身份证</dd></dl>',
  ],
  [
    'numbered headings',
    '<p>一、设立依据</p><p>《条例》第八条：申请人应当依法提出申请并如实填报。</p><p>（二）审批条件</p><p>本市居民</p><p>3、提交材料（一份）</p><p>身份证</p><p>四、收费</p><p>无</p>',
  ],
  [
    'bold headings in brackets',
    '<div><strong>【办理依据】</strong></div><div>《条例》第八条：申请人应当依法提出申请并如实填报。</div><strong>【申请条件】</strong><p>本市居民</p><b>【材料清单】</b><p>身份证</p>',
  ],
  ['colons', '设定依据：《条例》第八条：申请人应当依法提出申请并如实填报。<br>受理条件：本市居民<br>申报材料：身份证'],
])('element classes in %s', async (_name, html) => {
  expect(
    await guide(
      `<h1>户外广告设置许可</h1>${html}<div class="footer"><p>主办单位：某局</p><p>联系电话：021-1</p></div>`,
    ),
  ).toMatchObject({
    state: 'read',
    classes: ['事项名称', '设定依据', '申请条件', '办理材料'],
    basisWithoutContent: false,
  })
})

test('a table that is read downwards, and one label for two classes', () => {
  const groups = [
    { names: ['地点'] as const, labels: '办理地点' },
    { names: ['时间'] as const, labels: '办理时间' },
    { names: ['电话'] as const, labels: '联系电话' },
    { names: ['地点', '时间'] as const, labels: '办理地点和时间' },
  ]
  expect([...labelledContents<string>('办理地点\n办理时间\n联系电话\n一楼\n工作日\n12345', groups).values()]).toEqual([
    '一楼',
    '工作日',
    '12345',
  ])
  expect([...labelledContents<string>('办理地点和时间：一楼，工作日', groups).keys()]).toEqual(['地点', '时间'])
})

test('a label without content is no element', async () => {
  const html =
    '<table><tr><th>设定依据</th><td></td></tr><tr><th>申请条件</th><td>无</td></tr><tr><th>办理材料</th><td>—</td></tr><tr><th>办理地点</th><td>一楼</td></tr></table>'
  expect((await guide(html)).classes).toEqual(['办理地点'])
})

test('a basis that is only named; one that is quoted or linked', async () => {
  const basis = (content: string) => guide(`<table><tr><th>设定依据</th><td>${content}</td></tr></table>`)
  expect((await basis('《中华人民共和国行政许可法》第十二条等相关规定')).basisWithoutContent).toBe(true)
  expect((await basis('《某市户外广告管理办法》（某府令第12号）第六条')).basisWithoutContent).toBe(true)
  expect((await basis('<a href="/law.html">《某市户外广告管理办法》</a>')).basisWithoutContent).toBe(false)
  expect((await basis('《某市户外广告管理办法》第六条：设置户外广告应当取得市容部门同意。')).basisWithoutContent).toBe(
    false,
  )
})

test('vague wording', () => {
  expect(vaguePhrases('身份证、户口簿等有关材料；其他材料')).toEqual(['等有关材料', '其他材料'])
  expect(vaguePhrases('法律法规规定的其他材料')).toHaveLength(1)
  expect(vaguePhrases('需提供相关证明', '视情况提供')).toEqual(['相关证明', '视情况提供'])
  expect(vaguePhrases('居住证明（原件）；营业执照复印件', '年满18周岁')).toEqual([])
})

test('forms: what can be fetched as what it says it is', async () => {
  const html = (links: string) => `<table><tr><th>申请材料</th><td>户外广告设置申请表、身份证</td></tr></table>${links}`
  const both = '<a href="/f/1.doc">户外广告设置申请表（空表）</a><a href="/f/1.pdf">户外广告设置申请表（样表）</a>'
  const forms = async (links: string, pages: Pages = {}) => (await guide(html(links), pages)).forms
  const [doc, pdf] = [file('application/msword', '{\\rtf1 x}'), file('application/pdf', '%PDF-1.4')]
  expect(await forms(both, { '/f/1.doc': doc, '/f/1.pdf': pdf })).toEqual([
    { name: '户外广告设置申请表', blank: 'ok', sample: 'ok' },
  ])
  expect(await forms('')).toMatchObject([{ blank: 'missing', sample: 'missing' }])
  expect(
    await forms(both, { '/f/1.doc': '<p>请先登录</p>', '/f/1.pdf': file('application/pdf', '<html>404') }),
  ).toMatchObject([{ blank: 'missing', sample: 'missing' }])
  const refused: Play = (_request, response) => response.writeHead(403).end()
  expect(await forms(both, { '/f/1.doc': refused, '/f/1.pdf': pdf })).toMatchObject([
    { blank: 'unreadable', sample: 'ok' },
  ])
})

test('items are counted over the pages of the hall; a guide that is gone is none, one that refuses us is unread', async () => {
  const seen = await services({
    '/bsfw/': `${hall('户外广告设置许可', '养犬登记')}<a href="/bsfw/p2.html">下一页</a>`,
    '/bsfw/p2.html': '<ul><li><a href="/bsfw/3.html">临时占道审批</a></li></ul>',
    '/bsfw/2.html': (_request, response) => response.writeHead(403).end(),
    '/bsfw/3.html': '<table><tr><th>办理地点</th><td>一楼</td></tr></table>',
  })
  expect(seen).toMatchObject({ itemCount: 3, together: true, facets: ['对象'] })
  expect(seen.guides.map(({ state }) => state)).toEqual(['none', 'unreadable', 'read'])
})

test('rows with a button to the guide', async () => {
  const seen = await services({
    '/bsfw/':
      '<table><tr><td>1</td><td>养犬登记</td><td><a href="/bsfw/g1.html">办事指南</a></td><td><a href="/zx/1">在线办理</a></td></tr></table>',
    '/bsfw/g1.html': '<p>办理地点：一楼</p>',
  })
  expect(seen.guides).toMatchObject([{ name: '养犬登记', classes: ['办理地点'] }])
})

test('items on the pages of several windows are not together; no item is none', async () => {
  const window = (name: string, path: string) => `<ul><li><a href="${path}">${name}</a></li></ul>`
  const apart = await services({
    '/bsfw/': '<a href="/w/a/">行政大楼一层</a><a href="/w/b/">社区受理点</a>',
    '/w/a/': window('养犬登记', '/bsfw/1.html'),
    '/w/b/': window('临时占道审批', '/bsfw/2.html'),
  })
  expect(apart).toMatchObject({ together: false, itemCount: 2, facets: [] })
  expect(await services({ '/bsfw/': '<p>暂无内容</p>' })).toMatchObject({ itemCount: 0, guides: [] })
})

test.each([
  ['<table><tr><td>2025年6月</td><td>12</td></tr><tr><td>2025年5月</td><td>9</td></tr></table>', '2025-06-30'],
  ['<p>2025年第二季度共受理 30 件</p>', '2025-06-30'],
  ['<ul><li><a href="/tj/1.html">2025年5月办件统计</a><span>2025-06-05</span></li></ul>', '2025-06-05'],
  ['<p>统计正在整理</p>', null],
])('statistics: how new they are (%#)', async (html, newest) => {
  const seen = await services({ '/bsfw/': `${hall('养犬登记')}<a href="/tj/">办事统计</a>`, '/tj/': html })
  expect(seen.statistics).toMatchObject({ state: 'read', newest })
})

test('statistics that are nowhere, and that cannot be seen', async () => {
  expect((await services({ '/bsfw/': hall('养犬登记') })).statistics).toMatchObject({ state: 'none' })
  const refused: Play = (_request, response) => response.writeHead(403).end()
  const seen = await services({ '/bsfw/': `${hall('养犬登记')}<a href="/tj/">办事统计</a>`, '/tj/': refused })
  expect(seen.statistics).toMatchObject({ state: 'unreadable' })
})
