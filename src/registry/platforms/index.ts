/** 账号类型: an open list in printing order. A new platform is one more file and one more line here. */
import app from './app.ts'
import baijia from './baijia.ts'
import bilibili from './bilibili.ts'
import dayu from './dayu.ts'
import douyin from './douyin.ts'
import kuaishou from './kuaishou.ts'
import miniProgram from './mini-program.ts'
import qiehao from './qiehao.ts'
import renmin from './renmin.ts'
import sohu from './sohu.ts'
import thepaper from './thepaper.ts'
import tieba from './tieba.ts'
import toutiao from './toutiao.ts'
import wangyi from './wangyi.ts'
import weibo from './weibo.ts'
import weixin from './weixin.ts'
import weixinChannels from './weixin-channels.ts'
import weixinService from './weixin-service.ts'
import weixinSubscription from './weixin-subscription.ts'
import xiaohongshu from './xiaohongshu.ts'
import xuexi from './xuexi.ts'
import zhihu from './zhihu.ts'
import type { Platform } from './define.ts'

export const platforms = {
  weixin,
  'weixin-subscription': weixinSubscription,
  'weixin-service': weixinService,
  weibo,
  thepaper,
  'weixin-channels': weixinChannels,
  douyin,
  toutiao,
  kuaishou,
  renmin,
  bilibili,
  xiaohongshu,
  baijia,
  qiehao,
  dayu,
  xuexi,
  zhihu,
  tieba,
  wangyi,
  sohu,
  'mini-program': miniProgram,
  app,
} as const satisfies Readonly<Record<string, Platform>>
export type PlatformId = keyof typeof platforms

const ids = Object.keys(platforms) as PlatformId[]

/** The platform that a bulletin counts this one with: 微信订阅号 → 微信; itself when it has none. */
export function rolledUp(platform: PlatformId): PlatformId {
  const { rollUp }: Platform = platforms[platform]
  return rollUp === undefined ? platform : (rollUp as PlatformId)
}

/** The platforms that a bulletin knows, in printing order. */
export const printedPlatforms: readonly PlatformId[] = ids.filter((platform) => rolledUp(platform) === platform)

/** How a bulletin calls the platform, in tables and in running text. */
export function printedPlatform(platform: PlatformId): Platform {
  return platforms[rolledUp(platform)]
}

/** Position of a platform in tables and prose; what is counted together stands together. */
export function platformOrder(platform: PlatformId): number {
  return ids.indexOf(rolledUp(platform))
}

/** 账号类型 → label, for cells. */
export const platformLabels = Object.fromEntries(
  Object.entries(platforms).map(([platform, { label }]) => [platform, label]),
) as Readonly<Record<PlatformId, string>>

/** How files of other systems write a platform, without regard to case; the label is not among them. */
export const platformAliases = Object.fromEntries(
  ids.flatMap((platform) => platforms[platform].aliases.map((alias) => [alias, platform] as const)),
) as Readonly<Record<string, PlatformId>>
