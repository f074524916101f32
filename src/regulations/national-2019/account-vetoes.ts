/** Part 1, new media: three vetoes with all their triggers; nothing is scored (PROC-10). */
import { answerProof, documentProof, pageProof, trialProof } from '../evidence-fields.ts'

const anyone = ['inspector', 'reviewer', 'municipalSupervisor'] as const

function veto<const Group extends string, const Title extends string>(group: Group, title: Title, source: string) {
  return {
    target: 'account',
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

/**
 * What is an update: posts and reposts; replies, profile edits and posts that were deleted are none (1 counts them). With
 * `intervalDays` the clause is asked by one long interval that ends on T instead of the two weeks before it: longer than
 * `windowDays` without an update anywhere in it fails. 0: asked by the point.
 */
export const updateCounting = { intervalDays: 0, countsDeleted: 0, countsReplies: 0, countsProfileEdits: 0 } as const

export const accountVetoes = {
  'NM-V1': {
    ...veto('安全、泄密事故等严重问题', '安全、泄密事故等严重问题', 'S01, S16'),
    // The list of situations follows WEB-V1; its exact wording for new media was not seen (U).
    situations: [
      '严重表述错误',
      '泄露国家秘密',
      '发布或链接反动、暴力、色情等内容',
      '发布内容引发严重负面舆情',
      '弄虚作假，或被攻击篡改且未及时处置造成严重安全事故',
    ],
  },
  'NM-V2.1': {
    ...veto('内容不更新', '监测时间点前两周内无更新', 'S01, S26, S50b, S56'),
    decidedBy: 'machine',
    params: { windowDays: 14, freshWithinDays: 3, ...updateCounting },
    // Only publishing accounts owe a fortnightly update (S25); service accounts are asked NM-V2.2 instead.
    appliesTo: { purposes: ['publish', 'both'] },
    wording: '监测点前两周未更新',
  },
  'NM-V2.2': {
    ...veto('内容不更新', '移动客户端无法下载或使用，服务类账号功能无法使用', 'S24'),
    // What owes no posts is asked whether it works; apps whatever their purpose (derived from S25).
    appliesTo: { purposes: ['service'], orPlatforms: ['app'] },
    evidenceFields: trialProof,
    verified: false,
  },
  'NM-V3.1': {
    ...veto('互动回应差', '未提供有效互动功能', 'S20, S21, S22, S23'),
    evidenceFields: trialProof,
  },
  'NM-V3.2': {
    ...veto('互动回应差', '一年内有效留言超过三个月未答复', 'U'),
    params: { lookBackMonths: 12, maxAnswerMonths: 3 },
    evidenceFields: answerProof,
    verified: false,
  },
  'NM-V3.3': {
    ...veto('互动回应差', '购买粉丝、强制要求公众下载点赞转发等', 'U'),
    evidenceFields: documentProof,
    verified: false,
  },
} as const
