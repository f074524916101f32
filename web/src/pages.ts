/**
 * Every page of the console, one entry each: its address, its name, the capability it needs, where it stands in the menu, and
 * its code, which is fetched when the page is first opened. The order is the menu's.
 */
import type { ComponentType } from 'react'
import type { Capability } from '../../src/kernel/actor.ts'

export interface PageEntry {
  /** `$id` stands for a part of the address. */
  readonly path: string
  readonly title: string
  /** Of `kernel/actor.ts`; without one everybody may. */
  readonly capability?: Capability
  /** Key of its group in the menu; a page without one is reached from others. */
  readonly menu?: MenuGroup
  /** Address of the page of the menu that it belongs to, where its own address does not say. */
  readonly under?: string
  /** Stands alone: no frame, no signing in. */
  readonly bare?: boolean
  readonly load: () => Promise<{ readonly default: ComponentType }>
}

/** Groups of the menu in their order; one that has a single page is that page. */
export const menuGroups = {
  own: '单位首页',
  overview: '总览',
  registry: '名录管理',
  campaigns: '检查',
  review: '复核',
  rectification: '整改',
  messages: '找错留言',
  monitoring: '监测预警',
  bulletins: '通报',
  rules: '检查口径',
  system: '系统管理',
} as const
export type MenuGroup = keyof typeof menuGroups

