/** Who has how many accounts on which platforms: 1609 in normal operation, 331 of them of districts and departments. */
import { hostileText } from '../text/hostile.ts'
import type { PlatformId } from '../../src/registry/platforms/index.ts'
import { random } from '../random.ts'
import type { Unit } from '../units/unit.ts'
import type { Units } from '../units/units.ts'

export const activeAccounts = 1609
const censusAccounts = 331

export interface Opening {
  readonly organiser: Unit
  readonly platform: PlatformId
  readonly name: string
  readonly purpose: 'publish' | 'service' | 'both'
}

/** The order in which a district or department opens accounts. */
const usualPlatforms: readonly PlatformId[] = ['weixin', 'weibo', 'thepaper', 'weixin-channels', 'douyin', 'toutiao']
const rarePlatforms: readonly PlatformId[] = ['renmin', 'kuaishou', 'xiaohongshu', 'bilibili', 'baijia']

/** Accounts whose names do not follow from the organiser's, instead of the last usual one. */
const ownNames: Readonly<Record<string, { readonly platform: PlatformId; readonly name: string }>> = {
  chengguan: { platform: 'weixin', name: '长三角城管综合执法' },
  shangwu: { platform: 'weixin', name: '上海追溯' },
  jianyu: { platform: 'toutiao', name: `上海监狱${hostileText}` },
}

/** Accounts that offer services and owe no posts: WeChat service accounts, a mini program, two apps. */
const serviceAccounts: Readonly<Record<string, { readonly platform: PlatformId; readonly name: string }>> = {
  gongan: { platform: 'mini-program', name: '上海公安办事' },
  jiaotong: { platform: 'weixin', name: '上海交通办事大厅' },
  renshe: { platform: 'app', name: '上海人社' },
  yibao: { platform: 'weixin', name: '上海医保服务' },
  pudong: { platform: 'app', name: '浦东政务' },
}

/** All accounts in normal operation, the census ones first. */
export function openings(seed: string, units: Units): Opening[] {
  const census = [...units.districts, ...units.departments].flatMap((unit, index) => censusOpenings(unit, index))
  if (census.length !== censusAccounts) throw new Error(`the census has ${census.length} accounts`)
  const others: Opening[] = [
    ...named(units.municipal, usualPlatforms),
    ...units.committees.flatMap((unit) => named(unit, usualPlatforms.slice(0, 5))),
    ...units.subsiteOwners.flatMap((unit) => named(unit, usualPlatforms.slice(0, 2))),
    ...units.subordinates.flatMap((unit) => named(unit, ['weixin'])),
  ]
  const chance = random(`${seed}/openings`)
  const platforms: readonly PlatformId[] = [
    'weixin-channels',
    'weixin-channels',
    'weixin-channels',
    'douyin',
    'douyin',
    'douyin',
    'weibo',
    'weibo',
    'weibo',
    'thepaper',
    'thepaper',
    'toutiao',
    'toutiao',
    'kuaishou',
    'renmin',
    'xiaohongshu',
    'bilibili',
    'baijia',
  ]
  const taken = new Set<string>()
  while (census.length + others.length < activeAccounts) {
    const organiser = chance.pick(units.subordinates)
    const platform = chance.pick(platforms)
    if (taken.has(`${organiser.slug}/${platform}`)) continue
    taken.add(`${organiser.slug}/${platform}`)
    others.push(...named(organiser, [platform]))
  }
  return [...census, ...others]
}

/** Six each for the 16 districts and 25 of the departments, five for the other 17: 331. */
function censusOpenings(unit: Unit, index: number): Opening[] {
  const count = index < 41 ? 6 : 5
  const platforms = usualPlatforms.slice(0, count).map((platform, place) => {
    return place === count - 1 && index % 3 !== 0 ? rarePlatforms[index % rarePlatforms.length]! : platform
  })
  const list = named(unit, platforms)
  const own = ownNames[unit.slug]
  if (own) list[count - 1] = { organiser: unit, purpose: 'publish', ...own }
  const service = serviceAccounts[unit.slug]
  if (service) list[count - 2] = { organiser: unit, purpose: 'service', ...service }
  return list
}

/** Accounts with the organiser's usual name, the same on every platform. */
function named(organiser: Unit, platforms: readonly PlatformId[]): Opening[] {
  return platforms.map((platform) => ({
    organiser,
    platform,
    name: organiser.accountStem,
    purpose: platform === 'weixin' && organiser.printOrder % 7 === 0 ? 'both' : 'publish',
  }))
}
