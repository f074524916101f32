/** The parts of a report that page, workbook and document share: what they say, not how it looks. */
import { linkErrors, type LinkErrorClass, type LinkOutcomeName } from '../../evidence/link-errors.ts'
import { columnClassNames } from '../../registry/register.ts'
import { findingNames, outcomeNames } from './outcome-names.ts'
import type { CheckReport } from './report.ts'

export type Problem = CheckReport['problems'][number]

/** What works, then what does not, the gravest first, and last what nobody can tell. */
const inOrder = [
  'ok',
  'broken',
  'unreachable',
  'redirected-away',
  'wrong-target',
  'insecure',
  'slow',
  'blocked',
  'unchecked',
] as const satisfies readonly LinkOutcomeName[]

/** Name and value of what stands at the head of a report. */
export function summaryOf({ startedAt, finishedAt, pages, links, problems, findings }: CheckReport) {
  const failed = findings.filter(({ outcome }) => outcome === 'failed').length
  const counts = countsOf(links).map(({ name, count }) => `${name} ${count}`)
  return [
    ['检查时间', `${localTime(startedAt)} 至 ${localTime(finishedAt)}`],
    ['页面', `已知 ${pages.known} 页，读取 ${pages.fetched} 页`],
    ['链接', `检查 ${links.checked} 个：${counts.join('，') || '无'}`],
    ['结论', `未通过的指标 ${failed} 条；有问题的链接 ${problems.length} 个（只检查了一次，用于通报须按口径多次确认）`],
  ] as const
}

/** Outcomes that occur, in the order in which they are told. */
export function countsOf(links: CheckReport['links']) {
  return inOrder.flatMap((outcome) => {
    const count = links.byOutcome[outcome] ?? 0
    return count > 0 ? [{ outcome, name: outcomeNames[outcome], count }] : []
  })
}

/** What becomes of each clause, and where; a single place that says the same once more is left out. */
export function clausesOf({ findings }: CheckReport) {
  return findings.flatMap(({ clause, outcome, message, places }) => {
    if (clause === null) return []
    const [only] = places
    const told = places.length === 1 && message.includes(only!.message) ? [] : places
    const where = told.map((place) => `${place.where}：${place.message}`)
    return [{ clause, outcome, result: findingNames[outcome], message, places: where }]
  })
}

/** Columns with their contents in words. */
export function columnsOf({ columns }: CheckReport) {
  const states = { read: '可读', blank: '空白', unreadable: '读不到' } as const
  return columns.map(({ name, url, class: kind, level, confidence, state, newest, itemCount }) => ({
    name,
    url,
    kind: columnClassNames[kind],
    level: `${level} 级`,
    confidence: confidence === null ? '已登记' : `${Math.round(confidence * 100)}%`,
    content: state === 'read' ? `${itemCount} 条，最新 ${newest ?? '无日期'}` : states[state],
  }))
}

/** Problems by outcome, the gravest first, and within it by what is wrong: what to do is said once for all of a kind. */
export function problemGroups({ problems }: Pick<CheckReport, 'problems'>) {
  return inOrder.flatMap((outcome) => {
    const own = problems.filter((problem) => problem.outcome === outcome)
    if (own.length === 0) return []
    const errors = [...new Set(own.map(({ error }) => error))]
    const kinds = errors.map((error) => ({ error, ...wordsOf(error), links: own.filter((one) => one.error === error) }))
    return [{ outcome, name: outcomeNames[outcome], count: own.length, kinds }]
  })
}

function wordsOf(error: LinkErrorClass) {
  const { title, advice } = linkErrors[error]
  return { title, advice }
}

/** What was seen of one link, without what is said of all links of its kind. */
export function detailOf({ url, advice, error }: Problem): string {
  const { title, advice: what } = linkErrors[error]
  return advice
    .replace(new RegExp(`^${escaped(title)}[：。]?`), '')
    .replace(new RegExp(`。?${escaped(what)}。$`), '')
    .replace(new RegExp(`^${escaped(url)}\\s*`), '')
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** What is said besides: how the check ended, warnings. */
export function notesOf({ findings, anchors }: CheckReport): string[] {
  const lines = findings.flatMap(({ clause, message, places: [first] }) => {
    if (clause !== null) return []
    return [first === undefined || message.includes(first.where) ? message : `${message}（${first.where}）`]
  })
  return anchors.length > 100 ? [...lines, `页内位置不存在的链接共 ${anchors.length} 个`] : lines
}

/** Name and value of what is known of the archive; `null` without one. */
export function evidenceOf({ evidence }: CheckReport) {
  if (evidence === null) return null
  const { file, bytes, records, sha256, sm3, signedBy, timeStamp } = evidence
  return [
    ['网页存档', `${file}\n${records} 条记录，${bytes} 字节`],
    ['SHA-256', sha256],
    ['SM3', sm3],
    ['签名密钥', signedBy ?? '没有签名'],
    ...(timeStamp === null ? [] : [['时间戳', localTime(timeStamp)] as const]),
  ] as const
}

/** How the archive is verified. */
export const howToVerify = '核验：mingcha evidence verify 存档文件 --key 公钥文件'

/** Beijing time, to the second. */
export function localTime(instant: string): string {
  return new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
}
