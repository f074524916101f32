import { describe, expect, it } from 'vitest'
import { accountTransitions, forbiddenStep, nextAccountStates, reappearance } from './account-life-cycle.ts'
import { accountStates, type AccountState } from './register.ts'

const states = Object.keys(accountStates) as AccountState[]

describe('the life of an account', () => {
  it('ends in deregistration and nowhere else; every other state is reached and left', () => {
    expect(states.filter((state) => nextAccountStates(state).length === 0)).toEqual(['deregistered'])
    const reached = new Set<string>(accountTransitions.map(({ to }) => to))
    expect(states.filter((state) => !reached.has(state))).toEqual(['applied'])
  })

  it('can be deregistered from every state', () => {
    for (const start of states) {
      const seen = new Set<AccountState>([start])
      for (const state of seen) for (const next of nextAccountStates(state)) seen.add(next)
      expect([start, seen.has('deregistered')]).toEqual([start, true])
    }
  })

  it('has one end for each event of a state', () => {
    const events = accountTransitions.map(({ from, on }) => `${from} ${on}`)
    expect(new Set(events).size).toBe(events.length)
  })

  it('says what may follow where a step is refused', () => {
    expect(forbiddenStep('active', 'stopNotice')).toBeNull()
    expect(forbiddenStep('active', 'active')).toBeNull()
    expect(forbiddenStep('active', 'deregistered')).toBe(
      '“正常”之后不能是“已注销”，可以是：停更公告、未备案、重复开设、疑似假冒',
    )
    expect(forbiddenStep('deregistered', 'active')).toContain('无（已到终点）')
  })

  it('takes a deregistered account that is back for a problem', () => {
    expect(reappearance('deregistered', 'active')).toContain('已注销的账号重新出现')
    expect(reappearance('deregistered', 'deregistered')).toBeNull()
    expect(reappearance(null, 'active')).toBeNull()
  })
})
