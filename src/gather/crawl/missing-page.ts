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
  '(?:您|你|用户)?(?:所|要|想|正在|试图)*(?:访问|查看|浏览|瀏覽|查找|请求|搜索|寻找|打开|找)?的?(?:该|此|这个|这篇|当前)?'
/** A search without results finds nothing either: only what was asked for by its address counts. */
const particular = '(?:(?:您|你)(?:所|要|想|正在|试图)*(?:访问|查看|浏览|查找|请求|找)?的?(?:该|此)?|该|此|这个|这篇)'
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

function clausesSayMissing(text: string): boolean {
  return text
    .split(/[\s。！!，,；;：:|_\-–—?？.…《》【】[\]]+/)
    .some((clause) => clause.length > 3 && clause.length < 60 && missingClauses.some((words) => words.test(clause)))
}

/** A page that only says that it is not there is short; a title alone is believed on pages that are not long. */
const [shortText, shortTitled] = [400, 1500]

/** Whether a page says that it does not exist, in its title or as nearly all it says. */
export function saysMissing(reading: Pick<PageReferences, 'title' | 'text' | 'textLength'>): boolean {
  if (reading.textLength >= 2 * shortTitled) return false
  const { title, text } = reading
  if (text.length < shortTitled && (missingWords.test(title) || clausesSayMissing(title))) return true
  return text.length < shortText && (missingWords.test(text) || clausesSayMissing(text))
}

export interface MissingPageGuard {
  /** Why a page that answered 200 is none, in Chinese; `null` when it is one. */
  judge(page: FetchedPage, reading: PageReferences): Promise<string | null>
  /** What the site shows for its home page: when that is what it shows for everything, nothing can be told. */
  learnHome(reading: Pick<PageReferences, 'title' | 'text' | 'base'>): void
}

interface Fingerprint {
  readonly url: string
  readonly redirected: boolean
  readonly text: string
}

const maxProbes = 30

/** `fetch` visits an address of the site; `once` asks a question unless its answer is known. */
export function createMissingPageGuard(
  fetch: (url: string, request: Omit<FetchRequest, 'signal'>) => Promise<FetchResult>,
  isOwn: (url: string) => boolean,
  once: <Answer>(question: string, ask: () => Promise<Answer>) => Promise<Answer> = (_, ask) => ask(),
): MissingPageGuard {
  const probes = new Map<string, Promise<Fingerprint | null>>()
  let home: string | null = null

  async function probe(url: string): Promise<Fingerprint | null> {
    const { page } = await fetch(url, { wantedBytes: () => 262_144 })
    if (page === undefined || page.status < 200 || page.status >= 300) return null
    const { text } = decodeText(page.body, headerText(page.headers, 'content-type') ?? '')
    const reading = readReferences(text, page.url)
    return { url: page.url, redirected: page.hops.length > 0, text: essence(reading, url) }
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
    learnHome(reading) {
      home = essence(reading, reading.base)
    },
    async judge(page, reading) {
      if (saysMissing(reading)) return '应答 200，内容却是“页面不存在”'
      const asked = page.hops[0]?.url ?? page.url
      if (new URL(asked).pathname === '/' || !isOwn(asked)) return null
      const fingerprint = await fingerprintFor(asked)
      if (fingerprint === null) return null
      if (fingerprint.redirected) {
        // Everything unknown is sent to the same place: so was this. To log in is another matter.
        const same = page.hops.length > 0 && page.url === fingerprint.url
        return same && !/login|signin|sso|passport|cas\//i.test(page.url)
          ? `与不存在的地址一样，被转到 ${page.url}`
          : null
      }
      const seen = essence(reading, asked)
      if (seen === '' || fingerprint.text === home || seen === home) return null
      return seen === fingerprint.text ? '应答 200，内容与不存在的地址完全相同' : null
    },
  }
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
