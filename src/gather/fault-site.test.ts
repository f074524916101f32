/** Every way in which a link can fail or only seem to: nothing hangs, nothing crashes, no false dead, nothing dead passes. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import tls from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { links as linksSchema, type LinkFinding } from '../evidence/links.ts'
import type { Evidence } from '../evidence/evidence.ts'
import { gatherSite } from './gather-site.ts'
import { startFaultSite } from './test-fault-site.ts'
import { testLimits } from './test-server.ts'

const slowMs = 5000
const site = await startFaultSite({ slowMs })
afterAll(() => site.close())
tls.setDefaultCACertificates([...tls.getCACertificates('default'), site.authority])

let links: Evidence['links']
let found: Map<string, LinkFinding>

beforeAll(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'mingcha-faults-'))
  const limits = testLimits({
    allowNetworks: ['127.0.0.1/32', '::1/128'],
    timeoutMs: 10_000,
    slowMs,
    hostInFlight: 12,
    maxBodyBytes: 1_000_000,
    maxPagesPerSite: 2000,
    maxLinksPerSite: 5000,
  })
  const { evidence } = await gatherSite(
    { name: '故障站', url: `${site.origin}/`, columns: [] },
    { limits, clock: Date.now, signal: new AbortController().signal, archiveFile: path.join(folder, 'faults.wacz') },
  )
  await rm(folder, { recursive: true, force: true })
  if ('missing' in evidence.links) throw new Error(evidence.links.missing.detail)
  links = linksSchema.parse(evidence.links.value)
  found = new Map(links.findings.map((finding) => [finding.url, finding]))
}, 120_000)

describe('the truth about every link', () => {
  test.each(site.truth)('$name: $outcome $error', ({ url, outcome, error, suggestion, foundOn }) => {
    const finding = found.get(url)
    expect([finding?.outcome ?? 'ok', finding?.error ?? null]).toEqual([outcome, error])
    if (suggestion !== undefined) expect(finding?.suggestion).toBe(suggestion)
    if (finding !== undefined) expect(finding.places[0]?.page).toBe(foundOn)
  })

  test('and about nothing else', () => {
    const known = new Set(site.truth.map(({ url }) => url))
    expect([...found.keys()].filter((url) => !known.has(url))).toEqual([])
  })

  test('places in pages that do not exist are named', () => {
    expect(links.anchors.map(({ url }) => url).toSorted()).toEqual(site.anchors.toSorted())
  })

  test('every step of the way is kept', () => {
    const steps = (name: string) => found.get(site.truth.find((entry) => entry.name === name)!.url)!.chain
    expect(steps('脚本转到 404')).toEqual([
      { url: `${site.origin}/gone/script.html`, status: 200, via: 'link' },
      { url: `${site.origin}/gone/404.html`, status: 404, via: 'script' },
    ])
    expect(steps('转到内网').map(({ status }) => status)).toEqual([302, null])
  })

  test('the internal network was never touched', () => expect(site.intrusions).toEqual([]))
})
