import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { UnitKind } from '../registry/register.ts'
import { drawSample, methodStatement, placeInQueue, type Candidate, type Stratum } from './sample.ts'

const census: Stratum = { id: 'census', rule: 'census', label: '区政府及市级部门账号', organiserKinds: ['district'] }
const recheck: Stratum = { id: 'recheck', rule: 'recheck', label: '前期有问题的账号' }
const spotCheck: Stratum = { id: 'spot', rule: 'spotCheck', label: '其他账号', sharePercent: 10 }

const candidate = (id: number, organiserKind: UnitKind = 'subordinate', hadEarlierProblem = false): Candidate => ({
  id,
  key: `weixin/gh_${id}`,
  organiserKind,
  hadEarlierProblem,
})
const register = [
  ...Array.from({ length: 10 }, (_, index) => candidate(index, 'district', index === 0)),
  ...Array.from({ length: 95 }, (_, index) => candidate(100 + index, 'subordinate', index < 3)),
]

describe('drawSample', () => {
  it('takes the census whole, joins earlier problems and counts nobody twice', () => {
    const sample = drawSample(register, [census, recheck], '2025Q3')
    expect(sample.strata.map(({ memberIds }) => memberIds.length)).toEqual([10, 4])
    expect(sample.members.size).toBe(13)
    expect(sample.members.get(0)).toEqual(['census', 'recheck'])
  })

  it('draws the spot check from what the other strata left: 10 % of 92, rounded up', () => {
    const sample = drawSample(register, [spotCheck, census, recheck], '2025Q3')
    const spot = sample.strata.find(({ stratum }) => stratum.rule === 'spotCheck')!
    expect([spot.populationIds.length, spot.memberIds.length]).toEqual([92, 10])
  })

  it('gives another sample for another seed', () => {
    const draw = (seed: string) => new Set(drawSample(register, [spotCheck], seed).members.keys())
    expect(draw('a')).not.toEqual(draw('b'))
  })

  it('gives the same sample whatever the order of the register', () => {
    const strata = [census, recheck, spotCheck]
    const members = (list: readonly Candidate[]) => new Set(drawSample(list, strata, 'seed').members.keys())
    fc.assert(
      fc.property(fc.shuffledSubarray(register, { minLength: register.length }), (shuffled) => {
        expect(members(shuffled)).toEqual(members(register))
      }),
      { numRuns: 30 },
    )
  })

  it('states the method so that the sample can be drawn again', () => {
    const statement = methodStatement(drawSample(register, [census, recheck], '2025Q3'), register.length, '2025Q3')
    expect(statement).toContain('105 个账号')
    expect(statement).toContain('同时属于多层的 1 个只计一次，合计 13 个')
    expect(statement).toContain('2025Q3')
  })
})

describe('the place in the queue', () => {
  it('is an HMAC-SHA-256 that anybody can recompute', () => {
    // printf 'spot\nweixin/gh_1' | openssl dgst -sha256 -hmac 2025Q3
    expect(placeInQueue('2025Q3', 'spot', 'weixin/gh_1')).toBe(
      'f7242a22c3402413009e2c157b173120aad6720bddf2346d4d20a4a960f20d3b',
    )
  })
})
