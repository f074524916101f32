/** Why a page could not be fetched: error objects of sockets, TLS and the HTTP parser sorted into a few classes. */

export const fetchFailureKinds = {
  dns: '域名无法解析',
  refused: '连接被拒绝',
  tls: '安全连接（TLS）失败',
  connectTimeout: '连接超时',
  timeout: '超时',
  bodyTimeout: '传输超时',
  reset: '连接被中断',
  redirectLoop: '循环重定向',
  tooManyRedirects: '重定向次数过多',
  badRedirect: '重定向到不正确的地址',
  badHttp: '应答不合HTTP规范',
  badUrl: '网址不合规范',
  addressRefused: '地址在未获准访问的网络内',
  askedToWait: '对方要求暂停访问',
  stopped: '按停止指令没有访问',
  cancelled: '检查已取消',
} as const
export type FetchFailureKind = keyof typeof fetchFailureKinds

/** Whether the host did not answer in time, and nothing else is known to be wrong. */
export function isTimeout(kind: FetchFailureKind | undefined): boolean {
  return kind === 'timeout' || kind === 'bodyTimeout' || kind === 'connectTimeout'
}

const kindOfCode: Readonly<Record<string, FetchFailureKind>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  EAI_NONAME: 'dns',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  EADDRNOTAVAIL: 'refused',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  ETIMEDOUT: 'connectTimeout',
  UND_ERR_CONNECT_TIMEOUT: 'connectTimeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_OVERFLOW: 'badHttp',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'badHttp',
  UND_ERR_INVALID_ARG: 'badUrl',
  EPROTO: 'tls',
  ADDRESS_REFUSED: 'addressRefused',
  HOST_ASKED_TO_WAIT: 'askedToWait',
}

/** The class of an error thrown while fetching; unknown errors are bugs and `null`. */
export function classifyFetchError(error: unknown): FetchFailureKind | null {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    // undici's parser errors carry no code.
    if (cause.name === 'HTTPParserError') return 'badHttp'
    // An answer that undici's client does not want, such as 100 (Continue) that nobody asked for.
    if (cause.message === 'bad response' && cause.name === 'SocketError') return 'badHttp'
    const code = codeOf(cause)
    if (code !== null) {
      const kind = kindOfCode[code]
      if (kind) return kind
      if (code.startsWith('HPE_')) return 'badHttp'
      if (
        /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/.test(
          code,
        )
      )
        return 'tls'
    }
    if (cause instanceof AggregateError && cause.errors.length > 0) return classifyFetchError(cause.errors[0])
  }
  return null
}

/** The system's or library's word for an error, e.g. `ECONNREFUSED`; `null` when it has none. */
export function codeOf(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return typeof code === 'string' ? code : null
}
