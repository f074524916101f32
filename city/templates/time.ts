/** Family `time`: modern markup with article and time elements. */
import { dayOf, timeOf, type Moment } from '../calendar.ts'
import { anchor, crumbTrail, escape, type Template } from './template.ts'

const instant = (at: Moment): string => `${dayOf(at)}T${timeOf(at)}:00+08:00`

const entries: Template['list'] = (articles) =>
  articles
    .map(
      ({ path, title, publishedAt, source }) =>
        `<article class="entry"><h3><a href="${path}">${escape(title)}</a></h3><p><time datetime="${instant(publishedAt)}">${dayOf(publishedAt)}</time> · ${source}</p></article>`,
    )
    .join('')

export const time: Template = {
  css: `:root{--c:#a33b12}body{margin:0;font:16px/1.7 system-ui,"PingFang SC",sans-serif;color:#222;background:#fffdfb}a{color:inherit}header,main,footer{padding:20px 7%}header{border-bottom:2px solid var(--c)}header b{font-size:26px;color:var(--c)}nav a{margin-right:18px;text-decoration:none}.two{display:grid;grid-template-columns:repeat(2,1fr);gap:32px}.entry{border-bottom:1px solid #eee}.entry h3{font-size:16px;margin:8px 0 0}.entry p{margin:0 0 8px;color:#999;font-size:13px}footer{background:#f3ece7;font-size:13px}`,
  header: (site, navigation) =>
    `<header><b>${site.name}</b><nav aria-label="主导航">${navigation.map(anchor).join('')}</nav><form role="search" action="/search"><input type="search" name="q" aria-label="站内搜索"><button>搜索</button></form></header><main>`,
  footer: (_, field) =>
    `</main><footer><p>主办单位 ${field.organiser}　联系方式 ${field.phone}　${field.address}</p><p>政府网站标识码 ${field.siteCode}　<a href="https://beian.miit.gov.cn/">${field.icp}</a>　<a href="http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=${field.policeDigits}">${field.police}</a></p><p><a href="${field.conacUrl}"><img src="/images/red.svg" alt="党政机关标识" width="40"></a> <a href="${escape(field.reportUrl)}">我为政府网站找错</a></p></footer>`,
  home: (blocks, quickLinks, friends) =>
    `<div class="two">${blocks.map(({ column, articles }) => `<section><h2><a href="${column.path}">${column.name}</a></h2>${entries(articles)}</section>`).join('')}</div><section><h2>服务</h2>${quickLinks.map(anchor).join('、')}</section><section><h2>链接</h2>${friends.map(anchor).join('、')}</section>`,
  list: entries,
  pager: (addresses, page) =>
    `<nav class="pagination">${page > 1 ? `<a rel="prev" href="${addresses[page - 2]}">上一页</a>` : ''} <span aria-current="page">${page} / ${addresses.length}</span> ${page < addresses.length ? `<a rel="next" href="${addresses[page]}">下一页</a>` : ''}</nav>`,
  columnFrame: ({ crumbs, column, siblings, content }) =>
    `<nav aria-label="面包屑">${crumbTrail(crumbs, ' / ')}</nav><h1>${column.name}</h1><nav aria-label="同级栏目">${siblings.map(({ name, path }) => anchor({ text: name, href: path })).join(' ')}</nav>${content}`,
  article: ({ crumbs, article, paragraphs, extras }) =>
    `<nav aria-label="面包屑">${crumbTrail(crumbs, ' / ')}</nav><article><h1>${escape(article.title)}</h1><p>发布时间 <time datetime="${instant(article.publishedAt)}">${article.publishedAt}</time>　来源 ${article.source}</p>${paragraphs.map((text) => `<p>${text}</p>`).join('')}${extras.map((link) => `<p>${anchor(link)}</p>`).join('')}</article>`,
}
