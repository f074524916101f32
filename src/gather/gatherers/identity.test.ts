import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { evidenceSchemas, type Evidence, type EvidenceKind } from '../../evidence/evidence.ts'
import { day } from '../../kernel/day.ts'
import { gatherSite } from '../gather-site.ts'
import { makeCertificate } from '../test-certificates.ts'
import { testSettings } from '../test-server.ts'
import { column, gather, list, row, type Pages } from '../test-site.ts'

const name = '某区人民政府'
const foot = (items: string) => `<div class="footer">${items}</div>`
const complete = foot(
  '<p>主办单位：某区人民政府 网站标识码：3101010001</p><p>沪ICP备20123456号-1 沪公网安备31010102000001号 联系电话：021-12345678</p>' +
    '<a href="https://bszs.conac.cn/sitename?method=show&id=1">党政机关</a>' +
    '<a href="https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=3101010001&url=x">我为政府网站找错</a>',
)
const head = `<div>${name}</div><div><a href="/">首页</a> <a href="/yw/">工作动态</a> <a href="/gk/">本区概况</a></div>`
const page = (body: string, { top = head, bottom = complete, tags = '' } = {}) =>
  `<html><head><title>${name}</title>${tags}</head><body>${top}${body}${bottom}</body></html>`
const site: Pages = {
  '/': page(list(row('/a/1.html', '区政府召开常务会议', '2025-08-19'))),
  '/yw/': page(list(row('/a/1.html', '区政府召开常务会议', '2025-08-19'))),
  '/gk/': page(
    '<p>本区位于市域东部，辖十个街道，区政府驻地在人民路一号，以先进制造业和现代服务业为主导产业，历史悠久。</p>',
  ),
  '/a/1.html': page('<h1>区政府召开常务会议</h1><p>发布时间：2025-08-19</p><p>正文。</p>'),
}
const columns = [column('工作动态', '/yw/'), column('本区概况', '/gk/', 'overview')]

async function evidenceOf<Kind extends EvidenceKind>(kind: Kind, pages: Pages = {}, target = {}) {
  const { evidence } = await gather(
    { ...site, ...pages },
    { name, columns, monitorPoint: day('2025-08-14'), wanted: new Set<EvidenceKind>([kind]), ...target },
  )
  const gathered = evidence[kind]!
  return 'missing' in gathered ? gathered : (evidenceSchemas[kind].parse(gathered.value) as Evidence[Kind])
}

test('footers of home, columns and articles', async () => {
  const footer = await evidenceOf('footer', { '/a/1.html': page('<p>正文</p>', { bottom: foot('版权所有') }) })
  expect(footer).toMatchObject({
    pages: [
      {
        isHome: true,
        siteCode: '3101010001',
        icp: '沪ICP备20123456号-1',
        police: '沪公网安备31010102000001号',
        organiser: '某区人民政府',
        contact: '021-12345678',
        conac: expect.stringContaining('conac'),
        errorReport: { siteCode: '3101010001' },
      },
      { isHome: false, siteCode: '3101010001' },
      { isHome: false, siteCode: '3101010001' },
      { isHome: false, siteCode: null, conac: null, errorReport: null, organiser: null },
    ],
    contradictions: [],
  })
})

test('a copied site: its numbers belong to another province', async () => {
  const bottom = complete.replace('沪ICP', '苏ICP')
  expect(await evidenceOf('footer', { '/': page(list(), { bottom }) })).toMatchObject({
    contradictions: expect.arrayContaining([
      expect.objectContaining({ between: ['页脚网站标识码', 'ICP 备案号'], reason: expect.stringContaining('江苏') }),
    ]),
  })
})

test.each<[string, string, string | undefined]>([
  ['text', `<h1>${name}</h1>`, name],
  ['a pictured link', `<a href="/"><img src="/logo.png" alt="${name}"></a>`, name],
  ['a name in parts', '<span>某区</span><span>人民政府</span>', name],
  ['another name', '<div>今天是2025年8月20日 星期三</div><h1>某区信息网</h1>', '某区信息网'],
  ['a picture that nobody can read', '<img src="/logo.png">', undefined],
])('header: %s', async (_, top, expected) => {
  const navigation = '<div><a href="/">首页</a> <a href="/yw/">工作动态</a></div>'
  const header = await evidenceOf('headerName', { '/': page(list(), { top: top + navigation }) })
  const home = 'pages' in header ? header.pages.find(({ isHome }) => isHome) : undefined
  expect(home?.name).toBe(expected)
})

test('tags by kind of page, as written, the first that is not empty', async () => {
  const tags =
    '<meta name="SiteName" content=""><meta name="sitename" content="某区"><meta name="SiteIDCode" content="3101010001">'
  expect(await evidenceOf('metaTags', { '/': page(list(), { tags }) })).toMatchObject({
    pages: [
      { kind: 'home', tags: { sitename: '某区', SiteIDCode: '3101010001' } },
      { kind: 'column' },
      { kind: 'column' },
      { kind: 'article' },
    ],
  })
})

