/** The life cycle of an inspection as a table. That a worker is at it just now is no state: its crawl says so. */
import { demandState, eventsIn, statesBefore as before, type Transition } from '../kernel/life-cycle.ts'

export const inspectionStates = {
  waiting: '待检查',
  paused: '已暂停',
  judged: '已判定',
  cancelled: '已取消',
} as const
export type InspectionState = keyof typeof inspectionStates

export type InspectionEvent = 'paused' | 'resumed' | 'cancelled' | 'judged'

export const inspectionTransitions = [
  { from: 'waiting', on: 'paused', to: 'paused' },
  { from: 'waiting', on: 'cancelled', to: 'cancelled' },
  { from: 'waiting', on: 'judged', to: 'judged' },
  { from: 'paused', on: 'resumed', to: 'waiting' },
  { from: 'paused', on: 'cancelled', to: 'cancelled' },
] as const satisfies readonly Transition<InspectionState, InspectionEvent>[]

/** The states that an event can happen in. */
export function statesBefore(event: InspectionEvent): readonly InspectionState[] {
  return before<InspectionState, InspectionEvent>(inspectionTransitions, event)
}

/** Whether an inspection has ended: nothing more is gathered for it. */
export function hasEnded(state: string): boolean {
  return eventsIn(inspectionTransitions, state).length === 0
}

const eventWords: Readonly<Record<InspectionEvent, string>> = {
  paused: '暂停',
  resumed: '继续',
  cancelled: '取消',
  judged: '判定',
}

/** The state after an event; a `conflict` failure when it cannot happen now. */
export function nextInspectionState(state: InspectionState, event: InspectionEvent): InspectionState {
  return demandState<InspectionState, InspectionEvent>(inspectionTransitions, state, event, {
    code: 'conflict.inspectionState',
    noun: '检查对象',
    states: inspectionStates,
    event: (other) => eventWords[other],
    // only a worker judges
    offer: (other) => (other === 'judged' ? null : eventWords[other]),
    ended: '该对象的检查已经结束',
  })
}
