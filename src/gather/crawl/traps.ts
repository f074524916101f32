/**
 * Endless address spaces: calendars, session ids, links that grow with every step, the same filters in every combination, and
 * pages that say nothing new under ever new addresses. What a large site has by right is never cut: thousands of articles
 * with `?id=`, lists of hundreds of pages, folders by date.
 */
import { addressKey } from './link-address.ts'

export interface TrapLimits {
  /** A path segment repeated this often is a link that grows (`/a/b/a/b/a/b`); numbers may repeat twice as often. */
  readonly maxSameSegment: number
  /** Months or days of one calendar. */
  readonly maxPerCalendar: number
  /** Combinations of values that each were seen before. */
  readonly maxCombinations: number
  /** Pages of one form in a row that say nothing that another one has not said, where a query makes the addresses. */
  readonly maxWithoutNews: number
  /** The same of files: a site may have thousands that look alike, and endless ones are as deep as they are many. */
  readonly maxFilesWithoutNews: number
}

const trapLimits: TrapLimits = {
  maxSameSegment: 3,
  maxPerCalendar: 400,
  maxCombinations: 100,
  maxWithoutNews: 100,
  maxFilesWithoutNews: 5000,
}

export interface TrapGuard {
  /** Asked once about each new address: why it is not visited (Chinese), or `null`. */
  judge(this: void, address: string): string | null
  /** Whether the next page of this form is worth a sketch: its form has many addresses, and few of its pages may be new. */
  wantsSketch(address: string): boolean
  /** A page was read. Returns why pages of its form are not read any more, when this was the one too many. */
  read(address: string, sketch: number): string | null
  /** Why a page of this form is not read any more, only checked; `null` when it is. */
  exhausted(address: string): string | null
}

/** Addresses that differ only in numbers and in the values of their query. */
interface Form {
  addresses: number
  calendar: number
  /** Distinct values by parameter; `null`: without end, as only numbers of articles are. */
  readonly values: Map<string, Set<number> | null>
  readonly combinations: Set<number>
  /** Parameters of an address, without their order. */
  readonly orders: Set<number>
  readonly sketches: Set<number>
  withoutNews: number
  pages: number
  asked: number
  exhausted: boolean
}

const suspicious = 20
const [maxForms, maxValues, maxSketches] = [20_000, 5000, 2000]
const calendarPath = /cal(endar)?\b|rili/i
const calendarName = /^(y|year|m|month|mon|d|day|date|week|ym|ymd)$/i
/** Where in a list one is. */
const pagingName =
  /^(p|pg|pn|page|pages|pageno|pagenum|pageindex|page_?no|page_?num|page_?index|cur(?:rent)?_?page|offset|start)$/i

/** A guard of one site; it decides by what it was asked before, so that the same questions get the same answers. */
export function createTrapGuard(limits: TrapLimits = trapLimits): TrapGuard {
  const forms = new Map<string, Form>()

  function formOf(address: string): Form {
    const name = formName(address)
    let form = forms.get(name)
    if (form !== undefined) return form
    form = {
      addresses: 0,
      calendar: 0,
      values: new Map(),
      combinations: new Set(),
      orders: new Set(),
      sketches: new Set(),
      withoutNews: 0,
      pages: 0,
      asked: 0,
      exhausted: false,
    }
    if (forms.size < maxForms) forms.set(name, form)
    return form
  }

  function judge(address: string): string | null {
    if (address.length > 2000) return '地址超过 2000 个字符'
    const { pathname, search } = new URL(address)
    const growing = growth(pathname, limits.maxSameSegment)
    if (growing !== null) return growing
    // Articles differ by number as well, but they are files; only queries can be made without end.
    if (search === '' && !/\d/.test(pathname)) return null
    const form = formOf(address)
    form.addresses += 1
    if (search === '') return null
    const pairs = search
      .slice(1)
      .split('&')
      .filter((pair) => pair !== '')
    if (isCalendar(pathname, pairs) && (form.calendar += 1) > limits.maxPerCalendar)
      return `疑似日历，同一形式的地址超过 ${limits.maxPerCalendar} 个`
    return pairs.length < 2 ? null : permuted(form, pairs)
  }

  /** The same parameters in another order, or filters whose every value was seen before in ever new combinations. */
  function permuted(form: Form, pairs: readonly string[]): string | null {
    const order = hashOf(pairs.toSorted().join('&'))
    if (form.orders.has(order)) return '参数与另一地址相同，只是次序不同'
    form.orders.add(order)
    let [isNew, most] = [false, 0]
    const filters: string[] = []
    for (const pair of pairs) {
      const equals = pair.indexOf('=')
      const name = equals < 0 ? pair : pair.slice(0, equals)
      if (pagingName.test(name)) continue
      filters.push(pair)
      let values = form.values.get(name)
      if (values === undefined) form.values.set(name, (values = new Set()))
      if (values === null) {
        isNew = true
        continue
      }
      const value = hashOf(pair)
      if (!values.has(value)) {
        isNew = true
        values.add(value)
      }
      most = Math.max(most, values.size)
      if (values.size > maxValues) form.values.set(name, null)
    }
    if (filters.length < 2) return null
    const combination = hashOf(filters.toSorted().join('&'))
    if (form.combinations.has(combination)) return null
    const tooMany = form.combinations.size >= Math.max(limits.maxCombinations, 3 * most)
    if (tooMany && !isNew) return `同一组筛选条件的组合超过 ${form.combinations.size} 种`
    if (form.combinations.size < 10 * maxValues) form.combinations.add(combination)
    return null
  }

  return {
    judge,
    wantsSketch(address) {
      const form = forms.get(formName(address))
      if (form === undefined || form.exhausted || form.addresses < suspicious) return false
      // Where most is new, a sample is enough; its cost is that of reading the text of a page once more.
      form.asked += 1
      return form.pages < suspicious || form.withoutNews > 0 || form.asked % 8 === 0
    },
    read(address, sketch) {
      const form = formOf(address)
      form.pages += 1
      if (form.sketches.has(sketch)) form.withoutNews += 1
      else form.withoutNews = 0
      if (form.sketches.size < maxSketches) form.sketches.add(sketch)
      if (form.exhausted || form.withoutNews < mostWithoutNews(address)) return null
      form.exhausted = true
      return withoutNews(address)
    },
    exhausted: (address) => (forms.get(formName(address))?.exhausted === true ? withoutNews(address) : null),
  }

  function mostWithoutNews(address: string): number {
    return address.includes('?') ? limits.maxWithoutNews : limits.maxFilesWithoutNews
  }

  function withoutNews(address: string): string {
    return `形如 ${formName(address).slice(0, 200)} 的地址连续 ${mostWithoutNews(address)} 个没有新内容，其余只检查能否打开`
  }
}

