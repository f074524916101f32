/**
 * 监管工作年度考核指标 of 国办秘函〔2019〕19号: the supervising offices themselves, once a year. Vetoes, 100 points, 20 of bonus
 * (S06). It is a table of its own: nothing here is asked of a site or an account.
 */
import { countedProof, documentProof } from './evidence-fields.ts'
import { defineRuleSet, type Effect } from './rule-set.ts'

function item<const Wanted extends Effect, const Title extends string>(
  effect: Wanted,
  group: string,
  title: Title,
  source: string,
) {
  return {
    target: 'office',
    effect,
    group,
    title,
    decidedBy: 'person',
    params: {},
    wording: title,
    evidenceFields: documentProof,
    mayFill: ['reviewer', 'municipalSupervisor'],
    source,
    verified: false,
  } as const
}

const deductions = '扣分指标'
const bonus = '加分指标'

export const supervision2019 = defineRuleSet({
  id: 'supervision-2019',
  version: 1,
  title: '政府网站与政务新媒体监管工作年度考核指标（2019）',
  basis: ['国办秘函〔2019〕19号'],
  points: [
    {
      target: 'office',
      portalOnly: false,
      base: 100,
      groups: { [deductions]: 100 },
      bonus: 20,
      passAt: 60,
      bonusAbove: 80,
    },
  ],
  clauses: {
    // How many are "several" was not readable.
    'SUP-V-1': item('veto', '单项否决', '抽查中多个网站或账号因严重表述错误被判为不合格', 'S06'),
    // The only copy breaks off at the number: 2 is what is left of it.
    'SUP-V-2': {
      ...item('veto', '单项否决', '抽查中因其他原因不合格的网站超过规定个数', 'S06'),
      params: { minUnqualifiedSites: 2 },
      evidenceFields: countedProof,
    },
    'SUP-V-3': item('veto', '单项否决', '瞒报或发生严重事故等其他情形', 'U'),
    'SUP-D-1': {
      ...item('deduction', deductions, '上年度“我为政府网站找错”留言未办结', 'S06'),
      params: { pointsPerMessage: 3 },
      maxPoints: 20,
      evidenceFields: countedProof,
      verified: true,
    },
    'SUP-D-2': {
      ...item('deduction', deductions, '“我为政府网站找错”留言超过一个月办结', 'S06'),
      params: { maxHandlingMonths: 1, pointsPerMessage: 2 },
      maxPoints: 20,
      evidenceFields: countedProof,
      verified: true,
    },
    'SUP-D-3': {
      ...item('deduction', deductions, '网站工作年度报表未按要求公开', 'S30c, S30d, S44'),
      maxPoints: 15,
    },
    'SUP-D-4': {
      ...item('deduction', deductions, '季度检查未开展、比例不足或结果未公开', 'S30c, S32a'),
      maxPoints: 15,
    },
    'SUP-D-5': {
      ...item('deduction', deductions, '报送系统中网站和账号信息错误、迟报或漏报', 'S20, S36, S55'),
      maxPoints: 10,
    },
    'SUP-D-6': { ...item('deduction', deductions, '域名、标识、迁移和关停不符合规定', 'U'), maxPoints: 10 },
    'SUP-D-7': { ...item('deduction', deductions, '安全、值班、培训和假冒网站处置不到位', 'S44'), maxPoints: 10 },
    'SUP-B-1': {
      ...item('bonus', bonus, '全部网站迁入集约化平台，资源整合、数据共享、统一管理', 'S06'),
      maxPoints: 5,
      pointsVerified: true,
      verified: true,
    },
    'SUP-B-2': { ...item('bonus', bonus, '其他加分事项', 'U'), maxPoints: 15 },
  },
})
