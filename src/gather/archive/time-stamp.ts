/** Time stamps by RFC 3161: asked of an authority over HTTP, and verified from their bytes. */
import { createHash, randomBytes, verify, X509Certificate } from 'node:crypto'
import { contentOf, der, inside, oidOf, readDer, tags, type DerValue } from './der.ts'

export interface TimeStamp {
  /** ISO 8601, UTC: when the authority saw the data. */
  readonly at: string
  /** Subject of the authority's certificate. */
  readonly authority: string
  /** Whether its certificate leads to one of those that the reader trusts; `null` when none was given. */
  readonly trusted: boolean | null
}

const oids = {
  sha256: Buffer.from('0609608648016503040201', 'hex'),
  signedData: '1.2.840.113549.1.7.2',
  timeStampInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
} as const
const hashNames: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
  '1.2.156.10197.1.401': 'sm3',
}
const patienceMs = 10_000
const maxAnswerBytes = 100_000

/** Asks the authority at `url` to stamp the data. Rejects, in Chinese, when it does not or when its stamp does not hold. */
export async function requestTimeStamp(url: string, data: Uint8Array): Promise<Buffer> {
  const nonce = Buffer.concat([Buffer.from([0x01]), randomBytes(8)])
  const digest = createHash('sha256').update(data).digest()
  const algorithm = der(tags.sequence, oids.sha256, Buffer.from([0x05, 0x00]))
  const query = der(
    tags.sequence,
    der(tags.integer, Buffer.from([1])),
    der(tags.sequence, algorithm, der(tags.octets, digest)),
    der(tags.integer, nonce),
    der(tags.boolean, Buffer.from([0xff])),
  )
  const answer = await ask(url, query).catch((error: unknown) => {
    throw new Error(`时间戳服务 ${url} 没有应答：${error instanceof Error ? error.message : String(error)}`)
  })
  try {
    const [status, token] = inside(readDer(answer)[0], tags.sequence)
    const code = contentOf(inside(status, tags.sequence)[0], tags.integer).at(-1)
    if (token === undefined || (code !== 0 && code !== 1)) throw new Error(`拒绝了请求（状态 ${code}）`)
    const { nonce: returned } = readToken(token.whole)
    if (returned === null || !returned.equals(nonce)) throw new Error('应答的不是这次请求')
    verifyTimeStamp(token.whole, data)
    return Buffer.from(token.whole)
  } catch (error) {
    throw new Error(`时间戳服务 ${url} ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

async function ask(url: string, query: Buffer): Promise<Buffer> {
  // Loaded by the few that have an authority to ask.
  const { request } = await import('undici')
  const { statusCode, body } = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
    body: query,
    signal: AbortSignal.timeout(patienceMs),
  })
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxAnswerBytes) throw new Error('应答过大')
    chunks.push(chunk)
  }
  if (statusCode !== 200) throw new Error(`应答 ${statusCode}`)
  return Buffer.concat(chunks)
}

/**
 * Verifies a token against the data that it stamps. `trusted` are certificates of authorities as PEM. Throws, in Chinese,
 * when the stamp is of other data or its signature does not hold.
 */
export function verifyTimeStamp(token: Buffer, data: Uint8Array, trusted: readonly string[] = []): TimeStamp {
  const { at, imprint, info, certificates, signer } = readToken(token)
  const hashName = hashNames[imprint.algorithm]
  if (hashName === undefined) throw new Error(`时间戳使用了不支持的摘要算法 ${imprint.algorithm}`)
  if (!createHash(hashName).update(data).digest().equals(imprint.digest)) throw new Error('时间戳不是这份数据的')
  const certificate = certificates.find((each) => isOf(each, signer.issuerAndSerial))
  if (certificate === undefined) throw new Error('时间戳中没有签发者的证书')
  verifySignature(signer, info, certificate)
  if (certificate.keyUsage?.includes(oids.timeStamping) !== true) throw new Error('签发时间戳的证书没有此用途')
  const time = Date.parse(at)
  if (time < Date.parse(certificate.validFrom) || time > Date.parse(certificate.validTo))
    throw new Error('时间戳的时间不在签发者证书的有效期内')
  const roots = trusted.map((pem) => new X509Certificate(pem))
  return {
    at,
    authority: certificate.subject.replaceAll('\n', ', '),
    trusted: roots.length === 0 ? null : leadsTo(certificate, certificates, roots),
  }
}

interface Signer {
  readonly issuerAndSerial: readonly DerValue[]
  readonly hashName: string
  readonly attributes: Buffer
  readonly signature: Buffer
}

function verifySignature(signer: Signer, info: Buffer, certificate: X509Certificate): void {
  const attributes = readDer(signer.attributes).map((attribute) => inside(attribute, tags.sequence))
  const attribute = (oid: string) => {
    const found = attributes.find(([name]) => oidOf(name) === oid)
    return inside(found?.[1], tags.set)[0]
  }
  const digest = createHash(signer.hashName).update(info).digest()
  if (!contentOf(attribute(oids.messageDigest), tags.octets).equals(digest)) throw new Error('时间戳的内容被改动')
  if (oidOf(attribute(oids.contentType)) !== oids.timeStampInfo) throw new Error('不是时间戳')
  // What is signed is the set of attributes under its own tag (RFC 5652, 5.4).
  const signed = der(tags.set, signer.attributes)
  const { publicKey } = certificate
  const digestOnly = publicKey.asymmetricKeyType === 'ed25519' ? null : signer.hashName
  if (!verify(digestOnly, signed, publicKey, signer.signature)) throw new Error('时间戳的签名不成立')
}

function leadsTo(leaf: X509Certificate, known: readonly X509Certificate[], roots: readonly X509Certificate[]): boolean {
  let current = leaf
  for (let steps = 0; steps < 8; steps += 1) {
    const issued = (issuer: X509Certificate) => current.checkIssued(issuer) && current.verify(issuer.publicKey)
    if (roots.some((root) => root.fingerprint256 === current.fingerprint256 || issued(root))) return true
    const next = known.find((each) => each.fingerprint256 !== current.fingerprint256 && issued(each))
    if (next === undefined) return false
    current = next
  }
  return false
}

function readToken(token: Buffer) {
  const [type, wrapped] = inside(readDer(token)[0], tags.sequence)
  if (oidOf(type) !== oids.signedData) throw new Error('应答的不是时间戳')
  const signedData = inside(inside(wrapped, 0xa0)[0], tags.sequence)
  const [infoType, infoWrapped] = inside(signedData[2], tags.sequence)
  if (oidOf(infoType) !== oids.timeStampInfo) throw new Error('应答的不是时间戳')
  const info = contentOf(inside(infoWrapped, 0xa0)[0], tags.octets)
  const certificates = signedData.find(({ tag }) => tag === 0xa0)
  const signers = inside(signedData.at(-1), tags.set)
  return {
    ...readInfo(info),
    info,
    certificates: certificates ? readDer(certificates.content).map(({ whole }) => new X509Certificate(whole)) : [],
    signer: readSigner(signers[0]),
  }
}

function readInfo(info: Buffer) {
  const [, , imprint, , time, ...rest] = inside(readDer(info)[0], tags.sequence)
  const [algorithm, digest] = inside(imprint, tags.sequence)
  const nonce = rest.find(({ tag }) => tag === tags.integer)
  return {
    at: instantOf(contentOf(time, tags.generalizedTime).toString('latin1')),
    imprint: { algorithm: oidOf(inside(algorithm, tags.sequence)[0]), digest: contentOf(digest, tags.octets) },
    nonce: nonce?.content ?? null,
  }
}

function readSigner(value: DerValue | undefined): Signer {
  const [, id, algorithm, attributes, , signature] = inside(value, tags.sequence)
  const hashName = hashNames[oidOf(inside(algorithm, tags.sequence)[0])]
  if (hashName === undefined) throw new Error('时间戳的签名使用了不支持的摘要算法')
  return {
    issuerAndSerial: inside(id, tags.sequence),
    hashName,
    attributes: contentOf(attributes, 0xa0),
    signature: contentOf(signature, tags.octets),
  }
}

/** Whether a certificate is the one that issuer and serial number name. */
function isOf({ raw }: X509Certificate, [issuer, serial]: readonly DerValue[]): boolean {
  const fields = inside(inside(readDer(raw)[0], tags.sequence)[0], tags.sequence)
  const [ownSerial, , ownIssuer] = fields[0]?.tag === 0xa0 ? fields.slice(1) : fields
  const same = (a: DerValue | undefined, b: DerValue | undefined) =>
    a !== undefined && b !== undefined && a.whole.equals(b.whole)
  return same(ownSerial, serial) && same(ownIssuer, issuer)
}

function instantOf(text: string): string {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d+)?Z$/.exec(text)
  if (match === null) throw new Error('时间戳的时间无法读取')
  const [, year, month, date, hours, minutes, seconds, fraction = ''] = match
  return new Date(`${year}-${month}-${date}T${hours}:${minutes}:${seconds}${fraction}Z`).toISOString()
}
