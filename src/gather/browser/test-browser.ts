/** For tests: a browser that may visit 127.0.0.1 and nothing else, closed when the test ends. */
import { onTestFinished } from 'vitest'
import { createHttp } from '../fetch/http.ts'
import type { GatherLimits } from '../limits.ts'
import { testLimits } from '../test-server.ts'
import { createBrowser, type Browser, type BrowserSettings } from './browser.ts'

export function testBrowser(limits: Partial<GatherLimits> = {}, more: Partial<BrowserSettings> = {}): Browser {
  const own = testLimits({ allowNetworks: ['127.0.0.1/32'], ...limits })
  const http = createHttp(own)
  const browser = createBrowser({ http, limits: own, ...more })
  onTestFinished(async () => {
    await browser.close()
    await http.close()
  })
  return browser
}
