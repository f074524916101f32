/**
 * What is wrong with a certificate that was not accepted. A browser shows a warning for most of these and opens the page
 * all the same for a missing intermediate: none of them means that the server is down.
 */
import { checkServerIdentity, type DetailedPeerCertificate, type TLSSocket } from 'node:tls'

export type CertificateProblem =
  | 'certificateExpired'
  | 'certificateNotYetValid'
  | 'certificateMismatch'
  | 'certificateSelfSigned'
  | 'certificateChain'
  | 'certificateUntrusted'
  /** Not the certificate but the protocol: TLS 1.0 and 1.1, which browsers have refused since 2020. */
  | 'tlsOutdated'

/** Whether the error code is a verdict about the certificate, not about the handshake. */
export function isCertificateError(code: string | null): boolean {
  return (
    code !== null &&
    /^(CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH|ERR_TLS_CERT|INVALID_(CA|PURPOSE))/.test(code)
  )
}

/** Sorts the certificate of an open connection by what an editor would be told first; `null` when it is in order. */
export function certificateProblem(socket: TLSSocket, host: string, now = Date.now()): CertificateProblem | null {
  const certificate = socket.getPeerCertificate(true)
  if (certificate.valid_to === undefined) return 'certificateUntrusted'
  const chain = certificateChain(certificate)
  if (chain.some((link) => Date.parse(link.valid_to) < now)) return 'certificateExpired'
  if (chain.some((link) => Date.parse(link.valid_from) > now)) return 'certificateNotYetValid'
  if (checkServerIdentity(host, certificate) !== undefined) return 'certificateMismatch'
  // undici asks for verification by itself; here it was switched off and only noted.
  if (socket.authorized) return null
  const last = chain.at(-1)!
  const complete = last.issuerCertificate?.fingerprint256 === last.fingerprint256
  if (chain.length === 1) return complete ? 'certificateSelfSigned' : 'certificateChain'
  return 'certificateUntrusted'
}

/** The certificates that the server sent, leaf first. */
export function certificateChain(leaf: DetailedPeerCertificate): DetailedPeerCertificate[] {
  const chain = [leaf]
  for (let next = leaf.issuerCertificate; next !== undefined && chain.length < 10; next = next.issuerCertificate) {
    if (chain.some((known) => known.fingerprint256 === next.fingerprint256)) break
    chain.push(next)
  }
  return chain
}
