import { describe, expect, it } from 'vitest'
import { campaignStates, nextState, parseCampaignId, transitions, type CampaignState } from './campaign.ts'

const states = Object.keys(campaignStates) as CampaignState[]

describe('the life cycle of a campaign', () => {
  it('reaches every state from the draft and has no dead end but the published one', () => {
    const reached = new Set<CampaignState>(['draft'])
    for (let more = true; more;) {
      const next = transitions.filter(({ from, to }) => reached.has(from) && !reached.has(to))
      for (const { to } of next) reached.add(to)
      more = next.length > 0
    }
    expect([...reached].toSorted()).toEqual(states.toSorted())
    expect(states.filter((state) => !transitions.some(({ from }) => from === state))).toEqual(['published'])
  })

  it('has one outcome per state and event', () => {
    const keys = transitions.map(({ from, on }) => `${from} ${on}`)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('refuses an event out of turn and says what is possible', () => {
    expect(() => nextState('draft', 'drafted')).toThrow('检查处于“已立项”，不能起草通报')
    expect(() => nextState('draft', 'drafted')).toThrow(
      expect.objectContaining({ advice: '当前可以：冻结名录（mingcha campaign freeze）' }),
    )
    expect(nextState('review', 'drafted')).toBe('bulletinDraft')
  })
})

describe('rounds', () => {
  it('are frozen and drawn one by one before the first is inspected', () => {
    expect(nextState('registryFrozen', 'frozen')).toBe('registryFrozen')
    expect(nextState('sampled', 'frozen')).toBe('sampled')
    expect(nextState('sampled', 'sampled')).toBe('sampled')
  })
})

describe('a campaign id', () => {
  it('is a year and a quarter', () => {
    expect(parseCampaignId('2025Q3')).toEqual({ year: 2025, quarter: 3 })
  })
  it.each(['2025Q5', '2025-3', '25Q3', '2025Q3; drop table'])('is not %s', (text) => {
    expect(() => parseCampaignId(text)).toThrow('编号')
  })
})
