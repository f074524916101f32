/** For tests: certificates made on the spot (X.509 in DER by hand, ECDSA P-256), good ones and every kind of bad one. */
import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'

export interface Certificate {
  readonly name: string
  readonly key: KeyObject
  /** PEM. */
  readonly certificate: string
  /** PEM of the private key. */
  readonly privateKey: string
}

export interface CertificateWishes {
  readonly name: string
  /** Signs it; without one it signs itself. */
  readonly issuer?: Certificate
  readonly isAuthority?: boolean
  /** IPv4 addresses and DNS names it is for. */
  readonly hosts?: readonly string[]
  /** Days from now. */
  readonly from?: number
  readonly until?: number
}

/** Makes a certificate with a key of its own. */
export function makeCertificate({
  name,
  issuer,
  isAuthority = false,
  hosts = [],
  from = -10,
  until = 10,
}: CertificateWishes): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = sequence(oid('2a8648ce3d040302'))
  const names = hosts.map((host) =>
    /^[\d.]+$/.test(host) ? tagged(0x87, Buffer.from(host.split('.').map(Number))) : tagged(0x82, Buffer.from(host)),
  )
  const extensions = [
    sequence(
      oid('551d13'),
      tagged(0x01, Buffer.of(0xff)),
      tagged(0x04, sequence(...(isAuthority ? [tagged(0x01, Buffer.of(0xff))] : []))),
    ),
    ...(names.length > 0 ? [sequence(oid('551d11'), tagged(0x04, sequence(...names)))] : []),
  ]
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.of(2))),
    tagged(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)])),
    algorithm,
    commonName(issuer?.name ?? name),
    sequence(time(from), time(until)),
    commonName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions)),
  )
  const signature = sign('sha256', body, issuer?.key ?? privateKey)
  const der = sequence(body, algorithm, tagged(0x03, Buffer.concat([Buffer.of(0), signature])))
  const pem = `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`
  const keyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  return { name, key: privateKey, certificate: pem, privateKey: keyPem }
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts))
}

function oid(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'))
}

function commonName(name: string): Buffer {
  return sequence(tagged(0x31, sequence(oid('550403'), tagged(0x0c, Buffer.from(name)))))
}

function time(days: number): Buffer {
  const text = new Date(Date.now() + days * 86_400_000)
    .toISOString()
    .replace(/[-:T]|\.\d+/g, '')
    .slice(2)
  return tagged(0x17, Buffer.from(text))
}
