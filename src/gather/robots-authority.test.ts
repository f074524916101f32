/** What robots.txt forbids is visited under a recorded written authority only, and then everybody can see by which one. */
import { gunzipSync } from 'node:zlib'
import { openPromise } from 'yauzl'
import { expect, test } from 'vitest'
import { links as linksSchema } from '../evidence/links.ts'
import { parts } from './archive/pack-wacz.ts'
import { gatherSite } from './gather-site.ts'
import type { RobotsAuthority } from './fetch/robots.ts'
import { serveSite, testSettings } from './test-server.ts'

const authority = { documentNumber: '某政办函〔2025〕12号', authority: '某市人民政府办公室' }

async function inspect(robotsAuthority: RobotsAuthority | null) {
  const { origin, requested } = await serveSite({
    '/robots.txt': (_request, response) => response.end('User-agent: *\nDisallow: /private/'),
    '/': '<a href="/private/a.html">甲</a><a href="/private/gone.html">乙</a><a href="/open.html">丙</a>',
    '/private/a.html': '<title>内部</title><p>只凭授权可看</p>',
    '/open.html': '<title>公开</title><p>谁都可看</p>',
  })
  const settings = { ...(await testSettings('2025-08-20')), robotsAuthority }
  const { evidence } = await gatherSite({ name: '某站', url: `${origin}/`, columns: [] }, settings)
  if ('missing' in evidence.links) throw new Error(evidence.links.missing.detail)
  const links = linksSchema.parse(evidence.links.value)
  return { links, requested, origin, warcinfo: await warcinfoOf(settings.archiveFile) }
}

async function warcinfoOf(file: string): Promise<string> {
  const zip = await openPromise(file, { autoClose: false })
  const chunks: Buffer[] = []
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName !== parts.warc) continue
    for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) chunks.push(chunk)
  }
  zip.close()
  return gunzipSync(Buffer.concat(chunks))
    .toString()
    .split('WARC/1.1')
    .find((record) => record.includes('warcinfo'))!
}

test('without one, forbidden pages are unchecked and never asked for', async () => {
  const { links, requested, warcinfo } = await inspect(null)
  expect(requested.filter((url) => url.startsWith('/private/'))).toEqual([])
  expect(links.findings.map(({ outcome, error }) => [outcome, error])).toEqual([
    ['unchecked', 'robots'],
    ['unchecked', 'robots'],
  ])
  expect(links.robotsAuthority).toBeUndefined()
  expect(warcinfo).toMatch(/robots: classic\r\n/)
})

test('with one they are checked, and evidence and archive name it', async () => {
  const { links, requested, origin, warcinfo } = await inspect(authority)
  expect(requested).toContain('/private/a.html')
  expect(links.findings.map(({ url, outcome, error }) => [url, outcome, error])).toEqual([
    [`${origin}/private/gone.html`, 'broken', 'notFound'],
  ])
  expect(links.robotsAuthority).toEqual({ ...authority, addresses: 2 })
  expect(links.stoppedBecause).toMatch('凭书面授权（某政办函〔2025〕12号）访问了 robots.txt 不允许的地址 2 个')
  expect(warcinfo).toContain('robots: ignore; written authority 某政办函〔2025〕12号 某市人民政府办公室')
})