export const pages: readonly PageEntry[] = [
  {
    path: '/',
    title: '总览',
    capability: 'campaigns:read',
    menu: 'overview',
    load: () => import('./pages/overview/overview.tsx'),
  },
  {
    path: '/registry/units',
    title: '单位',
    capability: 'registry:read',
    menu: 'registry',
    load: () => import('./pages/registry/units.tsx'),
  },
  {
    path: '/registry/sites',
    title: '网站',
    capability: 'registry:read',
    menu: 'registry',
    load: () => import('./pages/registry/sites.tsx'),
  },
  {
    path: '/registry/accounts',
    title: '账号',
    capability: 'registry:read',
    menu: 'registry',
    load: () => import('./pages/registry/accounts.tsx'),
  },
  {
    path: '/registry/columns',
    title: '栏目',
    capability: 'registry:read',
    menu: 'registry',
    load: () => import('./pages/registry/columns.tsx'),
  },
  {
    path: '/registry/import',
    title: '导入',
    capability: 'registry:change',
    menu: 'registry',
    load: () => import('./pages/registry/import.tsx'),
  },
  {
    path: '/registry/reconcile',
    title: '与国家系统核对',
    capability: 'registry:change',
    menu: 'registry',
    load: () => import('./pages/registry/reconcile.tsx'),
  },
  {
    path: '/campaigns',
    title: '检查任务',
    capability: 'campaigns:read',
    menu: 'campaigns',
    load: () => import('./pages/campaigns/campaigns.tsx'),
  },
  {
    path: '/campaigns/new',
    title: '立项',
    capability: 'campaigns:manage',
    load: () => import('./pages/campaigns/new-campaign.tsx'),
  },
  {
    path: '/campaigns/$id',
    title: '检查',
    capability: 'campaigns:read',
    load: () => import('./pages/campaigns/campaign.tsx'),
  },
  {
    path: '/campaigns/$id/results',
    title: '检查结果',
    capability: 'findings:read',
    load: () => import('./pages/campaigns/results.tsx'),
  },
  {
    path: '/campaigns/$id/comparison',
    title: '与上次比较',
    capability: 'findings:read',
    load: () => import('./pages/campaigns/comparison.tsx'),
  },
  {
    path: '/campaigns/$id/life',
    title: '整改全过程',
    capability: 'rectification:read',
    load: () => import('./pages/campaigns/life.tsx'),
  },
  {
    path: '/inspections/$id',
    under: '/campaigns',
    title: '检查',
    capability: 'findings:read',
    load: () => import('./pages/inspections/inspection.tsx'),
  },
  {
    path: '/bulletins',
    title: '通报',
    capability: 'bulletins:read',
    menu: 'bulletins',
    load: () => import('./pages/bulletins/bulletins.tsx'),
  },
  {
    path: '/campaigns/$id/bulletin',
    under: '/bulletins',
    title: '通报',
    capability: 'bulletins:read',
    load: () => import('./pages/bulletins/bulletin.tsx'),
  },
  {
    path: '/campaigns/$id/figures/$figure',
    under: '/bulletins',
    title: '数字明细',
    capability: 'bulletins:read',
    load: () => import('./pages/bulletins/figure.tsx'),
  },
  { path: '/account', title: '我的账户', load: () => import('./pages/account/account.tsx') },
  { path: '/api-docs', title: '接口说明', load: () => import('./pages/api-docs/api-docs.tsx') },
  {
    path: '/review',
    title: '复核队列',
    capability: 'review:read',
    menu: 'review',
    load: () => import('./pages/review/queue.tsx'),
  },
  {
    path: '/review/work',
    title: '快速复核',
    capability: 'review:decide',
    menu: 'review',
    load: () => import('./pages/review/work.tsx'),
  },
  {
    path: '/check-sheets',
    title: '人工检查表',
    capability: 'review:read',
    menu: 'review',
    load: () => import('./pages/check-sheets/check-sheets.tsx'),
  },
  {
    path: '/exemptions',
    title: '白名单',
    capability: 'review:read',
    menu: 'review',
    load: () => import('./pages/review/exemptions.tsx'),
  },
  {
    path: '/rules',
    title: '检查口径',
    capability: 'rules:read',
    menu: 'rules',
    load: () => import('./pages/rules/rules.tsx'),
  },
  {
    path: '/rules/dry-run',
    title: '口径试算',
    capability: 'rules:manage',
    menu: 'rules',
    load: () => import('./pages/rules/dry-run.tsx'),
  },
  {
    path: '/my',
    title: '单位首页',
    capability: 'selfCheck:start',
    menu: 'own',
    load: () => import('./pages/my/my.tsx'),
  },
  {
    path: '/notices',
    title: '整改通知',
    capability: 'rectification:read',
    menu: 'rectification',
    load: () => import('./pages/rectification/notices.tsx'),
  },
  {
    path: '/notices/$id',
    title: '整改通知',
    capability: 'rectification:read',
    load: () => import('./pages/rectification/notice.tsx'),
  },
  {
    path: '/cases',
    title: '整改事项',
    capability: 'rectification:read',
    menu: 'rectification',
    load: () => import('./pages/rectification/cases.tsx'),
  },
  {
    path: '/cases/$id',
    title: '整改事项',
    capability: 'rectification:read',
    load: () => import('./pages/rectification/case.tsx'),
  },
  {
    path: '/requests',
    title: '申诉与延期',
    capability: 'rectification:read',
    menu: 'rectification',
    load: () => import('./pages/rectification/requests.tsx'),
  },
  {
    path: '/look-back',
    title: '回头看',
    capability: 'rectification:read',
    menu: 'rectification',
    load: () => import('./pages/rectification/look-back.tsx'),
  },
  {
    path: '/messages',
    title: '找错留言',
    capability: 'messages:read',
    menu: 'messages',
    load: () => import('./pages/messages/messages.tsx'),
  },
  {
    path: '/messages/import',
    title: '导入找错留言',
    capability: 'messages:import',
    load: () => import('./pages/messages/import.tsx'),
  },
  {
    path: '/availability',
    title: '可用性',
    capability: 'monitoring:read',
    menu: 'monitoring',
    load: () => import('./pages/monitoring/availability.tsx'),
  },
  {
    path: '/availability/$siteCode',
    title: '可用性',
    capability: 'monitoring:read',
    load: () => import('./pages/monitoring/site.tsx'),
  },
  {
    path: '/alerts',
    title: '告警',
    capability: 'monitoring:read',
    menu: 'monitoring',
    load: () => import('./pages/monitoring/alerts.tsx'),
  },
  {
    path: '/warnings',
    title: '更新预警',
    capability: 'monitoring:read',
    menu: 'monitoring',
    load: () => import('./pages/monitoring/warnings.tsx'),
  },
  {
    path: '/certificates',
    title: '证书',
    capability: 'monitoring:read',
    menu: 'monitoring',
    load: () => import('./pages/monitoring/certificates.tsx'),
  },
  {
    path: '/guard',
    title: '重保',
    capability: 'monitoring:read',
    menu: 'monitoring',
    load: () => import('./pages/monitoring/guard.tsx'),
  },
  { path: '/account/password', title: '修改密码', load: () => import('./pages/account/change-password.tsx') },
  {
    path: '/system/users',
    title: '用户',
    capability: 'users:read',
    menu: 'system',
    load: () => import('./pages/system/users.tsx'),
  },
  {
    path: '/system/keys',
    title: '接口密钥',
    capability: 'keys:own',
    menu: 'system',
    load: () => import('./pages/system/api-keys.tsx'),
  },
  {
    path: '/system/channels',
    title: '投送渠道',
    capability: 'delivery:read',
    menu: 'system',
    load: () => import('./pages/system/channels.tsx'),
  },
  {
    path: '/system/dispatches',
    title: '消息',
    capability: 'delivery:read',
    menu: 'system',
    load: () => import('./pages/system/dispatches.tsx'),
  },
  {
    path: '/system/jobs',
    title: '任务和执行者',
    capability: 'system:read',
    menu: 'system',
    load: () => import('./pages/system/jobs.tsx'),
  },
  {
    path: '/system/load',
    title: '采集负荷',
    capability: 'system:read',
    menu: 'system',
    load: () => import('./pages/system/load.tsx'),
  },
  {
    path: '/system/audit',
    title: '审计日志',
    capability: 'audit:read',
    menu: 'system',
    load: () => import('./pages/system/audit.tsx'),
  },
  {
    path: '/system/backups',
    title: '备份',
    capability: 'system:read',
    menu: 'system',
    load: () => import('./pages/system/backups.tsx'),
  },
  {
    path: '/system/settings',
    title: '设置',
    capability: 'system:read',
    menu: 'system',
    load: () => import('./pages/system/installation.tsx'),
  },
  {
    path: '/system/kiosk',
    title: '大屏令牌',
    capability: 'system:manage',
    menu: 'system',
    load: () => import('./pages/system/kiosk-tokens.tsx'),
  },
  {
    path: '/delivery/$id',
    title: '消息',
    capability: 'rectification:read',
    load: () => import('./pages/my/letter.tsx'),
  },
  { path: '/screen', title: '大屏', bare: true, load: () => import('./pages/screen/screen.tsx') },
]
