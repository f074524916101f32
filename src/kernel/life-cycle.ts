/**
 * Life cycles as tables: what may follow what, and why. One way to ask them, and one way to refuse, for campaigns, inspections,
 * accounts, notices, cases and warnings.
 */
import { Failure, type FailureCode } from './failure.ts'

/** One row: in state `from`, the event `on` leads to state `to`. */
export interface Transition<State extends string = string, Event extends string = string> {
  readonly from: State
  readonly on: Event
  readonly to: State
}

type Table<State extends string, Event extends string> = readonly Transition<State, Event>[]

/** The state after an event; `null` when it cannot happen in this state. */
export function stateAfter<State extends string, Event extends string>(
  table: Table<State, Event>,
  state: State,
  event: Event,
): State | null {
  return table.find(({ from, on }) => from === state && on === event)?.to ?? null
}

/** The events that can happen in a state, each once, in the order of the table. */
export function eventsIn<State extends string, Event extends string>(
  table: Table<State, Event>,
  state: string,
): readonly Event[] {
  return [...new Set(table.filter(({ from }) => from === state).map(({ on }) => on))]
}

/** The states that may follow a state, in the order of the table. */
export function statesAfter<State extends string>(table: Table<State, string>, state: State): readonly State[] {
  return table.filter(({ from }) => from === state).map(({ to }) => to)
}

/** The states that an event can happen in. */
export function statesBefore<State extends string, Event extends string>(
  table: Table<State, Event>,
  event: Event,
): readonly State[] {
  return table.filter(({ on }) => on === event).map(({ from }) => from)
}

/** How a life cycle is spoken of when an event is refused. */
export interface LifeCycleWords<State extends string, Event extends string> {
  readonly code: FailureCode
  /** 检查, 通知, 整改事项 */
  readonly noun: string
  readonly states: Readonly<Record<State, string>>
  readonly event: (event: Event) => string
  /** An event as advice, with the command that brings it about; `null`: nobody can do it by hand. */
  readonly offer?: (event: Event) => string | null
  /** When nothing can happen any more. */
  readonly ended: string
}

/** The state after an event; a `conflict` failure that says what can happen instead. */
export function demandState<State extends string, Event extends string>(
  table: Table<State, Event>,
  state: State,
  event: Event,
  { code, noun, states, event: word, offer = word, ended }: LifeCycleWords<State, Event>,
): State {
  const next = stateAfter(table, state, event)
  if (next !== null) return next
  const possible = eventsIn(table, state).flatMap((other) => offer(other) ?? [])
  throw new Failure(
    code,
    `${noun}处于“${states[state]}”，不能${word(event)}`,
    possible.length > 0 ? `当前可以：${possible.join('、')}` : ended,
  )
}
