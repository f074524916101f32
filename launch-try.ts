import { createServer } from 'node:http'
import { createAddressGuard } from './src/gather/fetch/address-guard.ts'
import { createHostGate } from './src/gather/fetch/host-gate.ts'
import { gatherLimits } from './src/gather/limits.ts'
import { createBrowser } from './src/gather/browser/browser.ts'
const limits = gatherLimits.parse({ allowNetworks: ['127.0.0.0/8'], hostGapMs: 0 })
const s = createServer((q, r) => r.setHeader('content-type','text/html').end('<title>x</title><p>hello<script>document.body.append("y")</script>')).listen(0, '127.0.0.1')
await new Promise((r) => s.once('listening', r))
const url = `http://127.0.0.1:${(s.address() as any).port}/`
const b = createBrowser({ guard: createAddressGuard(limits), gate: createHostGate(limits), limits, ...(process.env['SRC'] ? { source: process.env['SRC'] as never } : {}) })
const n = Number(process.argv[2] ?? 1)
const urls = process.env["URLS"]?.split(",") ?? Array.from({ length: n }, () => url)
for (const url of urls) {
  const t = performance.now()
  const v = await b.visit(url, { signal: new AbortController().signal }, async ({ page }) => page.content())
  console.log('failure' in v ? v.failure : '', Math.round(performance.now() - t), 'ms')
}
const idle = Number(process.argv[3] ?? 0)
await new Promise((r) => setTimeout(r, idle))
await b.close()
s.close()
