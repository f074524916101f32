import { describe, expect, test } from 'vitest'
import type { Play } from '../test-server.ts'
import { article, gather } from '../test-site.ts'

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
        '/odd.xls': (request, response) => response.writeHead(request.method === 'HEAD' ? 405 : 200).end('xls'),
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
      繁忙: 'broken',
      内网登录: 'unchecked',
      超时: 'unreachable',
      失效域名: 'broken',
      拒绝连接: 'broken',
      内网地址: 'unchecked',
      写错: 'broken',
    })
    expect(site.links().counts).toMatchObject({ ok: 3, broken: 7, blocked: 1, unreachable: 1, unchecked: 2 })
    const gone = site.links().findings.find(({ anchorText }) => anchorText === '丢失的页面')
    expect(gone).toMatchObject({ foundOn: `${site.origin}/`, status: 404, reason: '应答 404' })
    // Who wrote it, robots.txt, the home page and the four broken answers with their requests, the server.
    expect(site.archive?.records).toBe(14)
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
    let answers = 0
    const mute: Play = (request, response) =>
      (answers += 1) > 1 ? request.socket.destroy() : response.end(links.join(''))
    const paths = Array.from({ length: 60 }, (_, index) => `/${index}.html`)
    const links = paths.map((url) => `<a href="${url}">甲</a>`)
    const site = await gather(Object.fromEntries(['/', ...paths].map((url) => [url, mute])))
    expect(site.links().stoppedBecause).toBe('网站连续 5 次不应答，停止检查')
    expect(site.pagesRead).toBeLessThan(20)
  })

  test('pages that fail one by one are no reason to stop, as long as the home page answers', async () => {
    const paths = Array.from({ length: 30 }, (_, index) => `/${index}.html`)
    const fail: Play = (request) => request.socket.destroy()
    const links = [...paths, '/gone.html'].map((url) => `<a href="${url}">甲</a>`)
    const site = await gather({ '/': links.join(''), ...Object.fromEntries(paths.map((url) => [url, fail])) })
    expect(site.links().counts).toMatchObject({ broken: 31, unchecked: 0 })
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
