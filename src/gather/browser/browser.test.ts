import { createSocket } from 'node:dgram'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { serveSite } from '../test-server.ts'
import type { Browser, BrowserVisit } from './browser.ts'
import { testBrowser } from './test-browser.ts'

const { signal } = new AbortController()
const timeout = 90_000

/** Text of the page as a visitor sees it. */
const textOf = async (browser: Browser, url: string, visit: Partial<BrowserVisit> = {}) => {
  const visited = await browser.visit(url, { signal, ...visit }, ({ page }) => page.innerText('body'))
  return visited.failure ?? visited.value
}

/** A listener at a forbidden address that counts who comes. */
async function forbiddenPlace() {
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    socket.on('error', () => socket.destroy()).end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.2', resolve))
  const { port } = server.address() as AddressInfo
  let datagrams = 0
  const udp = createSocket('udp4').on('message', () => (datagrams += 1))
  await new Promise<void>((resolve) => udp.bind(port, '127.0.0.2', resolve))
  onTestFinished(() => {
    server.close()
    udp.close()
  })
  return { host: `127.0.0.2:${port}`, hits: () => ({ connections, datagrams }) }
}

const hostile = (host: string) => `<!doctype html><html><head>
<link rel=preconnect href="http://${host}"><link rel=dns-prefetch href="http://${host}">
<link rel=prefetch href="http://${host}/prefetch"><link rel=prerender href="http://${host}/prerender">
<link rel=stylesheet href="http://${host}/style.css"><link rel=icon href="http://${host}/icon.ico"></head>
<body><p>页面</p><img src="http://${host}/img.png"><iframe src="http://${host}/frame"></iframe>
<iframe src="https://${host}/frame"></iframe><video src="http://${host}/video" autoplay></video><object data="http://${host}/object"></object>
<a id=d href="http://${host}/file.zip" target=_blank download ping="http://${host}/ping">下载</a>
<script>
fetch('http://${host}/fetch', { mode: 'no-cors' }).catch(() => {})
navigator.sendBeacon('http://${host}/beacon', 'x')
try { new WebSocket('ws://${host}/ws') } catch {}
try { new EventSource('http://${host}/events') } catch {}
try { window.open('http://${host}/popup') } catch {}
navigator.serviceWorker?.register('/sw.js').catch(() => {})
try { new Worker(URL.createObjectURL(new Blob(["fetch('http://${host}/worker').catch(() => {})"]))) } catch {}
try {
  const peer = new RTCPeerConnection({ iceServers: [{ urls: ['stun:${host}', 'turn:${host}?transport=tcp'], username: 'u', credential: 'p' }] })
  peer.createDataChannel('x')
  peer.createOffer().then((offer) => peer.setLocalDescription(offer))
} catch {}
document.getElementById('d').click()
const s = document.createElement('script'); s.src = 'http://${host}/jsonp'; document.body.append(s)
document.body.append('脚本已执行')
</script></body></html>`

const hostileSite = (host: string) =>
  serveSite({
    '/': hostile(host),
    '/sw.js': (_request, response) =>
      response
        .writeHead(200, { 'content-type': 'text/javascript' })
        .end(`self.addEventListener('install', () => fetch('http://${host}/sw'))`),
    '/away': `<p>x<script>location.href = 'http://${host}/away'</script>`,
    '/redirect': (_request, response) => response.writeHead(302, { location: `http://${host}/redirected` }).end(),
  })

describe('the only way out is our proxy', () => {
  test('a hostile page reaches no forbidden place, in no way', { timeout }, async () => {
    const forbidden = await forbiddenPlace()
    const { origin } = await hostileSite(forbidden.host)
    const browser = testBrowser()
    expect(await textOf(browser, `${origin}/`, { pictures: true })).toContain('脚本已执行')
    expect(forbidden.hits()).toEqual({ connections: 0, datagrams: 0 })
    const refused = { kind: 'notOpened', why: expect.stringContaining(`不得访问 ${forbidden.host}`) }
    expect(await textOf(browser, `${origin}/redirect`)).toEqual(refused)
    expect(await textOf(browser, `${origin}/away`)).toEqual(refused)
    expect(await textOf(browser, `http://${forbidden.host}/`)).toEqual(refused)
    expect(await textOf(browser, 'file:///etc/passwd')).toMatchObject({ kind: 'notOpened' })
    expect(forbidden.hits()).toEqual({ connections: 0, datagrams: 0 })
  })

  test('the same page does go there when it may: the count above means something', { timeout }, async () => {
    const open = await forbiddenPlace()
    const { origin } = await hostileSite(open.host)
    const browser = testBrowser({ allowNetworks: ['127.0.0.0/8'] })
    expect(await textOf(browser, `${origin}/`, { pictures: true })).toContain('脚本已执行')
    expect(open.hits().connections).toBeGreaterThan(5)
    // What is no web request has no way out at all.
    expect(open.hits().datagrams).toBe(0)
  })
})

