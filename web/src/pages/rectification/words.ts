/** What states and results of rectification are called. The types are the server's: a state without a word does not compile. */
import type { CaseEvent, CaseState } from '../../../../src/rectification/case.ts'
import type { AppealState, ExtensionState } from '../../../../src/rectification/find-requests.ts'
import type { Grade } from '../../../../src/rectification/grade.ts'
import type { LookBackStanding } from '../../../../src/rectification/look-back.ts'
import type { NoticeState } from '../../../../src/rectification/notice.ts'
import type { Tone } from '../../shell/tag.tsx'

type Words<State extends string> = Readonly<Record<State, readonly [words: string, tone: Tone]>>

export const caseStates: Words<CaseState> = {
  drafted: ['待通知', 'muted'],
  notified: ['待整改', 'unsure'],
  submitted: ['已反馈', 'plain'],
  rechecking: ['复查中', 'plain'],
  rechecked: ['已复查', 'plain'],
  awaitingSecond: ['待第二人办结', 'unsure'],
  appealed: ['申诉中', 'unsure'],
  closed: ['已办结', 'good'],
  withdrawn: ['已撤销', 'muted'],
}
export const noticeStates: Words<NoticeState> = {
  draft: ['待发出', 'muted'],
  sent: ['已发出', 'unsure'],
  read: ['已签收', 'plain'],
  replied: ['已反馈', 'plain'],
  closed: ['已办结', 'good'],
}
export const grades: Words<Grade> = {
  stillThere: ['仍然存在', 'bad'],
  cannotTell: ['无法判断', 'unsure'],
  moved: ['已移至他处', 'unsure'],
  pageRemoved: ['页面已删除', 'unsure'],
  exempted: ['已列入白名单', 'plain'],
  fixedVerified: ['已整改并核实', 'good'],
}
export const extensionStates: Words<ExtensionState> = {
  asked: ['待审批', 'unsure'],
  granted: ['已同意', 'good'],
  refused: ['未同意', 'bad'],
}
export const appealStates: Words<AppealState> = {
  filed: ['待答复', 'unsure'],
  upheld: ['成立', 'good'],
  rejected: ['驳回', 'bad'],
}
export const lookBackResults: Words<LookBackStanding> = {
  again: ['再次出现', 'bad'],
  open: ['尚无结论', 'unsure'],
  gone: ['没有再出现', 'good'],
}
const caseEvents: Readonly<Record<CaseEvent, string>> = {
  sent: '发出通知',
  answered: '反馈整改',
  recheckStarted: '开始复查',
  graded: '得出复查结果',
  returned: '退回整改',
  accepted: '同意办结',
  closed: '办结',
  appealed: '提出申诉',
  upheld: '支持申诉',
  rejected: '驳回申诉',
  recurred: '再次出现',
}
/** `case.answered` → 反馈整改. */
export const eventWords = (action: string): string =>
  noticeEvents[action] ?? (caseEvents as Record<string, string>)[action.split('.')[1] ?? ''] ?? action
const noticeEvents: Readonly<Record<string, string>> = {
  'notice.sent': '发出通知',
  'notice.closed': '办结通知',
  'notice.drafted': '起草通知',
  'notice.read': '签收通知',
  'notice.replied': '全部反馈',
  'notice.reopened': '重新整改',
  'extension.asked': '申请延期',
  'extension.granted': '同意延期',
  'extension.refused': '未同意延期',
}

/** Choices of a filter. */
export const choices = <State extends string>(words: Words<State>) =>
  (Object.entries(words) as [State, Words<State>[State]][]).map(([value, [label]]) => ({ value, label }))
