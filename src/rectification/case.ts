/** The life cycle of a case (整改事项, regulation 5.4) as a table: one confirmed problem of one target, until it is closed. */
import { Failure } from '../kernel/failure.ts'
import { demandState, type Transition } from '../kernel/life-cycle.ts'

export const caseStates = {
  drafted: '待通知',
  notified: '待整改',
  submitted: '已反馈',
  rechecking: '复查中',
  rechecked: '已复查',
  awaitingSecond: '待第二人办结',
  appealed: '申诉中',
  closed: '已办结',
  withdrawn: '已撤销',
} as const
export type CaseState = keyof typeof caseStates

/** 责任单位 · 复核人员 · 市级主管 · 程序 */
export const caseRoles = {
  unit: '责任单位',
  reviewer: '复核人员',
  municipalSupervisor: '市级主管',
  system: '程序',
} as const
export type CaseRole = keyof typeof caseRoles

/** What may happen, what it is called, and who may do it. */
export const caseEvents = {
  sent: { words: '发出通知', by: ['municipalSupervisor'] },
  answered: { words: '反馈整改', by: ['unit'] },
  recheckStarted: { words: '开始复查', by: ['system', 'reviewer', 'municipalSupervisor'] },
  graded: { words: '得出复查结果', by: ['system'] },
  returned: { words: '退回整改', by: ['reviewer', 'municipalSupervisor'] },
  accepted: { words: '同意办结', by: ['reviewer', 'municipalSupervisor'] },
  closed: { words: '办结', by: ['system', 'reviewer', 'municipalSupervisor'] },
  appealed: { words: '提出申诉', by: ['unit'] },
  upheld: { words: '支持申诉', by: ['municipalSupervisor'] },
  rejected: { words: '驳回申诉', by: ['municipalSupervisor'] },
  recurred: { words: '再次出现', by: ['municipalSupervisor', 'system'] },
} as const satisfies Readonly<Record<string, { readonly words: string; readonly by: readonly CaseRole[] }>>
export type CaseEvent = keyof typeof caseEvents

export const caseTransitions = [
  { from: 'drafted', on: 'sent', to: 'notified' },
  { from: 'notified', on: 'answered', to: 'submitted' },
  { from: 'notified', on: 'appealed', to: 'appealed' },
  // a unit may add to what it said until somebody looks
  { from: 'submitted', on: 'answered', to: 'submitted' },
  { from: 'submitted', on: 'appealed', to: 'appealed' },
  { from: 'submitted', on: 'recheckStarted', to: 'rechecking' },
  { from: 'submitted', on: 'returned', to: 'notified' },
  { from: 'rechecking', on: 'graded', to: 'rechecked' },
  { from: 'rechecked', on: 'recheckStarted', to: 'rechecking' },
  { from: 'rechecked', on: 'returned', to: 'notified' },
  // a veto is closed by two persons
  { from: 'rechecked', on: 'accepted', to: 'awaitingSecond' },
  { from: 'rechecked', on: 'closed', to: 'closed' },
  { from: 'awaitingSecond', on: 'closed', to: 'closed' },
  { from: 'awaitingSecond', on: 'returned', to: 'notified' },
  { from: 'appealed', on: 'upheld', to: 'withdrawn' },
  { from: 'appealed', on: 'rejected', to: 'notified' },
  { from: 'closed', on: 'recurred', to: 'notified' },
] as const satisfies readonly Transition<CaseState, CaseEvent>[]

/** The state after an event; a `conflict` failure when it cannot happen now or not by this role. */
export function nextCaseState(state: CaseState, event: CaseEvent, role: CaseRole): CaseState {
  const { words, by } = caseEvents[event]
  if (!(by as readonly CaseRole[]).includes(role)) {
    const allowed = by.map((one) => caseRoles[one]).join('、')
    throw new Failure('conflict.caseRole', `${caseRoles[role]}不能${words}`, `应由${allowed}办理`)
  }
  return demandState<CaseState, CaseEvent>(caseTransitions, state, event, {
    code: 'conflict.caseState',
    noun: '整改事项',
    states: caseStates,
    event: (other) => caseEvents[other].words,
    ended: '该事项已经结束',
  })
}
