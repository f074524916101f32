/** Posts of an account: 20 to 40, the newest in the days before the city's today unless the account has gone quiet. */
import { addDays, day, daysBetween, type Day } from '../../src/kernel/day.ts'
import { cityToday, moment, type Moment } from '../calendar.ts'
import { random, type Random } from '../random.ts'
import { places, topics } from '../text/topics.ts'
import type { Post } from './account.ts'

export interface PostPlan {
  /** The last post of the regular row; the city's recent days when absent. */
  readonly lastAt?: Moment
  /** Posts after a gap, newest first: an account that resumes after the monitoring point. */
  readonly resumedAt?: readonly Moment[]
  /** Of the newest post. */
  readonly lastTitle?: string
  /** All posts lie in the last three days, 24 of them or more. */
  readonly crowded?: true
}

const patterns = [
  (topic: string, place: string) => `${place}有新变化！${topic}这样做`,
  (topic: string) => `关于${topic}，这些事您需要知道`,
  (topic: string, place: string) => `【${place}】${topic}现场直击`,
  (topic: string) => `一图看懂${topic}`,
  (topic: string, place: string) => `${topic}进行时 | ${place}`,
  (topic: string) => `${topic}热点问答 & 办理提示`,
] as const

export function postTitle(chance: Random): string {
  return chance.pick(patterns)(chance.pick(topics), chance.pick(places))
}

/** Newest first. The days between posts vary, and a regular account never leaves eight days without a post. */
export function buildPosts(key: string, plan: PostPlan): Post[] {
  const chance = random(key)
  const count = 20 + chance.below(21)
  const time = (): string =>
    `${String(7 + chance.below(14)).padStart(2, '0')}:${String(chance.below(60)).padStart(2, '0')}`
  const moments: Moment[] = [...(plan.resumedAt ?? [])]
  let on: Day = plan.lastAt ? day(plan.lastAt.slice(0, 10)) : addDays(cityToday, -chance.below(4))
  moments.push(plan.lastAt ?? moment(on, time()))
  while (moments.length < count) {
    on = addDays(
      on,
      -(plan.crowded ? Number(chance.chance(0.06) && daysBetween(on, cityToday) < 2) : 1 + chance.below(4)),
    )
    moments.push(moment(on, time()))
  }
  return moments
    .toSorted((a, b) => (a < b ? 1 : -1))
    .map((at, index) => {
      const title = postTitle(chance)
      return { number: moments.length - index, title: index === 0 ? (plan.lastTitle ?? title) : title, at }
    })
}
