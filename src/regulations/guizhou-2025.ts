/**
 * 贵州省 2025 (S26): new media are asked by one long interval (1 April to 15 June 2025) instead of a point. A campaign gives its
 * own length with a correction of `intervalDays`.
 */
import { daysBetween, day } from '../kernel/day.ts'
import { national2019 } from './national-2019.ts'
import { clausesOf, defineRuleSet } from './rule-set.ts'

const vetoes = clausesOf(national2019.clauses, 'veto')
const intervalDays = daysBetween(day('2025-04-01'), day('2025-06-15')) + 1

export const guizhou2025 = defineRuleSet({
  id: 'guizhou-2025',
  version: 1,
  title: '贵州省政府网站与政务新媒体检查口径（2025，按时间段检查）',
  basis: ['国办秘函〔2019〕19号'],
  clauses: {
    ...vetoes,
    'NM-V2.1': {
      ...vetoes['NM-V2.1'],
      title: '监测时间段内连续两周以上无更新',
      params: { ...vetoes['NM-V2.1'].params, intervalDays },
      wording: '监测时间段内连续两周以上未更新',
      source: 'S26',
      // The interval is known, how gaps in it are counted is not.
      verified: false,
    },
  },
  points: [],
})
