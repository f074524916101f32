import type { Message } from '../../evidence/messages.ts'
import { addMonths, inWindow, windowOfMonths, type Day } from '../../kernel/day.ts'
import { cantTell, defineIndicator, failed, inapplicable, passed } from '../define.ts'
import { casesOf } from '../example.ts'
import { exampleMessage, exampleMessages } from '../messages.ts'

/** 留言超期未答复: a valid message of the last year that waited more than three months. Exactly three is not more. */
export default defineIndicator({
  id: 'site/messages-unanswered',
  clause: 'WEB-V5.2',
  needs: ['messages'],
  method:
    '看监测点前一年内咨询建言类栏目的留言：提交后满三个月的次日仍未答复的为超期，超期后才答复的也算；在线访谈、调查征集、网上信访、纪检举报不计，' +
    '已认定为无效的留言不计。公开的列表看不到未公开的留言，机器判为通过的还须由人工（或后台导出）确认。',

  judge({ messages }, { params, monitorPoint }) {
    if (messages.list.state !== 'read') return cantTell('留言列表无法读取')
    const window = windowOfMonths(monitorPoint, params.lookBackMonths)
    const asked = messages.entries.filter(({ channel, valid }) => channel === 'consultation' && valid !== false)
    const undated = asked.filter(({ submittedOn }) => submittedOn === null).length
    const own = asked.filter(({ submittedOn }) => submittedOn !== null && inWindow(submittedOn, window))
    const judged = own.map((entry) => ({ entry, state: stateAt(entry, params.maxAnswerMonths, monitorPoint) }))
    const late = judged.filter(({ state }) => state === 'unanswered' || state === 'answeredLate')
    const because = `一年内 ${own.length} 条留言中 ${late.length} 条超过${params.maxAnswerMonths}个月未答复`
    if (late.length > 0) {
      return failed(
        because,
        late.map(({ entry, state }) => ({
          where: `留言“${entry.title}”`,
          message: `${entry.submittedOn} 提交，${state === 'unanswered' ? '监测点时尚未答复' : `${entry.answeredOn} 才答复`}`,
          ...(entry.url === null ? {} : { url: entry.url }),
        })),
      )
    }
    const unknown = judged.filter(({ state }) => state === 'unknown').length
    if (undated + unknown > 0) return cantTell(`${because}，${undated + unknown} 条读不到日期`)
    if (own.length === 0) return inapplicable('一年内没有咨询建言类留言')
    return passed(because)
  },

  cases: casesOf('messages', [
    ['满三个月当日未答复', 'passed', exampleMessages([exampleMessage('2025-05-14', null)])],
    ['超过三个月一天未答复', 'failed', exampleMessages([exampleMessage('2025-05-13', null)])],
    ['昨天的留言未答复', 'passed', exampleMessages([exampleMessage('2025-08-13', null)])],
    ['按时答复', 'passed', exampleMessages([exampleMessage('2025-01-01', '2025-01-04')])],
    ['满三个月当日答复', 'passed', exampleMessages([exampleMessage('2025-01-01', '2025-04-01')])],
    ['超过一天才答复', 'failed', exampleMessages([exampleMessage('2025-01-01', '2025-04-02')])],
    ['11月30日的留言到2月28日为满三个月', 'passed', exampleMessages([exampleMessage('2024-11-30', '2025-02-28')])],
    ['11月30日的留言3月1日才答复', 'failed', exampleMessages([exampleMessage('2024-11-30', '2025-03-01')])],
    ['监测点之后才答复', 'failed', exampleMessages([exampleMessage('2025-05-13', '2025-08-15')])],
    ['一年窗口首日的留言计入', 'failed', exampleMessages([exampleMessage('2024-08-15', null)])],
    ['一年窗口前一日的留言不计', 'inapplicable', exampleMessages([exampleMessage('2024-08-14', null)])],
    ['已认定为无效的不计', 'inapplicable', exampleMessages([exampleMessage('2025-01-01', null, { valid: false })])],
    ['已认定为有效', 'failed', exampleMessages([exampleMessage('2025-01-01', null, { valid: true })])],
    ['网上信访不计', 'inapplicable', exampleMessages([exampleMessage('2025-01-01', null, { channel: 'petition' })])],
    ['纪检举报不计', 'inapplicable', exampleMessages([exampleMessage('2025-01-01', null, { channel: 'discipline' })])],
    ['在线访谈不计', 'inapplicable', exampleMessages([exampleMessage('2025-01-01', null, { channel: 'interview' })])],
    ['调查征集不计', 'inapplicable', exampleMessages([exampleMessage('2025-01-01', null, { channel: 'survey' })])],
    ['没有提交日期', 'cantTell', exampleMessages([exampleMessage(null, null)])],
    ['有答复但没有答复日期', 'cantTell', exampleMessages([exampleMessage('2025-01-01', null, { hasAnswer: true })])],
    [
      '有答复没有日期，但尚未满三个月',
      'passed',
      exampleMessages([exampleMessage('2025-07-01', null, { hasAnswer: true })]),
    ],
    [
      '一条超期、一条没有日期',
      'failed',
      exampleMessages([exampleMessage('2025-01-01', null), exampleMessage(null, null)]),
    ],
    ['列表读不到', 'cantTell', exampleMessages([], { list: { state: 'unreadable', url: null } })],
    ['没有公开留言的列表', 'cantTell', exampleMessages([], { list: { state: 'none', url: null } })],
    ['没有留言', 'inapplicable', exampleMessages([])],
  ]),
})

/** An answer after T is none at T; an answer without a date can have come in time or late. */
function stateAt(entry: Message, maxMonths: number, monitorPoint: Day) {
  const lastDay = addMonths(entry.submittedOn!, maxMonths)
  if (entry.answeredOn !== null && entry.answeredOn <= monitorPoint) {
    return entry.answeredOn > lastDay ? 'answeredLate' : 'inTime'
  }
  if (lastDay >= monitorPoint) return 'inTime'
  return entry.hasAnswer && entry.answeredOn === null ? 'unknown' : 'unanswered'
}
