/** For tests: a browser that may visit 127.0.0.1 and nothing else, closed when the test ends. */
import { onTestFinished } from 'vitest'
import { createAddressGuard } from '../fetch/address-guard.ts'
import { createHostGate } from '../fetch/host-gate.ts'
import type { GatherLimits } from '../limits.ts'
import { testLimits } from '../test-server.ts'
import { createBrowser, type Browser, type BrowserSettings } from './browser.ts'

export function testBrowser(limits: Partial<GatherLimits> = {}, more: Partial<BrowserSettings> = {}): Browser {
  const own = testLimits({ allowNetworks: ['127.0.0.1/32'], ...limits })
  const settings = { guard: createAddressGuard(own), gate: createHostGate(own), limits: own }
  const browser = createBrowser({ ...settings, ...more })
  onTestFinished(() => browser.close())
  return browser
}
