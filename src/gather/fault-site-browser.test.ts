/** The pages of the fault site of which only a browser knows what they are. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LinkFinding } from '../evidence/links.ts'
import { gatherSite } from './gather-site.ts'
import { startFaultSite } from './test-fault-site.ts'
import { testLimits } from './test-server.ts'

const site = await startFaultSite({ slowMs: 10_000, only: 'scripted' })
afterAll(() => site.close())
let found: Map<string, LinkFinding>

beforeAll(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'mingcha-faults-'))
  const limits = testLimits({ timeoutMs: 10_000, slowMs: 10_000, useBrowser: true, hostInFlight: 6 })
  const { evidence } = await gatherSite(
    { name: '脚本站', url: `${site.origin}/`, columns: [], wanted: new Set() },
    { limits, clock: Date.now, signal: new AbortController().signal, archiveFile: path.join(folder, 'faults.wacz') },
  )
  await rm(folder, { recursive: true, force: true })
  if ('missing' in evidence.links) throw new Error(evidence.links.missing.detail)
  found = new Map(evidence.links.value.findings.map((finding) => [finding.url, finding]))
}, 120_000)

test.each(site.truth)('$name: $outcome $error', ({ url, outcome, error, foundOn }) => {
  const finding = found.get(url)
  expect([finding?.outcome ?? 'ok', finding?.error ?? null]).toEqual([outcome, error])
  if (finding !== undefined) expect(finding.places[0]?.page).toBe(foundOn)
})

test('and nothing else is found', () => {
  const known = new Set(site.truth.map(({ url }) => url))
  expect([...found.keys()].filter((url) => !known.has(url))).toEqual([])
})