function formName(address: string): string {
  const { host, pathname, search } = new URL(address)
  const names =
    search === ''
      ? ''
      : `?${search
          .slice(1)
          .split('&')
          .map((pair) => pair.replace(/=[^]*/, '='))
          .toSorted()
          .join('&')}`
  return host + pathname.replace(/\d+/g, '#') + names
}

/** Folders by date have numbers in their path, and these may well be equal. */
function growth(pathname: string, maxSame: number): string | null {
  const seen = new Map<string, number>()
  for (const segment of pathname.split('/')) {
    if (segment === '') continue
    const times = (seen.get(segment) ?? 0) + 1
    if (times >= (/^\d+$/.test(segment) ? 2 * maxSame : maxSame))
      return `路径段“${segment.slice(0, 40)}”重复 ${times} 次`
    seen.set(segment, times)
  }
  return null
}

function isCalendar(pathname: string, pairs: readonly string[]): boolean {
  if (calendarPath.test(pathname)) return true
  // Content systems call their module `m` as well: months are numbers.
  const dated = pairs.filter(
    (pair) => /^[^=]+=\d[\d-]*$/.test(pair) && calendarName.test(pair.slice(0, pair.indexOf('='))),
  )
  return dated.length > 0 && dated.length === pairs.length
}

/**
 * What a page says, as a number: the same for two pages that differ only in what their own addresses say, in times of day
 * and in how often they were visited. `html` is the page as text.
 */
export function sketchOf(html: string, address: string): number {
  const { pathname, search } = new URL(addressKey(address))
  const parts = [...search.slice(1).split(/[&=]/), ...(pathname.match(/\d+/g) ?? [])].slice(0, 30)
  const numbers = parts.filter((part) => /^\d{1,9}$/.test(part)).map(Number)
  const isNear = (digits: string) => numbers.some((own) => Math.abs(Number(digits) - own) <= 10)
  let text = visibleText(html.slice(0, 500_000))
    .replace(/\d{1,2}:\d{2}(:\d{2})?|(次数|浏览|点击|阅读)(量|数)?[:：]?\s*\d+/g, ' ')
    .replace(/\d+/g, (digits) => (isNear(digits) ? '' : digits))
    .replace(/\s+/g, ' ')
  for (const part of parts) if (part.length > 7 && !/^\d+$/.test(part)) text = text.replaceAll(part, '')
  return hashOf(text)
}

/** What stands between the tags; whatever is not closed ends the page, so that nothing is looked for twice. */
function visibleText(html: string): string {
  const pieces: string[] = []
  let from = 0
  while (from < html.length) {
    const open = html.indexOf('<', from)
    pieces.push(html.slice(from, open < 0 ? html.length : open))
    if (open < 0) break
    const hidden = /^(?:<(script|style|noscript)\b)/i.exec(html.slice(open, open + 10))?.[1]
    const end = html.startsWith('<!--', open) ? '-->' : hidden === undefined ? '>' : `</${hidden}`
    const close = html.indexOf(end, open + 1)
    if (close < 0) break
    from = close + end.length
  }
  return pieces.join(' ')
}

/** 53 bits: among a million values, two that differ are taken for equal once in ten thousand sites. */
function hashOf(text: string): number {
  let [one, two] = [0x811c9dc5, 0x9e3779b9]
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    one = Math.imul(one ^ code, 0x01000193)
    two = Math.imul(two ^ code, 0x85ebca6b) + 1
  }
  two ^= two >>> 15
  return (one >>> 0) * 0x200000 + ((two >>> 0) & 0x1fffff)
}

const pagingPair = new RegExp(`([?&](?:${pagingName.source.slice(2, -2)})=)(\\d{1,4})(?=&|$)`, 'i')
const pagedFile = /(\/(?:index|list|default|column|node|col)[^/?]*?)(?:_(\d{1,4}))?(\.s?html?)$/i

/** Whether a link only turns the page of a list: that leads no deeper into a site. Beyond page 1000 it does. */
export function turnsPage(from: string, to: string): boolean {
  if (from === to || from.length > 500 || to.length > 500) return false
  const [list, page] = unpaged(to)
  return page !== null && page <= 1000 && list === unpaged(from)[0]
}

/** The list, and which of its pages; `null` when the address names none. */
function unpaged(address: string): [list: string, page: number | null] {
  const query = pagingPair.exec(address)
  if (query !== null)
    return [address.replace(query[0], '').replace(/[?&]$/, '').replace('?&', '?').replace(/\?$/, ''), Number(query[2])]
  const file = pagedFile.exec(address)
  if (file === null) return [address, null]
  return [address.slice(0, file.index) + file[1]! + file[3]!, file[2] === undefined ? null : Number(file[2])]
}