describe('pages', () => {
  test('Chinese is shown, scripts run, and the npm browser does the same', { timeout }, async () => {
    const { origin } = await serveSite({
      '/': '<meta charset=utf-8><ul id=list></ul><script>fetch("/data").then((a) => a.json()).then((rows) => { list.innerHTML = rows.map((row) => `<li>${row}</li>`).join("") })</script>',
      '/data': (_request, response) =>
        response.writeHead(200, { 'content-type': 'application/json' }).end('["关于防汛的通知","喆堃燊韡鼒䶮"]'),
    })
    for (const source of ['npm', undefined] as const) {
      const browser = testBrowser({}, source === undefined ? {} : { source })
      expect(await textOf(browser, `${origin}/`)).toBe('关于防汛的通知\n喆堃燊韡鼒䶮')
      const glyphs = await browser.visit(`${origin}/`, { signal }, ({ page }) => page.evaluate(sameGlyphs))
      expect(glyphs).toEqual({ value: false })
    }
  })

  test('at most two at a time, and each on its own', { timeout }, async () => {
    let [now, most] = [0, 0]
    const { origin } = await serveSite({
      '/': (_request, response) => {
        now += 1
        most = Math.max(most, now)
        setTimeout(() => {
          now -= 1
          response
            .writeHead(200, { 'content-type': 'text/html', 'set-cookie': 'a=b' })
            .end('<p>x<script>document.write(document.cookie)</script>')
        }, 200)
      },
    })
    const browser = testBrowser({ hostInFlight: 10 })
    const texts = await Promise.all([1, 2, 3, 4].map(() => textOf(browser, `${origin}/`)))
    expect(texts).toEqual(['xa=b', 'xa=b', 'xa=b', 'xa=b'])
    expect(most).toBe(2)
  })

  test('a cancelled visit, an unreachable server and a page that never ends are values', { timeout }, async () => {
    const { origin } = await serveSite({ '/loop': '<p>x<script>for (;;);</script>' })
    const browser = testBrowser()
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 1500)
    expect(await textOf(browser, `${origin}/loop`, { signal: stop.signal })).toMatchObject({ kind: 'cancelled' })
    expect(await textOf(browser, 'http://127.0.0.1:9/')).toMatchObject({ kind: 'notOpened' })
  })

  test('a crash ends its page only; no process is left behind', { timeout }, async () => {
    const { origin } = await serveSite({ '/': '<p>页面</p>' })
    const browser = testBrowser()
    expect(await textOf(browser, `${origin}/`)).toBe('页面')
    for (const id of chromiumChildren()) process.kill(id, 'SIGKILL')
    await expect.poll(() => textOf(browser, `${origin}/`), { timeout: 30_000 }).toBe('页面')
    expect(chromiumChildren().length).toBeGreaterThan(0)
    await browser.close()
    await expect.poll(chromiumChildren, { timeout: 10_000 }).toEqual([])
    expect(await textOf(browser, `${origin}/`)).toMatchObject({ kind: 'cancelled' })
  })
})

/** Two different signs look the same when the font has neither. */
const sameGlyphs = `(() => {
  const draw = (sign) => {
    const canvas = document.createElement('canvas')
    const pen = canvas.getContext('2d')
    pen.font = '40px sans-serif'
    pen.fillText(sign, 10, 60)
    return canvas.toDataURL()
  }
  return draw('国') === draw('鼒')
})()`

/** Direct children of this process that are Chromium. */
function chromiumChildren(): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      const parent = Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1])
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8')
      return parent === process.pid && /chromium/.test(command) ? [Number(name)] : []
    } catch {
      return []
    }
  })
}
