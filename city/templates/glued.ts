/** Family `glued`: the date stands in the link, right behind the title (标题2025-08-12); GBK that nothing declares. */
import { dayOf } from '../calendar.ts'
import { anchor, crumbTrail, escape, type Template } from './template.ts'

const lines: Template['list'] = (articles) =>
  articles
    .map(({ path, title, publishedAt }) => `<p class=l><a href=${path}>${escape(title)}${dayOf(publishedAt)}</a>`)
    .join('\n')

export const glued: Template = {
  css: `body{margin:0 auto;width:980px;font:14px/1.9 SimSun,serif;border:1px solid #ccc;border-width:0 1px;padding:0 12px}a{color:#00c;text-decoration:none}.logo{color:#c00;font-size:30px;font-family:KaiTi,serif;border-bottom:4px double #c00;padding:16px 0}.l{margin:2px 0;border-bottom:1px dotted #ddd}.b{border:1px solid #c99;margin:10px 0;padding:6px}.b h4{background:#fdeaea;margin:0;padding:4px}.f{border-top:2px solid #c00;text-align:center;font-size:12px}`,
  header: (site, navigation) =>
    `<div class=logo>${site.name}</div>\n<div class=n>${navigation.map(anchor).join(' ┃ ')}</div>\n<form action=/search>检索：<input name=q><input type=submit value=查询></form>`,
  footer: (_, field) =>
    `<div class=f>${field.organiser}主办 ${field.phone}<br>${field.address}<br>标识码:${field.siteCode} ${field.icp} ${field.police}<br><a href="${field.conacUrl}">党政机关</a> <a href="${escape(field.reportUrl)}">网站纠错</a></div>`,
  home: (blocks, quickLinks, friends) =>
    `${blocks.map(({ column, articles }) => `<div class=b><h4><a href=${column.path}>${column.name}</a></h4>${lines(articles)}</div>`).join('\n')}<div class=b><h4>办事</h4>${quickLinks.map(anchor).join(' ')}</div><div class=b><h4>链接</h4>${friends.map(anchor).join(' ')}</div>`,
  list: lines,
  pager: (addresses, page) =>
    `<p>${page < addresses.length ? `<a href=${addresses[page]}>后一页</a>` : '后一页'} ${page > 1 ? `<a href=${addresses[page - 2]}>前一页</a>` : '前一页'} ${page}/${addresses.length}`,
  columnFrame: ({ crumbs, siblings, content }) =>
    `<p>位置：${crumbTrail(crumbs, '→')}<p>${siblings.map(({ name, path }) => anchor({ text: name, href: path })).join(' ')}\n<div class=b>${content}</div>`,
  article: ({ crumbs, article, paragraphs, extras }) =>
    `<p>位置：${crumbTrail(crumbs, '→')}\n<center><font size=5>${escape(article.title)}</font><br>${article.source} ${article.publishedAt}</center>\n${paragraphs.map((text) => `<p>　　${text}`).join('\n')}\n${extras.map((link) => `<p>${anchor(link)}`).join('\n')}`,
}
