/** A warning for a day says what judge() says on that day of the same sources when nothing new is published. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Evidence } from '../evidence/evidence.ts'
import { postKinds } from '../evidence/posts.ts'
import { exampleColumn } from '../indicators/column-update.ts'
import { addDays, day, type Day } from '../kernel/day.ts'
import { judge, type Target } from '../judging/judge.ts'
import { ruleSets } from '../regulations/index.ts'
import type { RuleSet } from '../regulations/rule-set.ts'
import { outlooks, updateRules } from './judge-ahead.ts'

const today = day('2025-08-20')
const account: Target = { kind: 'account', name: '示例', purpose: 'publish', platform: 'weixin' }
const site: Target = { kind: 'site', name: '示例', isPortal: false, hasServices: true }

interface Given {
  readonly posts: readonly { readonly ago: number; readonly kind: (typeof postKinds)[number] }[]
  readonly lagDays: number
  readonly coveredAgo: number | null
  readonly undatedCount: number
}

/** What a source that always lags so many days shows on a day; nothing was published after today. */
function gathered(given: Given, on: Day): Evidence['posts'] {
  return {
    source: 'http://feed',
    capturedAt: `${on}T02:00:00.000Z`,
    knownThrough: addDays(on, -given.lagDays),
    knownUntil: `${addDays(on, -given.lagDays)}T02:00:00.000Z`,
    coveredFrom: given.coveredAgo === null ? null : addDays(today, -given.coveredAgo),
    undatedCount: given.undatedCount,
    posts: given.posts.map(({ ago, kind }, index) => {
      const publishedOn = addDays(today, -ago)
      return { kind, id: `${index}`, title: '一条', url: null, publishedOn, publishedAt: null, rawDate: publishedOn }
    }),
  }
}

const givens: fc.Arbitrary<Given> = fc.record({
  posts: fc.array(fc.record({ ago: fc.integer({ min: -9, max: 40 }), kind: fc.constantFrom(...postKinds) }), {
    maxLength: 5,
  }),
  lagDays: fc.integer({ min: 0, max: 5 }),
  coveredAgo: fc.option(fc.integer({ min: 0, max: 40 })),
  undatedCount: fc.constantFrom(0, 0, 0, 1),
})

const sets: readonly RuleSet[] = [ruleSets['national-2019'], ruleSets['gansu-2025'], ruleSets['minhou-2025']]

describe('an account', () => {
  it.each(sets)('$id: fails first on the day on which judge() fails it', (ruleSet) => {
    fc.assert(
      fc.property(givens, fc.integer({ min: 7, max: 15 }), (given, horizon) => {
        const evidence = { posts: { value: gathered(given, today) } }
        const found = outlooks(updateRules(ruleSet, 'account'), account, evidence, today, () => horizon)
        for (const { clause, failsOn, isUnknown } of found) {
          const on = Array.from({ length: horizon + 1 }, (_, ahead) => {
            const date = addDays(today, ahead)
            const judged = judge(ruleSet, account, { posts: { value: gathered(given, date) } }, date)
            return { date, outcome: judged.find((one) => one.clause === clause)!.outcome }
          })
          const first = on.find(({ outcome }) => outcome === 'failed')?.date ?? null
          if (first !== today) expect(failsOn).toBe(first)
          else expect(failsOn !== null && failsOn <= today).toBe(true)
          expect(isUnknown).toBe(first === null && on.at(-1)!.outcome === 'cantTell')
        }
        expect(found.length).toBe(ruleSet === ruleSets['national-2019'] ? 1 : 2)
      }),
      { numRuns: 300 },
    )
  })

  it('says since when it fails that fails already', () => {
    const given = { posts: [{ ago: 40, kind: 'post' }], lagDays: 0, coveredAgo: 90, undatedCount: 0 } as const
    const evidence = { posts: { value: gathered(given, today) } }
    const [found] = outlooks(updateRules(ruleSets['national-2019'], 'account'), account, evidence, today, () => 7)
    expect(found).toMatchObject({ failsOn: addDays(today, -40 + 14), isUnknown: false })
  })

  it('of which nothing is known is unknown, in the words of today, and never fails', () => {
    const rules = updateRules(ruleSets['national-2019'], 'account')
    const missing = { reason: 'blocked', detail: 'http://feed' } as const
    expect(outlooks(rules, account, { posts: { missing } }, today, () => 7)).toMatchObject([
      { failsOn: null, isUnknown: true },
    ])
    const given = { posts: [{ ago: 40, kind: 'post' }], lagDays: 4, coveredAgo: null, undatedCount: 0 } as const
    const old = outlooks(rules, account, { posts: { value: gathered(given, today) } }, today, () => 7)
    expect(old).toMatchObject([{ failsOn: null, isUnknown: true, because: '信息源只更新到 2025-08-16' }])
  })

  it('that owes no posts is not asked', () => {
    const evidence = { posts: { value: gathered({ posts: [], lagDays: 0, coveredAgo: 90, undatedCount: 0 }, today) } }
    const service = { ...account, purpose: 'service' } as const
    expect(outlooks(updateRules(ruleSets['national-2019'], 'account'), service, evidence, today, () => 7)).toEqual([])
  })

  it('under a rule that asks by an interval is warned of the silence that is still running', () => {
    const posts = [
      { ago: 9, kind: 'post' },
      { ago: 30, kind: 'post' },
    ] as const
    const evidence = { posts: { value: gathered({ posts, lagDays: 0, coveredAgo: 90, undatedCount: 0 }, today) } }
    const rules = updateRules(ruleSets['guizhou-2025'], 'account')
    expect(outlooks(rules, account, evidence, today, () => 7)).toMatchObject([{ failsOn: addDays(today, 5) }])
  })
})

