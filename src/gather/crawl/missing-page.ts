/**
 * "Not found" that answers 200. Two signs: the page says so, or it is what the site shows for an address that cannot
 * exist. The second is asked once per part of a site (first path segment and file ending), with an address made up here.
 */
import { createHash } from 'node:crypto'
import { decodeText } from '../fetch/charset.ts'
import { headerText } from '../fetch/headers.ts'
import type { FetchedPage, FetchResult } from '../fetch/fetch-page.ts'
import type { FetchRequest } from '../fetch/request.ts'
import { readReferences, type PageReferences } from './read-references.ts'

/** English, and what stands in a title with the number. */
const missingWords =
  /^\s*404\s*([-_|–—:：,，.!！·]|not found|error|错误|页|找不到|未找到|出错|$)|(错误|error|status|http)\s*(代码)?[:：]?\s*404\b|\b404\s*(not found|error)?\s*$|404 not found|(page|file|document|article|url)( that)?( you)?( are| were)?( looking for| requested)? (was |is |could |can |does )?(not |n.t )(be )?(found|exist)/i
const [thing, gone] = [
  '(?:404)?(?:页面?|頁面|網頁|网页|内容|信息|文章|稿件|新闻|文件|资源|栏目|链接|记录|数据|地址|站点|网站)(?:或(?:文件|目录|页面|资源))?(?:ID|id)?',
  '(?:不存在|未找到|没有找到|没找到|找不到|丢失|走丢|飞走|被外星人.{0,8}|删除|下线|失效|移除|撤下|不见|关闭|移动|更名|未审核|未发布|无法访问|不可用)',
]
const asked =
  '(?:您|你|用户)?(?:所|要|想|正在|试图)*(?:访问|查看|浏览|瀏覽|查找|请求|搜索|寻找|打开|下载|阅读|找)?的?(?:该|此|这个|这篇|当前)?'
/** A search without results finds nothing either: only what was asked for by its address counts. */
const particular =
  '(?:(?:您|你)(?:所|要|想|正在|试图)*(?:访问|查看|浏览|查找|请求|下载|阅读|找)?的?(?:该|此)?|该|此|这个|这篇)'
const sorry = '(?:系统繁忙或|啊哦|哎呀|很|非常)?(?:抱歉|对不起|提示)?'
const may = '(?:可能|或许|已经|已|并|暂时|暂|被|都|去)*'
/** Whole clauses that say it of what was asked for; the same words within a sentence may be about anything. */
const missingClauses = [
  new RegExp(`^${sorry}${asked}${thing}${may}${gone}(?:了|啦)?(?:[或、及]者?(?:该?${thing})?${may}${gone}了?)*$`),
  new RegExp(`^${sorry}(?:找不到|未找到|没找到|无法找到|没有找到|没有|无)${particular}${thing}(?:或.{0,12})?$`),
  new RegExp(
    `^${sorry}(?:找不到|未找到|没找到|无法找到|没有找到)(?:页面|頁面|網頁|网页|文章|文件|资源)(?:或(?:目录|文件))?$`,
  ),
  new RegExp(`^${sorry}(?:网页|页面)无法(?:打开|访问)$`),
]

function clausesSayMissing(text: string, alsoSays = /^/): boolean {
  return text
    .split(/[\s。！!，,；;：:|_\-–—?？.…《》【】[\]]+/)
    .some(
      (clause) =>
        clause.length > 3 &&
        clause.length < 60 &&
        alsoSays.test(clause) &&
        missingClauses.some((words) => words.test(clause)),
    )
}

/** A page that only says that it is not there is short; a title alone is believed on pages that are not long. */
const [shortText, shortTitled] = [400, 1500]
/** In the midst of a whole portal it has little to say besides: what stands in the footer. */
const shortOwn = 600
/** Said to the visitor, not about something. */
const toVisitor = /抱歉|对不起|您|你|该|此|这/
/** No page about anything else is called so, however long it is. */
const surelyTitle =
  /^\s*(?:404\s*[-_|–—:：]?\s*(?:not found|page not found|页面?|找不到|未找到|出错)|(?:404)?(?:页面|网页|頁面|網頁|文章|信息|内容)(?:不存在|未找到|没有找到|找不到)(?:了)?\s*(?:[-_|–—:：]|$))/i
