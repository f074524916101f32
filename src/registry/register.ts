/** The words of the register: what units, sites and accounts may be, each with its Chinese label. Lists are data. */

/** 机构类别 */
export const unitKinds = {
  municipal: '市政府',
  district: '区政府',
  department: '市政府部门',
  committee: '管委会',
  subordinate: '下属单位',
} as const
export type UnitKind = keyof typeof unitKinds

/** 网站类别 (regulation 3.3) */
export const siteCategories = {
  municipalPortal: '市政府门户网站',
  districtPortal: '区政府门户网站',
  department: '市政府部门网站',
  subsite: '市政府部门下属子网站',
  committee: '管委会网站',
} as const
export type SiteCategory = keyof typeof siteCategories

/** 运行状态: only `active` counts in a denominator. */
export const siteStates = {
  active: '正常运行',
  temporarilyOffline: '临时下线',
  closed: '永久下线',
  migrated: '迁移整合',
} as const
export type SiteState = keyof typeof siteStates

/** 账号状态: only `active` counts in a denominator. */
export const accountStates = {
  active: '正常',
  stopNotice: '停更公告',
  deregistering: '注销中',
  deregistered: '已注销',
} as const
export type AccountState = keyof typeof accountStates

/** 账号用途 */
export const accountPurposes = { publish: '发布类', service: '服务类', both: '发布和服务类' } as const

/** 采集方式 */
export const sourceKinds = { feed: '订阅源', delivered: '文件报送' } as const

/** 栏目类别 */
export const columnClassNames = {
  news: '动态要闻',
  notice: '通知公告',
  policy: '政策文件',
  interpretation: '政策解读',
  overview: '概况信息',
  functions: '机构职能',
  leaders: '领导信息',
  services: '办事服务',
  interaction: '互动交流',
  other: '其他',
} as const

/**
 * 账号类型: an open list in printing order. `label` stands in registers and tables, `inProse` in running text
 * (微信公众号“上海统计”).
 */
export const platforms = {
  weixin: { label: '微信', inProse: '微信公众号' },
  weibo: { label: '微博', inProse: '微博' },
  thepaper: { label: '澎湃号', inProse: '澎湃号' },
  'weixin-channels': { label: '视频号', inProse: '视频号' },
  douyin: { label: '抖音', inProse: '抖音号' },
  toutiao: { label: '头条号', inProse: '头条号' },
  kuaishou: { label: '快手', inProse: '快手号' },
  renmin: { label: '人民号', inProse: '人民号' },
  bilibili: { label: '哔哩哔哩', inProse: '哔哩哔哩账号' },
  xiaohongshu: { label: '小红书', inProse: '小红书账号' },
  baijia: { label: '百家号', inProse: '百家号' },
  'mini-program': { label: '微信小程序', inProse: '微信小程序' },
  app: { label: '移动客户端', inProse: '移动客户端' },
} as const
export type PlatformId = keyof typeof platforms

/** Position of a platform in tables and prose. */
export function platformOrder(platform: PlatformId): number {
  return Object.keys(platforms).indexOf(platform)
}
