/**
 * 国办秘函〔2019〕19号, part 1: the six website vetoes and the three new-media vetoes with all their triggers. A trigger is a
 * clause of its own, because any one of them alone makes the target unqualified (PROC-2).
 */
import { defineRuleSet } from './rule-set.ts'

export const national2019 = defineRuleSet({
  id: 'national-2019',
  version: 1,
  title: '政府网站与政务新媒体检查指标（2019）',
  basis: ['国办秘函〔2019〕19号'],
  clauses: {
    'WEB-V1.1': site('安全、泄密事故等严重问题', '严重表述错误', 'person', 'S07, S16, S52e', true),
    'WEB-V1.2': site('安全、泄密事故等严重问题', '泄露国家秘密', 'person', 'S07', true),
    'WEB-V1.3': site('安全、泄密事故等严重问题', '发布或链接反动、暴力、色情等内容', 'person', 'S07', true),
    'WEB-V1.4': site('安全、泄密事故等严重问题', '被攻击或篡改且未及时处置造成严重安全事故', 'person', 'S07', true),
    'WEB-V1.5': site('安全、泄密事故等严重问题', '弄虚作假（伪造发稿日期等）', 'person', 'S07', true),
    'WEB-V1.6': site('安全、泄密事故等严重问题', '因网站管理不善引发严重负面舆情', 'person', 'S07', true),
    'WEB-V2': {
      ...site('站点无法访问', '站点无法访问', 'machine', 'S07, S17', true),
      params: { windowDays: 7, minProbesPerDay: 20, timeoutMs: 15_000, failedSharePercent: 5 },
      wording: '监测一周内首页累计无法访问比例达到5%',
    },
    'WEB-V3': {
      ...site('首页不更新', '首页不更新', 'machine', 'S07, S17', true),
      params: { windowDays: 14 },
      wording: '监测点前两周首页未更新',
    },
    'WEB-V4.1': {
      ...site('栏目不更新', '动态要闻、通知公告、政策文件类栏目不更新', 'machine', 'S07, S17, S19', true),
      params: { newsDays: 14, noticeMonths: 6, minColumns: 5 },
      wording: '动态要闻、通知公告、政策文件类栏目累计5个及以上未更新',
    },
    'WEB-V4.2': {
      // "长期" has no number in any text that was read; 365 days is practice (Hunan 2022-Q2, S56), hence unverified.
      ...site('栏目不更新', '应更新但长期未更新的栏目', 'machine', 'S07, S17, S19, S56', false),
      params: { longStaleDays: 365, minColumns: 10 },
      wording: '应更新但长期未更新的栏目10个及以上',
    },
    'WEB-V4.3': {
      ...site('栏目不更新', '空白栏目', 'machine', 'S07, S17, S19, S24', true),
      params: { minColumns: 5 },
      wording: '空白栏目5个及以上',
    },
    'WEB-V5.1': site('互动回应差', '未提供有效的网上咨询建言渠道', 'person', 'S07, S20', true),
    'WEB-V5.2': {
      ...site('互动回应差', '一年内有效留言超过三个月未答复', 'person', 'S07, S17, S36, S59', true),
      params: { lookBackYears: 1, maxAnswerMonths: 3 },
    },
    'WEB-V6.1': {
      ...site('服务不实用', '未提供办事服务', 'person', 'S07', true),
      appliesTo: { servicesRequired: true },
    },
    'WEB-V6.2': {
      ...site('服务不实用', '5个及以上事项的办事指南重点要素缺失4类及以上', 'person', 'S07, S20', false),
      params: { minItems: 5, minMissingClasses: 4 },
      appliesTo: { servicesRequired: true },
    },
    'WEB-V6.3': {
      ...site('服务不实用', '事项不足5个且每个事项重点要素均缺失4类及以上', 'person', 'U', false),
      params: { fewItems: 5, minMissingClasses: 4 },
      appliesTo: { servicesRequired: true },
    },
    'NM-V1': account('安全、泄密事故等严重问题', '安全、泄密事故等严重问题', 'person', 'S01, S16', true),
    'NM-V2.1': {
      ...account('内容不更新', '监测时间点前两周内无更新', 'machine', 'S01, S26, S50b, S56', true),
      params: { windowDays: 14, freshWithinDays: 3 },
      // Only publishing accounts owe a fortnightly update (S25); service accounts are asked NM-V2.2 instead.
      appliesTo: { purposes: ['publish', 'both'] },
      wording: '监测点前两周未更新',
    },
    'NM-V2.2': {
      ...account('内容不更新', '移动客户端无法下载或使用', 'person', 'S24', false),
      appliesTo: { platforms: ['app'] },
    },
    'NM-V3.1': account('互动回应差', '未提供有效互动功能', 'person', 'S20, S21, S22, S23', true),
    'NM-V3.2': {
      ...account('互动回应差', '一年内有效留言超过三个月未答复', 'person', 'U', false),
      params: { lookBackYears: 1, maxAnswerMonths: 3 },
    },
    'NM-V3.3': account('互动回应差', '购买粉丝、强制要求公众下载点赞转发等', 'person', 'U', false),
  },
})

function site<By extends 'machine' | 'person'>(
  group: string,
  title: string,
  decidedBy: By,
  source: string,
  verified: boolean,
) {
  return {
    target: 'site',
    effect: 'veto',
    group,
    title,
    decidedBy,
    params: {},
    wording: title,
    source,
    verified,
  } as const
}

function account<By extends 'machine' | 'person'>(
  group: string,
  title: string,
  decidedBy: By,
  source: string,
  verified: boolean,
) {
  return { ...site(group, title, decidedBy, source, verified), target: 'account' } as const
}
