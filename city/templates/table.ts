/** Family `table`: layout by tables, date in the last cell (2025/08/12), served in declared GBK. */
import { dayOf, timeOf } from '../calendar.ts'
import { anchor, crumbTrail, escape, type Template } from './template.ts'

const slashed = (on: string): string => on.replaceAll('-', '/')

const rows: Template['list'] = (articles) =>
  `<table width="100%" class="lb">${articles
    .map(
      ({ path, title, publishedAt }) =>
        `<tr><td class="dot">·</td><td><a href="${path}" target="_blank">${escape(title)}</a></td><td align="right" nowrap>${slashed(dayOf(publishedAt))}</td></tr>`,
    )
    .join('')}</table>`

export const table: Template = {
  css: `body{margin:0;font:14px/1.7 SimSun,serif;background:#eef3fa;color:#222}a{color:#003b7a;text-decoration:none}.frame{width:1000px;margin:0 auto;background:#fff}.banner{background:#0a4c9c;color:#fff;font-size:26px;font-weight:bold;padding:24px}.menu td{background:#2f74c8;text-align:center}.menu a{color:#fff;line-height:34px}.lb td{border-bottom:1px dashed #bcd;padding:5px}.tt{background:#dfeaf8;font-weight:bold;padding:6px}.foot{border-top:3px solid #0a4c9c;text-align:center;padding:12px;font-size:12px}`,
  header: (site, navigation) =>
    `<table class="frame" cellspacing="0"><tr><td class="banner">${site.name}</td></tr><tr><td><table class="menu" width="100%"><tr>${navigation.map((link) => `<td>${anchor(link)}</td>`).join('')}</tr></table></td></tr><tr><td><form action="/search">站内检索 <input type="text" name="q"> <input type="submit" value="检索"></form></td></tr></table>`,
  footer: (_, field) =>
    `<table class="frame"><tr><td class="foot">主办：${field.organiser} | 地址：${field.address} | 联系方式：${field.phone}<br>${field.icp} <a href="http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=${field.policeDigits}">${field.police}</a><br>${field.siteCode && `政府网站标识码：${field.siteCode}`} <a href="${field.conacUrl}">党政机关网站标识</a> <a href="${escape(field.reportUrl)}">我为政府网站找错</a></td></tr></table>`,
  home: (blocks, quickLinks, friends) =>
    `<table class="frame">${blocks.map(({ column, articles }) => `<tr><td class="tt">${column.name} <a href="${column.path}">更多&gt;&gt;</a></td></tr><tr><td>${rows(articles)}</td></tr>`).join('')}<tr><td class="tt">常用服务</td></tr><tr><td>${quickLinks.map(anchor).join('&nbsp;')}</td></tr><tr><td class="tt">相关网站</td></tr><tr><td>${friends.map(anchor).join('&nbsp;')}</td></tr></table>`,
  list: rows,
  pager: (addresses, page) =>
    `<div align="center">第${page}页/共${addresses.length}页 ${page > 1 ? `<a href="${addresses[page - 2]}">上一页</a>` : ''} ${page < addresses.length ? `<a href="${addresses[page]}">下一页</a>` : ''}</div>`,
  columnFrame: ({ crumbs, column, siblings, content }) =>
    `<table class="frame"><tr><td class="tt" colspan="2">您的位置：${crumbTrail(crumbs, '-&gt;')}</td></tr><tr valign="top"><td width="160">${siblings.map(({ name, path }) => anchor({ text: name, href: path })).join('<br>')}</td><td><div class="tt">${column.name}</div>${content}</td></tr></table>`,
  article: ({ crumbs, article, paragraphs, extras }) =>
    `<table class="frame"><tr><td class="tt">您的位置：${crumbTrail(crumbs, '-&gt;')}</td></tr><tr><td align="center"><h2>${escape(article.title)}</h2></td></tr><tr><td align="center">信息来源：${article.source}　发布日期：${slashed(dayOf(article.publishedAt))} ${timeOf(article.publishedAt)}　【打印】【关闭】</td></tr><tr><td>${paragraphs.map((text) => `　　${text}<br><br>`).join('')}${extras.map(anchor).join('<br>')}</td></tr></table>`,
}
