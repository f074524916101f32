/** 甘肃省: the national vetoes, and a stricter local cadence for new media (S50a) that warns and never vetoes. */
import { national2019 } from './national-2019.ts'
import { clausesOf, defineRuleSet } from './rule-set.ts'

export const gansu2025 = defineRuleSet({
  id: 'gansu-2025',
  version: 1,
  title: '甘肃省政府网站与政务新媒体检查口径（2025）',
  basis: ['国办秘函〔2019〕19号'],
  clauses: {
    ...clausesOf(national2019.clauses, 'veto'),
    'GS-NM-W-1': {
      ...national2019.clauses['NM-V2.1'],
      judgedLike: 'NM-V2.1',
      effect: 'warning',
      group: '更新预警',
      title: '每周至少更新一次',
      params: { ...national2019.clauses['NM-V2.1'].params, windowDays: 7, freshWithinDays: 1 },
      wording: '监测点前7天未更新',
      source: 'S50a',
      // A local rule of another place: a pattern to configure, not a rule for others.
      verified: false,
    },
  },
  points: [],
})
