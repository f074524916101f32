/**
 * replayweb.page, the usual player of WACZ, shows our signed archives. It is AGPL and no part of this program: the test runs where
 * `REPLAYWEB_FOLDER` names the unpacked package (`npm pack replaywebpage@2.5.3`), see docs/decisions/0009-replay.md.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { chromium } from 'playwright-core'
import { expect, it, onTestFinished } from 'vitest'
import { openSeal } from '../src/gather/archive/seal.ts'
import { createArchive } from '../src/gather/archive/wacz.ts'
import { findChromium } from '../src/gather/browser/find-chromium.ts'
import { findInside, sendFile } from '../src/http/archive-file.ts'
import { listen } from '../src/http/listen.ts'

const player = process.env['REPLAYWEB_FOLDER'] ?? ''
const site = 'http://www.example.gov.cn'
const page = `<link rel=stylesheet href=/a.css><h1>某区人民政府</h1><p id=made></p>
<script>document.getElementById('made').textContent = '脚本生成'</script>`

it.skipIf(player === '')(
  'replayweb.page shows a signed archive, its scripts at work',
  { timeout: 120_000 },
  async () => {
    const home = await mkdtemp(path.join(tmpdir(), 'mingcha-replayweb-'))
    onTestFinished(() => rm(home, { recursive: true, force: true }))
    const seal = await openSeal(home)
    const archive = createArchive({
      file: path.join(home, '1.wacz'),
      clock: Date.now,
      userAgent: 'Mingcha',
      title: '某区',
      seal,
    })
    const answer = { hops: [], truncated: false, encodingProblem: null, elapsedMs: 1, wireBytes: 1, status: 200 }
    const typed = (type: string) => [['Content-Type', type]] as [string, string][]
    await archive.store(
      { ...answer, url: `${site}/`, headers: typed('text/html; charset=utf-8'), body: Buffer.from(page) },
      '首页',
    )
    await archive.storeResource({
      ...answer,
      url: `${site}/a.css`,
      headers: typed('text/css'),
      body: Buffer.from('h1 { color: rgb(1, 2, 3) }'),
    })
    const summary = (await archive.finish())!
    expect(summary.signedBy).toBe(seal.fingerprint)

    const app = new Hono()
    app.on(['GET', 'HEAD'], '/1.wacz', async (context) =>
      sendFile((await findInside(home, '1.wacz'))!, { request: context.req.raw, sha256: summary.sha256, headers: {} }),
    )
    for (const file of ['ui.js', 'sw.js']) {
      const script = await readFile(path.join(player, file), 'utf8')
      app.get(`/replay/${file}`, (context) => context.body(script, 200, { 'content-type': 'text/javascript' }))
    }
    app.get('/replay/', (context) =>
      context.html(
        html`<script src="./ui.js"></script>
          <replay-app-main></replay-app-main>`,
      ),
    )
    app.get('/', (context) =>
      context.html(
        html`<replay-web-page source="/1.wacz" url="${site}/" replayBase="/replay/" embed="default"></replay-web-page>
          <script src="/replay/ui.js"></script>`,
      ),
    )
    // service workers run on localhost and over https only
    const server = await listen(app.fetch, { host: 'localhost', port: 0 })
    onTestFinished(() => server.close())
    const { executable, env } = await findChromium()
    const browser = await chromium.launch({
      executablePath: executable,
      env: { ...process.env, ...env } as Record<string, string>,
      args: ['--no-sandbox'],
    })
    onTestFinished(() => browser.close())
    const tab = await browser.newPage()
    await tab.goto(server.url)
    const shown = () => tab.frames().find((frame) => frame.url().endsWith(`/${site}/`))
    await expect.poll(async () => shown()?.locator('#made').innerText(), { timeout: 60_000 }).toBe('脚本生成')
    expect(await shown()!.evaluate('getComputedStyle(document.querySelector("h1")).color')).toBe('rgb(1, 2, 3)')
  },
)
