import { access } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { verifyArchive } from './archive/verify-archive.ts'
import { gatherAccount } from './gather-account.ts'
import type { GatherLimits } from './limits.ts'
import { serve, testSettings, type Play } from './test-server.ts'

const feed =
  '<rss version="2.0"><channel><title>账号</title><item><title>甲</title><guid>1</guid><pubDate>2025-08-12 08:00</pubDate></item></channel></rss>'

/** A feed that never ends, as fast as it is read. */
const endless: Play = (_request, response) => {
  response.write(feed)
  const more = () => {
    while (!response.destroyed && response.write(' '.repeat(65_536)));
  }
  response.on('drain', more)
  more()
}

async function gather(play: Play, limits: Partial<GatherLimits> = {}) {
  const settings = await testSettings('2025-08-20', limits)
  const feedUrl = `${await serve(play)}/feed`
  const result = await gatherAccount({ name: '某区发布', platform: 'weixin', feedUrl }, settings)
  return { ...result, settings, feedUrl }
}

describe('an account', () => {
  test('its posts, and the feed as it was', async () => {
    const { evidence, archive, settings } = await gather((_request, response) => response.end(feed))
    expect(evidence.posts).toMatchObject({
      value: { posts: [{ id: '1', publishedOn: '2025-08-12' }], undatedCount: 0 },
    })
    expect(archive).toMatchObject({ file: path.basename(settings.archiveFile), records: 4 })
    expect(await verifyArchive(settings.archiveFile, { registered: archive! })).toMatchObject({ ok: true })
  })

  test.each<[string, string, Play]>([
    ['unreadable', '应答 404', (_request, response) => response.writeHead(404).end()],
    ['unreadable', '返回的是网页', (_request, response) => response.end('<html>关注我们</html>')],
    ['unreadable', '超过 100000 字节', endless],
    ['blocked', '质询', (_request, response) => response.end('<html><script>acw_sc__v2</script></html>')],
    ['blocked', '质询', (_request, response) => response.writeHead(412).end()],
    ['blocked', '403', (_request, response) => response.writeHead(403).end()],
    ['unreachable', '超时', () => undefined],
    ['unreachable', '连接被中断', (request) => request.socket.destroy()],
  ])('%s: %s', async (reason, words, play) => {
    const { evidence, feedUrl } = await gather(play, { maxBodyBytes: 100_000, timeoutMs: 200 })
    expect(evidence.posts).toMatchObject({ missing: { reason, detail: expect.stringContaining(words) } })
    expect(evidence.posts).toMatchObject({ missing: { detail: expect.stringContaining(feedUrl) } })
  })

  test('cancelled, it leaves nothing behind', async () => {
    const settings = await testSettings('2025-08-20')
    const abort = new AbortController()
    const origin = await serve(() => abort.abort())
    const target = { name: '某区发布', platform: 'weixin', feedUrl: origin }
    const { evidence, archive } = await gatherAccount(target, { ...settings, signal: abort.signal })
    expect([evidence.posts, archive]).toMatchObject([{ missing: { reason: 'cancelled' } }, null])
    await expect(access(settings.archiveFile)).rejects.toThrow('ENOENT')
  })
})