describe('standing pages', () => {
  const standing = async (pages: Pages, kind: 'overview' | 'functions' | 'leaders', target = {}) => {
    const evidence = await evidenceOf('standingPages', pages, target)
    return 'pages' in evidence ? evidence.pages.find((entry) => entry.kind === kind) : undefined
  }
  const filler = '，区政府驻地在人民路一号，以先进制造业和现代服务业为主导产业，历史悠久，交通便利，文化底蕴深厚。'
  const leaders = { columns: [column('领导信息', '/ld/', 'leaders')] }

  test.each<[string, string, string[]]>([
    ['statistics of three years ago', `<p>截至2022年底，常住人口75万人${filler}</p>`, ['统计数据截至2022年']],
    ['statistics of two years ago', `<p>截至2023年底，常住人口75万人${filler}</p>`, []],
    [
      'a body that was merged',
      `<p>会同区环保局开展工作${filler}</p>`,
      ['提到已撤并的机构“环保局”（现为生态环境部门）'],
    ],
    ['its history', `<p>本区原环保局于2019年撤销${filler}</p>`, []],
  ])('overview: %s', async (_, body, doubts) =>
    expect(await standing({ '/gk/': page(body) }, 'overview')).toMatchObject({ state: 'present', doubts }),
  )

  test('blank, none and unreadable are three things', async () => {
    expect(await standing({ '/gk/': page('<p>内容建设中</p>') }, 'overview')).toMatchObject({ state: 'blank' })
    expect(await standing({}, 'functions')).toMatchObject({ state: 'none', url: null })
    const broken: Pages = { '/gk/': (_request, response) => response.writeHead(500).end() }
    expect(await standing(broken, 'overview')).toMatchObject({ state: 'unreadable' })
  })

  test('leaders without names', async () => {
    const body = (text: string) => ({ '/ld/': page(`<p>${text}${filler}</p>`) })
    expect(await standing(body('主任，分管城市建设'), 'leaders', leaders)).toMatchObject({
      doubts: [expect.any(String)],
    })
    expect(await standing(body('王建国　主任，分管城市建设'), 'leaders', leaders)).toMatchObject({ doubts: [] })
    expect(await standing(body('区长张伟，分管城市建设'), 'leaders', leaders)).toMatchObject({ doubts: [] })
  })
})

test('every day that is claimed for an article, the file and an earlier inspection included', async () => {
  const url = '/a/20250403/1.html'
  const article = page('<h1>区政府召开常务会议</h1><p>发布时间：2025-08-13</p>', {
    tags: '<meta name="PubDate" content="2025-04-03 10:05">',
  })
  const pages: Pages = {
    '/yw/': page(list(row(url, '区政府召开常务会议', '2025-08-13'))),
    [url]: (_request, response) =>
      response
        .writeHead(200, {
          'content-type': 'text/html; charset=utf-8',
          'last-modified': 'Thu, 03 Apr 2025 02:05:00 GMT',
        })
        .end(article),
  }
  const evidence = await evidenceOf('dateClaims', pages)
  const claims = 'articles' in evidence ? evidence.articles[0]!.claims.map(({ source, day: on }) => [source, on]) : []
  expect(claims).toEqual([
    ['list', '2025-08-13'],
    ['visible', '2025-08-13'],
    ['meta', '2025-04-03'],
    ['url', '2025-04-03'],
    ['lastModified', '2025-04-03'],
  ])
})

describe('https', () => {
  test('nothing answers there', async () => {
    expect(await evidenceOf('https')).toMatchObject({ state: 'none', redirected: false, expiresOn: null })
  })

  test('a certificate that browsers refuse', async () => {
    const { certificate, privateKey } = makeCertificate({ name: 'old', hosts: ['127.0.0.1'], from: -20, until: -5 })
    const server = createServer({ key: privateKey, cert: certificate }, (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page(list())),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const { evidence } = await gatherSite(
      { name, url, columns: [], wanted: new Set(['https']) },
      await testSettings('2025-08-20'),
    )
    expect(evidence.https).toMatchObject({
      value: { state: 'invalid', redirected: false, detail: '证书已过期', expiresOn: expect.stringMatching(/^\d{4}-/) },
    })
  })
})

test('addresses that DNS is not asked about leave IPv6 open', async () => {
  expect(await evidenceOf('ipv6')).toMatchObject({ missing: { reason: 'notProvided' } })
  expect(await evidenceOf('domain')).toMatchObject({ host: '127.0.0.1', finalHost: '127.0.0.1' })
})
