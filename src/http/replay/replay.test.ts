/** Archived pages in a real browser, on an origin of their own: as they looked, and with nothing of theirs at work. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testStore } from '../../../test/database.ts'
import { createArchive } from '../../gather/archive/wacz.ts'
import { findChromium } from '../../gather/browser/find-chromium.ts'
import type { FetchedPage } from '../../gather/fetch/fetch-page.ts'
import { listen, type Listening } from '../listen.ts'
import { setArchive, storeCampaign } from '../stored-campaign-fixture.ts'
import { createReplayApp } from './replay-app.ts'
import { replayTokens } from './replay-token.ts'
import { rewritePage, rewriteSheet } from './rewrite-page.ts'

const { db } = await testStore()
const home = await mkdtemp(path.join(tmpdir(), 'mingcha-replay-'))
const at = '2025-08-20T04:00:00.000Z'
const site = 'http://www.example.gov.cn'
const tokens = replayTokens(Buffer.alloc(32, 7))
let now = Date.parse(at)
const clock = () => now
let [inspectionId, browser, replay]: [number, Browser, Listening] = [0, null!, null!]

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC',
  'base64',
)
const home1 = `<!doctype html><html><head><meta charset=gbk><title>首页</title>
<meta http-equiv=refresh content="0;url=http://evil.example/away">
<link rel=stylesheet href=/css/a.css></head>
<body><p id=text class=red>关于防汛的通知</p><img id=picture src="../img/a.png" srcset="/img/a.png 1x, ${site}/img/b.png 2x">
<a id=next href="${site}/b.html?x=1&amp;y=2">下一页</a><a id=bad href="javascript:document.body.append('x')">脚本</a>
<img src="http://evil.example/pixel.gif" onerror="document.body.append('已执行')">
<iframe src="/frame.html"></iframe><form action="http://evil.example/form"><input name=q><button id=send>提交</button></form>
<script>document.body.append('已执行'); fetch('http://evil.example/')</script></body></html>`

function page(url: string, body: string | Buffer, type: string): FetchedPage {
  const bytes = Buffer.from(body)
  const headers = [['Content-Type', type]] as [string, string][]
  return {
    url,
    hops: [],
    status: 200,
    headers,
    body: bytes,
    truncated: false,
    wireBytes: bytes.length,
    encodingProblem: null,
    elapsedMs: 1,
  }
}

beforeAll(async () => {
  inspectionId = (await storeCampaign(db, '某区')).siteInspection
  const folder = path.join(home, '2025Q3')
  await mkdir(folder, { recursive: true })
  const archive = createArchive({ file: path.join(folder, '1.wacz'), clock, userAgent: 'Mingcha', title: '某区' })
  await archive.store(page(`${site}/a/`, home1, 'text/html; charset=utf-8'), '首页')
  await archive.store(page(`${site}/b.html?x=1&y=2`, '<p>第二页', 'text/html; charset=utf-8'), '第二页')
  await archive.store(page(`${site}/frame.html`, '<p>框架', 'text/html; charset=utf-8'), '框架')
  const redirect = { url: `${site}/old`, status: 302, headers: [['Location', '/b.html?x=1&y=2']] as [string, string][] }
  await archive.store({ ...page(`${site}/moved`, '<p>x', 'text/html'), hops: [redirect] }, '移走')
  await archive.storeResource(page(`${site}/css/a.css`, '@import "b.css"; .red { color: rgb(1, 2, 3) }', 'text/css'))
  await archive.storeResource(page(`${site}/css/b.css`, 'p { background: url(/img/a.png) }', 'text/css'))
  await archive.storeResource(page(`${site}/img/a.png`, png, 'image/png'))
  await archive.storeResource(page(`${site}/program.js`, 'alert(1)', 'text/javascript'))
  await archive.storeRendered(`${site}/a/`, Buffer.from('<p>脚本生成的内容'), at)
  const summary = (await archive.finish())!
  await setArchive(db, inspectionId, { ...summary, file: '2025Q3/1.wacz' })
  replay = await listen(createReplayApp({ db, archiveFolder: home, tokens, clock }).fetch, {
    host: '127.0.0.1',
    port: 0,
  })
  const { executable, env } = await findChromium()
  browser = await chromium.launch({
    executablePath: executable,
    env: { ...process.env, ...env },
    args: ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1'],
  })
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await replay?.close()
  await rm(home, { recursive: true, force: true })
})

const token = (minutes = 10) => tokens.issue(inspectionId, now + minutes * 60_000)
const address = (url: string, mode = 'page') => `${replay.url}${token()}/${mode}/${url}`

describe('an archived page', () => {
  it(
    'looks as it did, its links lead on in the archive, and nothing of it runs or asks outside',
    { timeout: 60_000 },
    async () => {
      const tab = await browser.newPage()
      const asked: string[] = []
      tab.on('request', (request) => asked.push(request.url()))
      await tab.goto(address(`${site}/a/`))
      await tab.waitForTimeout(500)
      expect(await tab.locator('#text').innerText()).toBe('关于防汛的通知')
      expect(await tab.evaluate('getComputedStyle(document.querySelector("#text")).color')).toBe('rgb(1, 2, 3)')
      expect(await tab.evaluate('getComputedStyle(document.querySelector("#text")).backgroundImage')).toContain(
        `/page/${site}/img/a.png`,
      )
      expect(await tab.evaluate('document.querySelector("#picture").naturalWidth')).toBe(1)
      expect(await tab.frameLocator('iframe').locator('p').innerText()).toBe('框架')
      expect(await tab.locator('body').innerText()).not.toContain('已执行')
      await tab.locator('#bad').click()
      await tab.locator('#send').click({ noWaitAfter: true })
      await tab.waitForTimeout(200)
      expect(new URL(tab.url()).pathname).toMatch(/\/a\/$/)
      await tab.locator('#next').click()
      await tab.waitForURL(/b\.html/)
      expect(await tab.locator('p').innerText()).toBe('第二页')
      expect(asked.filter((url) => !url.startsWith(replay.url) && !url.startsWith('data:'))).toEqual([])
      await tab.close()
    },
  )

  it('is shown as scripts had made it, and through its redirects', async () => {
    expect(await (await fetch(address(`${site}/a/`, 'rendered'))).text()).toContain('脚本生成的内容')
    expect(await (await fetch(address(`${site}/old`))).text()).toContain('第二页')
  })

  it('comes with a policy that lets nothing run; scripts are files to save', async () => {
    const answer = await fetch(address(`${site}/a/`))
    expect(answer.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none';/)
    expect(answer.headers.get('memento-datetime')).toBe('Wed, 20 Aug 2025 04:00:00 GMT')
    const script = await fetch(address(`${site}/program.js`))
    expect(script.headers.get('content-type')).toBe('application/octet-stream')
  })

  it('that is not in the archive is said so, without anything of its address becoming markup', async () => {
    const answer = await fetch(address(`${site}/<script>`))
    expect(answer.status).toBe(404)
    expect(await answer.text()).not.toContain('<script>')
    expect((await fetch(address('..%2f..%2fetc/passwd'))).status).toBe(404)
  })
})

describe('a token', () => {
  const status = async (text: string) => (await fetch(`${replay.url}${text}/page/${site}/a/`)).status

  it('opens its archive until its time is over', async () => {
    const issued = token(10)
    expect(await status(issued)).toBe(200)
    now += 10 * 60_000 - 1000
    expect(await status(issued)).toBe(200)
    now += 1000
    expect(await status(issued)).toBe(403)
    now = Date.parse(at)
  })

  it('that was made up, changed or signed by another key opens nothing', async () => {
    const issued = token()
    const [, until, signature] = issued.split('.')
    for (const forged of ['x', `${(inspectionId + 1).toString(36)}.${until}.${signature}`, `${issued}x`]) {
      expect(await status(forged)).toBe(403)
    }
    expect(await status(replayTokens(Buffer.alloc(32, 8)).issue(inspectionId, now + 1000))).toBe(403)
  })
})

describe('addresses', () => {
  const relocate = (url: string) => `/r/${url}`
  const moved = (html: string) => rewritePage(html, 'http://a.example/dir/x.html', relocate)

  it.each([
    ['<a href=b>', '<a href=/r/http://a.example/dir/b>'],
    [`<a href='b"c'>`, `<a href='/r/http://a.example/dir/b%22c'>`],
    ['<a title="x" href="//b.example/?a=1&amp;b=2">', '<a title="x" href="/r/http://b.example/?a=1&#38;b=2">'],
    ['<base href="/q/"><img src=a.png>', '<base href=""><img src=/r/http://a.example/q/a.png>'],
    ['<a href="#top">', '<a href="#top">'],
    ['<a href="javascript:x">', '<a href="javascript:x">'],
    ['<img src="a b" src="c">', '<img src="/r/http://a.example/dir/a%20b" src="c">'],
    [
      '<p style="background:url(&quot;a.png&quot;)">',
      '<p style="background:url(&#34;/r/http://a.example/dir/a.png&#34;)">',
    ],
    ['<style>a{b:url( c )}</style>', '<style>a{b:url("/r/http://a.example/dir/c")}</style>'],
    ['<script>"<a href=b>"</script><!-- <a href=b> -->', '<script>"<a href=b>"</script><!-- <a href=b> -->'],
    ['text < 3 <a href', 'text < 3 <a href'],
  ])('in %s lead into the archive', (html, expected) => {
    expect(moved(html)).toBe(expected)
  })

  it('in sheets do, too', () => {
    expect(
      rewriteSheet(`@import 'x.css'; a { b: url('../c'); d: url(data:x) }`, 'http://a.example/d/e.css', relocate),
    ).toBe('@import "/r/http://a.example/d/x.css"; a { b: url("/r/http://a.example/c"); d: url("data:x") }')
  })

  it('of hostile pages take no time', () => {
    const start = performance.now()
    for (const piece of ['<a href="', '<img srcset="a,', '<style>url(', '<p style="url(']) moved(piece.repeat(100_000))
    rewriteSheet('url('.repeat(200_000), 'http://a.example/', relocate)
    expect(performance.now() - start).toBeLessThan(5000)
  })
})
