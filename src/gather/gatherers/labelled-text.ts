/**
 * Contents that stand behind labels in the text of a page, whatever the markup: table cells, definition lists, headings
 * (`一、设定依据`, `【申请条件】`), labels with a colon. Works on `PageSummary.text` with its marks.
 */
import { plain } from '../crawl/page-reading.ts'

export interface LabelGroup<Name extends string> {
  /** What the labels stand for; one label may stand for two things (办理地点和时间); none: it only ends what stood before. */
  readonly names: readonly Name[]
  /** The labels, parted by blanks. */
  readonly labels: string
}

export interface LabelledPart<Name extends string> {
  readonly names: readonly Name[]
  /** Text behind the label, with the marks of the page. */
  readonly content: string
}

const blank = '[ \\u3000\\u00a0]{0,3}'
const numbering = `(?:[（(]?[一二三四五六七八九十\\d]{1,3}[)）]?[、.．:：]?${blank}|[【\\[〖●■◆▪·•*※★○]${blank}){0,2}`
const remark = '(?:[（(][^）)\\n\\u0001]{1,20}[）)])?'
const ending = `${blank}[】\\]〗]?${blank}(?:[:：]|(?=[\\n\\u0001]|$))`
/** Where the text of the page ends and its foot begins: what stands there answers no label of the page. */
const foot =
  /\n[^\n]{0,60}?(?:主办(?:单位)?[:：\u0001]|\u0001?主办\n|版权所有|网站标识码|标识码|ICP备|公网安备|上一篇|下一篇|打印本页|关闭窗口|分享到|友情链接)/g

/** All labelled parts in their order; a part ends at the next label, of whatever group, or at the foot of the page. */
export function labelledParts<Name extends string>(
  text: string,
  groups: readonly LabelGroup<Name>[],
): LabelledPart<Name>[] {
  const found = labelsIn(text, groups)
  const first = found[0]
  if (first === undefined) return []
  foot.lastIndex = first.end
  const end = foot.exec(text)?.index ?? text.length
  const own = found.filter(({ start }) => start < end)
  const parts = own.map(({ names, end: from }, index) => ({
    names,
    content: text.slice(from, Math.max(from, Math.min(end, own[index + 1]?.start ?? end))),
  }))
  return [...contentsBelow(text.slice(0, end), own), ...parts]
}

/** The content of the first labels of each name that have some; what is not in the map has no label or no content. */
export function labelledContents<Name extends string>(
  text: string,
  groups: readonly LabelGroup<Name>[],
): ReadonlyMap<Name, string> {
  const contents = new Map<Name, string>()
  for (const { names, content } of labelledParts(text, groups)) {
    if (!isContent(content)) continue
    for (const name of names) if (!contents.has(name)) contents.set(name, content)
  }
  return contents
}

/** Whether a text says something: punctuation, 无, 暂无 and the like say nothing. */
export function isContent(text: string): boolean {
  const words = plain(text).replace(/[\s\p{P}\p{S}]+/gu, '')
  return words !== '' && !/^(无|暂无(内容|信息|数据)?|略|待(补充|定|完善)|详情|查看|展开|收起|更多)$/.test(words)
}

interface Label<Name extends string> {
  readonly word: string
  readonly names: readonly Name[]
  readonly start: number
  readonly end: number
}

const forms = new WeakMap<readonly LabelGroup<string>[], RegExp>()

function formOf(groups: readonly LabelGroup<string>[]): RegExp {
  const known = forms.get(groups)
  if (known !== undefined) return known
  const words = groups
    .flatMap(({ labels }, group) => labels.split(/\s+/).map((label) => ({ label, group })))
    .toSorted((a, b) => b.label.length - a.label.length)
    .map(({ label }) => Array.from(label).join(blank))
  const form = new RegExp(`(?<=^|[\\n\\u0001])${blank}${numbering}(${words.join('|')})${remark}${ending}`, 'g')
  forms.set(groups, form)
  return form
}

function labelsIn<Name extends string>(text: string, groups: readonly LabelGroup<Name>[]): Label<Name>[] {
  const namesOf = namesByLabel(groups)
  return Array.from(text.matchAll(formOf(groups)), (match) => {
    const word = match[1]!.replace(/[ \u3000\u00a0]/g, '')
    return { word, names: namesOf.get(word) ?? [], start: match.index, end: match.index + match[0].length }
  })
}

function namesByLabel<Name extends string>(groups: readonly LabelGroup<Name>[]): Map<string, readonly Name[]> {
  return new Map(groups.flatMap(({ names, labels }) => labels.split(/\s+/).map((label) => [label, names] as const)))
}

/** So many labels in a row without a word between them head a table that is read downwards. */
const minHeadings = 3

/** Contents below a row of labels; a row whose labels stand again further on is a menu of the page. */
function contentsBelow<Name extends string>(text: string, found: readonly Label<Name>[]): LabelledPart<Name>[] {
  const parts: LabelledPart<Name>[] = []
  for (let first = 0; first < found.length;) {
    let last = first
    while (last + 1 < found.length && plain(text.slice(found[last]!.end, found[last + 1]!.start)) === '') last += 1
    const headings = found.slice(first, last + 1)
    const later = found.slice(last + 1)
    const cells = text
      .slice(found[last]!.end, later[0]?.start ?? text.length)
      .split(/[\n\u0001]/)
      .filter((cell) => cell.trim() !== '')
    const isMenu = later.some(({ word }) => headings.some((heading) => heading.word === word))
    if (headings.length >= minHeadings && cells.length >= headings.length && !isMenu) {
      parts.push(...headings.map(({ names }, index) => ({ names, content: cells[index]! })))
    }
    first = last + 1
  }
  return parts
}
