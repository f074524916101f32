/** One mapping from trouble to HTTP: a `Failure` becomes problem+json with its own status, a bug becomes 500 without details. */
import type { Context } from 'hono'
import { Failure, failureKind } from '../kernel/failure.ts'

export function answerError(error: Error, context: Context): Response {
  const [status, body] =
    error instanceof Failure
      ? [
          failureKind(error).status,
          { code: error.code, title: error.message, advice: error.advice, details: error.details },
        ]
      : [500 as const, { code: 'internal', title: '程序内部错误', advice: '请查看服务日志', details: [] }]
  if (status === 500) console.error(error)
  return context.json({ status, ...body }, status, { 'content-type': 'application/problem+json; charset=utf-8' })
}
