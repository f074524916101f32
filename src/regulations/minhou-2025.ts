/** 闽侯县: the national vetoes, and a stricter local cadence for new media (S50k) that warns and never vetoes. */
import { national2019 } from './national-2019.ts'
import { clausesOf, defineRuleSet } from './rule-set.ts'

export const minhou2025 = defineRuleSet({
  id: 'minhou-2025',
  version: 1,
  title: '闽侯县政府网站与政务新媒体检查口径（2025）',
  basis: ['国办秘函〔2019〕19号'],
  clauses: {
    ...clausesOf(national2019.clauses, 'veto'),
    'MH-NM-W-1': {
      ...national2019.clauses['NM-V2.1'],
      judgedLike: 'NM-V2.1',
      effect: 'warning',
      group: '更新预警',
      title: '每10天至少更新一次',
      params: { ...national2019.clauses['NM-V2.1'].params, windowDays: 10, freshWithinDays: 1 },
      wording: '监测点前10天未更新',
      source: 'S50k',
      // A local rule of another place: a pattern to configure, not a rule for others.
      verified: false,
    },
  },
  points: [],
})
