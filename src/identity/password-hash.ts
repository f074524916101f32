/** Argon2id of Node's own OpenSSL, kept as a PHC string, so that stronger parameters can follow without a new format. */
import { argon2 as argon2WithCallback, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const argon2 = promisify(argon2WithCallback)

/** OWASP's first choice for interactive sign-in: 19 MiB, two passes. */
const usual = { memory: 19_456, passes: 2, parallelism: 1 }
const [saltBytes, tagBytes] = [16, 32]

/** Digest of a password with a salt of its own. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(saltBytes)
  const tag = await argon2('argon2id', { ...usual, message: normal(password), nonce, tagLength: tagBytes })
  const { memory, passes, parallelism } = usual
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(nonce)}$${unpadded(tag)}`
}

/** Whether the password is the one of the digest; of `null` none is, and that takes just as long. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const read = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(stored ?? nobodys)
  if (read === null) throw new Error('a password digest is not argon2id')
  const [memory, passes, parallelism] = [Number(read[1]), Number(read[2]), Number(read[3])]
  const [nonce, expected] = [Buffer.from(read[4]!, 'base64'), Buffer.from(read[5]!, 'base64')]
  const given = { message: normal(password), nonce, tagLength: expected.length, memory, passes, parallelism }
  return timingSafeEqual(await argon2('argon2id', given), expected) && stored !== null
}

/** The same password typed by another input method is the same. */
function normal(password: string): Buffer {
  return Buffer.from(password.normalize('NFKC'), 'utf8')
}

const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

/** Of no password: whoever has none is compared with it. */
const nobodys = `$argon2id$v=19$m=${usual.memory},t=${usual.passes},p=${usual.parallelism}$${unpadded(
  Buffer.alloc(saltBytes, 1),
)}$${unpadded(Buffer.alloc(tagBytes))}`
