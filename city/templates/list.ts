/** Family `list`: lists of li, date behind the title (2025-08-12). */
import { dayOf } from '../calendar.ts'
import { anchor, crumbTrail, escape, type Template } from './template.ts'

const items: Template['list'] = (articles) =>
  `<ul class="news-list">${articles
    .map(
      ({ path, title, publishedAt }) =>
        `<li><a href="${path}" title="${escape(title)}">${escape(title)}</a><span class="date">${dayOf(publishedAt)}</span></li>`,
    )
    .join('')}</ul>`

export const list: Template = {
  css: `body{margin:0;font:15px/1.8 "Microsoft YaHei","PingFang SC",sans-serif;color:#333;background:#f4f6f9}a{color:#1a4d8f;text-decoration:none}
.top{background:#b5202a;color:#fff;padding:28px 8%}.top h1{margin:0;font-size:30px;letter-spacing:2px}.nav{background:#8f161f;padding:0 8%}.nav ul{margin:0;padding:0;display:flex;flex-wrap:wrap;list-style:none}.nav a{color:#fff;display:block;padding:10px 14px}
.main{width:84%;margin:20px auto;background:#fff;padding:20px;box-sizing:border-box}.news-list{list-style:none;padding:0}.news-list li{display:flex;justify-content:space-between;border-bottom:1px dotted #ccc;padding:6px 0}.date{color:#999}
.grid{display:grid;grid-template-columns:1fr 1fr;gap:24px}h2{border-left:4px solid #b5202a;padding-left:10px;font-size:18px}.footer{background:#e4e6ea;text-align:center;padding:20px;font-size:13px}.article h1{text-align:center}.info{text-align:center;color:#888;border-bottom:1px solid #ddd}`,
  header: (site, navigation) =>
    `<div class="top"><h1>${site.name}</h1></div><div class="nav"><ul>${navigation.map((link) => `<li>${anchor(link)}</li>`).join('')}</ul><form action="/search" method="get"><input name="q" placeholder="请输入关键词"><button>搜索</button></form></div>`,
  footer: (_, field) =>
    `<div class="footer"><p>主办单位：${field.organiser}　网站标识码：${field.siteCode}</p><p><a href="https://beian.miit.gov.cn/">${field.icp}</a>　<a href="http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=${field.policeDigits}">${field.police}</a></p><p>联系电话：${field.phone}　地址：${field.address}</p><p><a href="${field.conacUrl}"><img src="/images/red.svg" alt="党政机关"></a> <a href="${escape(field.reportUrl)}">政府网站找错</a></p></div>`,
  home: (blocks, quickLinks, friends) =>
    `<div class="main"><div class="grid">${blocks.map(({ column, articles }) => `<div class="block"><h2><a href="${column.path}">${column.name}</a></h2>${items(articles)}</div>`).join('')}</div><div class="quick"><h2>快速入口</h2>${quickLinks.map(anchor).join(' | ')}</div><div class="friends"><h2>友情链接</h2>${friends.map(anchor).join(' ')}</div></div>`,
  list: items,
  pager: (addresses, page) =>
    `<div class="page">${addresses.map((href, index) => (index + 1 === page ? `<b>${page}</b>` : `<a href="${href}">${index + 1}</a>`)).join(' ')} 共${addresses.length}页</div>`,
  columnFrame: ({ crumbs, siblings, content }) =>
    `<div class="main"><div class="crumb">当前位置：${crumbTrail(crumbs, ' &gt; ')}</div><div class="side">${siblings.map(({ name, path }) => anchor({ text: name, href: path })).join(' ')}</div>${content}</div>`,
  article: ({ crumbs, article, paragraphs, extras }) =>
    `<div class="main article"><div class="crumb">当前位置：${crumbTrail(crumbs, ' &gt; ')} &gt; 正文</div><h1>${escape(article.title)}</h1><div class="info"><span>发布时间：${article.publishedAt}</span>　<span>来源：${article.source}</span></div><div class="TRS_Editor">${paragraphs.map((text) => `<p>　　${text}</p>`).join('')}</div>${extras.map((link) => `<p class="annex">${anchor(link)}</p>`).join('')}</div>`,
}
