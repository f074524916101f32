import type { Evidence } from '../../evidence/evidence.ts'
import type { Message } from '../../evidence/messages.ts'
import { windowOfMonths } from '../../kernel/day.ts'
import { cantTell, defineIndicator, failed, passed, type Finding } from '../define.ts'
import { casesOf } from '../example.ts'
import { exampleMessage, exampleMessages } from '../messages.ts'

/** 留言公开: answered messages are published with their fields, kept up, and counted in statistics. */
export default defineIndicator({
  id: 'site/messages-published',
  clause: 'WEB-D-INT-3',
  needs: ['messages'],
  method:
    '没有公开留言及答复的扣分；监测点前两个月内没有更新的扣分；公开的答复缺少留言时间、答复时间、答复单位、答复内容的，按要素扣分；' +
    '没有公开受理和反馈统计的扣分。',

  judge({ messages }, { params, monitorPoint }) {
    if (messages.list.state === 'unreadable') return cantTell('留言列表无法读取')
    const place = { where: '留言公开', ...(messages.list.url === null ? {} : { url: messages.list.url }) }
    if (messages.list.state === 'none') {
      return failed('没有公开留言及答复', [{ ...place, message: '没有公开留言及答复', points: params.pointsNoList }])
    }
    const from = windowOfMonths(monitorPoint, params.windowMonths).from
    const newest = newestAnswer(messages.entries, monitorPoint)
    const undated = newest === null && messages.entries.length > 0
    const stale = newest === null ? !undated : newest < from
    const findings: Finding[] = [
      ...(stale
        ? [
            {
              ...place,
              message: newest === null ? '没有公开任何留言' : `最近答复于 ${newest}`,
              points: params.pointsStale,
            },
          ]
        : []),
      ...missingFields(messages.entries).map((field) => ({
        ...place,
        message: `公开的留言缺少${field}`,
        points: params.pointsPerField,
      })),
      ...(messages.statistics === 'none'
        ? [{ ...place, message: '没有公开受理和反馈统计', points: params.pointsNoStatistics }]
        : []),
    ]
    if (findings.length > 0) return failed(findings.map(({ message }) => message).join('；'), findings)
    if (undated) return cantTell('监测点之前的答复读不到日期')
    if (messages.statistics === 'unreadable') return cantTell('留言统计无法读取')
    return passed(`公开留言 ${messages.entries.length} 条，最近答复于 ${newest}`)
  },

  cases: casesOf('messages', [
    ['两个月窗口首日6月15日答复', 'passed', answered('2025-06-15')],
    ['窗口前一日6月14日答复', 'failed', answered('2025-06-14'), 3],
    ['监测点当日答复', 'passed', answered('2025-08-14')],
    ['监测点之后才答复，此前没有', 'cantTell', answered('2025-08-15')],
    ['监测点之前和之后都有答复', 'passed', answered('2025-08-01', '2025-08-15')],
    ['没有公开的列表', 'failed', exampleMessages([], { list: { state: 'none', url: null } }), 8],
    ['列表读不到', 'cantTell', exampleMessages([], { list: { state: 'unreadable', url: null } })],
    ['列表是空的', 'failed', exampleMessages([]), 3],
    ['没有统计', 'failed', exampleMessages([fresh()], { statistics: 'none' }), 2],
    ['统计读不到', 'cantTell', exampleMessages([fresh()], { statistics: 'unreadable' })],
    ['缺答复单位', 'failed', exampleMessages([fresh({ answeredBy: null })]), 1],
    ['缺留言时间', 'failed', exampleMessages([fresh({ submittedOn: null })]), 1],
    ['缺答复内容', 'failed', exampleMessages([fresh({ hasAnswer: false })]), 1],
    ['缺答复时间', 'failed', exampleMessages([fresh(), fresh({ answeredOn: null })]), 1],
    ['只读了列表中的行，不计要素', 'passed', exampleMessages([fresh(), fresh({ answeredBy: null, readFrom: 'list' })])],
    ['缺三项要素', 'failed', exampleMessages([fresh({ submittedOn: null, answeredBy: null, hasAnswer: false })]), 3],
    ['未更新又没有统计', 'failed', { ...answered('2025-01-20'), statistics: 'none' }, 5],
    [
      '两条都缺同一要素只计一次',
      'failed',
      exampleMessages([fresh({ answeredBy: null }), fresh({ answeredBy: null })]),
      1,
    ],
  ]),
})

/** The newest answer on or before T. */
function newestAnswer(entries: readonly Message[], monitorPoint: string) {
  const days = entries.flatMap(({ answeredOn }) =>
    answeredOn !== null && answeredOn <= monitorPoint ? [answeredOn] : [],
  )
  return days.toSorted().at(-1) ?? null
}

/**
 * Fields that at least one published answer does not show. An entry that is not answered at all owes none; one of which
 * only the row in the list was read may show them on its page.
 */
function missingFields(entries: readonly Message[]): string[] {
  const published = entries.filter(
    ({ hasAnswer, answeredOn, answeredBy, readFrom }) =>
      readFrom !== 'list' && (hasAnswer || answeredOn !== null || answeredBy !== null),
  )
  const lacks = (test: (entry: Message) => boolean, name: string) => (published.some(test) ? [name] : [])
  return [
    ...lacks(({ submittedOn }) => submittedOn === null, '留言时间'),
    ...lacks(({ answeredOn }) => answeredOn === null, '答复时间'),
    ...lacks(({ answeredBy }) => answeredBy === null, '答复单位'),
    ...lacks(({ hasAnswer }) => !hasAnswer, '答复内容'),
  ]
}

function fresh(change: Partial<Message> = {}) {
  return exampleMessage('2025-07-25', '2025-07-30', change)
}

function answered(...days: string[]): Evidence['messages'] {
  return exampleMessages(days.map((day) => exampleMessage('2025-01-10', day)))
}
