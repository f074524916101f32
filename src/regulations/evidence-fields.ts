/** What a manual check must hand in, in the combinations that clauses share. */
import type { EvidenceField } from './rule-set.ts'

const page: EvidenceField = { name: '页面网址', kind: 'url', required: true }
const screenshot: EvidenceField = { name: '截图文件', kind: 'screenshot', required: true }
const note: EvidenceField = { name: '情况说明', kind: 'text', required: true }
const count: EvidenceField = { name: '问题个数', kind: 'number', required: true }
const checkedOn: EvidenceField = { name: '检查日期', kind: 'day', required: true }
const receipt: EvidenceField = { name: '提交回执号', kind: 'text', required: false }

/** A page that shows the fault, or shows that there is none. */
export const pageProof = [page, screenshot, checkedOn, note] as const
/** Faults are counted one by one. */
export const countedProof = [page, screenshot, checkedOn, count, note] as const
/** A person submits something and keeps the receipt. */
export const trialProof = [page, screenshot, checkedOn, receipt, note] as const
/** The decision of another body, e.g. the secrecy office; nothing is captured. */
export const documentProof = [
  { name: '认定单位', kind: 'text', required: true },
  { name: '认定文号', kind: 'text', required: false },
  checkedOn,
  note,
] as const satisfies readonly EvidenceField[]
/** An answer that is late: when the message came and when it was answered. */
export const answerProof = [
  page,
  screenshot,
  { name: '留言日期', kind: 'day', required: true },
  { name: '答复日期', kind: 'day', required: false },
  { name: '是否有效留言', kind: 'yesNo', required: true },
  note,
] as const satisfies readonly EvidenceField[]
