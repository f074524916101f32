/** Ten thousand feeds on one server, one in a hundred hanging: read, then asked again under conditions. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { collectDue, type CollectRun } from '../src/gather/collect/collect.ts'
import { collectionLimits } from '../src/gather/collect/limits.ts'
import { gatherLimits } from '../src/gather/limits.ts'
import { upsertRows } from '../src/store/upsert-rows.ts'
import type { Benchmark } from './benchmark.ts'
import { seconds } from './measure.ts'
import { withTemporaryStore } from './temporary-store.ts'

const [feeds, hangingShare, itemsPerFeed] = [10_000, 100, 10]
const start = Date.parse('2025-08-14T12:00:00+08:00')

export const collectFeeds: Benchmark = {
  name: 'collect',
  goal: '10,000 feeds on one loopback server in under 60 s, 1 % of them hanging, without delaying the others',
  run: () =>
    withTemporaryStore(async (store, home) => {
      let lastAnswerAt = 0
      const server = createServer((request, response) => {
        const number = Number(request.url!.slice(1))
        if (number % hangingShare === 0) return
        lastAnswerAt = performance.now()
        if (request.headers['if-none-match'] !== undefined) return response.writeHead(304).end()
        response.writeHead(200, { etag: `"${number}"`, 'content-type': 'application/rss+xml' }).end(feed(number))
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const { port } = server.address() as AddressInfo
      const host = `127.0.0.1:${port}`
      await upsertRows(store.db, 'unit', ['code'], [unit])
      const { id: organiserId } = await store.db.selectFrom('unit').select('id').executeTakeFirstOrThrow()
      await upsertRows(
        store.db,
        'account',
        [],
        Array.from({ length: feeds }, (_, n) => account(n, organiserId, host)),
      )
      const gather = gatherLimits.parse({ publicInternet: false, allowNetworks: ['127.0.0.0/8'], useBrowser: false })
      const collection = collectionLimits.parse({ ownHosts: [host] })
      let now = start
      const runs: CollectRun[] = []
      const collect = async () => {
        const { signal } = new AbortController()
        runs.push(await collectDue(store.db, { gather, collection, home, worker: 'bench', clock: () => now, signal }))
      }
      const began = performance.now()
      const first = await seconds(collect)
      const others = (lastAnswerAt - began) / 1000
      now += 24 * 3_600_000
      const again = await seconds(collect)
      server.closeAllConnections()
      server.close()
      const [run] = runs
      if (run!.outcomes.read !== feeds - feeds / hangingShare) throw new Error(JSON.stringify(run))
      return [
        { label: 'all feeds, raw bytes and posts stored', value: first, unit: 's', atMost: 60 },
        { label: 'until the last feed that answers was asked', value: others, unit: 's', atMost: 60 },
        { label: 'the same a day later, answered by 304', value: again, unit: 's', atMost: 60 },
      ]
    }),
}

const unit = { code: 'U', name: '单位', shortName: '单位', kind: 'district', printOrder: 1 }

function account(n: number, organiserId: number, host: string) {
  const register = { platform: 'weixin', purpose: 'publish', state: 'active', sourceKind: 'feed', organiserId }
  return {
    ...register,
    platformId: `gh_${n}`,
    identityKey: `weixin/gh_${n}`,
    name: `账号${n}`,
    feedUrl: `http://${host}/${n}`,
  }
}

function feed(number: number): string {
  const items = Array.from({ length: itemsPerFeed }, (_, index) => {
    const at = new Date(start - (index * 2 + 1) * 86_400_000).toUTCString()
    return `<item><title>第${number}号第${index}条</title><link>http://p.example.cn/${number}/${index}</link><guid>${number}-${index}</guid><pubDate>${at}</pubDate><description>${'正文'.repeat(200)}</description></item>`
  })
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>账号${number}</title>${items.join('')}</channel></rss>`
}