const missingPicture = /(?:^|[/_-])(?:404|not-?_?found)[^/]*\.(?:png|jpe?g|gif|svg|webp|bmp)(?:\?|$)/i

/** Whether a page says that it does not exist, in its title or as nearly all it says. */
export function saysMissing(
  reading: Pick<PageReferences, 'title' | 'text' | 'ownText' | 'textLength' | 'references'>,
): boolean {
  const { title } = reading
  if (surelyTitle.test(title)) return true
  if (reading.textLength >= shortOwn / 2) {
    const { ownText } = reading
    if (ownText.length < shortOwn && clausesSayMissing(ownText, toVisitor)) return true
  }
  if (reading.textLength >= 2 * shortTitled) return false
  const { text } = reading
  // A picture that says it, and next to nothing besides.
  if (text.length < 60 && reading.references.some(({ kind, href }) => kind === 'image' && missingPicture.test(href)))
    return true
  if (text.length < shortTitled && (missingWords.test(title) || clausesSayMissing(title))) return true
  return text.length < shortText && (missingWords.test(text) || clausesSayMissing(text))
}

/** Whether a page says that it is elsewhere now: then it knows where. */
export function saysMoved({ title, text }: Pick<PageReferences, 'title' | 'text'>): boolean {
  return /迁移|移至|移动到|更名|改版|新(?:的)?(?:地址|网址|网站|版|页面|域名)|正式启用|moved/i.test(`${title} ${text}`)
}

export interface MissingPageGuard {
  /** Why a page that answered 200 is none, in Chinese; `null` when it is one. */
  judge(page: FetchedPage, reading: PageReferences): Promise<string | null>
  /** What the site shows for its home page: when that is what it shows for everything, nothing can be told. */
  learnHome(reading: Pick<PageReferences, 'title' | 'text' | 'base'>, seen?: SeenHome): void
}

interface Fingerprint {
  readonly url: string
  readonly redirected: boolean
  readonly text: string
  /** The same of all the text, where only its beginning had been read. */
  readonly full?: string | null
}

const maxProbes = 150
/** Text that is compared when the beginning of two pages is the same navigation. */
const fullText = 200_000
/** What an answer to an address that cannot exist is read up to. */
const probeBytes = 262_144
/** A home page says more than the frame around what scripts will put there. */
const substantial = 200

/** `fetch` visits an address of the site; `once` asks a question unless its answer is known. */
export function createMissingPageGuard(
  fetch: (url: string, request: Omit<FetchRequest, 'signal'>) => Promise<FetchResult>,
  isOwn: (url: string) => boolean,
  once: <Answer>(question: string, ask: () => Promise<Answer>) => Promise<Answer> = (_, ask) => ask(),
): MissingPageGuard {
  const probes = new Map<string, Promise<Fingerprint | null>>()
  let home: Home | null = null

  async function probe(url: string): Promise<Fingerprint | null> {
    const { page } = await fetch(url, { wantedBytes: () => probeBytes })
    if (page === undefined || page.status < 200 || page.status >= 300) return null
    const { text } = decodeText(page.body, headerText(page.headers, 'content-type') ?? '')
    const reading = readReferences(text, page.url)
    const full = fullEssence(text, reading, url)
    return { url: page.url, redirected: page.hops.length > 0, text: essence(reading, url), full }
  }

  function fingerprintFor(url: string): Promise<Fingerprint | null> | null {
    const { origin, pathname } = new URL(url)
    const segments = pathname.split('/')
    const folder = segments.length > 2 ? `/${segments[1]!}` : ''
    const ending = /\.(\w{1,8})$/.exec(pathname)?.[0].toLowerCase() ?? ''
    let key = `${origin}${folder} ${ending}`
    const known = probes.get(key)
    if (known !== undefined) return known
    if (probes.size >= maxProbes) key = `${origin} ${ending}`
    if (probes.size >= 2 * maxProbes) return probes.get(key) ?? null
    const made = createHash('sha256').update(key).digest('hex').slice(0, 12)
    const at = probes.size >= maxProbes ? origin : origin + folder
    const address = `${at}/mingcha-${made}${ending}`
    const asked = probes.get(key) ?? once(address, () => probe(address))
    probes.set(key, asked)
    return asked
  }

  return {
    learnHome(reading, seen) {
      const text = essence(reading, reading.base)
      const isSubstantial = seen !== undefined && reading.text.length >= substantial
      const full = isSubstantial ? (fullEssence(seen.html, reading, reading.base) ?? text) : null
      home = { url: reading.base, text, full, links: isSubstantial ? linksOf(seen.references) : '' }
    },
    async judge(page, reading) {
      if (saysMissing(reading)) return '应答 200，内容却是“页面不存在”'
      const asked = page.hops[0]?.url ?? page.url
      if (new URL(asked).pathname === '/' || !isOwn(asked)) return null
      const fingerprint = await fingerprintFor(asked)
      if (fingerprint === null) return null
      if (fingerprint.redirected) {
        // Everything unknown is sent to the same place: so was this. To log in is another matter.
        const same = page.hops.length > 0 && samePlace(page.url, asked, fingerprint)
        return same && !/login|signin|sso|passport|cas\//i.test(page.url)
          ? `与不存在的地址一样，被转到 ${page.url}`
          : null
      }
      const seen = essence(reading, asked)
      const whole = () => fullEssence(decodedText(page), reading, asked) ?? seen
      if (seen === '') return null
      if (seen === home?.text) {
        // The home page under an address of its own, unless every address that one can think of shows it. Pages of one
        // kind may differ in nothing but numbers; then what they lead to differs as well.
        const isHomeAgain = linksOf(reading.references) === home.links && whole() === home.full
        const always = fingerprint.text === home.text && isContent(asked, home.url)
        return always && isHomeAgain ? '应答 200，内容与首页完全相同，不存在的地址也是如此' : null
      }
      if (fingerprint.text === home?.text) return null
      if (seen !== fingerprint.text) return null
      const isSame = reading.text.length < cutText || (fingerprint.full ?? null) === whole()
      return isSame ? '应答 200，内容与不存在的地址完全相同' : null
    },
  }
}

