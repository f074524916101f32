/** What makes an archive the installation's own: its signature, and the time that somebody else vouches for. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomUUID,
  sign,
  type KeyObject,
} from 'node:crypto'
import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { requestTimeStamp } from './time-stamp.ts'

export interface EvidenceSeal {
  /** SHA-256 of the public key (hex): what two persons compare by telephone. */
  readonly fingerprint: string
  /** SubjectPublicKeyInfo, DER in base64. */
  readonly publicKey: string
  /** Ed25519. */
  sign(data: Uint8Array): Buffer
  /** A time stamp (RFC 3161, DER) for the data; `null` when none is configured. Rejects when the authority gives none. */
  timeStamp(data: Uint8Array): Promise<Buffer | null>
}

const keyFile = (home: string) => path.join(home, 'evidence-key.pem')

/**
 * The seal of the installation in `home`; its key is made on first use and readable by its owner only. Whoever loses it
 * can sign no more, whoever copies it can sign in its name: it is not part of a backup.
 */
export async function openSeal(home: string, timeStampUrl: string | null = null): Promise<EvidenceSeal> {
  const key = createPrivateKey(await readOrMake(home))
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' })
  return {
    fingerprint: fingerprintOf(der),
    publicKey: der.toString('base64'),
    sign: (data) => sign(null, data, key),
    timeStamp: async (data) => (timeStampUrl === null ? null : requestTimeStamp(timeStampUrl, data)),
  }
}

/** The public key as PEM, to be handed to whoever verifies archives. */
export async function publicKeyOf(home: string): Promise<{ readonly pem: string; readonly fingerprint: string }> {
  const key: KeyObject = createPublicKey(createPrivateKey(await readOrMake(home)))
  return {
    pem: key.export({ type: 'spki', format: 'pem' }).toString(),
    fingerprint: fingerprintOf(key.export({ type: 'spki', format: 'der' })),
  }
}

/** Hex SHA-256 of a public key in DER. */
export function fingerprintOf(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex')
}

async function readOrMake(home: string): Promise<string> {
  const file = keyFile(home)
  const there = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (there !== null) return there
  await mkdir(home, { recursive: true })
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const draft = `${file}.${randomUUID()}`
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.writeFile(pem)
    await handle.sync()
  } finally {
    await handle.close()
  }
  // Two processes may start at once: the link is made by one of them, and both use what it made.
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(draft)
  return readFile(file, 'utf8')
}
