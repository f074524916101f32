/** All accounts of the city: those in normal operation, then the others, which no inspection counts. */
import { addDays, day } from '../../src/kernel/day.ts'
import { platforms, type PlatformId } from '../../src/registry/platforms/index.ts'
import { type AccountState } from '../../src/registry/register.ts'
import { cityToday, moment } from '../calendar.ts'
import { decimalId, hash, hexId } from '../random.ts'
import type { Plant } from '../sites/faults.ts'
import type { Units } from '../units/units.ts'
import type { Account, DateStyle, FeedFormat, FeedSource } from './account.ts'
import { openings, type Opening } from './owners.ts'
import { plantedAccounts, unsampledStale, type PlantedAccount } from './planted.ts'
import { buildPosts, type PostPlan } from './posts.ts'

export function buildAccounts(seed: string, units: Units, plants: readonly Plant[]): Account[] {
  const opened = openings(seed, units)
  const planted = new Map(
    plantedAccounts(plants).map((plan) => [planKey(plan.organiser, plan.platform, plan.name), plan]),
  )
  const active = opened.map((opening, index) => {
    const key = planKey(opening.organiser.slug, opening.platform, opening.name)
    const plan = planted.get(key)
    planted.delete(key)
    return buildAccount(seed, opening, index, plan)
  })
  if (planted.size > 0) throw new Error(`planted accounts that nobody owns: ${[...planted.keys()].join(', ')}`)
  return [...active, ...formerAccounts(seed, opened)]
}

function planKey(organiser: string, platform: PlatformId, name: string): string {
  return `${organiser}/${platform}/${name}`
}

function buildAccount(seed: string, opening: Opening, index: number, plan: PlantedAccount | undefined): Account {
  const key = `${seed}/account/${opening.organiser.code}/${opening.platform}/${opening.name}`
  const platformId = platformIdOf(key, opening.platform)
  const noPosts = opening.purpose === 'service'
  const posts = noPosts ? [] : buildPosts(`${key}/posts`, plan?.posts ?? regularPlan(opening, key, index))
  return {
    ...opening,
    platformId,
    state: 'active',
    source: sourceOf(key, opening, platformId, plan, posts.length),
    posts,
  }
}

/** Bodies below districts and departments: one is planted at the boundary, about one in forty has gone quiet. */
function regularPlan(opening: Opening, key: string, index: number): PostPlan {
  if (opening.organiser.kind !== 'subordinate') return {}
  if (index === unsampledStaleIndex) return unsampledStale.posts
  const quiet = hash(`${key}/quiet`) % 40 === 0 && !isEarlierProblem(index)
  return quiet ? { lastAt: moment(addDays(day('2025-07-28'), -(hash(key) % 90)), '15:30') } : {}
}

/** Place of the decoy among the accounts in normal operation; it must belong to a subordinate body. */
const unsampledStaleIndex = 400

/** Places of the accounts named in an earlier inspection: three of the census and 17 of subordinate bodies. */
const earlierProblemIndexes: readonly number[] = [
  4,
  100,
  160,
  ...Array.from({ length: 17 }, (_, index) => 420 + index * 61),
]

function isEarlierProblem(index: number): boolean {
  return earlierProblemIndexes.includes(index)
}

/** The accounts of the earlier-problems file. */
export function earlierProblems(accounts: readonly Account[]): Account[] {
  return earlierProblemIndexes.map((index) => accounts[index]!)
}

function platformIdOf(key: string, platform: PlatformId): string {
  return platform === 'weixin' || platform === 'mini-program' ? `gh_${hexId(key, 12)}` : decimalId(key, 10)
}

/** Mini programs and apps have no feed; about one account in twenty is delivered in a file. */
function sourceOf(
  key: string,
  opening: Opening,
  platformId: string,
  plan: PlantedAccount | undefined,
  postCount: number,
): Account['source'] {
  const withoutFeed = opening.platform === 'mini-program' || opening.platform === 'app'
  const draw = hash(`${key}/source`) % 1000
  if (withoutFeed || (!plan && draw < 50)) return { kind: 'delivered', file: draw % 2 === 0 ? 'csv' : 'xlsx' }
  const { format, dates } = plan ?? feedStyle(draw)
  const extension = { rss: 'xml', atom: 'atom', json: 'json', rdf: 'rdf' }[format]
  return {
    kind: 'feed',
    path: `/${format}/${opening.platform}/${platformId}.${extension}`,
    format,
    dates,
    cdata: draw % 3 === 0,
    rawAmpersands: format === 'rss' && draw % 7 === 0,
    pinnedPost: pinnedPost(plan, draw, postCount),
    builtOn: plan?.builtOn ?? cityToday,
    fault: plan?.fault ?? null,
  } satisfies FeedSource
}

/** The oldest post or one from the middle stands first in about one feed in twelve. */
function pinnedPost(plan: PlantedAccount | undefined, draw: number, postCount: number): number | null {
  if (plan?.pinnedOldest) return 1
  if (plan || postCount === 0 || draw % 12 !== 0) return null
  return draw % 24 === 0 ? 1 : Math.floor(postCount / 2)
}

function feedStyle(draw: number): { readonly format: FeedFormat; readonly dates: DateStyle } {
  if (draw < 600) return { format: 'rss', dates: (['rfc822', 'rfc822', 'zoneless', 'chinese'] as const)[draw % 4]! }
  if (draw < 820) return { format: 'atom', dates: draw % 2 === 0 ? 'isoZ' : 'isoOffset' }
  if (draw < 960) return { format: 'json', dates: (['isoOffset', 'isoZ', 'zoneless'] as const)[draw % 3]! }
  return { format: 'rdf', dates: 'isoOffset' }
}

/** Sixty accounts that are closed, closing or stopped; the first deregistered one still posts. */
function formerAccounts(seed: string, opened: readonly Opening[]): Account[] {
  const states: readonly AccountState[] = ['deregistered', 'stopNotice', 'deregistering']
  return Array.from({ length: 60 }, (_, index): Account => {
    const model = opened[index * 23]!
    const opening: Opening = {
      ...model,
      platform: index % 2 === 0 ? 'weibo' : 'toutiao',
      name: `${model.name}（原）`,
      purpose: 'publish',
    }
    const key = `${seed}/former/${index}/${opening.organiser.code}`
    const platformId = platformIdOf(key, opening.platform)
    const posts = buildPosts(`${key}/posts`, index === 0 ? {} : { lastAt: moment(day('2024-11-20'), '12:00') })
    return {
      ...opening,
      platformId,
      state: states[index % states.length]!,
      source: sourceOf(`${key}/feed`, opening, platformId, undefined, posts.length),
      posts,
    }
  })
}

/** Whether the campaign of the reference bulletin draws the account: the census of districts and departments, and re-checks. */
export function isSampled(account: Account, earlier: ReadonlySet<Account>): boolean {
  if (account.state !== 'active') return false
  return account.organiser.kind === 'district' || account.organiser.kind === 'department' || earlier.has(account)
}

/** The label of the platform in registers. */
export function platformLabel(platform: PlatformId): string {
  return platforms[platform].label
}
