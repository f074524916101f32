import type { Evidence } from '../../evidence/evidence.ts'
import { linkOutcomes, type LinkOutcomeName } from '../../evidence/link-errors.ts'
import type { LinkFinding } from '../../evidence/links.ts'
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
    '没有发现问题、但被拦截和没有检查的超过两成的，判为“无法判断”。',

  judge({ homePage, links }, { params }) {
    const dead = links.findings.filter(({ outcome }) => outcome === 'broken' || outcome === 'unreachable')
    const because = `检查链接 ${links.linksChecked} 个，${dead.length} 个打不开`
    if (dead.length > 0) {
      return failed(
        because,
        dead.map((link) => {
          const onHome = link.foundOn === homePage.url
          return {
            where: onHome ? '首页链接' : `页面 ${link.foundOn} 的链接`,
            message: `“${link.anchorText}”打不开：${link.reason}`,
            url: link.url,
            points: onHome ? params.pointsPerHomeLink : params.pointsPerInnerLink,
          }
        }),
      )
    }
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
    at('没有检查任何链接', 'cantTell', { ...links(), linksChecked: 0 }),
  ],
})

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
