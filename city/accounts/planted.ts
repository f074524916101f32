/**
 * The accounts that are not as they should be. The five stale ones are those of the reference bulletin; the others test
 * boundaries and broken feeds. Accounts are named by organiser, platform and name.
 */
import { day, type Day } from '../../src/kernel/day.ts'
import type { PlatformId } from '../../src/registry/platforms/index.ts'
import { moment } from '../calendar.ts'
import { hostileText } from '../text/hostile.ts'
import type { Plant } from '../sites/faults.ts'
import type { DateStyle, FeedFault, FeedFormat } from './account.ts'
import type { PostPlan } from './posts.ts'

export interface PlantedAccount {
  readonly organiser: string
  readonly platform: PlatformId
  readonly name: string
  readonly as: 'stale' | 'unknown' | 'boundaryFresh' | 'fresh'
  readonly format: FeedFormat
  readonly dates: DateStyle
  readonly posts?: PostPlan
  readonly fault?: FeedFault
  readonly builtOn?: Day
  readonly pinnedOldest?: true
}

const stale: readonly PlantedAccount[] = [
  {
    organiser: 'chengguan',
    platform: 'weixin',
    name: '长三角城管综合执法',
    as: 'stale',
    format: 'rss',
    dates: 'rfc822',
    // One minute before the window.
    posts: { lastAt: moment(day('2025-07-31'), '23:59'), lastTitle: `执法进行时${hostileText}` },
  },
  {
    organiser: 'shangwu',
    platform: 'weixin',
    name: '上海追溯',
    as: 'stale',
    format: 'atom',
    dates: 'isoOffset',
    // 卡点: posts again two days after the monitoring point.
    posts: {
      lastAt: moment(day('2025-07-18'), '10:20'),
      resumedAt: [moment(day('2025-08-18'), '09:00'), moment(day('2025-08-16'), '17:30')],
    },
  },
  {
    organiser: 'tongji',
    platform: 'weixin',
    name: '上海统计',
    as: 'stale',
    format: 'rss',
    dates: 'zoneless',
    posts: { lastAt: moment(day('2025-07-25'), '16:05') },
  },
  {
    organiser: 'minzong',
    platform: 'weibo',
    name: '上海民宗发布',
    as: 'stale',
    format: 'rss',
    dates: 'chinese',
    posts: { lastAt: moment(day('2025-07-29'), '11:48') },
  },
  {
    organiser: 'tongji',
    platform: 'thepaper',
    name: '上海统计',
    as: 'stale',
    format: 'json',
    dates: 'isoOffset',
    posts: { lastAt: moment(day('2025-07-11'), '14:12') },
  },
]

/** More of them with the plant `account-stale`. */
const furtherStale: PlantedAccount = {
  organiser: 'shuiwu',
  platform: 'weibo',
  name: '上海水务海洋',
  as: 'stale',
  format: 'rss',
  dates: 'rfc822',
  posts: { lastAt: moment(day('2025-07-30'), '18:40') },
}

const broken = (organiser: string, platform: PlatformId, name: string, fault: FeedFault): PlantedAccount => {
  return { organiser, platform, name, as: 'unknown', format: 'rss', dates: 'rfc822', fault }
}

const others: readonly PlantedAccount[] = [
  {
    // The first minute of the window, told in UTC: 2025-07-31T16:00Z.
    organiser: 'caizheng',
    platform: 'weixin',
    name: '上海财政',
    as: 'boundaryFresh',
    format: 'atom',
    dates: 'isoZ',
    posts: { lastAt: moment(day('2025-08-01'), '00:00') },
  },
  broken('huangpu', 'thepaper', '上海黄浦', 'error500'),
  broken('xuhui', 'thepaper', '上海徐汇', 'hang'),
  broken('fagai', 'weibo', '上海发展改革', 'truncated'),
  broken('minzheng', 'thepaper', '上海民政', 'verification'),
  {
    ...broken('sifa', 'weixin', '上海司法行政', 'notRefreshed'),
    builtOn: day('2025-08-05'),
    posts: { lastAt: moment(day('2025-07-30'), '09:15') },
  },
  broken('tiyu', 'thepaper', '上海体育', 'empty'),
  { ...broken('shengtai', 'weibo', '上海环境', 'windowNotCovered'), posts: { crowded: true } },
  { ...broken('kewei', 'weibo', '上海科技', 'wrongCharset'), as: 'fresh' },
  {
    organiser: 'jiaoyu',
    platform: 'weibo',
    name: '上海教育',
    as: 'fresh',
    format: 'rss',
    dates: 'rfc822',
    pinnedOldest: true,
  },
]

/** Stale in the same way, but of a body below a district: nobody has drawn it. Last post 2025-07-31 23:59. */
export const unsampledStale = { posts: { lastAt: moment(day('2025-07-31'), '23:59') } } as const

export function plantedAccounts(plants: readonly Plant[]): readonly PlantedAccount[] {
  return [...stale, ...(plants.includes('account-stale') ? [furtherStale] : []), ...others]
}
