import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { verifyArchive } from './archive/verify-archive.ts'
import { gatherSite } from './gather-site.ts'
import { serveSite, testSettings, type Play } from './test-server.ts'
import { article, column, gather, list, row, type Pages } from './test-site.ts'

describe('a site as it should be', () => {
  const pages: Pages = {
    '/': list(
      row('/a/1.html', '区政府召开常务会议', '2025-08-19'),
      row('/a/2.html', '防汛工作部署会召开', '2025-08-18'),
      '<a href="/yw/">政务动态</a><a href="/tz/">通知公告</a>',
    ),
    '/yw/': list(
      row('/a/1.html', '区政府召开常务会议', '2025-08-19'),
      row('/a/2.html', '防汛工作部署会召开', '2025-08-18'),
    ),
    '/tz/': list(row('/a/3.html', '关于道路施工的通告', '2025-07-01')),
    '/a/1.html': article('2025-08-19'),
    '/a/2.html': article('2025-08-18'),
    '/a/3.html': `${article('2025-07-01')}<a href="/f/附件.pdf">附件</a>`,
    '/f/%E9%99%84%E4%BB%B6.pdf': (_request, response) =>
      response.writeHead(200, { 'content-type': 'application/pdf' }).end('%PDF'),
  }

  test('home page, registered columns, links and a verifiable archive', async () => {
    const site = await gather(pages, { columns: [column('政务动态', '/yw/'), column('通知公告', '/tz/', 'notice')] })
    expect(site.homePage()).toMatchObject({ title: '列表', navigationOnly: false, items: { length: 2 } })
    expect(site.homePage().items[0]).toEqual({
      title: '区政府召开常务会议',
      url: `${site.origin}/a/1.html`,
      date: '2025-08-19',
      dateSource: 'list',
      rawDate: '2025-08-19',
    })
    expect(site.columns()).toMatchObject([
      { name: '政务动态', state: 'read', newest: '2025-08-19', itemCount: 2, items: { length: 2 } },
      { name: '通知公告', state: 'read', newest: '2025-07-01', itemCount: 1 },
    ])
    expect(site.links()).toMatchObject({
      pagesRead: 6,
      linksChecked: 7,
      stoppedBecause: '已读完全部 6 页',
      findings: [],
    })
    expect(site.links().counts).toMatchObject({ ok: 7, broken: 0 })
    expect(await verifyArchive(site.settings.archiveFile, { registered: site.archive! })).toMatchObject({
      ok: true,
      // who wrote it, robots.txt and six pages with their requests (the articles are sampled, too), the server
      records: 16,
    })
    expect(await readdir(path.dirname(site.settings.archiveFile))).toEqual(['inspection.wacz'])
  })

  test('every page is fetched once', async () => {
    const { requested } = await gather(pages, { columns: [column('政务动态', '/yw/'), column('同一栏目', '/yw/')] })
    expect(requested.toSorted()).toEqual([...new Set(requested)].toSorted())
  })

  test('without a register, columns are found by their names', async () => {
    const site = await gather(pages)
    expect(site.columns().map(({ name, class: kind, state }) => [name, kind, state])).toEqual([
      ['政务动态', 'news', 'read'],
      ['通知公告', 'notice', 'read'],
    ])
  })
})

describe('a site that cannot be inspected', () => {
  test.each<[string, string, string | Play]>([
    ['blocked', '脚本质询（412）', (_request, response) => response.writeHead(412).end('<script>$_ts=1</script>')],
    ['blocked', '拒绝访问（403）', (_request, response) => response.writeHead(403).end()],
    ['unreachable', '超时', () => undefined],
    ['unreachable', '连接被中断', (request) => request.socket.destroy()],
    ['unreadable', '应答 404', (_request, response) => response.writeHead(404).end()],
    ['unreadable', '应答 502', (_request, response) => response.writeHead(502).end()],
    ['unreadable', '循环重定向', (_request, response) => response.writeHead(302, { location: '/' }).end()],
    [
      'unreadable',
      '不是网页',
      (_request, response) => response.writeHead(200, { 'content-type': 'application/pdf' }).end('%PDF'),
    ],
  ])('%s: %s', async (reason, words, home) => {
    const site = await gather({ '/': home }, { columns: [column('栏目', '/c/')] }, { timeoutMs: 200, maxRedirects: 3 })
    const missing = { missing: { reason, detail: expect.stringContaining(words) } }
    expect(site.evidence).toMatchObject({ homePage: missing, columns: missing, links: missing })
    expect(site.evidence.homePage).toMatchObject({ missing: { detail: expect.stringContaining(site.origin) } })
  })

  test('addresses that are not allowed, do not exist or are no addresses', async () => {
    const settings = await testSettings('2025-08-20', { allowNetworks: [] })
    const reasonOf = async (url: string) => {
      const { evidence, archive } = await gatherSite({ name: '某站', url, columns: [] }, settings)
      return ['missing' in evidence.homePage && evidence.homePage.missing.reason, archive]
    }
    expect(await reasonOf('http://127.0.0.1:1/')).toEqual(['unreachable', null])
    expect(await reasonOf('http://no-such-name.invalid/')).toEqual(['unreachable', null])
    expect(await reasonOf('某区人民政府')).toEqual(['unreachable', null])
    expect(await reasonOf('ftp://127.0.0.1/')).toEqual(['unreachable', null])
  })

  test('robots.txt forbids the home page', async () => {
    const site = await gather({
      '/robots.txt': (_request, response) => response.end('User-agent: *\nDisallow: /'),
      '/': list(),
    })
    expect(site.evidence.homePage).toMatchObject({
      missing: { reason: 'blocked', detail: expect.stringContaining('robots.txt') },
    })
    expect(site.requested).toEqual(['/robots.txt'])
  })

  test('cancelled halfway: nothing is concluded, nothing is left', async () => {
    const abort = new AbortController()
    const { origin } = await serveSite({ '/': '<a href="/a.html">甲</a>', '/a.html': () => abort.abort() })
    const settings = { ...(await testSettings('2025-08-20')), signal: abort.signal }
    const { evidence, archive } = await gatherSite({ name: '某站', url: `${origin}/`, columns: [] }, settings)
    expect(evidence).toMatchObject({
      homePage: { missing: { reason: 'cancelled' } },
      links: { missing: { reason: 'cancelled' } },
    })
    expect(archive).toBeNull()
    expect(await readdir(path.dirname(settings.archiveFile))).toEqual([])
  })

  test('progress is reported', async () => {
    const { origin } = await serveSite({ '/': '<a href="/a.html">甲</a>', '/a.html': article('2025-08-01') })
    const seen: number[] = []
    const settings = {
      ...(await testSettings('2025-08-20')),
      onProgress: ({ pagesDone }: { pagesDone: number }) => seen.push(pagesDone),
    }
    await gatherSite({ name: '某站', url: `${origin}/`, columns: [] }, settings)
    expect(seen).toEqual([1, 2])
  })
})
