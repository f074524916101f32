import { expect, test } from 'vitest'
import { day } from '../../kernel/day.ts'
import { serveSite } from '../test-server.ts'
import { capturePage } from './capture-page.ts'
import { testBrowser } from './test-browser.ts'

const visit = { signal: new AbortController().signal, capturedOn: day('2025-08-14') }
const timeout = 90_000

test(
  'title, the dates that can be seen, and a picture; a challenge is a block and nothing is done about it',
  { timeout },
  async () => {
    const { origin, requested } = await serveSite({
      '/account': `<!doctype html><title>某区发布 的主页</title><body><p>2025年8月12日 一条</p><p hidden>2025-08-13</p>
      <p>2031-01-01 活动预告</p><script>document.body.append('2025-08-10')</script>`,
      '/guarded': '<!doctype html><html><title>验证</title><body>请完成安全验证</body></html>',
      '/gone': (_request, response) => response.writeHead(404).end('<p>没有</p>'),
    })
    const browser = testBrowser()
    const seen = await capturePage(browser, `${origin}/account`, visit)
    expect(seen).toMatchObject({ captured: { title: '某区发布 的主页', days: ['2025-08-12', '2025-08-10'] } })
    expect('captured' in seen && seen.captured.picture.subarray(0, 3).toString('hex')).toBe('ffd8ff')
    expect(await capturePage(browser, `${origin}/guarded`, visit)).toMatchObject({
      outcome: 'blocked',
      detail: expect.stringContaining('质询'),
    })
    expect(requested.filter((path) => path === '/guarded')).toHaveLength(1)
    expect(await capturePage(browser, `${origin}/gone`, visit)).toMatchObject({
      outcome: 'unreadable',
      detail: expect.stringContaining('404'),
    })
    expect(await capturePage(browser, 'http://127.0.0.2:9/', visit)).toMatchObject({
      outcome: 'unreachable',
      html: null,
    })
  },
)
