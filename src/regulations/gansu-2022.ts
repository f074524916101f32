/** 甘肃省 2022-Q1 (S27b): new media are asked by one long interval, 20 December 2021 to 20 March 2022. */
import { daysBetween, day } from '../kernel/day.ts'
import { guizhou2025 } from './guizhou-2025.ts'
import { defineRuleSet } from './rule-set.ts'

const intervalDays = daysBetween(day('2021-12-20'), day('2022-03-20')) + 1
const { clauses } = guizhou2025

export const gansu2022 = defineRuleSet({
  id: 'gansu-2022',
  version: 1,
  title: '甘肃省政府网站与政务新媒体检查口径（2022，按时间段检查）',
  basis: ['国办秘函〔2019〕19号'],
  clauses: {
    ...clauses,
    'NM-V2.1': {
      ...clauses['NM-V2.1'],
      params: { ...clauses['NM-V2.1'].params, intervalDays },
      source: 'S27b',
    },
  },
  points: [],
})
