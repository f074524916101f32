/**
 * The identity items of a site's footer (《政府网站发展指引》; patterns as seen on real pages): 网站标识码, ICP 备案, 公安备案,
 * 党政机关网站标识, 找错 entry, organiser, contact. Only what a visitor sees or can click counts; comments do not.
 */
import { firstIndex } from '../crawl/text-intervals.ts'
import { plain, type PageLink, type PageReading } from '../crawl/page-reading.ts'
import { provinceOfCode, provinceSigns } from './provinces.ts'

export interface PageFooter {
  /** As shown: ten digits, or `bm` and eight. */
  readonly siteCode: string | null
  /** As shown, white space as one blank. */
  readonly icp: string | null
  readonly police: string | null
  /** Address of the 党政机关/事业单位 mark: its link, its script or its picture. */
  readonly conac: string | null
  readonly errorReport: { readonly url: string | null; readonly siteCode: string | null } | null
  readonly organiser: string | null
  readonly contact: string | null
}

const space = '[ \\u0001\\n]{0,6}'
const siteCodeForm = new RegExp(`标${space}识${space}码[ \\u0001\\n:(\\[【]{0,8}(bm\\d{8}|\\d{10})(?!\\d)`, 'gi')
const icpForm = new RegExp(
  `(?:[${provinceSigns}]${space})?ICP${space}[备证]${space}(?:案${space}(?:编?号)?[: ]{0,3}第?|字?第)?${space}\\d{6,10}${space}号?(?:${space}-${space}\\d{1,3}(?!\\d))?`,
  'gi',
)
const policeForm = new RegExp(
  `(?:[${provinceSigns}]${space})?公网安备${space}第?${space}\\d{12,14}(?:${space}号)?`,
  'g',
)

/** Reads the footer items of a page. */
export function readFooter(page: PageReading): PageFooter {
  const codes = matches(page.text, siteCodeForm, ['识'])
  const icps = matches(page.text, icpForm, ['ICP', 'icp', 'Icp'])
  const polices = matches(page.text, policeForm, ['网安备'])
  const zones = footerZones(page, [...codes, ...icps, ...polices])
  const shown = (found: readonly Interval[]) => {
    const best = found.find((interval) => isInFooter(page, interval)) ?? found.at(-1)
    return best === undefined ? null : plain(page.written.slice(best.start, best.end))
  }
  const code = codes.find((interval) => isInFooter(page, interval)) ?? codes.at(-1)
  return {
    siteCode:
      code === undefined ? null : /(bm\d{8}|\d{10})$/i.exec(page.text.slice(code.start, code.end))![0].toLowerCase(),
    icp: shown(icps),
    police: shown(polices) ?? policeInLink(page.links),
    conac: conacMark(page),
    errorReport: errorReport(page),
    organiser: zones.map((zone) => organiserIn(page, zone)).find((name) => name !== null) ?? null,
    contact: zones.map((zone) => contactIn(page, zone)).find((number) => number !== null) ?? null,
  }
}

interface Interval {
  readonly start: number
  readonly end: number
}

const aroundAnchor = 80

/** Matches of a form near one of the anchors that every match holds: looking for those is much faster than for the form. */
function matches(text: string, form: RegExp, anchors: readonly string[]): Interval[] {
  const found: Interval[] = []
  let behind = 0
  for (const index of positions(text, anchors)) {
    if (index < behind) continue
    const from = Math.max(behind, index - 12)
    form.lastIndex = 0
    const match = form.exec(text.slice(from, index + aroundAnchor))
    if (match === null) continue
    behind = from + match.index + match[0].length
    found.push({ start: from + match.index, end: behind })
    if (found.length >= 100) break
  }
  return found
}

function positions(text: string, words: readonly string[]): number[] {
  const found: number[] = []
  for (const word of words) for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) found.push(at)
  return words.length > 1 ? found.sort((a, b) => a - b) : found
}

function isInFooter({ elements }: PageReading, { start }: Interval): boolean {
  let index = Math.max(0, firstIndex(elements, (element) => element.start > start) - 1)
  while (index > 0 && elements[index]!.end <= start) index = elements[index]!.parent
  return elements[index]!.place === 'footer'
}

const reach = 500

