/** Trouble with the connection to the database, told apart from mistakes in a query. */
import { Failure } from '../kernel/failure.ts'

/** SQLSTATE: shut down, crashed, not ready yet, too many connections; class 08 is handled below. */
const states = new Set(['57P01', '57P02', '57P03', '53300'])
const sockets = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE'])
/** What the driver says without a code. */
const sentences = /^(Connection terminated|Client has encountered a connection error|timeout expired)/

/** The failure `unavailable.database` when an error means that the server is gone or refuses connections, else `null`. */
export function lostConnection(error: unknown): Failure | null {
  if (!(error instanceof Error)) return null
  const { code } = error as { readonly code?: unknown }
  const lost =
    typeof code === 'string'
      ? states.has(code) || sockets.has(code) || /^08\w{3}$/.test(code)
      : sentences.test(error.message)
  if (!lost) return null
  return new Failure(
    'unavailable.database',
    `与数据库的连接中断：${error.message || String(code)}`,
    '已保存的内容不受影响；请确认数据库服务在运行，然后重试',
  )
}
