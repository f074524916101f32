import type { Evidence } from '../../evidence/evidence.ts'
import { isFailure, linkOutcomes, type LinkOutcomeName } from '../../evidence/link-errors.ts'
import { failuresApart, failuresSinceOk, type LinkHistory } from '../../evidence/link-history.ts'
import type { LinkFinding } from '../../evidence/links.ts'
import { addDays, day } from '../../kernel/day.ts'
import { cantTell, defineIndicator, failed, passed, type Case, type Judged } from '../define.ts'
import { capturedAt, home, many, monitorPoint } from '../example.ts'

/** What the judgement does not ask for. */
const unknownDetails = {
  error: 'notFound',
  chain: [],
  elapsedMs: null,
  suggestion: null,
  places: [],
  morePlaces: 0,
} satisfies Partial<LinkFinding>

/** 可用性: links that do not open. What a firewall answers or nobody checked is never counted. */
export default defineIndicator({
  id: 'site/links-broken',
  clause: 'WEB-D-FUN-3',
  needs: ['homePage', 'links'],
  method:
    '打不开或连不上的链接（页面、图片、附件、外部链接）逐个扣分，首页上的扣得多，其他页面的扣得少；被防火墙拦截的、没有检查的和只是慢的都不计。' +
    '链接失败一次可能只是一时：相隔足够久（`minHoursApart` 小时）失败了 `minFailures` 次的，或者复核人员确认打不开的，才扣分；' +
    '次数不够的列为“待再次检查”，只有这样的链接时判为“无法判断”；再次检查时打开了的不计。记录失败次数以前的证据，逐个计。' +
    '没有发现问题、但被拦截和没有检查的超过两成的，判为“无法判断”。',

  judge({ homePage, links }, { params }) {
    const failing = links.findings.filter(({ outcome }) => isFailure(outcome))
    const states = Map.groupBy(failing, ({ history }) => stateOf(history, params))
    const [dead, pending] = [states.get('counts') ?? [], states.get('pending') ?? []]
    const waiting = pending.length > 0 ? `，${pendingWords(pending, params.minHoursApart)}` : ''
    const because = `检查链接 ${links.linksChecked} 个，${dead.length} 个打不开${waiting}`
    if (dead.length > 0) {
      return failed(
        because,
        dead.map((link) => {
          const onHome = link.foundOn === homePage.url
          return {
            where: onHome ? '首页链接' : `页面 ${link.foundOn} 的链接`,
            message: `“${link.anchorText}”打不开：${link.reason}${historyWords(link.history)}`,
            url: link.url,
            points: onHome ? params.pointsPerHomeLink : params.pointsPerInnerLink,
          }
        }),
      )
    }
    if (pending.length > 0) return cantTell(because)
    const unknown = (links.counts.blocked ?? 0) + (links.counts.unchecked ?? 0)
    const all = links.linksChecked + (links.counts.unchecked ?? 0)
    if (links.linksChecked === 0) return cantTell(`没有检查任何链接（${links.stoppedBecause}）`)
    if (unknown * 100 > all * params.maxUnknownPercent) {
      return cantTell(`${because}，但有 ${unknown} 个被拦截或没有检查`)
    }
    return passed(because)
  },

  cases: [
    at('都能打开', 'passed', links()),
    at('首页一个打不开', 'failed', links(link('broken', home)), 0.5),
    at('首页八个打不开', 'failed', links(...many(8, link('broken', home))), 4),
    at('首页九个打不开（由计分封顶）', 'failed', links(...many(9, link('broken', home))), 4.5),
    at('内页一个打不开', 'failed', links(link('broken', `${home}a/`)), 0.1),
    at('内页三个打不开', 'failed', links(...many(3, link('broken', `${home}a/`))), 0.3),
    at('首页一个、内页两个', 'failed', links(link('broken', home), ...many(2, link('broken', `${home}a/`))), 0.7),
    at('连不上也算打不开', 'failed', links(link('unreachable', `${home}a/`)), 0.1),
    at('被拦截不算', 'passed', links(link('blocked', home))),
    at('没有检查不算', 'passed', links(link('unchecked', home))),
    at('慢不算', 'passed', links(link('slow', home))),
    at('一个打不开、一个被拦截', 'failed', links(link('broken', home), link('blocked', home)), 0.5),
    at('两成被拦截', 'passed', links(...many(20, link('blocked', home)))),
    at('超过两成被拦截', 'cantTell', links(...many(21, link('blocked', home)))),
    at('没有检查的恰好两成', 'passed', links(...many(25, link('unchecked', home)))),
    at('没有检查的超过两成', 'cantTell', links(...many(26, link('unchecked', home)))),
    at('多数被拦截但有一个打不开', 'failed', links(...many(60, link('blocked', home)), link('broken', home)), 0.5),
    at('只失败一次，待再次检查', 'cantTell', links(failing(0))),
    at('失败两次', 'cantTell', links(failing(0, 24))),
    at('失败三次，各隔 24 小时', 'failed', links(failing(0, 24, 48)), 0.1),
    at('失败三次，其中两次只隔 23 小时 59 分', 'cantTell', links(failing(0, 24, 48 - 1 / 60))),
    at('多次失败，但都在一天之内', 'cantTell', links(failing(0, 1, 2, 3, 23))),
    at('密集失败中有三次各隔 24 小时', 'failed', links(failing(0, 1, 24, 25, 48)), 0.1),
    at('中间打开过，重新计数', 'cantTell', links(failing(0, 24, { ok: 30 }, 48))),
    at('再次检查时已打开', 'passed', links(failing(0, { ok: 24 }))),
    at('只失败一次，复核人员已确认', 'failed', links({ ...failing(0), history: confirmedOnce() }), 0.1),
    at('一个失败三次、一个待再次检查', 'failed', links(failing(0, 24, 48), failing(0)), 0.1),
    at('没有检查任何链接', 'cantTell', { ...links(), linksChecked: 0 }),
  ],
})

