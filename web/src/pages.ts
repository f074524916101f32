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
  /** Stands alone: no frame, no signing in. */
  readonly bare?: boolean
  readonly load: () => Promise<{ readonly default: ComponentType }>
}

/** Groups of the menu in their order; one that has a single page is that page. */
export const menuGroups = {
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
    path: '/inspections/$id',
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
    title: '通报',
    capability: 'bulletins:read',
    load: () => import('./pages/bulletins/bulletin.tsx'),
  },
  {
    path: '/campaigns/$id/figures/$figure',
    title: '数字明细',
    capability: 'bulletins:read',
    load: () => import('./pages/bulletins/figure.tsx'),
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
  { path: '/screen', title: '大屏', bare: true, load: () => import('./pages/screen/screen.tsx') },
]
