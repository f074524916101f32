/** Robots of groups answer 200 and say in the body what went wrong: what that means for the queue. */
import type { SendResult } from './channel.ts'
import type { Posted } from './post-json.ts'

export interface RobotCodes {
  /** Names of the field that holds the code, the first that is there counts. */
  readonly code: readonly string[]
  /** Names of the field that explains it. */
  readonly explanation: readonly string[]
  /** Codes that mean “too many”, with the pause they ask for. */
  readonly limited: Readonly<Record<number, number>>
  /** Pause after HTTP 429 without `Retry-After`. */
  readonly restMs: number
}

/** Reads a robot's answer: accepted only when its code says so. */
export function readRobotAnswer(posted: Posted | SendResult, codes: RobotCodes): SendResult {
  if ('outcome' in posted) return posted
  const { status, answer, text } = posted
  if (status === 429) return { outcome: 'limited', detail: 'HTTP 429', restMs: retryAfterMs(posted) ?? codes.restMs }
  const code = codes.code.map((name) => answer?.[name]).find((value) => value !== undefined)
  if (answer === null || code === undefined) {
    return { outcome: 'failed', detail: `应答看不懂：HTTP ${status} ${text.slice(0, 120)}` }
  }
  const said =
    codes.explanation.map((name) => answer[name]).find((value): value is string => typeof value === 'string') ?? ''
  const detail = `错误码 ${JSON.stringify(code)}：${said.slice(0, 200)}`
  if (status >= 200 && status < 300 && Number(code) === 0) return { outcome: 'accepted', receipt: said }
  const restMs = codes.limited[Number(code)]
  return restMs === undefined ? { outcome: 'failed', detail } : { outcome: 'limited', detail, restMs }
}

/** The pause that `Retry-After` asks for in seconds, at most an hour; `null` without one. */
export function retryAfterMs({ headers }: Posted): number | null {
  const seconds = Number(headers['retry-after'])
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 3600) * 1000 : null
}
