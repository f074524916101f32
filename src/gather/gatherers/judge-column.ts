/** Whether a page is a column of its site, of which class and level, how sure that is, and why. Pure. */
import type { ColumnSnapshot } from '../../registry/snapshot.ts'
import { columnClassOf, type ColumnClass } from '../crawl/column-class.ts'
import type { Visit } from '../crawl/crawl-site.ts'
import { addressKey } from '../crawl/link-address.ts'
import type { PageSummary } from '../crawl/page-summary.ts'
import type { ListItem } from '../crawl/read-list.ts'
import { isGone } from './is-gone.ts'
import { nameOf, type NamedPart } from './navigation.ts'

/** A column that was found, not registered. */
export interface DiscoveredColumn extends ColumnSnapshot {
  /** How sure class and level are, 0 to 1. */
  readonly classConfidence: number
  readonly levelConfidence: number
  /** The lower of the two. */
  readonly confidence: number
  /** What class and level rest on, in Chinese. */
  readonly basis: string
}

/** What is asked of the page that a link was found on; it need not be a column itself. */
export type Parent = Pick<DiscoveredColumn, 'name' | 'class' | 'level'>

/** A link that may lead to a column, with what was found behind it. */
export interface Candidate extends NamedPart {
  readonly visit: Visit
  /** The part of the site on whose page it was found; `null`: on the home page. */
  readonly parent: Parent | null
  /** A candidate whose directory holds this one's; `null`: none does. */
  readonly above: NamedPart | null
  /** Entries of its list that are its own. */
  readonly entries: readonly ListItem[]
}

/** Classes whose pages may be a text in place of a list. */
const standing: ReadonlySet<ColumnClass> = new Set(['overview', 'functions', 'leaders', 'services', 'interaction'])
const dutiful: ReadonlySet<ColumnClass> = new Set(['news', 'notice', 'policy', 'interpretation', 'other'])
const archive = /历史|归档|往期|旧版|回顾|专题/
const deepestLevel = 3
/** Undated entries that make a list: fewer are links of any page. */
const fewestUndated = 2
const minTextChars = 40

interface Judged<Value> {
  readonly value: Value
  readonly confidence: number
  readonly why: string
}

/** The column behind a link; `null` when what is there is none: an article, a page without a dated list, nothing. */
export function judgeColumn(candidate: Candidate, home: PageSummary): DiscoveredColumn | null {
  const { visit, entries, url } = candidate
  const { page } = visit
  // A further page of the column above, or one of its items: it says so itself.
  if (candidate.parent !== null && ownName(candidate) === candidate.parent.name) return null
  const list = page === null ? null : listOf(page, entries)
  const kind = classOf(candidate)
  const what = isColumn(candidate, kind.value, list)
  if (what === null) return null
  const level = levelOf(candidate)
  const [classConfidence, levelConfidence] = [kind, level].map(({ confidence }) =>
    rounded(confidence * what.confidence),
  )
  const own = new Set(entries.map((item) => addressKey(item.url)))
  const name = ownName(candidate)
  return {
    name,
    url,
    class: kind.value,
    level: level.value,
    onHome: candidate.place === 'page' || home.items.some((item) => own.has(addressKey(item.url))),
    updateDuty: dutiful.has(kind.value) && !archive.test(name),
    classConfidence: classConfidence!,
    levelConfidence: levelConfidence!,
    confidence: Math.min(classConfidence!, levelConfidence!),
    basis: `${what.why}；类别：${kind.why}；级别：${level.why}`,
  }
}

const rounded = (share: number) => Math.round(share * 100) / 100

/** What the page calls itself, if it says so, else what the link is called. */
function ownName({ name, visit: { page } }: Candidate): string {
  const { column = null } = page ?? {}
  return column !== null && column.source !== 'title' ? nameOf(column.name) : name
}

type List = { readonly dated: number; readonly undated: number } | null

/** A date glued to its title is one all the same. */
const endsInDate = /(?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?[\])）】]?$/

function listOf(page: PageSummary, entries: readonly ListItem[]): List {
  const dated = entries.filter(({ date, title }) => date !== null || endsInDate.test(title)).length
  return entries.length > 0 || page.saysEmpty ? { dated, undated: entries.length - dated } : null
}

