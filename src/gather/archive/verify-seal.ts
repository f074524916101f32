/** Verifies the seal of an archive: digest of the description, signature, time stamp. */
import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import { fingerprintOf } from './seal.ts'
import { verifyTimeStamp, type TimeStamp } from './time-stamp.ts'
import type { ArchiveProblem } from './archive-problem.ts'
import { sha256 } from './warc-record.ts'
import { parts } from './pack-wacz.ts'

export interface SealVerification {
  readonly problems: readonly ArchiveProblem[]
  /** What is worth knowing and no problem, in Chinese. */
  readonly notes: readonly string[]
  /** Fingerprint of the key whose signature holds; `null` without one. */
  readonly signedBy: string | null
  readonly timeStamp: TimeStamp | null
}

export interface SealExpectations {
  /** Public key (PEM) of whom the signature must be. */
  readonly publicKey?: string | undefined
  /** Certificates (PEM) of authorities whose time stamps are trusted. */
  readonly timeStampAuthorities?: readonly string[] | undefined
}

const digestFile = z.object({
  hash: z.string(),
  sm3: z.string().optional(),
  signedData: z
    .object({
      hash: z.string(),
      publicKey: z.string(),
      signature: z.string(),
      timeSignature: z.string().optional(),
      timeStampProblem: z.string().optional(),
    })
    .optional(),
})

/** `description` and `digest` are the bytes of `datapackage.json` and `datapackage-digest.json`; `signedBy` is what the former names. */
export function verifySeal(
  description: Buffer,
  digest: Buffer,
  signedBy: string | undefined,
  expected: SealExpectations,
): SealVerification {
  const problems: ArchiveProblem[] = []
  const notes: string[] = []
  const report = (kind: ArchiveProblem['kind'], part: string, what: string) =>
    problems.push({ kind, part, message: `${part}：${what}` })
  const result = (by: string | null, timeStamp: TimeStamp | null) => ({ problems, notes, signedBy: by, timeStamp })
  const parsed = digestFile.safeParse(parseJson(digest))
  if (!parsed.success) {
    report('changed', parts.digest, '内容不是本程序写的形式')
    return result(null, null)
  }
  const { hash, sm3, signedData } = parsed.data
  if (sha256(description) !== hash) report('changed', parts.description, '内容被改动（SHA-256 不一致）')
  if (sm3 !== undefined && createHash('sm3').update(description).digest('hex') !== sm3)
    report('changed', parts.description, '内容被改动（SM3 不一致）')
  if (signedData === undefined) {
    if (signedBy !== undefined) report('removed', '签名', `缺失；存档说明写明由 ${signedBy} 签名`)
    else if (expected.publicKey !== undefined) report('removed', '签名', '存档没有签名')
    else notes.push('存档没有签名：只能确认它自身一致')
    return result(null, null)
  }
  const key = publicKey(signedData.publicKey)
  const own = key && fingerprintOf(Buffer.from(signedData.publicKey, 'base64'))
  const signature = Buffer.from(signedData.signature, 'base64')
  const holds = key?.asymmetricKeyType === 'ed25519' && verify(null, Buffer.from(signedData.hash), key, signature)
  if (!holds) report('changed', '签名', '不成立')
  else if (signedData.hash !== sha256(description)) report('changed', '签名', '签的不是这份内容')
  if (own !== null && signedBy !== own) report('changed', '签名', `由 ${own} 签名，存档说明写的是 ${signedBy ?? '无'}`)
  const wanted = expected.publicKey === undefined ? null : fingerprintOf(derOf(expected.publicKey))
  if (wanted !== null && wanted !== own) report('changed', '签名', `不是指定的密钥 ${wanted} 签的，而是 ${own ?? '无'}`)
  if (signedData.timeStampProblem !== undefined) notes.push(`写存档时没有取得时间戳：${signedData.timeStampProblem}`)
  let timeStamp: TimeStamp | null = null
  if (signedData.timeSignature !== undefined) {
    try {
      const token = Buffer.from(signedData.timeSignature, 'base64')
      timeStamp = verifyTimeStamp(token, Buffer.from(signedData.signature), expected.timeStampAuthorities)
      if (timeStamp.trusted === false) report('changed', '时间戳', `签发者 ${timeStamp.authority} 不是指定的机构`)
      if (timeStamp.trusted === null) notes.push('没有指定受信任的时间戳机构：未核对签发者')
    } catch (error) {
      report('changed', '时间戳', error instanceof Error ? error.message : String(error))
    }
  }
  return result(holds === true && problems.length === 0 ? own : null, timeStamp)
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return null
  }
}

function publicKey(base64: string): KeyObject | null {
  try {
    return createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' })
  } catch {
    return null
  }
}

function derOf(pem: string): Buffer {
  return createPublicKey(pem).export({ type: 'spki', format: 'der' })
}
