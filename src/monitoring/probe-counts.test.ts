import { expect, test } from 'vitest'
import type { Probe } from '../evidence/probes.ts'
import { day } from '../kernel/day.ts'
import { countProbes } from './probe-counts.ts'

const today = day('2025-08-14')

function visits(count: number, outcomeOf: (index: number) => Partial<Probe>): Probe[] {
  const first = Date.parse('2025-08-14T00:00:00+08:00')
  return Array.from({ length: count }, (_, index) => ({
    at: new Date(first + (index * 86_400_000) / count).toISOString(),
    outcome: 'opened' as const,
    elapsedMs: 100,
    detail: '',
    ...outcomeOf(index),
  }))
}

test('a day of 24: all are counted, and twenty at equal distances', () => {
  const { all, spaced } = countProbes(
    visits(24, (index) => ({ outcome: index === 0 ? 'failed' : 'opened' })),
    [today],
    15_000,
  )
  expect(all).toMatchObject({ opened: 23, failed: 1, thinDays: [] })
  expect(spaced).toMatchObject({ opened: 19, failed: 1, thinDays: [] })
})

test('an hour of failures among visits every five minutes is one twenty-fourth either way, not more', () => {
  const dense = visits(288, (index) => ({ outcome: index < 12 ? 'failed' : 'opened' }))
  const { all, spaced } = countProbes(dense, [today], 15_000)
  expect(all).toMatchObject({ opened: 276, failed: 12 })
  expect(spaced).toMatchObject({ opened: 19, failed: 1 })
})

test('twenty visits are enough for a day, nineteen are not; 15 seconds is too slow, a millisecond less is not', () => {
  expect(
    countProbes(
      visits(20, () => ({})),
      [today],
      15_000,
    ).all.thinDays,
  ).toEqual([])
  expect(
    countProbes(
      visits(19, () => ({})),
      [today],
      15_000,
    ).all.thinDays,
  ).toEqual([today])
  const slow = visits(20, (index) => ({ elapsedMs: index === 0 ? 15_000 : 14_999 }))
  expect(countProbes(slow, [today], 15_000).all).toMatchObject({ opened: 19, failed: 1 })
})