describe('a site', () => {
  const rules = updateRules(ruleSets['national-2019'], 'site')
  const homePage = (date: string): Evidence['homePage'] => ({
    url: 'http://www.example.gov.cn/',
    title: '示例',
    capturedAt: '2025-08-20T02:00:00.000Z',
    navigationOnly: false,
    items: [{ title: '要闻', url: 'http://x/', date: day(date), dateSource: 'list', rawDate: date }],
  })
  const columns = (...dates: string[]): Evidence['columns'] => ({
    capturedAt: '2025-08-20T02:00:00.000Z',
    columns: dates.map((date, index) => ({
      ...exampleColumn('news', date),
      url: `http://x/${index}`,
      name: `栏目${index}`,
    })),
  })
  const look = (home: string, ...dates: string[]) =>
    outlooks(
      rules,
      site,
      { homePage: { value: homePage(home) }, columns: { value: columns(...dates) } },
      today,
      () => 7,
    )
  const find = (found: ReturnType<typeof look>, clause: string, place = '') =>
    found.find((one) => one.clause === clause && one.place === place)

  it('home page: fails on the fifteenth day', () => {
    expect(find(look('2025-08-13'), 'WEB-V3')?.failsOn).toBe('2025-08-27')
    expect(find(look('2025-08-14'), 'WEB-V3')?.failsOn).toBeNull()
    expect(find(look('2025-08-01'), 'WEB-V3')?.failsOn).toBe('2025-08-15')
  })

  it('each column by its own window, the site when five of them fail', () => {
    const four = look('2025-08-20', ...Array.from({ length: 4 }, () => '2025-08-10'), '2025-08-19')
    expect(find(four, 'WEB-V4.1')?.failsOn).toBeNull()
    expect(four.filter(({ place, failsOn }) => place !== '' && failsOn === '2025-08-24')).toHaveLength(4)
    const five = look('2025-08-20', ...Array.from({ length: 4 }, () => '2025-08-10'), '2025-08-12')
    expect(find(five, 'WEB-V4.1')?.failsOn).toBe('2025-08-26')
    expect(find(five, 'WEB-V4.1', 'http://x/4')).toMatchObject({ placeName: '栏目4', failsOn: '2025-08-26' })
  })

  it('a column that could not be read is unknown', () => {
    expect(find(look('2025-08-20', '无法读取'), 'WEB-V4.1', 'http://x/0')).toMatchObject({
      isUnknown: true,
      failsOn: null,
    })
  })
})
