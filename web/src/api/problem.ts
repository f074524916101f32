/** Trouble of a request, in the words of the server's problem+json, or of the line to it. */
export class ApiProblem extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number
  readonly code: string
  readonly advice: string
  readonly details: readonly string[]

  constructor(status: number, code: string, title: string, advice: string, details: readonly string[] = []) {
    super(title)
    this.status = status
    this.code = code
    this.advice = advice
    this.details = details
  }
}

/** What an answer that is no success says. */
export async function problemOf(answer: Response): Promise<ApiProblem> {
  const body = (await answer.json().catch(() => null)) as Partial<Record<string, unknown>> | null
  const text = (value: unknown, otherwise: string) => (typeof value === 'string' && value !== '' ? value : otherwise)
  const details = Array.isArray(body?.['details']) ? body['details'].map(String) : []
  const title = text(body?.['title'] ?? body?.['message'], `服务器没有完成这个请求（${answer.status}）`)
  return new ApiProblem(
    answer.status,
    text(body?.['code'], 'unknown'),
    title,
    text(body?.['advice'], '请稍后重试'),
    details,
  )
}

/** Any error as a problem: the page shows problems only. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return new ApiProblem(0, 'timeout', '服务器在 30 秒内没有答复', '可能正忙或线路不通，请稍后重试')
  }
  if (error instanceof TypeError) {
    return new ApiProblem(0, 'offline', '连接不上服务器', '请检查本机网络，或询问管理员服务是否在运行')
  }
  return new ApiProblem(0, 'internal', '页面出错', `请刷新后重试；仍然出错时把这句话告诉管理员：${String(error)}`)
}
