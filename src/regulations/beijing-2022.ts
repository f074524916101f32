/**
 * Beijing from 2022: own indicators, websites 100 + 10 and new media scored on 100 as well (S14). The items were not seen:
 * the national ones stand in for websites, and three working items for new media; all unverified.
 */
import { countedProof, pageProof } from './evidence-fields.ts'
import { national2019, portalPoints } from './national-2019.ts'
import { clausesOf, defineRuleSet, eachClause } from './rule-set.ts'

const account = {
  target: 'account',
  effect: 'deduction',
  decidedBy: 'person',
  params: {},
  evidenceFields: countedProof,
  mayFill: ['inspector', 'reviewer', 'municipalSupervisor'],
  source: 'S14, U',
  verified: false,
} as const

export const beijing2022 = defineRuleSet({
  id: 'beijing-2022',
  version: 1,
  title: '北京市政府网站与政务新媒体检查指标（2022）',
  basis: ['国办秘函〔2019〕19号'],
  clauses: {
    ...clausesOf(national2019.clauses, 'veto'),
    // Every site is scored, not portals only.
    ...eachClause(clausesOf(national2019.clauses, 'deduction'), ({ appliesTo }) => ({
      appliesTo: appliesTo?.servicesRequired ? { servicesRequired: true } : {},
      source: 'S14, U',
      verified: false,
      pointsVerified: false,
    })),
    'BJ-WEB-B-1': {
      target: 'site',
      effect: 'bonus',
      group: '加分指标',
      title: '创新发展（细目未见）',
      decidedBy: 'person',
      params: {},
      maxPoints: 10,
      wording: '创新发展',
      evidenceFields: pageProof,
      mayFill: ['reviewer', 'municipalSupervisor'],
      source: 'S14, U',
      verified: false,
    },
    'BJ-NM-D-1': {
      ...account,
      group: '新媒体扣分指标',
      title: '内容发布',
      maxPoints: 40,
      wording: '内容发布存在问题',
    },
    'BJ-NM-D-2': {
      ...account,
      group: '新媒体扣分指标',
      title: '互动服务',
      maxPoints: 30,
      wording: '互动服务存在问题',
    },
    'BJ-NM-D-3': {
      ...account,
      group: '新媒体扣分指标',
      title: '功能与规范',
      maxPoints: 30,
      wording: '功能或规范存在问题',
    },
  },
  points: [
    { ...portalPoints, portalOnly: false, bonus: 10 },
    {
      target: 'account',
      portalOnly: false,
      base: 100,
      groups: { 新媒体扣分指标: 100 },
      bonus: 0,
      passAt: 60,
      bonusAbove: 80,
    },
  ],
})
