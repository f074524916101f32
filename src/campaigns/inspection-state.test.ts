import { describe, expect, test } from 'vitest'
import { Failure } from '../kernel/failure.ts'
import {
  hasEnded,
  inspectionStates,
  nextInspectionState,
  statesBefore,
  type InspectionEvent,
  type InspectionState,
} from './inspection-state.ts'

const states = Object.keys(inspectionStates) as InspectionState[]

/** What becomes of each state; `-`: a failure. */
const table: Readonly<Record<InspectionEvent, Readonly<Record<InspectionState, InspectionState | '-'>>>> = {
  paused: { waiting: 'paused', paused: '-', judged: '-', cancelled: '-' },
  resumed: { waiting: '-', paused: 'waiting', judged: '-', cancelled: '-' },
  cancelled: { waiting: 'cancelled', paused: 'cancelled', judged: '-', cancelled: '-' },
  judged: { waiting: 'judged', paused: '-', judged: '-', cancelled: '-' },
}

describe('the life cycle of an inspection', () => {
  for (const [event, row] of Object.entries(table) as [InspectionEvent, (typeof table)[InspectionEvent]][]) {
    test.each(states)(`%s, ${event}`, (state) => {
      const next = () => nextInspectionState(state, event)
      if (row[state] === '-') expect(next).toThrow(Failure)
      else expect(next()).toBe(row[state])
    })
    test(`${event} can happen where the table says so`, () => {
      expect(statesBefore(event)).toEqual(states.filter((state) => row[state] !== '-'))
    })
  }

  test('ends with judged and cancelled', () => {
    expect(states.filter(hasEnded)).toEqual(['judged', 'cancelled'])
  })
})
