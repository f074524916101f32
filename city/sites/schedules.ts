/**
 * When a column publishes. Both monitoring points, 2025-07-15 and 2025-08-14, must be met by every column that is not
 * planted otherwise: news within 14 days, notices and policies within 6 months, the rest within a year.
 */
import { addDays, day, type Day } from '../../src/kernel/day.ts'
import { cityToday } from '../calendar.ts'
import { random } from '../random.ts'
import type { Rhythm } from './column-plans.ts'

interface Schedule {
  /** The days that must be there, newest first; each may move one day back. */
  readonly anchors: readonly string[]
  /** Older articles that are always there. */
  readonly older: number
  /** About the days between older articles. */
  readonly olderStep: number
  /** Share of the site's further articles. */
  readonly weight: number
}

const schedules: Readonly<Record<Exclude<Rhythm, 'none'>, Schedule>> = {
  main: {
    anchors: ['2025-08-19', '2025-08-12', '2025-08-05', '2025-07-26', '2025-07-13', '2025-07-05', '2025-06-24'],
    older: 3,
    olderStep: 6,
    weight: 0.4,
  },
  news: { anchors: ['2025-08-18', '2025-08-09', '2025-07-11', '2025-06-20'], older: 0, olderStep: 9, weight: 0.15 },
  notice: { anchors: ['2025-08-07', '2025-06-18', '2025-03-27'], older: 0, olderStep: 20, weight: 0.1 },
  policy: { anchors: ['2025-07-29', '2025-05-14'], older: 0, olderStep: 45, weight: 0.05 },
  interpretation: { anchors: ['2025-07-31', '2025-05-20'], older: 0, olderStep: 45, weight: 0.05 },
  yearly: { anchors: ['2025-04-22'], older: 1, olderStep: 90, weight: 0.02 },
  archive: { anchors: ['2021-11-30', '2021-09-16'], older: 0, olderStep: 15, weight: 0 },
}

/** How many articles a department's site has when every column holds just what its update duty needs. */
export const leastArticlesPerSite = 24

/**
 * The column's days, newest first: the anchors, some older ones and its share of what `articlesPerSite` asks beyond the
 * least; nothing after `lastDay`.
 */
export function publishingDays(key: string, rhythm: Rhythm, articlesPerSite: number, lastDay: Day = cityToday): Day[] {
  if (rhythm === 'none') return []
  const { anchors, older, olderStep } = schedules[rhythm]
  const chance = random(key)
  const days = anchors.map((anchor) => addDays(day(anchor), -chance.below(2)))
  const further = older + furtherArticles(rhythm, articlesPerSite)
  for (let index = 0; index < further; index++) {
    days.push(addDays(days.at(-1)!, -1 - chance.below(olderStep * 2)))
  }
  return days.filter((on) => on <= lastDay)
}

/** The column's share of the articles beyond the least. */
export function furtherArticles(rhythm: Rhythm, articlesPerSite: number): number {
  if (rhythm === 'none') return 0
  return Math.round(Math.max(0, articlesPerSite - leastArticlesPerSite) * schedules[rhythm].weight)
}

/** Days of a column whose newest article is of `lastDay`, newest first. */
export function daysEnding(key: string, lastDay: Day, count: number): Day[] {
  const chance = random(key)
  const days = [lastDay]
  while (days.length < count) days.push(addDays(days.at(-1)!, -20 - chance.below(40)))
  return days
}
