/** Pages that only a browser can read, through the public door of gathering, with the real Chromium. */
import { readFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readArchive } from './archive/read-archive.ts'
import { verifyArchive } from './archive/verify-archive.ts'
import { article, column, gather, list, row, type Pages } from './test-site.ts'
import type { Play } from './test-server.ts'

const timeout = 90_000
const withBrowser = { useBrowser: true, allowNetworks: ['127.0.0.1/32'], timeoutMs: 5000 }

const rows = '[["/a/1.html","区政府召开常务会议","2025-08-19"],["/a/2.html","防汛工作部署会召开","2025-08-18"]]'
const data: Play = (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(rows)
const fill = (target: string) =>
  `for (const [href, title, day] of rows) ${target}.insertAdjacentHTML('beforeend', '<li><a href="' + href + '">' + title + '</a><span>' + day + '</span></li>')`

/** How content systems have their lists made by scripts; each shows the two rows above. */
const scripted: Readonly<Record<string, Pages>> = {
  '空的 <ul>，脚本取数': {
    '/c/': `<title>栏目</title><ul id="list"></ul><script>fetch('/data.json').then((answer) => answer.json()).then((rows) => { ${fill('list')} })</script>`,
  },
  '空的列表和外部脚本（data-url）': {
    '/c/':
      '<title>栏目</title><p>当前位置：首页 > 栏目</p><div id="ajaxlist" data-url="/data.json"></div><script src="/list.js"></script>',
    '/list.js': (_request, response) =>
      response
        .writeHead(200, { 'content-type': 'text/javascript' })
        .end(
          `const list = document.querySelector('[data-url]'); fetch(list.dataset.url).then((a) => a.json()).then((rows) => { ${fill('list')} })`,
        ),
  },
  '“加载中”的占位': {
    '/c/': `<title>栏目</title><div id="box">正在加载中...</div><script src="/list.js"></script>`,
    '/list.js': (_request, response) =>
      response
        .writeHead(200, { 'content-type': 'text/javascript' })
        .end(`fetch('/data.json').then((a) => a.json()).then((rows) => { box.innerHTML = ''; ${fill('box')} })`),
  },
  单页应用的壳: {
    '/c/': '<!doctype html><title>栏目</title><div id="app"></div><script src="/app.3f2a1b.js"></script>',
    '/app.3f2a1b.js': (_request, response) =>
      response
        .writeHead(200, { 'content-type': 'text/javascript' })
        .end(
          `fetch('/data.json').then((a) => a.json()).then((rows) => { app.innerHTML = '<ul></ul>'; const list = app.firstChild; ${fill('list')} })`,
        ),
  },
  '模板里写着“暂无数据”': {
    '/c/': `<title>栏目</title><ul id="list"><li v-for="x in rows"></li></ul><p id="none">暂无数据</p><script>new Promise((go) => setTimeout(go, 50)).then(() => fetch('/data.json')).then((a) => a.json()).then((rows) => { none.remove(); ${fill('list')} })</script>`,
  },
}

const gatherColumn = async (pages: Pages, limits = {}) => {
  const site = await gather(
    {
      '/': '<a href="/c/">栏目</a>',
      '/data.json': data,
      '/a/1.html': article('2025-08-19'),
      '/a/2.html': article('2025-08-18'),
      ...pages,
    },
    { columns: [column('栏目', '/c/')], wanted: new Set() },
    { ...withBrowser, ...limits },
  )
  return { column: site.columns()[0]!, site }
}

describe('lists that scripts make', () => {
  test.each(Object.keys(scripted))('%s', { timeout }, async (name) => {
    const seen = await gatherColumn(scripted[name]!)
    expect(seen.column).toMatchObject({ state: 'read', rendered: true, newest: '2025-08-19', itemCount: 2 })
    // Links of the rendered page are collected: its articles are read.
    expect(seen.site.requested).toContain('/a/2.html')
    const blind = await gatherColumn(scripted[name]!, { useBrowser: false })
    expect(blind.column.state).not.toBe('read')
  })

  test('a list that stays empty is blank; one whose data cannot be fetched is unreadable', { timeout }, async () => {
    const page = (address: string) =>
      `<title>栏目</title><ul id="list"></ul><script>fetch('${address}').then((a) => a.json()).then((rows) => { ${fill('list')} })</script>`
    const empty = await gatherColumn({
      '/c/': page('/none.json'),
      '/none.json': (_request, response) => response.end('[]'),
    })
    expect(empty.column).toMatchObject({ state: 'blank', rendered: true })
    const broken = await gatherColumn({ '/c/': page('/missing.json') })
    expect(broken.column).toMatchObject({ state: 'unreadable', reason: expect.stringContaining('数据没有取到') })
  })

  test('what needs no browser gets none', { timeout }, async () => {
    const { column: plain } = await gatherColumn({
      '/c/': `${list(row('/a/1.html', '区政府召开常务会议', '2025-08-19'))}<script>$.ajax('/hits')</script>`,
    })
    expect(plain).toMatchObject({ state: 'read' })
    expect(plain).not.toHaveProperty('rendered')
  })
})

describe('second opinion', () => {
  const challenge: Play = (request, response) => {
    if (/pass=1/.test(request.headers.cookie ?? '')) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      return void response.end(list(row('/a/1.html', '区政府召开常务会议', '2025-08-19')))
    }
    response.writeHead(521, { 'content-type': 'text/html' })
    response.end('<script>document.cookie="pass=1;path=/";location.reload()</script>')
  }
  const forever: Play = (_request, response) =>
    response.writeHead(412, { 'content-type': 'text/html' }).end('<script>document.cookie="x="+Math.random()</script>')

  test('a challenge that the browser passes by itself shows the page', { timeout }, async () => {
    const { column: seen, site } = await gatherColumn({ '/c/': challenge })
    expect(seen).toMatchObject({ state: 'read', newest: '2025-08-19', rendered: true })
    expect(site.links().warnings).toContainEqual({
      url: `${site.origin}/c/`,
      message: expect.stringContaining('浏览器可以打开'),
    })
  })

  test('one that remains is blocked, not dead', { timeout }, async () => {
    const { column: seen, site } = await gatherColumn({ '/c/': forever })
    expect(seen).toMatchObject({ state: 'unreadable', reason: expect.stringContaining('浏览器中仍是') })
    expect(site.links().findings).toContainEqual(
      expect.objectContaining({ url: `${site.origin}/c/`, outcome: 'blocked' }),
    )
  })

  test('one that reloads itself without end is left alone after a few times', { timeout }, async () => {
    const again = '<script>document.cookie="x="+Math.random();location.reload()</script>'
    const restless: Play = (_request, response) => response.writeHead(412, { 'content-type': 'text/html' }).end(again)
    const { column: seen, site } = await gatherColumn({ '/c/': restless })
    expect(seen).toMatchObject({ state: 'unreadable', reason: expect.stringContaining('一再重新载入') })
    expect(site.links().findings).toContainEqual(
      expect.objectContaining({ url: `${site.origin}/c/`, outcome: 'blocked' }),
    )
    // Ours, five of the browser, and those that were under way when it was stopped.
    expect(site.requested.filter((url) => url === '/c/').length).toBeLessThan(12)
  })

  test('what only a browser opens is not dead; what it cannot open either is', { timeout }, async () => {
    const page =
      'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<p>here for everybody with a browser</p>'
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy())
      socket.once('data', (head) => {
        const [, path] = /^GET (\S+)/.exec(String(head)) ?? []
        if (path === '/no-http') socket.end('SSH-2.0-OpenSSH_9.2\r\n')
        // Hangs up on whoever does not call itself a browser.
        else if (path === '/picky' && /Chrome\/\d+/.test(String(head))) socket.end(page)
        else socket.resetAndDestroy()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const links = ['/picky', '/no-http', '/resets'].map((path) => `<a href="${origin}${path}">链接</a>`).join('')
    const { site } = await gatherColumn({ '/c/': `${list()}${links}` })
    const found = site.links().findings.filter(({ url }) => url.startsWith(origin))
    expect(found.map(({ url, error }) => [url.slice(origin.length), error])).toEqual([
      ['/no-http', 'badHttp'],
      ['/resets', 'reset'],
    ])
  })
})

describe('what is kept as proof', () => {
  test('pictures and the HTML that scripts made, in an archive that verifies', { timeout }, async () => {
    const { site } = await gatherColumn(scripted['空的 <ul>，脚本取数']!, { screenshotsPerSite: 12 })
    const verified = await verifyArchive(site.settings.archiveFile, { registered: site.archive! })
    expect(verified.ok).toBe(true)
    // The index lies uncompressed in the file.
    const text = (await readFile(site.settings.archiveFile)).toString('latin1')
    const indexed = (kind: string) =>
      [...text.matchAll(new RegExp(`"url":"urn:${kind}:([^"]+)","mime":"([^"]+)"`, 'g'))].map(([, url, mime]) => [
        url,
        mime,
      ])
    expect(indexed('rendered')).toEqual([[`${site.origin}/c/`, 'text/html; charset=utf-8']])
    expect(indexed('fullPage')).toEqual([
      [`${site.origin}/`, 'image/jpeg'],
      [`${site.origin}/c/`, 'image/jpeg'],
    ])
    const archive = await readArchive(site.settings.archiveFile)
    const { width, height, places } = (await archive.placesOn(`${site.origin}/`))!
    archive.close()
    expect(width).toBe(1366)
    const link = places.find(({ url }) => url === `${site.origin}/c/`)!
    expect(link.x + link.width).toBeLessThanOrEqual(width)
    expect(link.y + link.height).toBeLessThanOrEqual(height)
    expect(link.text).not.toBe('')
  })

  test('no more pictures than wanted', { timeout }, async () => {
    const { site } = await gatherColumn(scripted['空的 <ul>，脚本取数']!, { screenshotsPerSite: 1 })
    expect(
      (await readFile(site.settings.archiveFile)).toString('latin1').match(/"url":"urn:fullPage:[^"]+","mime"/g),
    ).toHaveLength(1)
  })
})
