/** HTTPS evidence: whether the home page answers there, what its certificate is like, and whether plain HTTP leads there. */
import { parseDay } from '../../kernel/day.ts'
import type { CertificateProblem } from '../fetch/certificate.ts'
import type { Gatherer } from './gatherer.ts'

const problemWords: Readonly<Record<CertificateProblem, string>> = {
  certificateExpired: '证书已过期',
  certificateNotYetValid: '证书尚未生效',
  certificateMismatch: '证书不是这个域名的',
  certificateSelfSigned: '证书是自签名的',
  certificateChain: '缺少中间证书',
  certificateUntrusted: '证书的签发机构不受信任',
  tlsOutdated: '加密协议过旧（TLS 1.0 或 1.1）',
}

/** Asks the host for its home page over HTTPS; a site that is registered at a port of its own is asked there. */
export const gatherHttps: Gatherer<'https'> = async ({ site, home, crawl, http, signal }) => {
  const secure = new URL('/', home.url)
  const redirected = secure.protocol === 'https:' && new URL(site.url).protocol === 'http:'
  secure.protocol = 'https:'
  const { page, failure } = await http.fetch(secure.href, { signal, wantedBytes: () => 1024 })
  if (failure?.kind === 'cancelled') return { missing: { reason: 'cancelled', detail: failure.detail } }
  if (failure?.kind === 'addressRefused') return { missing: { reason: 'notProvided', detail: failure.detail } }
  const none = { capturedAt: crawl.capturedAt, state: 'none', redirected, expiresOn: null } as const
  if (failure !== undefined) return { value: { ...none, detail: failure.detail } }
  if (new URL(page.url).protocol !== 'https:') return { value: { ...none, detail: `${secure.href} 转回不加密的网址` } }
  const { tls } = await http.facts(secure.origin)
  const expiresOn = parseDay(tls?.chain[0]?.validTo.slice(0, 10) ?? '')
  const problem = page.certificate ?? null
  return {
    value: {
      capturedAt: crawl.capturedAt,
      state: problem === null ? 'valid' : 'invalid',
      redirected,
      expiresOn,
      detail: problem === null ? '证书有效' : problemWords[problem],
    },
  }
}
