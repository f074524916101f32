/** Answers a request to a site of the city. */
import { answer, plainPage, type Answer, type PlainAnswer } from '../answer.ts'
import { inListOrder } from '../sites/columns.ts'
import { homeBlocks } from '../sites/home.ts'
import type { Article, AttachmentKind, Column, Link, OddAnswer, Site } from '../sites/site.ts'
import { familyOf } from '../templates/family.ts'
import { templates } from '../templates/index.ts'
import { escape } from '../templates/template.ts'
import { paragraphs } from '../text/paragraphs.ts'
import type { Attachments } from './attachments.ts'
import { document } from './document.ts'
import { listPages, rowsPath, search, siteMap } from './site-map.ts'
import { messageForm, messageList, messagePage } from './message-pages.ts'
import { formAt, guidePage, serviceHall } from './service-pages.ts'
import { standingText } from './standing-pages.ts'

export interface SitePages {
  readonly attachments: Attachments
  /** Other sites of the city for the links at the foot of home pages. */
  readonly friends: readonly Link[]
}

/** `path` is the decoded path, `query` the text after the question mark as it came. */
export function siteAnswer(site: Site, path: string, query: string, pages: SitePages): Answer {
  if (site.closure) return closureAnswer(site)
  const odd = site.oddPaths.get(path)
  if (odd) return oddAnswer(site, odd)
  return (
    placeAnswer(site, path, pages) ?? fileAnswer(site, path, pages) ?? toolAnswer(site, path, query) ?? notFound(site)
  )
}

function placeAnswer(site: Site, path: string, { friends }: SitePages): PlainAnswer | null {
  const place = siteMap(site).get(path)
  if (!place) return null
  const template = templates[site.family]
  if (place.kind === 'home') {
    return document(site, { title: site.name, main: template.home(homeBlocks(site), site.quickLinks, friends) })
  }
  const { column } = place
  const framed = (title: string, content: string): PlainAnswer =>
    document(site, { title: `${title}_${site.name}`, column, main: frame(site, column, content) })
  switch (place.kind) {
    case 'column':
      return framed(column.name, columnContent(site, column, place.page))
    case 'rows':
      return answer(200, 'application/json', JSON.stringify({ html: listRows(site, column, place.page) }))
    case 'article':
      return articlePage(site, column, place.article)
    case 'service':
      return framed(place.page.title, place.page.content())
    case 'guide':
      return framed(place.guide.name, guidePage(site, place.guide))
    case 'message':
      return framed(place.message.title, messagePage(site, place.message))
    default:
      return place satisfies never
  }
}

function frame(site: Site, column: Column, content: string): string {
  const siblings = site.columns.filter(
    ({ parent, directory }) => (parent ?? directory) === (column.parent ?? column.directory),
  )
  return templates[site.family].columnFrame({ crumbs: crumbs(site, column), column, siblings, content })
}

function crumbs(site: Site, column: Column): Link[] {
  const parent = site.columns.find(({ level, directory }) => level === 1 && directory === column.parent)
  const trail = [{ text: '首页', href: '/' }]
  if (parent) trail.push({ text: parent.name, href: parent.path })
  trail.push({ text: column.name, href: column.path })
  return trail
}

function columnContent(site: Site, column: Column, page: number): string {
  if (column.kind === 'text') return standingText(site, column)
  if (column.kind === 'guides') return serviceHall(site, column)
  if (column.kind === 'messages') return messageList(site)
  const template = templates[site.family]
  if (column.articles.length === 0) return `${template.list([])}<p class="empty">暂无内容</p>`
  const addresses = listPages(site, column)
  const rows = column.scripted ? scriptedList(rowsPath(column, page)) : listRows(site, column, page)
  return rows + (addresses.length > 1 ? template.pager(addresses, page) : '')
}

function listRows(site: Site, column: Column, page: number): string {
  const { pageSize } = familyOf(site.family)
  return templates[site.family].list(inListOrder(column.articles).slice((page - 1) * pageSize, page * pageSize))
}

/** A list as many content systems make it: an empty block, filled by a request of its own. */
function scriptedList(address: string): string {
  return `<div id="list" data-url="${address}"></div><script>fetch(document.getElementById("list").dataset.url).then(function(answer){return answer.json()}).then(function(page){document.getElementById("list").innerHTML=page.html})</script>`
}

function articlePage(site: Site, column: Column, article: Article): PlainAnswer {
  const attachment = article.attachment
  const extras = attachment
    ? [
        { text: `附件：${article.title}.${attachment}`, href: `/attachments/${article.id}.${attachment}` },
        ...article.links,
      ]
    : article.links
  const main = templates[site.family].article({
    crumbs: crumbs(site, column),
    article,
    paragraphs: paragraphs(site.organiser.shortName, article.id * 2_654_435_761),
    extras,
  })
  return document(site, { title: `${article.title}_${site.name}`, column, article, main })
}

