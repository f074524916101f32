/** The life cycle of a notice (整改通知, regulation 5.5) as a table: one per unit and campaign. */
import { demandState, type Transition } from '../kernel/life-cycle.ts'

export const noticeStates = {
  draft: '待发出',
  sent: '已发出',
  read: '已签收',
  replied: '已反馈',
  closed: '已办结',
} as const
export type NoticeState = keyof typeof noticeStates

export const noticeEvents = {
  sent: '发出',
  read: '签收',
  replied: '全部反馈',
  reopened: '重新整改',
  closed: '办结',
} as const
export type NoticeEvent = keyof typeof noticeEvents

export const noticeTransitions = [
  { from: 'draft', on: 'sent', to: 'sent' },
  { from: 'sent', on: 'read', to: 'read' },
  { from: 'read', on: 'replied', to: 'replied' },
  { from: 'replied', on: 'reopened', to: 'read' },
  { from: 'read', on: 'closed', to: 'closed' },
  { from: 'replied', on: 'closed', to: 'closed' },
  // every case was withdrawn before anybody read it
  { from: 'sent', on: 'closed', to: 'closed' },
  { from: 'closed', on: 'reopened', to: 'read' },
] as const satisfies readonly Transition<NoticeState, NoticeEvent>[]

/** The state after an event; a `conflict` failure when it cannot happen now. */
export function nextNoticeState(state: NoticeState, event: NoticeEvent): NoticeState {
  return demandState<NoticeState, NoticeEvent>(noticeTransitions, state, event, {
    code: 'conflict.noticeState',
    noun: '通知',
    states: noticeStates,
    event: (other) => noticeEvents[other],
    ended: '该通知已经结束',
  })
}
