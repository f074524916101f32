/** The navigation of a page: which of its links name parts of the site, and which of those stand in its main menu. */
import type { SiteCrawl } from '../crawl/crawl-site.ts'
import { addressKey, isAttachment } from '../crawl/link-address.ts'
import type { PageSummary, SummaryLink } from '../crawl/page-summary.ts'
import { looksLikeArticle } from '../crawl/read-list.ts'

export interface NamedPart {
  readonly name: string
  readonly url: string
  /** Where the link stands: in a menu, below an entry of a menu, or elsewhere on the page. */
  readonly place: 'menu' | 'submenu' | 'page'
}

/** Tools of a site, never its columns. */
const tools =
  /^(网站)?(首页|主页|地图|导航)$|^(设为首页|加入收藏|收藏本站|联系我们|联系方式|关于我们|关于本站|网站声明|隐私(声明|保护|政策)?|版权(声明|保护)|免责声明|使用帮助|帮助|网站帮助|登录|注册|个人中心|用户中心|我的主页|无障碍.*|长者.*|适老化.*|关怀版|老年(版|模式)|手机版|移动版|电脑版|english|en|繁體?体?(中文|版)?|简体?(中文|版)?|旧版.*|网站(无障碍|纠错)|我要纠错|政府网站找错|党政机关|站内搜索|高级搜索|(智能)?搜索|检索|rss|订阅|客户端|app|微信|微博|公众号|政务新媒体|新媒体矩阵|上一页|下一页|后一页|前一页|尾页|末页|更多|查看更多|more|返回.*|打印|关闭|分享)$/i

/** Links of a page that may name columns of the site, by address; the first name in the best place wins. */
export function namedParts(page: PageSummary, crawl: Pick<SiteCrawl, 'isInternal'>): NamedPart[] {
  const articles = new Set(page.items.filter(({ date }) => date !== null).map(({ url }) => addressKey(url)))
  const menu = menuOf(page)
  const top = topOf(page, menu)
  const parts = new Map<string, NamedPart>()
  for (const link of page.links) {
    const { address, text } = link
    const name = nameOf(text)
    const key = addressKey(address)
    if (name.length < 2 || name.length > 14 || tools.test(name) || !/[\u4e00-\u9fa5]/.test(name)) continue
    if (key === addressKey(page.url) || !crawl.isInternal(address) || isAttachment(address) || isHome(address)) continue
    if (link.place === 'footer' || link.place === 'pager' || link.place === 'breadcrumb' || articles.has(key)) continue
    if (looksLikeArticle(address) && name.length > 6) continue
    const place = !menu.has(link) ? 'page' : (link.depth ?? 0) > top ? 'submenu' : 'menu'
    const known = parts.get(key)
    if (known === undefined || (known.place === 'page' && place !== 'page'))
      parts.set(key, { name, url: address, place })
  }
  return [...parts.values()]
}

export function nameOf(text: string): string {
  return text.replaceAll(/[\s\u0001]+/g, '').replaceAll(/^[·•>》»]+|[>》»]+$/g, '')
}

function isHome(address: string): boolean {
  const { pathname, search } = new URL(address)
  return search === '' && /^\/((index|default)\.\w+)?$/.test(pathname)
}

/** Lists round the entries of the first level: those round the link to the home page, if it stands in the menu. */
function topOf({ links }: PageSummary, menu: ReadonlySet<SummaryLink>): number {
  const home = links.find((link) => homeName.test(nameOf(link.text)) && (menu.has(link) || link.place !== 'nav'))
  if (home !== undefined) return home.depth ?? 0
  return Math.min(...[...menu].map(({ depth = 0 }) => depth))
}

const homeName = /^(网站)?首页$|^主页$/
/** Between two entries of a menu stand separators at most. */
const [longestGap, fewestEntries, longestName] = [8, 4, 14]

/** Links of the main menu: what is marked as navigation, and the row of short names that begins with the home page. */
function menuOf(page: PageSummary): Set<SummaryLink> {
  const menu = new Set(page.links.filter(({ place }) => place === 'nav'))
  const { links } = page
  const home = links.findIndex(({ text }) => homeName.test(nameOf(text)))
  if (home < 0) return menu
  let last = home
  while (last + 1 < links.length && follows(page, links[last]!, links[last + 1]!)) last += 1
  if (last - home >= fewestEntries) for (const link of links.slice(home, last + 1)) menu.add(link)
  return menu
}

function follows({ text: written }: PageSummary, one: SummaryLink, next: SummaryLink): boolean {
  if (nameOf(next.text).length > longestName || next.start < one.start) return false
  const between = written.slice(one.start, next.start).replaceAll(/[\s\u0001]+/g, '')
  return between.length - nameOf(one.text).length <= longestGap
}
