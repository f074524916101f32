import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { columns as columnsSchema } from '../evidence/columns.ts'
import type { Gathered } from '../evidence/evidence.ts'
import { homePage as homePageSchema } from '../evidence/home-page.ts'
import { links as linksSchema } from '../evidence/links.ts'
import { day } from '../kernel/day.ts'
import type { ColumnSnapshot } from '../registry/snapshot.ts'
import { verifyArchive } from './archive/verify-archive.ts'
import { gatherSite, type SiteTarget } from './gather-site.ts'
import type { GatherLimits } from './settings.ts'
import { serveSite, testSettings, type Play } from './test-server.ts'

type Pages = Readonly<Record<string, string | Play>>

async function gather(pages: Pages, target: Partial<SiteTarget> = {}, limits: Partial<GatherLimits> = {}) {
  const { origin, requested } = await serveSite({ '/robots.txt': 'User-agent: *\nAllow: /', ...pages })
  const settings = await testSettings('2025-08-20', limits)
  const columns = (target.columns ?? []).map((entry) => ({ ...entry, url: new URL(entry.url, origin).href }))
  const result = await gatherSite({ name: '某区人民政府', url: `${origin}/`, ...target, columns }, settings)
  const { homePage, columns: columnEvidence, links } = result.evidence
  return {
    ...result,
    origin,
    requested,
    settings,
    homePage: () => homePageSchema.parse(valueOf(homePage)),
    columns: () => columnsSchema.parse(valueOf(columnEvidence)).columns,
    links: () => linksSchema.parse(valueOf(links)),
  }
}

function valueOf<Value>(gathered: Gathered<Value>): Value {
  if ('missing' in gathered) throw new Error(gathered.missing.detail)
  return gathered.value
}

const column = (name: string, url: string, kind: ColumnSnapshot['class'] = 'news'): ColumnSnapshot => ({
  name,
  url,
  class: kind,
  level: 1,
  onHome: true,
  updateDuty: true,
})
const row = (url: string, title: string, date: string) => `<li><a href="${url}">${title}</a><span>${date}</span></li>`
const list = (...rows: string[]) => `<html><head><title>列表</title></head><ul>${rows.join('')}</ul></html>`
const article = (date: string) =>
  `<html><head><title>文章</title></head><h1>关于防汛工作的通知</h1><p>发布时间：${date}</p><p>正文。</p></html>`

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
    expect(await verifyArchive(site.settings.archiveFile, site.archive!)).toMatchObject({ ok: true, records: 3 })
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