/** The list decides; where none can be seen, the page's own words and those of the navigation. */
function isColumn(
  { place, visit, name }: Candidate,
  kind: ColumnClass,
  list: List,
): Omit<Judged<true>, 'value'> | null {
  const { page } = visit
  const named = columnClassOf(name) !== 'other'
  if (page === null) {
    // What refuses us may well be a column; what is not there is a dead link.
    return named && place !== 'page' && !isGone(visit)
      ? { confidence: 0.5, why: `页面没有读到（${visit.reason}）` }
      : null
  }
  if (page.metaTags.some(({ name: tag, content }) => /^articletitle$/i.test(tag) && content !== '')) return null
  // An article may link to its neighbours, with their dates.
  if (page.date?.source === 'visible' && (list?.dated ?? 0) < 2) return null
  if (list !== null && list.dated > 0) return { confidence: 1, why: `列表有 ${list.dated} 条带日期的条目` }
  const said = page.column?.source === 'meta' || page.column?.source === 'breadcrumb'
  // A page below a hall or a channel is one of its items, unless it says otherwise itself.
  if (standing.has(kind) && (named || said) && page.ownTextChars >= minTextChars)
    return { confidence: said ? 1 : 0.9, why: '常设页面' }
  if (page.scriptFilled && (named || said)) return { confidence: 0.8, why: '列表由脚本生成' }
  if (list !== null && list.undated >= fewestUndated && (named || said)) {
    return { confidence: 0.8, why: `列表有 ${list.undated} 条没有日期的条目` }
  }
  if (page.saysEmpty && (named || said)) return { confidence: 0.9, why: '页面说明暂无内容' }
  const tagged = page.column?.source === 'meta' && place === 'menu'
  if (tagged) return { confidence: 0.7, why: '主导航中的栏目首页，没有自己的列表' }
  return (named && place !== 'page') || (said && standing.has(kind)) ? { confidence: 0.6, why: '没有看到列表' } : null
}

function classOf({ name, visit: { page }, parent }: Candidate): Judged<ColumnClass> {
  const { column = null } = page ?? {}
  const called = column !== null && column.source !== 'title' ? nameOf(column.name) : name
  const byName = columnClassOf(called)
  const type =
    page?.metaTags.find(({ name: tag, content }) => /^columntype$/i.test(tag) && content !== '')?.content ?? ''
  // Many systems write the name into both tags: that tells nothing more.
  const byType = type === '' || nameOf(type) === called ? 'other' : columnClassOf(type)
  if (byName !== 'other') {
    if (byType === byName) return { value: byName, confidence: 0.98, why: `名称“${called}”与 ColumnType“${type}”一致` }
    if (byType !== 'other')
      return { value: byType, confidence: 0.6, why: `ColumnType“${type}”，与名称“${called}”不一致` }
    return { value: byName, confidence: 0.85, why: `名称“${called}”` }
  }
  if (byType !== 'other') return { value: byType, confidence: 0.9, why: `ColumnType“${type}”` }
  const above = [...(column?.path.slice(0, -1) ?? [])].map(columnClassOf).findLast((each) => each !== 'other')
  const inherited = above ?? (parent !== null && parent.class !== 'other' ? parent.class : undefined)
  if (/其他|其它/.test(type)) return { value: 'other', confidence: 0.8, why: `ColumnType“${type}”` }
  if (inherited !== undefined) return { value: inherited, confidence: 0.6, why: '随上级栏目' }
  return { value: 'other', confidence: 0.6, why: `名称“${called}”不属于其他类别` }
}

function levelOf(candidate: Candidate): Judged<number> {
  const { name, place, parent, visit, above } = candidate
  const path = visit.page?.column?.path ?? []
  const crumb = path.length > 0 ? Math.min(path.length, deepestLevel) : null
  const isMenu = place === 'menu'
  // An entry of the menu that opens a page of another name opens the first column below it.
  const opensBelow = isMenu && parent === null && opensAnother(candidate)
  if (parent !== null) {
    const least = parent.level > 1 && crumb !== null && crumb <= 1 ? parent.level : 2
    if (crumb !== null && crumb >= 2) return { value: crumb, confidence: 0.95, why: `面包屑第 ${crumb} 级` }
    return { value: least, confidence: crumb === null ? 0.7 : 0.6, why: `在栏目“${parent.name}”的导航中` }
  }
  if (opensBelow) return { value: Math.max(2, crumb ?? 2), confidence: 0.7, why: `主导航“${name}”之下的第一个栏目` }
  if (crumb !== null) {
    const agrees = (isMenu && crumb === 1) || (place === 'submenu' && crumb === 2)
    return {
      value: crumb,
      confidence: agrees ? 0.98 : 0.85,
      why: `面包屑第 ${crumb} 级${agrees ? '，与导航一致' : ''}`,
    }
  }
  if (above !== null && !isMenu) return { value: 2, confidence: 0.75, why: `地址在“${above.name}”之下` }
  if (isMenu) return { value: 1, confidence: 0.8, why: '在首页主导航中' }
  if (place === 'submenu') return { value: 2, confidence: 0.75, why: '在首页主导航的下级菜单中' }
  return { value: 1, confidence: 0.5, why: '首页上的链接' }
}

/** Whether a page calls itself quite otherwise than the menu calls it. */
function opensAnother(candidate: Candidate): boolean {
  const [called, own] = [candidate.name, ownName(candidate)]
  if (called.includes(own) || own.includes(called)) return false
  const [one, other] = [columnClassOf(called), columnClassOf(own)]
  return one !== other || one === 'other'
}
