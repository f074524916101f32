/**
 * Signs that a home page was tampered with. They are a lead for a person (线索) and never a verdict: a revamp, a campaign against
 * gambling or a careless template shows some of them, too. Pure.
 */

/** What a home page shows, as served. */
export interface HomeReading {
  readonly title: string
  /** Keywords and description. */
  readonly meta: string
  /** What a visitor reads. */
  readonly text: string
  /** What stands in elements that nobody sees. */
  readonly hiddenText: string
  /** Addresses of the same site. */
  readonly ownLinks: readonly string[]
  /** Links to other domains, with their texts. */
  readonly foreignLinks: readonly { readonly host: string; readonly text: string; readonly hidden: boolean }[]
}

/** What is kept of the last reading that raised no doubt. */
export interface KnownHome {
  readonly title: string
  readonly ownLinks: readonly string[]
}

export const tamperingSigns = {
  titleGone: '标题异常',
  forbiddenWords: '出现赌博、色情等违法词语',
  hiddenLinks: '暗链',
  replaced: '内容被整体替换',
} as const
export interface TamperingSign {
  readonly sign: keyof typeof tamperingSigns
  /** What was seen, for the person who looks. */
  readonly detail: string
}

/** Words that pages of offices use in no context of their own; in running text a single one may be a quotation. */
const forbidden = [
  '博彩',
  '百家乐',
  '时时彩',
  '六合彩',
  '北京赛车',
  '老虎机',
  '真人娱乐',
  '体育投注',
  '电子游艺',
  '娱乐城',
  '赌场',
  '赌博平台',
  '彩票平台',
  '棋牌平台',
  '线上投注',
  '成人视频',
  '成人电影',
  '色情视频',
  '裸聊',
  '约炮',
  '一夜情',
  '无码视频',
  '私服发布',
  '代开发票',
  '办证刻章',
] as const
/** So many different ones in what visitors read are no quotation. */
const wordsInText = 3
/** Templates hide a link or two (back to top, a counter). */
const linksHidden = 3
/** Of a page with so many links of its own, at most this share may be left for it to be another page. */
const [linksKnown, shareLeft] = [20, 0.05]

/** The signs in a reading; `known` is `null` while nothing is known of the page. */
export function judgeTampering(reading: HomeReading, siteName: string, known: KnownHome | null): TamperingSign[] {
  return [
    ...titleGone(reading, siteName, known),
    ...forbiddenWords(reading),
    ...hiddenLinks(reading),
    ...replaced(reading, known),
  ]
}

function titleGone({ title }: HomeReading, siteName: string, known: KnownHome | null): TamperingSign[] {
  if (known === null || known.title === '' || title === known.title) return []
  if (title === '') return [{ sign: 'titleGone', detail: `标题为空，原为“${known.title}”` }]
  const named = (text: string) => siteName !== '' && (text.includes(siteName) || sharedLength(text, siteName) >= 4)
  // A title that never had the name says nothing when it changes.
  return named(known.title) && !named(title)
    ? [{ sign: 'titleGone', detail: `标题变为“${title}”，原为“${known.title}”` }]
    : []
}

/** Length of the longest part that both texts share. */
function sharedLength(a: string, b: string): number {
  let best = 0
  for (let start = 0; start < b.length; start += 1) {
    while (start + best < b.length && a.includes(b.slice(start, start + best + 1))) best += 1
  }
  return best
}

function forbiddenWords({ title, meta, text, hiddenText, foreignLinks }: HomeReading): TamperingSign[] {
  const inHead = wordsIn(`${title} ${meta}`)
  const inLinks = wordsIn(foreignLinks.map((link) => link.text).join(' '))
  const [inText, unseen] = [wordsIn(text), wordsIn(hiddenText)]
  const found =
    inText.length >= wordsInText ? [...inHead, ...inLinks, ...unseen, ...inText] : [...inHead, ...inLinks, ...unseen]
  if (found.length === 0) return []
  return [{ sign: 'forbiddenWords', detail: [...new Set(found)].slice(0, 8).join('、') }]
}

function wordsIn(text: string): string[] {
  return forbidden.filter((word) => text.includes(word))
}

function hiddenLinks({ foreignLinks }: HomeReading): TamperingSign[] {
  const hosts = foreignLinks
    .filter(({ hidden, host }) => hidden && !host.endsWith('.gov.cn'))
    .map(({ host, text }) => `${host}${text === '' ? '' : `（${text}）`}`)
  if (hosts.length < linksHidden) return []
  return [{ sign: 'hiddenLinks', detail: `${hosts.length} 个看不见的外部链接：${hosts.slice(0, 5).join('、')}` }]
}

function replaced({ ownLinks }: HomeReading, known: KnownHome | null): TamperingSign[] {
  if (known === null || known.ownLinks.length < linksKnown) return []
  const now = new Set(ownLinks)
  const left = known.ownLinks.filter((link) => now.has(link)).length
  if (left > known.ownLinks.length * shareLeft) return []
  return [{ sign: 'replaced', detail: `原有的 ${known.ownLinks.length} 个本站链接只剩 ${left} 个` }]
}
