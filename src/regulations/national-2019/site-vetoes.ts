/** Part 1, websites: six vetoes. A trigger is a clause of its own: any one alone makes the site unqualified (PROC-2). */
import { answerProof, countedProof, documentProof, pageProof, trialProof } from '../evidence-fields.ts'

const anyone = ['inspector', 'reviewer', 'municipalSupervisor'] as const

/** A veto on websites; text and numbers compared with the sources unless the clause says otherwise. */
function veto<const Group extends string, const Title extends string>(group: Group, title: Title, source: string) {
  return {
    target: 'site',
    effect: 'veto',
    group,
    title,
    decidedBy: 'person',
    params: {},
    wording: title,
    evidenceFields: pageProof,
    mayFill: anyone,
    source,
    verified: true,
  } as const
}

const incident = '安全、泄密事故等严重问题'

export const siteVetoes = {
  'WEB-V1.1': veto(incident, '严重表述错误', 'S07, S16, S52e'),
  'WEB-V1.2': {
    ...veto(incident, '泄露国家秘密', 'S07'),
    evidenceFields: documentProof,
    mayFill: ['municipalSupervisor'],
  },
  'WEB-V1.3': veto(incident, '发布或链接反动、暴力、色情等内容', 'S07'),
  'WEB-V1.4': {
    // An attack alone is no veto: the rule asks for slow handling and a serious result, hence both instants.
    ...veto(incident, '被攻击或篡改且未及时处置造成严重安全事故', 'S07'),
    evidenceFields: [
      ...pageProof,
      { name: '发现日期', kind: 'day', required: true },
      { name: '处置日期', kind: 'day', required: false },
    ],
  },
  'WEB-V1.5': {
    // A machine sees that dates disagree, and nothing of other falsification: it proposes, and its pass closes nothing.
    ...veto(incident, '弄虚作假（伪造发稿日期等）', 'S07'),
    decidedBy: 'confirmation',
    passStands: false,
    params: { minGapDays: 7, minMissedDays: 1 },
  },
  'WEB-V1.6': { ...veto(incident, '因网站管理不善引发严重负面舆情', 'S07'), evidenceFields: documentProof },
  'WEB-V2': {
    ...veto('站点无法访问', '站点无法访问', 'S07, S17'),
    decidedBy: 'machine',
    params: { windowDays: 7, minProbesPerDay: 20, timeoutMs: 15_000, failedSharePercent: 5 },
    wording: '监测一周内首页累计无法访问比例达到5%',
  },
  'WEB-V3': {
    ...veto('首页不更新', '首页不更新', 'S07, S17'),
    decidedBy: 'machine',
    params: { windowDays: 14 },
    wording: '监测点前两周首页未更新',
  },
  'WEB-V4.1': {
    ...veto('栏目不更新', '动态要闻、通知公告、政策文件类栏目不更新', 'S07, S17, S19'),
    decidedBy: 'machine',
    params: { newsDays: 14, noticeMonths: 6, minColumns: 5 },
    wording: '动态要闻、通知公告、政策文件类栏目累计5个及以上未更新',
    evidenceFields: countedProof,
  },
  'WEB-V4.2': {
    // "长期" has no number in any text that was read; 365 days is practice (Hunan 2022-Q2, S56), hence unverified.
    ...veto('栏目不更新', '应更新但长期未更新的栏目', 'S07, S17, S19, S56'),
    decidedBy: 'machine',
    params: { longStaleDays: 365, minColumns: 10 },
    wording: '应更新但长期未更新的栏目10个及以上',
    evidenceFields: countedProof,
    verified: false,
  },
  'WEB-V4.3': {
    ...veto('栏目不更新', '空白栏目', 'S07, S17, S19, S24'),
    decidedBy: 'machine',
    params: { minColumns: 5 },
    wording: '空白栏目5个及以上',
    evidenceFields: countedProof,
  },
  'WEB-V5.1': {
    // That a channel works shows only when a person submits something: a pass of the machine is a proposal.
    ...veto('互动回应差', '未提供有效的网上咨询建言渠道', 'S07, S20'),
    decidedBy: 'confirmation',
    passStands: false,
    evidenceFields: trialProof,
  },
  'WEB-V5.2': {
    // The public list shows published messages only; what is hidden needs an export and a person.
    ...veto('互动回应差', '一年内有效留言超过三个月未答复', 'S07, S17, S36, S59'),
    decidedBy: 'confirmation',
    passStands: false,
    params: { lookBackMonths: 12, maxAnswerMonths: 3 },
    evidenceFields: answerProof,
  },
  'WEB-V6.1': {
    ...veto('服务不实用', '未提供办事服务', 'S07'),
    decidedBy: 'confirmation',
    passStands: true,
    appliesTo: { servicesRequired: true },
  },
  'WEB-V6.2': {
    ...veto('服务不实用', '5个及以上事项的办事指南重点要素缺失4类及以上', 'S07, S20'),
    decidedBy: 'confirmation',
    passStands: true,
    params: { minItems: 5, minMissingClasses: 4 },
    appliesTo: { servicesRequired: true },
    evidenceFields: countedProof,
    verified: false,
  },
  'WEB-V6.3': {
    ...veto('服务不实用', '事项不足5个且每个事项重点要素均缺失4类及以上', 'U'),
    decidedBy: 'confirmation',
    passStands: true,
    params: { fewItems: 5, minMissingClasses: 4 },
    appliesTo: { servicesRequired: true },
    evidenceFields: countedProof,
    verified: false,
  },
} as const