/** Where to look for organiser and contact: around the numbers, then elements that are called footers. */
function footerZones(page: PageReading, numbers: readonly Interval[]): Interval[] {
  const around: Interval[] = []
  for (const { start, end } of numbers.toSorted((a, b) => a.start - b.start)) {
    const zone = { start: Math.max(0, start - reach), end: Math.min(page.text.length, end + reach) }
    const before = around.at(-1)
    if (before && zone.start <= before.end)
      around[around.length - 1] = { start: before.start, end: Math.max(before.end, zone.end) }
    else around.push(zone)
  }
  let footerEnd = -1
  for (const { place, start, end } of page.elements) {
    if (place !== 'footer' || start < footerEnd || end - start < 10) continue
    around.push({ start, end: Math.min(end, start + 3000) })
    footerEnd = end
    if (around.length > 20) break
  }
  return around
}

function policeInLink(links: readonly PageLink[]): string | null {
  for (const { href } of links) {
    const code = href === null ? undefined : /(?:recordcode|code)=(\d{14})(?!\d)/i.exec(href)?.[1]
    if (code !== undefined && /beian/i.test(href!)) return `${provinceOfCode(code)?.sign ?? ''}公网安备${code}号`
  }
  return null
}

function conacMark(page: PageReading): string | null {
  const link = page.links.find(({ href }) => href !== null && /\bconac\.cn\b/i.test(href))
  const mark = page.marks.find(({ source }) => /\bconac\.cn\b/i.test(source))
  if (link ?? mark) return link?.href ?? mark!.source
  // Saved pages have the picture beside them, without the service's address.
  return page.ids.includes('imgConac') ? '#imgConac' : null
}

const reportAddress = /zfwzgl\.www\.gov\.cn|\/exposure\/(jiucuo|index)|jiucuo/i

function errorReport(page: PageReading): PageFooter['errorReport'] {
  const link = page.links.find(({ href }) => href !== null && reportAddress.test(href))
  const mark = page.marks.find(({ source, siteCode }) => siteCode !== null || reportAddress.test(source))
  const named =
    link ?? page.links.find(({ text, href }) => href !== null && /^(我为)?(政府)?网站(找错|纠错)(平台)?$/.test(text))
  if (!named && !mark) return null
  const inUrl =
    /[?&]site_?code=([a-z\d]{6,12})/i.exec(link?.href ?? '')?.[1] ??
    /[?&]v=(bm\d{8}|\d{10})/i.exec(mark?.source ?? '')?.[1]
  return { url: named?.href ?? (mark!.source === '' ? null : mark!.source), siteCode: inUrl ?? mark?.siteCode ?? null }
}

const stop =
  /[\s\u0001|,;，。；（()）]|承办|协办|地址|电话|联系|网站|技术支持|版权|运维|运行|维护|建议|备案|邮编|Copyright|ICP|主管/

function organiserIn(page: PageReading, { start, end }: Interval): string | null {
  const text = page.text.slice(start, end)
  const label =
    /主\s{0,4}办(?:单位|方|机关)?[ \u0001\n]{0,4}[:：][ \u0001\n]{0,8}/.exec(text) ??
    /主办单位[ \u0001\n]{1,4}/.exec(text)
  if (label) {
    const from = label.index + label[0].length
    const name = clipped(page.written.slice(start + from, Math.min(end, start + from + 60)))
    if (name !== null) return name
  }
  const behind = /(?:^|[ \u0001\n|])([^ \u0001\n|:]{4,40}?)[ \u0001]{0,2}主办(?=[ \u0001\n|、,，;。]|$)/.exec(text)
  return behind && /[\u4e00-\u9fa5]{4}/.test(behind[1]!) ? plain(behind[1]!) : null
}

function clipped(text: string): string | null {
  const name = plain(text.slice(0, (stop.exec(text) ?? { index: text.length }).index)).replace(/[、:：]+$/, '')
  return /[\u4e00-\u9fa5]{2}/.test(name) ? name : null
}

const phone =
  /(?:联系(?:电话|方式|我们)|办公电话|值班电话|(?:服务|咨询|便民)?热线|电话)[^\d\n:]{0,12}[: \u0001\n]{0,4}((?:\(?0\d{2,3}\)?[- ]{0,2})?\d{5,8}(?:[-转]\d{1,5})?|1[\d]{4,10}|400[-\d]{7,10})(?!\d)/
/** A number that nobody could take for anything else needs no label. */
const withAreaCode = /(?<![\d-])0\d{2,3}-\d{7,8}(?![\d-])/
const mail = /[\w.+-]{1,40}@[\w-]{1,40}(?:\.[\w-]{1,20}){1,4}/

function contactIn(page: PageReading, { start, end }: Interval): string | null {
  const text = page.text.slice(start, end)
  return phone.exec(text)?.[1]?.trim() ?? mail.exec(text)?.[0] ?? withAreaCode.exec(text)?.[0] ?? null
}
