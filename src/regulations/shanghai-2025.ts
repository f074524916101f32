/**
 * Shanghai's practice of 2025: the national vetoes; no published scores for sites (a pass rate), a list of accounts with
 * serious problems for new media (S01, S52a).
 */
import { national2019 } from './national-2019.ts'
import { clausesOf, defineRuleSet } from './rule-set.ts'

export const shanghai2025 = defineRuleSet({
  id: 'shanghai-2025',
  version: 1,
  title: '上海市政府网站与政务新媒体检查口径（2025）',
  basis: ['国办秘函〔2019〕19号', '国办公开办函〔2021〕31号'],
  clauses: clausesOf(national2019.clauses, 'veto'),
  points: [],
})
