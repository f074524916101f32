/** Family `short`: [08-12] in lists, the year on the article page only; `PubDate` holds the time of generation. */
import { anchor, crumbTrail, escape, type Template } from './template.ts'

const brief: Template['list'] = (articles) =>
  `<ul class="txtlist">${articles
    .map(
      ({ path, title, publishedAt }) =>
        `<li><em>[${publishedAt.slice(5, 10)}]</em> <a href="${path}" target="_blank">${escape(title)}</a></li>`,
    )
    .join('')}</ul>`

export const short: Template = {
  css: `body{margin:0;font:15px/1.7 "Microsoft YaHei",sans-serif;color:#333}a{color:#0b5fa5;text-decoration:none}.page{max-width:1100px;margin:0 auto}.hd{display:flex;align-items:center;justify-content:space-between;padding:20px 0;border-bottom:3px solid #0b8fa5}.hd .t{font-size:26px;color:#0b5fa5}.mn a{display:inline-block;background:#0b8fa5;color:#fff;padding:6px 14px;margin:4px 2px}.txtlist{list-style:none;padding:0}.txtlist em{color:#d60;font-style:normal}.cols{column-count:2}.cols>div{break-inside:avoid}.ft{border-top:1px solid #0b8fa5;margin-top:20px;color:#666;font-size:13px;text-align:center;padding:14px}`,
  header: (site, navigation) =>
    `<div class="page"><div class="hd"><div class="t">${site.name}</div><form action="/search"><input name="q"><button type="submit">检索</button></form></div><div class="mn">${navigation.map(anchor).join('')}</div>`,
  footer: (_, field) =>
    `<div class="ft">网站标识码：${field.siteCode} | ${field.icp} | <img src="/images/police.svg" alt=""><a href="http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=${field.policeDigits}">${field.police}</a><br>主办单位：${field.organiser} | 联系方式：${field.phone} | ${field.address}<br><a href="${field.conacUrl}">党政机关网站</a> | <a href="${escape(field.reportUrl)}">政府网站找错</a> | 本网站支持IPv6</div></div>`,
  home: (blocks, quickLinks, friends) =>
    `<div class="cols">${blocks.map(({ column, articles }) => `<div><h3>${column.name}<small><a href="${column.path}">MORE+</a></small></h3>${brief(articles)}</div>`).join('')}</div><h3>我要办</h3><p>${quickLinks.map(anchor).join(' / ')}</p><h3>友情链接</h3><p>${friends.map(anchor).join(' / ')}</p>`,
  list: brief,
  pager: (addresses, page) =>
    `<p class="pg">${addresses.map((href, index) => (index + 1 === page ? `[${page}]` : `<a href="${href}">[${index + 1}]</a>`)).join('')}</p>`,
  columnFrame: ({ crumbs, column, siblings, content }) =>
    `<p>首页位置：${crumbTrail(crumbs, ' » ')}</p><h2>${column.name}</h2><p>${siblings.map(({ name, path }) => anchor({ text: name, href: path })).join(' ')}</p>${content}`,
  article: ({ crumbs, article, paragraphs, extras }) =>
    `<p>首页位置：${crumbTrail(crumbs, ' » ')}</p><h1>${escape(article.title)}</h1><p class="ly">时间：${article.publishedAt.slice(0, 10)}　作者：${article.source}　字号：大 中 小</p><div class="v_news_content">${paragraphs.map((text) => `<p>${text}</p>`).join('')}</div>${extras.map((link) => `<p>【附件】${anchor(link)}</p>`).join('')}`,
}
