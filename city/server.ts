/**
 * Serves the whole city from one process: every site and the feeds as name-based virtual hosts
 * (`http://<name>.city.localhost:<port>/`). Listens on the loopback address only.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Day } from '../src/kernel/day.ts'
import { siteStates } from '../src/registry/register.ts'
import { plainPage, type Answer } from './answer.ts'
import { cityAsOf } from './as-of.ts'
import { buildCity, type City, type CityOptions } from './city.ts'
import { feedHost, feedsAnswer, type FeedHost } from './feeds/feeds-answer.ts'
import { buildAttachments, type Attachments } from './pages/attachments.ts'
import { siteAnswer, type SitePages } from './pages/site-answer.ts'
import type { Site } from './sites/site.ts'

export interface RunningCity {
  /** The list of all sites, `http://127.0.0.1:<port>/`. */
  readonly url: string
  readonly port: number
  readonly model: City
  /** Lets pages and feeds look as they did at the end of this day; what is published later is not there yet. */
  setToday(today: Day): void
  /** Ends all connections, the hanging ones too. */
  stop(): Promise<void>
}

/** With port 0 the system chooses one, and the addresses in the model carry it. */
export async function startCity(options: CityOptions): Promise<RunningCity> {
  const server = createServer()
  server.listen(options.port, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const model = buildCity({ ...options, port })
  const attachments = await buildAttachments()
  let hosts = virtualHosts(model, attachments)
  server.on('request', (request, response) => respond(hosts, request, response))
  return {
    url: `http://127.0.0.1:${port}/`,
    port,
    model,
    setToday: (today) => (hosts = virtualHosts(cityAsOf(model, today), attachments)),
    stop: () => stop(server),
  }
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}

interface Hosts {
  readonly sites: ReadonlyMap<string, Site>
  readonly feeds: FeedHost
  readonly pages: SitePages
  readonly directory: string
}

function virtualHosts(city: City, attachments: Attachments): Hosts {
  const portals = city.sites.filter(({ category }) => category === 'municipalPortal' || category === 'districtPortal')
  return {
    sites: new Map(city.sites.map((site) => [site.slug, site])),
    feeds: feedHost(city.accounts, city.feedOrigin),
    pages: {
      attachments,
      friends: portals.slice(0, 6).map(({ name, origin }) => ({ text: name, href: `${origin}/` })),
    },
    directory: `<ul>${city.sites
      .map(({ name, origin, state }) => `<li><a href="${origin}/">${name}</a> ${siteStates[state]}</li>`)
      .join('')}</ul>`,
  }
}

function respond(hosts: Hosts, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    send(request, response, plainPage(405, '不支持的请求', '只支持读取。', { allow: 'GET, HEAD' }))
    return
  }
  send(request, response, cityAnswer(hosts, request.headers.host ?? '', request.url ?? '/'))
}

function cityAnswer({ sites, feeds, pages, directory }: Hosts, host: string, target: string): Answer {
  const mark = target.indexOf('?')
  const path = decodePath(mark < 0 ? target : target.slice(0, mark))
  const query = mark < 0 ? '' : target.slice(mark + 1)
  const name = host.toLowerCase().split(':')[0]!
  const slug = name.endsWith('.city.localhost') ? name.slice(0, -'.city.localhost'.length) : null
  if (slug === null) return plainPage(200, '模拟城市（演示数据）', directory)
  if (slug === 'feeds') return feedsAnswer(feeds, path)
  const site = sites.get(slug)
  return site ? siteAnswer(site, path, query, pages) : plainPage(404, '没有这个网站', '模拟城市中没有这个网站。')
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (answer.kind === 'hang') return
  if (answer.kind === 'reset') {
    request.socket.destroy()
    return
  }
  const write = (): void => {
    response.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length })
    response.end(request.method === 'HEAD' ? undefined : answer.body)
  }
  if (answer.delayMs === 0) {
    write()
    return
  }
  const timer = setTimeout(write, answer.delayMs)
  response.on('close', () => clearTimeout(timer))
}