/** Whether a failed link counts, waits to be looked at again, or has opened since. */
function stateOf(
  history: LinkHistory | undefined,
  { minFailures, minHoursApart }: { readonly minFailures: number; readonly minHoursApart: number },
): 'counts' | 'pending' | 'opened' {
  if (history === undefined || history.confirmed !== null) return 'counts'
  const failures = failuresSinceOk(history)
  if (failures.length === 0) return 'opened'
  return failuresApart(failures, minHoursApart) >= minFailures ? 'counts' : 'pending'
}

function historyWords(history: LinkHistory | undefined): string {
  if (history === undefined) return ''
  if (history.confirmed !== null) return `（${history.confirmed.by} 确认）`
  const failures = failuresSinceOk(history)
  return `（自 ${failures[0]!.slice(0, 10)} 起失败 ${failures.length} 次）`
}

/** The first few by name; all of them stand in the evidence. */
function pendingWords(pending: readonly LinkFinding[], hoursApart: number): string {
  const shown = pending.slice(0, 3).map(({ url, history }) => {
    return `${url} 失败 ${history ? failuresApart(failuresSinceOk(history), hoursApart) : 1} 次`
  })
  return `${pending.length} 个待再次检查（${shown.join('；')}${pending.length > 3 ? '等' : ''}）`
}

function at(
  name: string,
  outcome: Judged['outcome'],
  given: Evidence['links'],
  lost?: number,
): Case<'homePage' | 'links'> {
  const homePage = { url: home, title: '示例', capturedAt, items: [], navigationOnly: false }
  return { name, outcome, monitorPoint, given: { homePage, links: given }, ...(lost === undefined ? {} : { lost }) }
}

/** 100 links were checked, of which these were not in order; unchecked ones come on top. */
function links(...findings: LinkFinding[]): Evidence['links'] {
  const of = (outcome: LinkOutcomeName) => findings.filter((finding) => finding.outcome === outcome).length
  const counts = Object.fromEntries(
    linkOutcomes.map((outcome) => [outcome, outcome === 'ok' ? 100 - findings.length : of(outcome)]),
  ) as Evidence['links']['counts']
  return {
    capturedAt,
    pagesRead: 10,
    linksChecked: 100,
    stoppedBecause: '全部读完',
    counts,
    findings,
    anchors: [],
    warnings: [],
  }
}

function link(outcome: LinkFinding['outcome'], foundOn: string): LinkFinding {
  return { url: `${home}x.html`, foundOn, anchorText: '通知', outcome, status: null, reason: '示例', ...unknownDetails }
}

/** An instant so many hours after ten o'clock of the monitoring point. */
function hoursLater(hours: number): string {
  const minutes = Math.round((10 + hours) * 60)
  const two = (value: number) => String(value).padStart(2, '0')
  const date = addDays(day(monitorPoint), Math.floor(minutes / 1440))
  return `${date}T${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}:00+08:00`
}

/** A link that failed so many hours after the inspection, and opened (`ok`). */
function failing(...hours: readonly (number | { readonly ok: number })[]): LinkFinding {
  const failedAt = hours.filter((hour) => typeof hour === 'number').map(hoursLater)
  const ok = hours.find((hour) => typeof hour === 'object')
  const history = { failedAt, lastOkAt: ok ? hoursLater(ok.ok) : null, confirmed: null }
  return { ...link('broken', `${home}a/`), history }
}

function confirmedOnce(): LinkHistory {
  const confirmed = { by: '李四', at: hoursLater(1), reason: '用浏览器打开，404' }
  return { failedAt: [hoursLater(0)], lastOkAt: null, confirmed }
}