interface Home {
  readonly url: string
  readonly text: string
  /** `null` when nothing can be told by it. */
  readonly full: string | null
  readonly links: string
}

/** The home page when it is read in this life of the crawl. */
interface SeenHome extends Pick<PageReferences, 'references'> {
  readonly html: string
}

function linksOf(references: PageReferences['references']): string {
  const digest = createHash('sha256')
  for (const { href } of references) digest.update(`${href}\n`)
  return digest.digest('hex')
}

/** Where the text of a page may have been cut. */
const cutText = 3900

function decodedText({ body, headers }: FetchedPage): string {
  return decodeText(body.subarray(0, probeBytes), headerText(headers, 'content-type') ?? '').text
}

/** The essence of all the text of a page; `null` when the reading has it all. */
function fullEssence(html: string, reading: Pick<PageReferences, 'text'>, address: string): string | null {
  return reading.text.length < cutText ? null : essence(readReferences(html, address, fullText), address)
}

/** An address of an article or file, and not one of the names under which home pages are known as well. */
function isContent(address: string, home: string): boolean {
  const { pathname } = new URL(address)
  const last = pathname.split('/').at(-1)!
  return (
    pathname !== new URL(home).pathname &&
    /\d/.test(pathname) &&
    last !== '' &&
    !/^(index|default|home|main)\b/i.test(last)
  )
}

/** The same page as the one that an address that cannot exist was sent to, but for the address in its query. */
function samePlace(url: string, asked: string, fingerprint: Fingerprint): boolean {
  if (url === fingerprint.url) return true
  const [one, other] = [new URL(url), new URL(fingerprint.url)]
  if (one.origin !== other.origin || one.pathname !== other.pathname || one.pathname === '/') return false
  const name = decoded(new URL(asked).pathname.split('/').at(-1)!)
  return name.length > 3 && decoded(one.search).includes(name) && /mingcha-/.test(other.search)
}

/** Title and text without what differs between two "not found": the address, numbers, times. */
function essence({ title, text }: Pick<PageReferences, 'title' | 'text'>, address: string): string {
  const { pathname, search, href } = new URL(address)
  const parts = [href, pathname + search, pathname, pathname.split('/').at(-1)!, decoded(pathname)].filter(
    (part) => part.length > 3,
  )
  let essential = `${title} ${text}`
  for (const part of parts) essential = essential.replaceAll(part, '')
  // What is recommended besides comes in another order each time.
  const letters = essential.replace(/[\d\s:：年月日-]+/g, '')
  return Uint16Array.from({ length: letters.length }, (_, at) => letters.charCodeAt(at))
    .toSorted()
    .toString()
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
