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
  applied: '申请开设',
  filed: '已备案待开通',
  active: '正常',
  stopNotice: '停更公告',
  deregistering: '注销中',
  deregistered: '已注销',
  unfiled: '未备案',
  duplicate: '重复开设',
  impersonationSuspected: '疑似假冒',
} as const
export type AccountState = keyof typeof accountStates

/** 账号用途 */
export const accountPurposes = { publish: '发布类', service: '服务类', both: '发布和服务类' } as const
export type AccountPurpose = keyof typeof accountPurposes

/** 备案情况: whether 全国政务新媒体信息报送系统 has the account (M31-8); apart from what the account does. */
export const filingStates = { filed: '已备案', pending: '备案中', unfiled: '未备案', unknown: '未核实' } as const
export type FilingState = keyof typeof filingStates

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
