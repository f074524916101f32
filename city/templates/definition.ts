/** Family `definition`: dl lists (2025年8月12日) and a clock in the header that shows today's date. */
import { chineseDay } from '../../src/kernel/day.ts'
import { chineseMoment, dayOf, weekday } from '../calendar.ts'
import { anchor, crumbTrail, escape, type Template } from './template.ts'

const entries: Template['list'] = (articles) =>
  `<dl class="xxlb">${articles
    .map(
      ({ path, title, publishedAt }) =>
        `<dt><a href="${path}">${escape(title)}</a></dt><dd>${chineseDay(dayOf(publishedAt))}</dd>`,
    )
    .join('')}</dl>`

export const definition: Template = {
  css: `body{margin:0;font:16px/1.8 "PingFang SC","Microsoft YaHei",sans-serif;color:#2b2b2b}a{color:#17603a;text-decoration:none}#hd{border-top:6px solid #1d7a4b;padding:20px 10%;background:linear-gradient(#eaf6ef,#fff)}#hd .clock{float:right;color:#666;font-size:13px}#hd strong{font-size:28px;color:#1d7a4b}#menu{background:#1d7a4b;padding:10px 10%}#menu a{color:#fff;margin-right:22px}#bd{width:80%;margin:16px auto}.xxlb dt{float:left;clear:left;width:76%}.xxlb dd{margin:0;text-align:right;color:#888;border-bottom:1px solid #eee}#ft{background:#22402f;color:#dfe;padding:18px 10%;font-size:13px}#ft a{color:#dfe}`,
  header: (site, navigation) =>
    `<div id="hd"><span class="clock">今天是${chineseDay(site.today)} ${weekday(site.today)}</span><strong>${site.name}</strong><form action="/search"><input name="q"><input type="submit" value="搜 索"></form></div><div id="menu">${navigation.map(anchor).join('')}</div>`,
  footer: (_, field) =>
    `<div id="ft"><ul><li>${field.organiser} 主办</li><li>联系我们：${field.phone}，${field.address}</li><li>ICP备案编号：${field.icp}</li><li><a href="http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=${field.policeDigits}">${field.police}</a></li><li>网站标识码 ${field.siteCode}</li><li><a href="${escape(field.reportUrl)}">找错</a> <a href="${field.conacUrl}">党政机关</a></li></ul></div>`,
  home: (blocks, quickLinks, friends) =>
    `<div id="bd">${blocks.map(({ column, articles }) => `<section><h3><a href="${column.path}">${column.name}</a></h3>${entries(articles)}</section>`).join('')}<section><h3>便民服务</h3>${quickLinks.map(anchor).join(' · ')}</section><section><h3>网站链接</h3>${friends.map(anchor).join(' · ')}</section></div>`,
  list: entries,
  pager: (addresses, page) =>
    `<div class="fy">${addresses.map((href, index) => (index + 1 === page ? `<em>${page}</em>` : `<a href="${href}">第${index + 1}页</a>`)).join(' ')}</div>`,
  columnFrame: ({ crumbs, column, siblings, content }) =>
    `<div id="bd"><p class="wz">${crumbTrail(crumbs, ' / ')}</p><h2>${column.name}</h2><nav>${siblings.map(({ name, path }) => anchor({ text: name, href: path })).join(' | ')}</nav>${content}</div>`,
  article: ({ crumbs, article, paragraphs, extras }) =>
    `<div id="bd"><p class="wz">${crumbTrail(crumbs, ' / ')}</p><h1>${escape(article.title)}</h1><dl class="sx"><dt>来源</dt><dd>${article.source}</dd><dt>时间</dt><dd>${chineseMoment(article.publishedAt)}</dd></dl><div id="zoom">${paragraphs.map((text) => `<p style="text-indent:2em">${text}</p>`).join('')}</div>${extras.length > 0 ? `<ul>${extras.map((link) => `<li>${anchor(link)}</li>`).join('')}</ul>` : ''}</div>`,
}