const icon = (colour: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48" viewBox="0 0 48 48"><rect width="48" height="48" rx="8" fill="${colour}"/><path d="M24 8l14 8H10zM12 20h4v14h-4zm10 0h4v14h-4zm10 0h4v14h-4zM8 36h32v4H8z" fill="#fff"/></svg>`

const images: Readonly<Record<string, string>> = {
  '/images/red.svg': icon('#c8102e'),
  '/images/police.svg': icon('#1c3f94'),
  '/images/jiucuo.svg': icon('#2f8f4e'),
}

function fileAnswer(site: Site, path: string, { attachments }: SitePages): PlainAnswer | null {
  if (path === '/css/site.css') return answer(200, 'text/css; charset=utf-8', templates[site.family].css)
  const image = images[path]
  if (image !== undefined) return answer(200, 'image/svg+xml', image)
  if (path === '/robots.txt') {
    const closed = site.service.search === 'closed' ? 'search' : 'admin'
    return answer(200, 'text/plain', `User-agent: *\nDisallow: /${closed}\n`)
  }
  const form = formAt(site, path)
  if (form === 'page') return document(site, { title: `下载_${site.name}`, main: '<p>请登录后下载。</p>' })
  if (form !== null) return answer(200, attachments[form].contentType, attachments[form].bytes)
  const match = /^\/attachments\/(\d+)\.(pdf|doc|xlsx)$/.exec(path)
  if (!match || !hasAttachment(site, Number(match[1]), match[2] as AttachmentKind)) return null
  const { contentType, bytes } = attachments[match[2] as AttachmentKind]
  return answer(200, contentType, bytes)
}

function hasAttachment(site: Site, articleId: number, kind: AttachmentKind): boolean {
  return site.columns.some(({ articles }) =>
    articles.some(({ id, attachment }) => id === articleId && attachment === kind),
  )
}

function toolAnswer(site: Site, path: string, query: string): PlainAnswer | null {
  const interaction = site.columns.find(({ kind }) => kind === 'messages')
  if (path === '/hdjl/write.html' && interaction && !site.service.channelClosed) {
    return document(site, {
      title: `我要留言_${site.name}`,
      column: interaction,
      main: frame(site, interaction, messageForm),
    })
  }
  if (path !== '/search') return null
  const words = queryValue(query, 'q')
  const found = search(site, words)
  const summary = `<h2>站内搜索</h2><p>“${escape(words)}”共找到${found.length}条结果</p>`
  const main = summary + templates[site.family].list(found.slice(0, 50))
  return document(site, { title: `站内搜索_${site.name}`, main })
}

/** A value of a query that may be percent-encoded UTF-8 or, from the forms of GBK pages, GBK. */
function queryValue(query: string, name: string): string {
  const pair = query.split('&').find((part) => part.startsWith(`${name}=`))
  if (pair === undefined) return ''
  const latin = pair.slice(name.length + 1).replaceAll('+', ' ')
  const bytes = Buffer.from(
    latin.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gbk').decode(bytes)
  }
}

function notFound(site: Site): PlainAnswer {
  return document(site, { title: `404_${site.name}`, main: '<h2>404</h2><p>您访问的页面不存在或已删除。</p>' }, 404)
}

function oddAnswer(site: Site, odd: OddAnswer): Answer {
  switch (odd.kind) {
    case 'notFoundPageWith200':
      return document(site, {
        title: `页面不存在_${site.name}`,
        main: '<h2>抱歉，您访问的页面不存在</h2><p>该页面可能已被删除或更名，3秒后返回首页。</p>',
      })
    case 'slow':
      return {
        ...document(site, { title: `公报_${site.name}`, main: '<h2>公报下载</h2><p>文件较大，请耐心等待。</p>' }),
        delayMs: odd.delayMs,
      }
    case 'challenge':
      return challenge(odd.status)
    default:
      return odd satisfies never
  }
}

/** What web application firewalls send instead of the page: a script that sets a cookie and loads again. */
function challenge(status: 412 | 202): PlainAnswer {
  const script = `<!DOCTYPE html><html><head><meta charset="utf-8"><script>var a=[7,3,9];document.cookie="__waf_clearance="+a.map(function(n){return n*31}).join("")+";path=/";location.reload();</script></head><body><noscript>请开启JavaScript后重试</noscript></body></html>`
  return answer(status, 'text/html; charset=utf-8', script, { server: 'waf', 'set-cookie': '__waf_seed=c1ty; path=/' })
}

function closureAnswer({ closure, name }: Site): Answer {
  if (!closure || closure.kind === 'notServed') return { kind: 'reset' }
  if (closure.kind === 'redirect') return plainPage(301, name, '本网站已迁移整合。', { location: closure.to })
  return plainPage(200, name, closure.text)
}
