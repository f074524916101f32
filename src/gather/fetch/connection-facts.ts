/** What a connection tells about the server: its address and its encryption. Kept per origin, as evidence. */
import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import { TLSSocket, type DetailedPeerCertificate } from 'node:tls'
import { certificateChain } from './certificate.ts'
import type { DnsFacts } from './dns-facts.ts'

export interface CertificateFacts {
  readonly subject: string
  readonly issuer: string
  /** ISO 8601, UTC. */
  readonly validFrom: string
  readonly validTo: string
  readonly names: string
  readonly serialNumber: string
  readonly sha256: string
  /** DER in base64: everybody can look again. */
  readonly der: string
}

export interface TlsFacts {
  readonly protocol: string | null
  readonly cipher: string
  /** Protocol above it, e.g. `h2`. */
  readonly application: string | null
  /** Why the certificate was not accepted; `null` when it was. */
  readonly verificationError: string | null
  /** SHA-256 of the certificates as they were sent, leaf first, one behind the other. */
  readonly chainSha256: string
  readonly chain: readonly CertificateFacts[]
}

export interface ConnectionFacts {
  readonly origin: string
  /** ISO 8601, UTC; `null` when no connection was made. */
  readonly connectedAt: string | null
  readonly remoteAddress: string | null
  /** `null` without encryption. */
  readonly tls: TlsFacts | null
}

export interface OriginFacts extends ConnectionFacts {
  /** `null` for a name or address that is never asked of DNS. */
  readonly dns: DnsFacts | null
}

export interface Connections {
  /** To be called for every new connection. */
  note(this: void, host: string, port: string, socket: Socket): void
  /** Address of the server behind an origin. */
  of(origin: string): { readonly remoteAddress: string | null }
  facts(origin: string): ConnectionFacts
}

const maxOrigins = 10_000

/** The memory of the connections of a process: the newest of each origin. */
export function createConnections(): Connections {
  const known = new Map<string, ConnectionFacts>()
  const nothing = { connectedAt: null, remoteAddress: null, tls: null }
  return {
    note(host, port, socket) {
      const encrypted = socket instanceof TLSSocket
      const scheme = encrypted ? 'https' : 'http'
      const name = host.includes(':') ? `[${host}]` : host
      const origin = URL.parse(`${scheme}://${name}:${port || (encrypted ? 443 : 80)}`)?.origin
      if (origin === undefined) return
      const before = known.get(origin)
      known.delete(origin)
      if (known.size >= maxOrigins) known.delete(known.keys().next().value!)
      known.set(origin, {
        origin,
        connectedAt: new Date().toISOString(),
        remoteAddress: socket.remoteAddress ?? null,
        // Reading a chain takes a millisecond, and a resumed session shows none: the first full one stays.
        tls: encrypted ? (before?.tls ?? tlsFacts(socket)) : null,
      })
    },
    of: (origin) => ({ remoteAddress: known.get(origin)?.remoteAddress ?? null }),
    facts: (origin) => known.get(origin) ?? { origin, ...nothing },
  }
}

function tlsFacts(socket: TLSSocket): TlsFacts | null {
  const leaf = socket.getPeerCertificate(true)
  if (leaf.raw === undefined) return null
  const chain = certificateChain(leaf)
  const digest = createHash('sha256')
  for (const { raw } of chain) digest.update(raw)
  const { standardName, version } = socket.getCipher()
  // Verified by the socket itself, or looked at all the same and only noted.
  const error = socket.authorized ? null : String(socket.authorizationError ?? '')
  return {
    protocol: socket.getProtocol(),
    cipher: `${standardName} (${version})`,
    application: socket.alpnProtocol || null,
    verificationError: error,
    chainSha256: digest.digest('hex'),
    chain: chain.map(certificateFacts),
  }
}

function certificateFacts(certificate: DetailedPeerCertificate): CertificateFacts {
  const { subject, issuer, valid_from, valid_to, subjectaltname, serialNumber, fingerprint256, raw } = certificate
  return {
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    validFrom: instant(valid_from),
    validTo: instant(valid_to),
    names: subjectaltname ?? '',
    serialNumber,
    sha256: fingerprint256.replaceAll(':', '').toLowerCase(),
    der: raw.toString('base64'),
  }
}

function nameOf(name: object | undefined): string {
  return Object.entries(name ?? {})
    .map(([key, value]) => `${key}=${Array.isArray(value) ? value.join('+') : String(value)}`)
    .join(', ')
}

function instant(text: string): string {
  const time = Date.parse(text)
  return Number.isNaN(time) ? text : new Date(time).toISOString()
}
