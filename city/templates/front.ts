/** Family `front`: cards with the date in front (2025.08.12); pinned items stand first though they are older. */
import { dayOf } from '../calendar.ts'
import { anchor, crumbTrail, escape, type Template } from './template.ts'

const dotted = (on: string): string => on.replaceAll('-', '.')

const cards: Template['list'] = (articles) =>
  `<div class="cards">${articles
    .map(
      ({ path, title, publishedAt, pinned }) =>
        `<div class="card"><div class="when">${dotted(dayOf(publishedAt))}</div><div class="what">${pinned ? '<i class="top">置顶</i>' : ''}<a href="${path}">${escape(title)}</a></div></div>`,
    )
    .join('')}</div>`

export const front: Template = {
  css: `body{margin:0;font:15px/1.75 "Noto Sans CJK SC","Microsoft YaHei",sans-serif;background:#fafafa;color:#333}a{color:#444;text-decoration:none}.hero{background:#3a2e7d;color:#fff;padding:36px 6%}.hero h1{font-weight:400;margin:0}.tabs{background:#fff;box-shadow:0 2px 6px #ddd;padding:0 6%}.tabs a{display:inline-block;padding:12px 16px}.wrap{padding:24px 6%}.card{display:flex;background:#fff;margin:8px 0;padding:10px;border-radius:4px;box-shadow:0 1px 3px #ddd}.when{width:110px;color:#3a2e7d;font-weight:bold}.card .top{background:#c33;color:#fff;font-style:normal;padding:0 4px;margin-right:6px;font-size:12px}.bottom{background:#2b2450;color:#cfcbe6;padding:24px 6%;font-size:13px}.bottom a{color:#cfcbe6}`,
  header: (site, navigation) =>
    `<header class="hero"><h1>${site.name}</h1></header><div class="tabs">${navigation.map(anchor).join('')}<form action="/search" style="display:inline"><input name="q" placeholder="搜一搜"></form></div>`,
  footer: (_, field) =>
    `<div class="bottom"><div><a href="${escape(field.reportUrl)}"><img src="/images/jiucuo.svg" alt="政府网站找错"></a><a href="${field.conacUrl}"><img src="/images/red.svg" alt="党政机关标识"></a></div><div>主办单位：${field.organiser}</div><div>地址：${field.address} 电话：${field.phone}</div><div>标识码：${field.siteCode} <a href="https://beian.miit.gov.cn/">${field.icp}</a> ${field.police}</div></div>`,
  home: (blocks, quickLinks, friends) =>
    `<div class="wrap">${blocks.map(({ column, articles }) => `<div class="sec"><h2>${column.name}</h2>${cards(articles)}<a class="more" href="${column.path}">查看更多</a></div>`).join('')}<div class="sec"><h2>服务直通车</h2>${quickLinks.map(anchor).join('　')}</div><div class="sec"><h2>友情链接</h2>${friends.map(anchor).join('　')}</div></div>`,
  list: cards,
  pager: (addresses, page) =>
    `<div class="pages">${addresses.map((href, index) => `<a href="${href}"${index + 1 === page ? ' class="on"' : ''}>${index + 1}</a>`).join('')}</div>`,
  columnFrame: ({ crumbs, column, siblings, content }) =>
    `<div class="wrap"><div class="path">${crumbTrail(crumbs, ' › ')}</div><h2>${column.name}</h2><div class="sub">${siblings.map(({ name, path }) => anchor({ text: name, href: path })).join('　')}</div>${content}</div>`,
  article: ({ crumbs, article, paragraphs, extras }) =>
    `<div class="wrap"><div class="path">${crumbTrail(crumbs, ' › ')}</div><h1>${escape(article.title)}</h1><div class="meta"><b>${article.publishedAt.replaceAll('-', '.')}</b>　${article.source}</div><div class="content">${paragraphs.map((text) => `<p>${text}</p>`).join('')}</div>${extras.map((link) => `<div class="file">${anchor(link)}</div>`).join('')}</div>`,
}
