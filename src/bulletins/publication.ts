/** Whether a bulletin may be published. */
import { Failure } from '../kernel/failure.ts'
import type { Bulletin } from './bulletin.ts'

/** `null` when every check of severity `error` holds, else the refusal with one line per failed check. */
export function refusal(bulletin: Bulletin): Failure | null {
  const failed = bulletin.checks.filter(({ ok, severity }) => !ok && severity === 'error')
  if (failed.length === 0) return null
  return new Failure(
    'conflict.bulletinChecks',
    `《${bulletin.title}》有${failed.length}项校验未通过，不能印发`,
    '请按下列各项补齐检查结论或者核对数据，再重新起草',
    failed.map(({ message }) => message),
  )
}
