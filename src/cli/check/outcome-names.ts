/** Words for the outcomes of links. */
import type { LinkOutcomeName } from '../../evidence/link-errors.ts'

export const outcomeNames: Readonly<Record<LinkOutcomeName, string>> = {
  ok: '正常',
  broken: '失效',
  blocked: '被拦截',
  slow: '缓慢',
  unreachable: '打不开',
  'redirected-away': '被转走',
  'wrong-target': '指向有误',
  insecure: '不安全',
  unchecked: '未检查',
}

/** What becomes of a clause, and what is only said. */
export const findingNames = {
  passed: '通过',
  failed: '未通过',
  inapplicable: '不适用',
  cantTell: '无法判断',
  untested: '待人工',
  warning: '提醒',
  note: '说明',
} as const
