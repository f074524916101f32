import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Post } from '../evidence/posts.ts'
import { addDays, day, type Day } from '../kernel/day.ts'
import { keptPosts, mergePosts } from './merge-posts.ts'
import type { ShownPosts } from './source-reading.ts'

const post = (id: string, on: string): Post => ({
  id,
  title: id,
  url: null,
  publishedOn: day(on),
  publishedAt: null,
  rawDate: on,
})

function shown(until: string, from: string | null, ...posts: Post[]): ShownPosts {
  const knownUntil = `${until}T12:00:00+08:00`
  return { knownUntil, coveredFrom: from === null ? null : day(from), undatedCount: 0, posts, showsAll: true }
}
const at = (on: string) => `${on}T12:00:00+08:00`

describe('what a source has shown by now', () => {
  const before = mergePosts(
    null,
    shown('2025-08-10', '2025-08-01', post('b', '2025-08-09'), post('a', '2025-08-01')),
    at('2025-08-10'),
  )

  test('a post that fell off the end of the feed stays, and the days before are still covered', () => {
    const next = mergePosts(
      before,
      shown('2025-08-14', '2025-08-09', post('c', '2025-08-13'), post('b', '2025-08-09')),
      at('2025-08-14'),
    )
    expect(next.posts.map(({ id, goneOn }) => [id, goneOn])).toEqual([
      ['c', undefined],
      ['b', undefined],
      ['a', undefined],
    ])
    expect(next.coveredFrom).toBe('2025-08-01')
  })

  test('a gap between two readings is not covered', () => {
    const next = mergePosts(before, shown('2025-09-14', '2025-08-11', post('c', '2025-09-13')), at('2025-09-14'))
    expect(next.coveredFrom).toBe('2025-08-11')
    expect(
      mergePosts(before, shown('2025-09-14', '2025-08-10', post('c', '2025-09-13')), at('2025-09-14')).coveredFrom,
    ).toBe('2025-08-01')
  })

  test('a post that is missed among those of its days is gone, and comes back when it is shown again', () => {
    const missed = shown('2025-08-14', '2025-08-01', post('c', '2025-08-13'), post('a', '2025-08-01'))
    const next = mergePosts(before, missed, at('2025-08-14'))
    expect(next.posts.find(({ id }) => id === 'b')?.goneOn).toBe('2025-08-14')
    const again = mergePosts(
      next,
      shown('2025-08-15', '2025-08-01', post('b', '2025-08-09'), post('a', '2025-08-01')),
      at('2025-08-15'),
    )
    expect(again.posts.find(({ id }) => id === 'b')).not.toHaveProperty('goneOn')
  })

  test('nothing is gone when the feed shows undated posts or not everything', () => {
    const missed = shown('2025-08-14', '2025-08-01', post('c', '2025-08-13'), post('a', '2025-08-01'))
    for (const reading of [
      { ...missed, undatedCount: 1 },
      { ...missed, showsAll: false },
    ]) {
      expect(mergePosts(before, reading, at('2025-08-14')).posts.every(({ goneOn }) => goneOn === undefined)).toBe(true)
    }
  })

  test('a clock that jumps back adds posts and takes nothing back', () => {
    const next = mergePosts(before, shown('2025-08-02', '2025-08-02', post('z', '2025-08-02')), at('2025-08-02'))
    expect(next).toMatchObject({
      knownUntil: before.knownUntil,
      coveredFrom: before.coveredFrom,
      capturedAt: before.capturedAt,
    })
    expect(next.posts.map(({ id }) => id)).toEqual(['b', 'z', 'a'])
  })

  test('repeated ids of one day are one post', () => {
    const next = mergePosts(
      null,
      shown('2025-08-14', null, post('a', '2025-08-13'), post('a', '2025-08-13'), post('a', '2025-08-12')),
      at('2025-08-14'),
    )
    expect(next.posts.map(({ publishedOn }) => publishedOn)).toEqual(['2025-08-13', '2025-08-12'])
  })

  test('the newest thousand are kept, and what is cut is no longer covered', () => {
    const many = Array.from({ length: keptPosts + 5 }, (_, index) =>
      post(String(index), addDays(day('2025-08-14'), -index)),
    )
    const next = mergePosts(null, shown('2025-08-14', null, ...many), at('2025-08-14'))
    expect(next.posts).toHaveLength(keptPosts)
    expect(next.coveredFrom).toBe(addDays(day('2025-08-14'), 1 - keptPosts))
  })
})

test('whatever a source shows over time: no post is lost, days do not rise, and repeating a reading changes nothing', () => {
  const dayOf = (offset: number): Day => addDays(day('2025-01-01'), offset)
  const readings = fc.array(
    fc.record({ on: fc.nat(60), ids: fc.array(fc.tuple(fc.nat(20), fc.nat(60)), { maxLength: 8 }), from: fc.nat(60) }),
    { minLength: 1, maxLength: 8 },
  )
  fc.assert(
    fc.property(readings, (list) => {
      let merged = null as ReturnType<typeof mergePosts> | null
      const seen = new Set<string>()
      for (const { on, ids, from } of list) {
        const items = ids.map(([id, offset]) => post(`p${id}`, dayOf(Math.min(offset, on))))
        for (const { id, publishedOn } of items) seen.add(`${publishedOn} ${id}`)
        const reading = shown(dayOf(on), dayOf(Math.min(from, on)), ...items)
        merged = mergePosts(merged, reading, at(dayOf(on)))
        expect(mergePosts(merged, reading, at(dayOf(on))).posts).toEqual(merged.posts)
      }
      const days = merged!.posts.map(({ publishedOn }) => publishedOn)
      expect(days).toEqual(days.toSorted().toReversed())
      expect(new Set(merged!.posts.map(({ id, publishedOn }) => `${publishedOn} ${id}`))).toEqual(seen)
    }),
  )
})
