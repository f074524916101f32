/** One mapping from trouble to HTTP: a `Failure` becomes problem+json with its own status, a bug becomes 500 without details. */
import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { Failure, failureKind } from '../kernel/failure.ts'
import { lostConnection } from '../store/lost-connection.ts'

const problem = z
  .object({
    status: z.number().int(),
    code: z.string().describe('供程序识别的错误代码'),
    title: z.string().describe('发生了什么'),
    advice: z.string().describe('怎样处理'),
    details: z.array(z.string()).describe('涉及的行、地址或字段'),
  })
  .openapi('Problem')

/** For the `responses` of a route: everything that is not its answer. */
export const otherwise = {
  default: { description: '出错', content: { 'application/problem+json': { schema: problem } } },
} as const

/** Answers an error as problem+json. */
export function answerError(error: Error, context: Context): Response {
  const failure = error instanceof Failure ? error : (lostConnection(error) ?? refusedBody(error))
  const [status, body] = failure
    ? [
        failureKind(failure).status,
        { code: failure.code, title: failure.message, advice: failure.advice, details: failure.details },
      ]
    : [500 as const, { code: 'internal', title: '程序内部错误', advice: '请查看服务日志', details: [] }]
  if (status === 500) console.error(error)
  return context.json({ status, ...body }, status, { 'content-type': 'application/problem+json; charset=utf-8' })
}

/** A body that is no JSON is the sender's trouble, not ours. */
function refusedBody(error: Error): Failure | null {
  if (!(error instanceof HTTPException) || error.status >= 500) return null
  return new Failure('badInput.request', '请求的内容不正确', '各项要求见 /api/openapi.json', [error.message])
}

/** For `new OpenAPIHono(checked)`: a body or query that its schema refuses is a `badInput.request` that names the fields. */
export const checked = {
  defaultHook(result: { readonly success: boolean; readonly error?: { readonly issues: readonly Issue[] } }): void {
    if (result.success) return
    const details = (result.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}：${message}`)
    throw new Failure('badInput.request', '请求的内容不正确', '各项要求见 /api/openapi.json', details)
  },
}

interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}
