/**
 * Part 2: the 28 deduction indicators of portals, 100 points. The totals per first-level indicator (31, 25, 23, 21) are sure
 * (S08, S09); most caps and points per fault are working values that satisfy them: `pointsVerified` marks the few that a
 * page shows.
 */
import { answerProof, countedProof, pageProof, trialProof } from '../evidence-fields.ts'

function deduction<const Group extends string, const Title extends string>(
  group: Group,
  title: Title,
  maxPoints: number,
  source: string,
) {
  return {
    target: 'site',
    effect: 'deduction',
    group,
    title,
    decidedBy: 'machine',
    params: {},
    maxPoints,
    appliesTo: { portalOnly: true },
    wording: title,
    evidenceFields: countedProof,
    mayFill: ['inspector', 'reviewer', 'municipalSupervisor'],
    source,
    verified: false,
  } as const
}

const publishing = '发布解读'
const services = '办事服务'
const interaction = '互动交流'
const design = '功能设计'

/** A service indicator is not asked of units without services to the public (PROC-7). */
const withServices = { portalOnly: true, servicesRequired: true } as const

export const siteDeductions = {
  'WEB-D-PUB-1': {
    ...deduction(publishing, '概况信息', 1, 'S08, S09, S58'),
    decidedBy: 'confirmation',
    passStands: false,
    params: { pointsNoColumn: 1, pointsPerFault: 0.5 },
    wording: '未开设概况信息栏目，或内容更新不及时、信息不准确',
  },
  'WEB-D-PUB-2': {
    ...deduction(publishing, '机构职能', 1, 'S08, S09, S58'),
    decidedBy: 'confirmation',
    passStands: false,
    params: { pointsNoColumn: 1, pointsPerFault: 0.5 },
    wording: '未开设机构职能栏目，或信息不准确',
  },
  'WEB-D-PUB-3': {
    ...deduction(publishing, '领导信息', 1, 'S08, S09'),
    decidedBy: 'confirmation',
    passStands: false,
    params: { pointsNoColumn: 1, pointsPerFault: 0.5 },
    wording: '未开设领导信息栏目，或信息缺失、不准确',
  },
  'WEB-D-PUB-4': {
    ...deduction(publishing, '动态要闻', 5, 'S07, S08, S09, S52e'),
    params: { windowDays: 14, pointsNoColumn: 5, pointsPerColumn: 5 },
    wording: '未开设动态要闻类栏目，或监测点前两周未更新',
    verified: true,
  },
  'WEB-D-PUB-5': {
    // S10 shows the window and the 5 points of one column; that 5 is also the cap was not seen.
    ...deduction(publishing, '政策文件', 5, 'S08, S09, S10'),
    params: { windowMonths: 6, pointsNoColumn: 5, pointsPerColumn: 5 },
    wording: '未开设政策文件类栏目，或监测点前六个月一级栏目未更新',
    verified: true,
  },
  'WEB-D-PUB-6': {
    ...deduction(publishing, '政策解读', 5, 'S08, S09, S52a, S60'),
    params: { windowMonths: 6, pointsNoColumn: 5, pointsPerColumn: 5 },
    wording: '未开设政策解读栏目，或监测点前六个月未更新',
  },
  'WEB-D-PUB-7': {
    // Which documents need an interpretation is for people to say.
    ...deduction(publishing, '解读比例', 3, 'S08, S09'),
    decidedBy: 'confirmation',
    passStands: true,
    params: { lookBackMonths: 12, sampleDocuments: 5, pointsPerDocument: 1 },
    wording: '涉及面广、社会关注度高的文件未作解读',
  },
  'WEB-D-PUB-8': {
    ...deduction(publishing, '解读关联', 2, 'S08, S09, S15, S52a'),
    params: { pointsPerMiss: 1 },
    wording: '政策文件与解读材料未相互关联',
    verified: true,
  },
  'WEB-D-PUB-9': {
    ...deduction(publishing, '其他栏目', 8, 'S06, S07, S08, S56'),
    params: { noticeMonths: 6, longStaleDays: 365, pointsPerBlank: 2, pointsPerStale: 1 },
    notTwice: ['WEB-D-PUB-1', 'WEB-D-PUB-2', 'WEB-D-PUB-3', 'WEB-D-PUB-4', 'WEB-D-PUB-5', 'WEB-D-PUB-6'],
    wording: '存在空白栏目或应更新未更新的栏目',
  },
  'WEB-D-SVC-1': {
    ...deduction(services, '事项公开', 3, 'S08, S09, S10'),
    decidedBy: 'confirmation',
    passStands: true,
    params: { pointsNotTogether: 2, pointsNotClassified: 1 },
    appliesTo: withServices,
    evidenceFields: pageProof,
    wording: '办事服务事项未集中公开或未分类展示',
    verified: true,
  },
  'WEB-D-SVC-2': {
    ...deduction(services, '在线申请', 3, 'S08, S09'),
    decidedBy: 'person',
    appliesTo: withServices,
    evidenceFields: trialProof,
    wording: '注册用户后无法在线申请',
  },
  'WEB-D-SVC-3': {
    ...deduction(services, '办事统计', 2, 'S09, S10'),
    params: { windowMonths: 3, pointsNone: 2, pointsStale: 2 },
    pointsVerified: true,
    appliesTo: withServices,
    evidenceFields: pageProof,
    wording: '未公开办事统计数据，或监测点前三个月未更新',
    verified: true,
  },
  'WEB-D-SVC-4': {
    ...deduction(services, '办事指南', 8, 'S08, S09, S52a'),
    decidedBy: 'confirmation',
    passStands: true,
    params: {
      sampleItems: 5,
      pointsNoGuide: 2,
      pointsPerMissingClass: 0.5,
      pointsBasisWithoutContent: 0.5,
      pointsVagueWording: 0.5,
    },
    appliesTo: withServices,
    wording: '办事指南缺失、要素不全或表述含糊',
  },
  'WEB-D-SVC-5': {
    ...deduction(services, '内容准确', 4, 'S08, S09'),
    decidedBy: 'person',
    params: { pointsPerFault: 1 },
    appliesTo: withServices,
    wording: '办事指南内容与实际不一致',
  },
  'WEB-D-SVC-6': {
    ...deduction(services, '表格样表', 5, 'S08, S09, S52a'),
    decidedBy: 'confirmation',
    passStands: true,
    params: { pointsNoForm: 1, pointsNoSample: 0.5 },
    appliesTo: withServices,
    wording: '要求提交的表格未提供规范表格或填写样例',
  },
  'WEB-D-INT-1': {
    ...deduction(interaction, '信息提交', 5, 'S08, S10'),
    decidedBy: 'person',
    evidenceFields: trialProof,
    wording: '互动交流栏目无法提交信息',
    verified: true,
  },
  'WEB-D-INT-2': {
    ...deduction(interaction, '统一登录', 5, 'S08, S09'),
    decidedBy: 'person',
    evidenceFields: trialProof,
    wording: '各互动功能未实现一次注册、统一登录',
  },
  'WEB-D-INT-3': {
    // S10 shows the window and 3 points; the fields (U) and the cap are working values.
    ...deduction(interaction, '留言公开', 8, 'S08, S09, S10'),
    params: { windowMonths: 2, pointsNoList: 8, pointsStale: 3, pointsPerField: 1, pointsNoStatistics: 2 },
    wording: '未公开网民留言及答复，或监测点前两个月未更新，或公开要素、统计数据不全',
  },
  'WEB-D-INT-4': {
    ...deduction(interaction, '办理答复', 5, 'S08, S15, S56'),
    decidedBy: 'person',
    params: { maxAnswerWorkingDays: 5 },
    evidenceFields: answerProof,
    wording: '简单常见问题五个工作日内未答复，或答复质量不高',
    verified: true,
  },
  'WEB-D-FUN-1': {
    ...deduction(design, '域名名称', 3, 'S08, S10, S43a'),
    decidedBy: 'confirmation',
    passStands: true,
    params: { pointsDomain: 2, pointsNameOnHome: 1, pointsNamePerPage: 0.5 },
    wording: '域名不符合要求，或页面头部未规范标明网站名称',
  },
  'WEB-D-FUN-2': {
    ...deduction(design, '网站标识', 3, 'S08, S10, S38, S42'),
    params: { pointsPerItemOnHome: 0.5, pointsPerItemOnPage: 0.1, pointsContradiction: 1 },
    wording: '页面底部功能区要素不全或有误',
  },
  'WEB-D-FUN-3': {
    ...deduction(design, '可用性', 4, 'S08, S10'),
    params: {
      pointsPerHomeLink: 0.5,
      pointsPerInnerLink: 0.1,
      maxUnknownPercent: 20,
      minFailures: 3,
      minHoursApart: 24,
    },
    wording: '页面链接无法访问',
  },
  'WEB-D-FUN-4': {
    ...deduction(design, '“我为政府网站找错”', 2, 'S08, S10, S47'),
    params: { pointsNoneOnHome: 2, pointsWrongEntry: 1, pointsPerPage: 0.1 },
    wording: '未规范添加“我为政府网站找错”入口',
  },
  'WEB-D-FUN-5': {
    ...deduction(design, '站内搜索', 3, 'S08, S10'),
    params: { sampleTitles: 5, pointsNoSearch: 3, pointsPerTitle: 0.5 },
    wording: '未提供站内搜索，或搜索不到已发布的信息',
  },
  'WEB-D-FUN-6': {
    ...deduction(design, '一号登录', 1, 'S08'),
    decidedBy: 'person',
    evidenceFields: trialProof,
    wording: '网站与政务服务平台未实现一号登录',
  },
  'WEB-D-FUN-7': {
    ...deduction(design, '页面标签', 2, 'S08, S46'),
    params: { pointsPerPage: 0.2 },
    wording: '页面未按要求设置网页标签',
  },
  'WEB-D-FUN-8': {
    ...deduction(design, '兼容性', 1, 'S08'),
    // One browser is not all of them: a person looks at the others.
    decidedBy: 'confirmation',
    passStands: false,
    params: { minDesktopPixels: 1366, pointsPerPage: 0.5 },
    evidenceFields: pageProof,
    wording: '主流浏览器不能正常显示页面',
  },
  'WEB-D-FUN-9': {
    ...deduction(design, 'IPv6改造', 2, 'S08, S10'),
    params: { minLinkPercent: 85, pointsNotReachable: 2, pointsLinks: 1 },
    evidenceFields: pageProof,
    wording: '不支持IPv6访问',
  },
} as const