describe('home page', () => {
  test('articles without a date at the link are opened', async () => {
    const site = await gather({
      '/': '<a href="/202508/t1_88888.html">区政府召开常务会议</a>',
      '/202508/t1_88888.html': article('2025年8月15日'),
    })
    expect(site.homePage().items).toMatchObject([
      { date: '2025-08-15', dateSource: 'visible', rawDate: '2025年8月15日' },
    ])
    expect(site.archive?.records).toBe(2)
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

  test('a page that forwards is followed', async () => {
    const site = await gather({
      '/': '<meta http-equiv="refresh" content="0;url=/home/">',
      '/home/': list(row('/a', '区政府召开常务会议', '2025-08-12')),
    })
    expect(site.homePage()).toMatchObject({ url: `${site.origin}/home/`, items: [{ date: '2025-08-12' }] })
  })
})

describe('columns', () => {
  const state = async (html: string | Play, kind: ColumnSnapshot['class'] = 'news', pages: Pages = {}) => {
    const site = await gather(
      { '/': '<a href="/c/">栏目</a>', '/c/': html, ...pages },
      { columns: [column('栏目', '/c/', kind)] },
    )
    return site.columns()[0]!
  }

  test('blank: it answers, can be read, and holds nothing', async () => {
    expect(await state('<ul></ul><p>暂无信息</p>')).toMatchObject({
      state: 'blank',
      newest: null,
      itemCount: 0,
      reason: null,
    })
    expect(await state('<ul></ul>')).toMatchObject({ state: 'blank' })
  })

  test('the text of a page about the unit is its content', async () => {
    const text =
      '<p>本区位于市域东部，辖十个街道，常住人口八十万，区政府驻地在人民路一号，以先进制造业和现代服务业为主导产业。</p>'
    expect(await state(text, 'overview')).toMatchObject({ state: 'read', itemCount: 0 })
    expect(await state(text, 'news')).toMatchObject({ state: 'blank' })
    expect(await state('<p>内容建设中</p>', 'overview')).toMatchObject({ state: 'blank' })
  })

  test.each<[string, string | Play]>([
    ['应答 404', (_request, response) => response.writeHead(404).end()],
    ['应答 500', (_request, response) => response.writeHead(500).end()],
    ['脚本质询', (_request, response) => response.writeHead(412).end()],
    ['超时', () => undefined],
    ['内容却是“页面不存在”', '<title>404</title><p>您访问的页面不存在</p>'],
    ['列表由脚本生成', '<ul id="list"></ul><script>$.ajax({ url: "/list" })</script>'],
  ])('unreadable, neither stale nor blank: %s', async (reason, page) =>
    expect(await state(page)).toMatchObject({
      state: 'unreadable',
      newest: null,
      reason: expect.stringContaining(reason),
    }),
  )

  test('pinned entries are not the newest', async () => {
    const rows = ['2024-06-24', '2025-08-12', '2025-08-11'].map((date, index) =>
      row(`/${index}`, `第${index}条消息`, date),
    )
    expect(await state(list(...rows))).toMatchObject({ newest: '2025-08-12' })
  })

  test('pinned entries that fill the page: the next page is read', async () => {
    const first = list(
      row('/1', '关于置顶事项一', '2023-01-01'),
      row('/2', '关于置顶事项二', '2024-01-01'),
      row('/3', '关于置顶事项三', '2023-06-01'),
    )
    const page = await state(`${first}<a href="/c/2.html">下一页</a>`, 'news', {
      '/c/2.html': list(row('/4', '关于防汛的通知', '2025-08-12')),
    })
    expect(page).toMatchObject({ newest: '2025-08-12', itemCount: 4 })
  })

  test('a list in ascending order has its newest entry on the last page', async () => {
    const first = list(row('/1', '关于事项一', '2023-01-01'), row('/2', '关于事项二', '2024-01-01'))
    const page = await state(`${first}<a href="/c/9.html">尾页</a>`, 'news', {
      '/c/9.html': list(row('/4', '关于防汛的通知', '2025-08-12')),
    })
    expect(page).toMatchObject({ newest: '2025-08-12' })
  })

  test('a list without dates: its first articles are opened', async () => {
    const page = await state(list('<li><a href="/a/10001.html">关于防汛的通知</a></li>'), 'notice', {
      '/a/10001.html': article('2025-08-01'),
    })
    expect(page).toMatchObject({ newest: '2025-08-01', items: [{ dateSource: 'visible' }] })
  })

  test('a list is followed back to the monitoring point', async () => {
    const pages: Pages = {
      '/': '<a href="/c/">栏目</a>',
      '/c/': `${list(row('/1', '关于事项一', '2025-08-19'))}<a href="/c/2.html">下一页</a>`,
      '/c/2.html': `${list(row('/2', '关于事项二', '2025-08-16'))}<a href="/c/3.html">下一页</a>`,
      '/c/3.html': `${list(row('/3', '关于事项三', '2025-08-10'))}<a href="/c/4.html">下一页</a>`,
    }
    const columns = [column('栏目', '/c/')]
    const dates = (site: Awaited<ReturnType<typeof gather>>) => site.columns()[0]!.items.map((item) => item.date)
    expect(dates(await gather(pages, { columns, monitorPoint: day('2025-08-14') }))).toEqual([
      '2025-08-19',
      '2025-08-16',
      '2025-08-10',
    ])
    expect(dates(await gather(pages, { columns }))).toEqual(['2025-08-19'])
  })

  test('a side bar with the latest news does not fill a blank column', async () => {
    const bar = row('/a/1.html', '区政府召开常务会议', '2025-08-19')
    const names = ['/c1/', '/c2/', '/c3/', '/c4/']
    const pages = Object.fromEntries(
      names.map((url, index) => [
        url,
        list(bar, index === 3 ? '' : row(`${url}1.html`, `栏目${index}的消息`, '2025-08-01')),
      ]),
    )
    const site = await gather({ '/': list(bar), ...pages }, { columns: names.map((url) => column(url, url)) })
    expect(site.columns().map((entry) => [entry.state, entry.newest])).toEqual([
      ['read', '2025-08-01'],
      ['read', '2025-08-01'],
      ['read', '2025-08-01'],
      ['blank', null],
    ])
  })

  test('a column home shows what is in its sub-columns', async () => {
    const page = await state('<div><a href="/c/x/">财政信息</a><a href="/c/y/">人事信息</a></div>', 'policy', {
      '/c/x/': list(row('/1', '关于预算的公告', '2025-03-01')),
      '/c/y/': list(row('/2', '关于任免的通知', '2025-05-01')),
    })
    expect(page).toMatchObject({ state: 'read', newest: '2025-05-01' })
  })
})

describe('links', () => {
  test('every outcome has its own word, and broken answers are kept as proof', async () => {
    const site = await gather(
      {
        '/':
          '<a href="/gone.html">丢失的页面</a><a href="/gone.doc">丢失的附件</a><a href="/soft.html">软丢失</a><a href="/guard.html">被拦截</a><a href="/busy.html">繁忙</a>' +
          '<a href="/login.html">内网登录</a><a href="/hang.pdf">超时</a><a href="http://no-such-name.invalid/">失效域名</a><a href="http://127.0.0.1:9/">拒绝连接</a>' +
          '<a href="http://10.0.0.1/">内网地址</a><a href="http://[/">写错</a><a href="/ok.html">正常</a><a href="javascript:;">脚本</a><a href="/odd.xls">只认GET</a>',
        '/soft.html': '<h2>您访问的页面不存在或已删除</h2>',
        '/guard.html': (_request, response) => response.writeHead(521).end(),
        '/busy.html': (_request, response) => response.writeHead(503).end(),
        '/login.html': (_request, response) => response.writeHead(401).end(),
        '/hang.pdf': () => undefined,
        '/ok.html': article('2025-08-01'),
        '/odd.xls': (request, response) => response.writeHead(request.method === 'HEAD' ? 405 : 200).end(),
      },
      {},
      { timeoutMs: 300 },
    )
    const outcomes = Object.fromEntries(
      site.links().findings.map(({ url, anchorText, outcome }) => [anchorText || url, outcome]),
    )
    expect(outcomes).toEqual({
      丢失的页面: 'broken',
      丢失的附件: 'broken',
      软丢失: 'broken',
      被拦截: 'blocked',
      繁忙: 'unreachable',
      内网登录: 'unchecked',
      超时: 'slow',
      失效域名: 'unreachable',
      拒绝连接: 'unreachable',
      内网地址: 'unchecked',
      写错: 'broken',
    })
    expect(site.links().counts).toEqual({ ok: 3, broken: 4, blocked: 1, slow: 1, unreachable: 3, unchecked: 2 })
    const gone = site.links().findings.find(({ anchorText }) => anchorText === '丢失的页面')
    expect(gone).toMatchObject({ foundOn: `${site.origin}/`, status: 404, reason: '应答 404' })
    // The home page and the three broken answers.
    expect(site.archive?.records).toBe(4)
  })

  test('a limit is named, and what it left out counts as unchecked', async () => {
    const pages = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`/${index}.html`, `<a href="/${index + 1}.html">下</a>`]),
    )
    const site = await gather(
      { '/': '<a href="/0.html">甲</a><a href="/x.pdf">乙</a><a href="/y.pdf">丙</a>', ...pages },
      {},
      { maxPagesPerSite: 5, maxLinksPerSite: 2 },
    )
    expect(site.pagesRead).toBe(5)
    expect(site.links().stoppedBecause).toBe(
      '已达每站页数上限 5 页，另有 1 页只检查能否打开；已达每站链接检查上限 2 条',
    )
    expect(site.links().counts).toMatchObject({ ok: 5, broken: 2, unchecked: 1 })
  })

  test('robots.txt is obeyed', async () => {
    const site = await gather({
      '/robots.txt': (_request, response) => response.end('User-agent: *\nDisallow: /private/'),
      '/': '<a href="/private/a.html">甲</a><a href="/private/b.pdf">乙</a><a href="/c.html">丙</a>',
      '/c.html': article('2025-08-01'),
    })
    expect(site.requested.filter((url) => url.startsWith('/private'))).toEqual([])
    expect(site.links().findings.map(({ reason }) => reason)).toEqual([
      'robots.txt 不允许访问',
      'robots.txt 不允许访问',
    ])
  })

  test('a site that stops answering is not asked for ever', async () => {
    const hanging = Object.fromEntries(
      Array.from({ length: 60 }, (_, index): [string, Play] => [
        `/${index}.html`,
        (request) => request.socket.destroy(),
      ]),
    )
    const links = Object.keys(hanging).map((url) => `<a href="${url}">甲</a>`)
    const site = await gather({ '/': links.join(''), ...hanging })
    expect(site.links().stoppedBecause).toBe('网站连续 5 次不应答，停止检查')
    expect(site.pagesRead).toBeLessThan(20)
  })

  test('an endless calendar ends', async () => {
    const calendar: Play = (request, response) => {
      const month = Number(new URL(request.url!, 'http://x').searchParams.get('m') ?? 0)
      response.setHeader('content-type', 'text/html')
      response.end(`<a href="/cal?m=${month + 1}">下月</a>`)
    }
    const pages = Object.fromEntries(
      Array.from({ length: 130 }, (_, index): [string, Play] => [`/cal?m=${index}`, calendar]),
    )
    const site = await gather({ '/': '<a href="/cal?m=1">日历</a>', ...pages })
    expect(site.pagesRead).toBeLessThan(105)
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
    ['unreadable', '重定向次数过多', (_request, response) => response.writeHead(302, { location: '/' }).end()],
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
