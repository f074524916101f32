/** The life cycle of an inspection as a table. That a worker is at it just now is no state: its crawl says so. */
import { Failure } from '../kernel/failure.ts'

export const inspectionStates = {
  waiting: '待检查',
  paused: '已暂停',
  judged: '已判定',
  cancelled: '已取消',
} as const
export type InspectionState = keyof typeof inspectionStates

export type InspectionEvent = 'paused' | 'resumed' | 'cancelled' | 'judged'

interface Transition {
  readonly from: InspectionState
  readonly on: InspectionEvent
  readonly to: InspectionState
}

export const inspectionTransitions = [
  { from: 'waiting', on: 'paused', to: 'paused' },
  { from: 'waiting', on: 'cancelled', to: 'cancelled' },
  { from: 'waiting', on: 'judged', to: 'judged' },
  { from: 'paused', on: 'resumed', to: 'waiting' },
  { from: 'paused', on: 'cancelled', to: 'cancelled' },
] as const satisfies readonly Transition[]

/** The states that an event can happen in. */
export function statesBefore(event: InspectionEvent): InspectionState[] {
  return inspectionTransitions.filter(({ on }) => on === event).map(({ from }) => from)
}

/** Whether an inspection has ended: nothing more is gathered for it. */
export function hasEnded(state: string): boolean {
  return !inspectionTransitions.some(({ from }) => from === state)
}

const eventWords: Readonly<Record<InspectionEvent, string>> = {
  paused: '暂停',
  resumed: '继续',
  cancelled: '取消',
  judged: '判定',
}

/** The state after an event; a `conflict` failure when it cannot happen now. */
export function nextInspectionState(state: InspectionState, event: InspectionEvent): InspectionState {
  const transition = inspectionTransitions.find(({ from, on }) => from === state && on === event)
  if (transition) return transition.to
  const possible = inspectionTransitions.filter(({ from, on }) => from === state && on !== 'judged')
  throw new Failure(
    'conflict.inspectionState',
    `检查对象处于“${inspectionStates[state]}”，不能${eventWords[event]}`,
    possible.length > 0 ? `当前可以：${possible.map(({ on }) => eventWords[on]).join('、')}` : '该对象的检查已经结束',
  )
}
