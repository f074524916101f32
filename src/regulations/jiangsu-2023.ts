/**
 * Jiangsu (Lianyungang 2023-09, S21): new media have deduction situations beside the vetoes, as a list of problems; points
 * for them were not published. Websites as in the national table.
 */
import { trialProof } from './evidence-fields.ts'
import { national2019, portalPoints } from './national-2019.ts'
import { defineRuleSet } from './rule-set.ts'

export const jiangsu2023 = defineRuleSet({
  id: 'jiangsu-2023',
  version: 1,
  title: '江苏省政府网站与政务新媒体检查口径（2023）',
  basis: ['国办秘函〔2019〕19号'],
  clauses: {
    ...national2019.clauses,
    'JS-NM-D-1': {
      // A situation below the veto: seven days is the working number of a notice that gives none.
      ...national2019.clauses['NM-V2.1'],
      judgedLike: 'NM-V2.1',
      effect: 'deduction',
      group: '扣分情形',
      title: '内容更新不及时',
      params: { ...national2019.clauses['NM-V2.1'].params, windowDays: 7, freshWithinDays: 3 },
      wording: '内容更新不及时',
      source: 'S21, U',
      verified: false,
    },
    'JS-NM-D-2': {
      ...national2019.clauses['NM-V3.1'],
      effect: 'deduction',
      group: '扣分情形',
      title: '功能无法使用',
      wording: '功能无法使用',
      evidenceFields: trialProof,
      source: 'S21',
      verified: false,
    },
  },
  points: [portalPoints],
})
