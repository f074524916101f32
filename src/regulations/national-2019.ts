/** 国办秘函〔2019〕19号: vetoes of websites and new media, deductions and bonus of portals (PROC-1 to PROC-12). */
import { accountVetoes } from './national-2019/account-vetoes.ts'
import { siteBonus } from './national-2019/site-bonus.ts'
import { siteDeductions } from './national-2019/site-deductions.ts'
import { siteVetoes } from './national-2019/site-vetoes.ts'
import { defineRuleSet, type PointsTable } from './rule-set.ts'

/** PROC-3, 4, 5, 7: 100 points by first-level indicator, 30 of bonus above 80. */
export const portalPoints = {
  target: 'site',
  portalOnly: true,
  base: 100,
  groups: { 发布解读: 31, 办事服务: 25, 互动交流: 23, 功能设计: 21 },
  bonus: 30,
  passAt: 60,
  bonusAbove: 80,
  servicesGroup: '办事服务',
} as const satisfies PointsTable

export const national2019 = defineRuleSet({
  id: 'national-2019',
  version: 2,
  title: '政府网站与政务新媒体检查指标（2019）',
  basis: ['国办秘函〔2019〕19号'],
  clauses: { ...siteVetoes, ...siteDeductions, ...siteBonus, ...accountVetoes },
  points: [portalPoints],
})
