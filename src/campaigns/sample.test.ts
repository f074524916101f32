import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { UnitKind } from '../registry/register.ts'
import { drawSample, methodStatement, placeInQueue, type Candidate } from './sample.ts'
import { parseStrata, type Stratum } from './stratum.ts'
import { day } from '../kernel/day.ts'

const census: Stratum = { id: 'census', rule: 'census', label: '区政府及市级部门账号', organiserKinds: ['district'] }
const recheck: Stratum = { id: 'recheck', rule: 'recheck', label: '前期有问题的账号' }
const spotCheck: Stratum = { id: 'spot', rule: 'spotCheck', label: '其他账号', sharePercent: 10 }

const candidate = (id: number, organiserKind: UnitKind = 'subordinate', hadEarlierProblem = false): Candidate => ({
  id,
  key: `weixin/gh_${id}`,
  name: `微信/gh_${id}`,
  platform: id % 3 === 0 ? 'weibo' : 'weixin',
  district: `d${id % 4}`,
  organiserKind,
  filedOn: id % 5 === 0 ? day('2025-07-01') : null,
  notedIn: hadEarlierProblem ? ['2025Q2'] : [],
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

  it('takes all that were filed since a day, those on a list, and problems of one quarter only', () => {
    const draw = (entry: Stratum) => drawSample(register, [entry], 's').members.size
    expect(draw({ id: 'n', rule: 'newlyFiled', label: '新增', since: day('2025-07-01') })).toBe(21)
    expect(draw({ id: 'n', rule: 'newlyFiled', label: '新增', since: day('2025-07-02') })).toBe(0)
    expect(draw({ id: 'h', rule: 'handPicked', label: '指定', accounts: ['微信/gh_3', '微信/gh_none'] })).toBe(1)
    expect(draw({ ...recheck, notedIn: ['2025Q2'] })).toBe(4)
    expect(draw({ ...recheck, notedIn: ['2025Q1'] })).toBe(0)
  })

  it('draws a share of each district and platform, at least one of each', () => {
    const each: Stratum = { ...spotCheck, each: ['district', 'platform'] }
    const [spot] = drawSample(register, [each], 's').strata
    expect(spot!.cells).toHaveLength(8)
    for (const { queue, size } of spot!.cells) expect(size).toBe(Math.ceil(queue.length / 10))
    expect(new Set(spot!.cells.flatMap(({ queue }) => queue))).toEqual(new Set(register.map(({ id }) => id)))
  })

  it('changes by one account at most when one joins the register, and the reserve is who comes next', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 9999 }), fc.string(), (id, seed) => {
        const [before] = drawSample(register, [spotCheck], seed).strata
        const [after] = drawSample([...register, candidate(id)], [spotCheck], seed).strata
        const lost = before!.memberIds.filter((member) => !after!.memberIds.includes(member))
        const gained = after!.memberIds.filter((member) => !before!.memberIds.includes(member))
        expect(lost.length).toBeLessThanOrEqual(1)
        expect(gained.length).toBeLessThanOrEqual(1)
        for (const member of gained.filter((one) => one !== id)) {
          expect(before!.cells[0]!.queue[before!.cells[0]!.size]).toBe(member)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('whoever vanishes is followed by the first of the reserve, as if the register had never had it', () => {
    const { queue, size } = drawSample(register, [spotCheck], 's').strata[0]!.cells[0]!
    const gone = queue[3]!
    const [without] = drawSample(
      register.filter(({ id }) => id !== gone),
      [spotCheck],
      's',
    ).strata
    expect(without!.cells[0]!.queue).toEqual(queue.filter((id) => id !== gone))
    expect(without!.cells[0]!.queue.slice(0, size)).toContain(queue[size])
  })

  it.each([
    ['[]', '层'],
    ['nonsense', ''],
    ['[{"id":"a","label":"a","rule":"newlyFiled","since":"2025-02-30"}]', '不是日期'],
    ['[{"id":"a","label":"a","rule":"spotCheck","sharePercent":101}]', '0.sharePercent'],
    ['[{"id":"a","label":"a","rule":"spotCheck","share":10}]', '0.sharePercent'],
    ['[{"id":"a","label":"a","rule":"recheck"},{"id":"a","label":"b","rule":"recheck"}]', '层编号重复'],
  ])('refuses the plan %s', (text, named) => {
    try {
      parseStrata(text)
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({ code: 'badInput.strata' })
      if (named !== '层') expect((error as { details: string[] }).details.join()).toContain(named)
    }
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
