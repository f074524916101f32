/** Pages that stand: 概况信息, 机构职能, 领导信息. Shared by WEB-D-PUB-1 to 3, with their common cases. */
import type { Evidence } from '../evidence/evidence.ts'
import type { StandingPage } from '../evidence/standing-pages.ts'
import { cantTell, failed, passed, type Judged } from './define.ts'
import { capturedAt, casesOf, home } from './example.ts'

export const standingMethod =
  '没有该栏目或栏目空白的扣分；内容过时或有误的，由机器提出疑点，逐处扣分。内容是否准确须由人工确认，机器判为通过的也要人工看过才成立。'

export function judgeStandingPage(
  { pages }: Evidence['standingPages'],
  kind: StandingPage['kind'],
  name: string,
  params: { readonly pointsNoColumn: number; readonly pointsPerFault: number },
): Judged {
  const page = pages.find((entry) => entry.kind === kind)
  if (page === undefined) return cantTell(`没有查找${name}栏目`)
  const place = { where: `${name}栏目`, ...(page.url === null ? {} : { url: page.url }) }
  switch (page.state) {
    case 'unreadable':
      return cantTell(`${name}栏目无法读取`)
    case 'none':
    case 'blank': {
      const message = page.state === 'none' ? `没有${name}栏目` : `${name}栏目空白`
      return failed(message, [{ ...place, message, points: params.pointsNoColumn }])
    }
    case 'present': {
      if (page.doubts.length === 0) return passed(`有${name}栏目，没有发现明显的过时或错误信息`)
      const findings = page.doubts.map((message) => ({ ...place, message, points: params.pointsPerFault }))
      return failed(`${name}栏目有 ${page.doubts.length} 处疑点`, findings)
    }
    default:
      return page.state satisfies never
  }
}

/** The cases that all three share, with their own name, doubts and points. */
export function standingCases(kind: StandingPage['kind'], doubts: readonly [string, string]) {
  const url = `${home}${kind}/`
  const page = (state: StandingPage['state'], ...found: string[]): Evidence['standingPages'] => ({
    capturedAt,
    pages: [{ kind, url: state === 'none' ? null : url, state, doubts: found }],
  })
  const other = kind === 'leaders' ? 'overview' : 'leaders'
  return casesOf('standingPages', [
    ['有栏目，没有疑点', 'passed', page('present')],
    ['没有栏目', 'failed', page('none'), 1],
    ['栏目空白', 'failed', page('blank'), 1],
    ['一处疑点', 'failed', page('present', doubts[0]), 0.5],
    ['两处疑点', 'failed', page('present', ...doubts), 1],
    ['四处疑点（超出上限的由计分封顶）', 'failed', page('present', ...doubts, ...doubts), 2],
    ['读不到不等于没有', 'cantTell', page('unreadable')],
    ['没有查找过', 'cantTell', { capturedAt, pages: [] }],
    ['只查找了别的栏目', 'cantTell', { capturedAt, pages: [{ kind: other, url, state: 'present', doubts: [] }] }],
    [
      '别的栏目的疑点不算',
      'passed',
      { capturedAt, pages: [...page('present').pages, { kind: other, url, state: 'present', doubts: ['无关'] }] },
    ],
  ])
}
