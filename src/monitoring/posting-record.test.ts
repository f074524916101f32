import { describe, expect, it } from 'vitest'
import type { Evidence } from '../evidence/evidence.ts'
import type { PostKind } from '../evidence/posts.ts'
import { addDays, day } from '../kernel/day.ts'
import { postingRecord } from './posting-record.ts'

const on = day('2025-08-20')
const options = { on, dormantAfterDays: 90, freshWithinDays: 3, yearlyCostYuan: 1000 }

function posts(
  daysAgo: readonly number[],
  change: Partial<Evidence['posts']> = {},
  kind: PostKind = 'post',
): Evidence['posts'] {
  const shown = daysAgo.map((ago) => {
    const publishedOn = addDays(on, -ago)
    return { kind, id: `${ago}`, title: '', url: null, publishedOn, publishedAt: null, rawDate: publishedOn }
  })
  return {
    source: 'x',
    capturedAt: '2025-08-20T02:00:00Z',
    knownThrough: on,
    coveredFrom: null,
    undatedCount: 0,
    posts: shown,
    ...change,
  }
}

describe('the record of an account', () => {
  it('counts silence, the longest gap, posts a week and yuan a post', () => {
    const weekly = Array.from({ length: 52 }, (_, week) => 5 + 7 * week)
    expect(postingRecord(posts(weekly), options)).toEqual({
      lastPostOn: '2025-08-15',
      daysSilent: 5,
      longestGapDays: 6,
      postsPerWeek: 1,
      postsInYear: 52,
      knownDays: 365,
      ageDays: 0,
      isDormant: false,
      yuanPerPost: 19,
    })
  })

  it('takes the part of the year that the source knows', () => {
    const record = postingRecord(posts([2, 4, 6, 8], { coveredFrom: addDays(on, -13) }), options)
    expect(record).toMatchObject({ knownDays: 14, postsPerWeek: 2, longestGapDays: 5 })
  })

  it('is dormant after more than the limit, and never by old knowledge', () => {
    const isDormant = (ago: number, lag = 0) =>
      postingRecord(posts([ago], { knownThrough: addDays(on, -lag) }), options).isDormant
    expect([isDormant(90), isDormant(91), isDormant(94, 3), isDormant(200, 4)]).toEqual([false, true, true, null])
    expect(postingRecord(posts([]), options)).toMatchObject({ isDormant: true, lastPostOn: null, daysSilent: null })
    expect(postingRecord(posts([], { coveredFrom: addDays(on, -30) }), options).isDormant).toBe(false)
  })

  it('counts silence only as far as the source knows', () => {
    const old = postingRecord(posts([30], { knownThrough: addDays(on, -20) }), options)
    expect(old).toMatchObject({ daysSilent: 10, ageDays: 20, isDormant: null })
  })

  it('counts reposts, but no replies, and nothing of tomorrow', () => {
    expect(postingRecord(posts([1], {}, 'repost'), options).postsInYear).toBe(1)
    expect(postingRecord(posts([1], {}, 'reply'), options)).toMatchObject({ postsInYear: 0, yuanPerPost: null })
    expect(postingRecord(posts([-1, 3]), options)).toMatchObject({ lastPostOn: '2025-08-17', postsInYear: 1 })
  })
})
