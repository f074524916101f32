import { describe, expect, it, test } from 'vitest'
import { day } from '../kernel/day.ts'
import { accountFacts, nameProblem, usualFactOptions, type Activity, type FactAccount } from './account-facts.ts'

const options = { ...usualFactOptions, on: day('2025-08-14') }
const account = (key: string, change: Partial<FactAccount> = {}): FactAccount => ({
  key,
  platform: 'weixin',
  name: '上海统计',
  organiser: { code: 'tj', name: '上海市统计局' },
  organiserShortName: '市统计局',
  state: 'active',
  purpose: 'publish',
  filingState: 'filed',
  mainAccount: null,
  verifiedPrincipal: '',
  openedOn: null,
  closedOn: null,
  followers: null,
  yearlyCostYuan: null,
  ...change,
})
const factsOf = (accounts: readonly FactAccount[], activities: Readonly<Record<string, Activity>> = {}) =>
  accountFacts(accounts, new Map(Object.entries(activities)), options).map(({ rule, key }) => `${rule} ${key}`)
const activity = (lastPostOn: string | null, postsInYear = 100, knownThrough = '2025-08-14'): Activity => ({
  lastPostOn: lastPostOn === null ? null : day(lastPostOn),
  postsInYear,
  knownThrough: day(knownThrough),
})

describe('duplicate accounts of a unit on a platform (M31-7)', () => {
  it('keeps the main account, then the one with more followers, then the older one', () => {
    expect(factsOf([account('a'), account('b', { mainAccount: true })])).toEqual(['duplicate a'])
    expect(factsOf([account('a', { followers: 1 }), account('b', { followers: 2 })])).toEqual(['duplicate a'])
    const opened = [account('a', { openedOn: day('2020-01-02') }), account('b', { openedOn: day('2020-01-01') })]
    expect(factsOf(opened)).toEqual(['duplicate a'])
  })
  it('counts 订阅号 and 服务号 as one platform', () => {
    const pair = [account('a', { platform: 'weixin-subscription' }), account('b', { platform: 'weixin-service' })]
    expect(factsOf(pair)).toEqual(['duplicate b'])
  })
  it('the same name on another platform, another unit, a closed account, two mini programs: no duplicates', () => {
    expect(factsOf([account('a'), account('b', { platform: 'thepaper' })])).toEqual([])
    expect(factsOf([account('a'), account('b', { organiser: { code: 'x', name: '他局' } })])).toEqual([])
    expect(factsOf([account('a'), account('b', { state: 'deregistered' })])).toEqual([])
    const services = { platform: 'mini-program', purpose: 'service' } as const
    expect(factsOf([account('a', services), account('b', services)])).toEqual([])
  })
})

describe('names', () => {
  test.each([
    ['上海统计', null],
    ['12345上海（热线）', null],
    ['上海统计🎉', '表情符号'],
    ['上海统计❤️', '表情符号'],
    ['上海★统计', '特殊符号“★”'],
    ['统计咨询13812345678', '号码'],
    ['SHTJ', '没有汉字'],
    ['上'.repeat(20), null],
    ['上'.repeat(21), '有 21 个字'],
  ])('%s', (name, problem) => {
    if (problem === null) expect(nameProblem(name)).toBeNull()
    else expect(nameProblem(name)).toContain(problem)
  })
  it('differ from what the unit is called elsewhere', () => {
    const three = [
      account('a'),
      account('b', { platform: 'weibo' }),
      account('c', { platform: 'douyin', name: '统计君' }),
    ]
    expect(factsOf(three)).toEqual(['nameDiffers c'])
    expect(factsOf(three.slice(1))).toEqual([])
  })
  it('of internal divisions, unless the organiser is one or is called so', () => {
    const named = (name: string, organiser = '上海市统计局') =>
      factsOf([account('a', { name, organiser: { code: 'tj', name: organiser }, organiserShortName: organiser })])
    expect(named('统计局人口处')).toEqual(['division a'])
    expect(named('统计局宣传科')).toEqual(['division a'])
    expect(named('南京东路街道办事处')).toEqual([])
    expect(named('长宁交警支队', '长宁区公安分局交警支队')).toEqual([])
    expect(named('上海科普大讲堂')).toEqual([])
    expect(named('黄浦政府办公室', '黄浦区人民政府办公室')).toEqual([])
  })
  it('of the verified principal are compared with the organiser', () => {
    expect(factsOf([account('a', { verifiedPrincipal: '某文化传媒有限公司' })])).toEqual(['principal a'])
    expect(factsOf([account('a', { verifiedPrincipal: '上海市统计局' })])).toEqual([])
  })
})

describe('filing and life', () => {
  it('unfiled is what the register says; unknown is not unfiled', () => {
    expect(factsOf([account('a', { filingState: 'unfiled' })])).toEqual(['unfiled a'])
    expect(factsOf([account('a', { state: 'unfiled', filingState: 'unknown' })])).toEqual(['unfiled a'])
    expect(factsOf([account('a', { filingState: 'unknown' })])).toEqual([])
  })
  it('a deregistered account that publishes is back', () => {
    const closed = account('a', { state: 'deregistered', closedOn: day('2025-06-01') })
    expect(factsOf([closed], { a: activity('2025-06-02') })).toEqual(['reappeared a'])
    expect(factsOf([closed], { a: activity('2025-06-01') })).toEqual([])
  })
})

describe('activity', () => {
  it('dormant after 90 days, by a source that is fresh; unknown is not dormant', () => {
    expect(factsOf([account('a')], { a: activity('2025-05-15') })).toEqual(['dormant a'])
    expect(factsOf([account('a')], { a: activity('2025-05-16') })).toEqual([])
    expect(factsOf([account('a')], { a: activity(null) })).toEqual(['dormant a'])
    expect(factsOf([account('a')], { a: activity('2025-05-15', 100, '2025-08-10') })).toEqual([])
    expect(factsOf([account('a')])).toEqual([])
    expect(factsOf([account('a', { purpose: 'service' })], { a: activity('2025-01-01') })).toEqual([])
  })
  it('few posts and few followers suggest merging, with the cost of a post', () => {
    const small = account('a', { followers: 999, yearlyCostYuan: 30_000 })
    const [fact] = accountFacts([small], new Map([['a', activity('2025-08-01', 11)]]), options)
    expect(fact).toMatchObject({ rule: 'merge', key: 'a' })
    expect(fact!.because).toContain('近一年发布 11 条，粉丝 999 个，年度费用 30000 元，平均每条 2727 元')
    expect(factsOf([small], { a: activity('2025-08-01', 12) })).toEqual([])
    expect(factsOf([account('a', { followers: 1000 })], { a: activity('2025-08-01', 11) })).toEqual([])
    expect(factsOf([account('a')], { a: activity('2025-08-01', 11) })).toEqual([])
  })
})
