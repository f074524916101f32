import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { evidenceSchemas } from '../../evidence/evidence.ts'
import { hasIpv6 } from '../fetch/own-ipv6.ts'
import { gatherSite } from '../gather-site.ts'
import type { GatherLimits } from '../limits.ts'
import { serveNames, type Zone } from '../test-name-server.ts'
import { testSettings } from '../test-server.ts'
import { article, column, list, row } from '../test-site.ts'

const host = 'www.ipv6-test.gov.cn'
const both: Zone = { A: ['127.0.0.1'], AAAA: ['::1'] }
type Pages = Readonly<Record<string, string | 403>>

const links = Array.from({ length: 12 }, (_, index) =>
  row(`/a/${index}.html`, `关于第${index}号通知的公告`, '2025-08-12'),
)
const words = '本区位于市域东部，辖十个街道，区政府驻地在人民路一号，以先进制造业和现代服务业为主导产业，历史悠久。'
const pages: Pages = {
  '/': `${list('<li><a href="/tz/">通知公告</a></li>', ...links.slice(0, 3))}<p>${words}</p>`,
  '/tz/': list(...links),
  '/robots.txt': 'User-agent: *\nAllow: /',
  ...Object.fromEntries(links.map((_, index) => [`/a/${index}.html`, article('2025-08-12')])),
}

async function listen(address: string, port: number, served: Pages): Promise<Server> {
  const server = createServer((request, response) => {
    const page = served[request.url!]
    response.writeHead(typeof page === 'number' ? page : page === undefined ? 404 : 200, {
      'content-type': request.url === '/robots.txt' ? 'text/plain' : 'text/html; charset=utf-8',
    })
    response.end(typeof page === 'string' ? page : '<h1>没有</h1>')
  })
  server.listen({ host: address, port, ipv6Only: address === '::1' })
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return server
}

/** Evidence of a site over IPv4 that answers `over6` at the same port of `::1`; `null`: nothing listens there. */
async function evidenceOf(over6: Pages | null, zone: Zone = both, limits: Partial<GatherLimits> = {}) {
  const { port } = (await listen('127.0.0.1', 0, pages)).address() as AddressInfo
  if (over6 !== null) await listen('::1', port, over6)
  const origin = `http://${host}:${port}`
  const settings = await testSettings('2025-08-20', {
    allowNetworks: ['127.0.0.0/8', '::1/128'],
    dnsServers: [await serveNames(zone)],
    ipv6: true,
    ...limits,
  })
  const columns = [column('通知公告', `${origin}/tz/`, 'notice')]
  const target = { name: '某区人民政府', url: `${origin}/`, columns, wanted: new Set(['ipv6'] as const) }
  const { evidence } = await gatherSite(target, settings)
  const gathered = evidence.ipv6!
  return 'missing' in gathered ? gathered.missing : evidenceSchemas.ipv6.parse(gathered.value)
}

describe('a site with an IPv6 address', () => {
  test('that shows the same over it', async () => {
    expect(await evidenceOf(pages)).toEqual({
      capturedAt: '2025-08-20T04:00:00.000Z',
      addresses: ['::1'],
      homeOpens: true,
      sameContent: true,
      // four pages that the home page links to, nine that only the column does
      linksChecked: 13,
      linksOpened: 13,
    })
  })

  test('where nothing answers', async () => {
    expect(await evidenceOf(null)).toMatchObject({
      homeOpens: false,
      homeTrouble: expect.stringContaining('连接被拒绝'),
      sameContent: null,
      linksChecked: 0,
    })
  })

  test('that shows another page', async () => {
    const welcome =
      '<title>Welcome to nginx!</title><p>If you see this page, the web server is successfully installed.</p>'
    expect(await evidenceOf({ ...pages, '/': welcome })).toMatchObject({ homeOpens: true, sameContent: false })
  })

  test('where a clock and a counter differ', async () => {
    const later = `${String(pages['/'])}<p>2025年8月20日 12:30 访问量1023</p>`
    expect(await evidenceOf({ ...pages, '/': later })).toMatchObject({ sameContent: true })
  })

  test('where only the home page was moved to the new server', async () => {
    const { '/': home, '/tz/': notices } = pages
    expect(await evidenceOf({ '/': home!, '/tz/': notices! })).toMatchObject({
      linksChecked: 13,
      linksOpened: 1,
      linksFailed: expect.arrayContaining([{ url: expect.stringContaining('/a/0.html'), reason: '应答 404' }]),
    })
  })

  test('with a firewall in front of it', async () => {
    expect(await evidenceOf({ '/': 403 })).toMatchObject({ reason: 'blocked' })
  })

  test('where this machine has none', async () => {
    expect(await evidenceOf(pages, { A: ['127.0.0.1'], AAAA: ['::1'] }, { ipv6: false })).toMatchObject({
      reason: 'notProvided',
      detail: expect.stringContaining('监测点自身没有 IPv6 网络'),
    })
  })
})

describe('a site without', () => {
  test('says so in DNS, whoever asks', async () => {
    const none: Zone = { A: ['127.0.0.1'], AAAA: 'none' }
    expect(await evidenceOf(null, none, { ipv6: false })).toMatchObject({ addresses: [], homeOpens: null })
  })

  test.each<['noName' | 'silent' | 'refused', string]>([
    ['noName', '域名服务器说没有这个域名，ENOTFOUND'],
    ['silent', '域名服务器没有应答，ETIMEOUT'],
    ['refused', '域名服务器拒绝查询，EREFUSED'],
  ])('a name server that answers %s tells nothing', async (AAAA, why) => {
    expect(await evidenceOf(null, { A: ['127.0.0.1'], AAAA })).toMatchObject({
      reason: 'unreadable',
      detail: expect.stringContaining(why),
    })
  })
})

test('whether this machine has IPv6 is what the settings say', () => {
  expect([hasIpv6({ ipv6: true }), hasIpv6({ ipv6: false })]).toEqual([true, false])
})
