import { describe, expect, it } from 'vitest'
import { demandState, eventsIn, stateAfter, statesAfter, statesBefore } from './life-cycle.ts'

const door = [
  { from: 'open', on: 'closed', to: 'shut' },
  { from: 'shut', on: 'opened', to: 'open' },
  { from: 'shut', on: 'locked', to: 'locked' },
  { from: 'open', on: 'broken', to: 'gone' },
  { from: 'shut', on: 'broken', to: 'gone' },
] as const
type State = 'open' | 'shut' | 'locked' | 'gone'
type Event = (typeof door)[number]['on']
const words = {
  code: 'conflict.door',
  noun: '门',
  states: { open: '开着', shut: '关着', locked: '锁着', gone: '没了' },
  event: (event: Event) => ({ closed: '关', opened: '开', locked: '锁', broken: '拆' })[event],
  offer: (event: Event) => (event === 'broken' ? null : event === 'locked' ? '锁（lock）' : '推'),
  ended: '已经结束',
} as const
const after = (state: State, event: Event) => demandState<State, Event>(door, state, event, words)

describe('a life cycle', () => {
  it('is asked in all directions', () => {
    expect(stateAfter<State, Event>(door, 'open', 'closed')).toBe('shut')
    expect(stateAfter<State, Event>(door, 'open', 'locked')).toBeNull()
    expect(eventsIn<State, Event>(door, 'shut')).toEqual(['opened', 'locked', 'broken'])
    expect(statesAfter<State>(door, 'shut')).toEqual(['open', 'locked', 'gone'])
    expect(statesBefore<State, Event>(door, 'broken')).toEqual(['open', 'shut'])
  })

  it('refuses with what can be done instead, and says when it has ended', () => {
    expect(after('open', 'closed')).toBe('shut')
    expect(() => after('shut', 'closed')).toThrow(
      expect.objectContaining({ message: '门处于“关着”，不能关', advice: '当前可以：推、锁（lock）' }),
    )
    expect(() => after('gone', 'closed')).toThrow(expect.objectContaining({ advice: '已经结束' }))
  })
})
