/** Codes of an authenticator (RFC 6238): six digits, SHA-1, thirty seconds, as every authenticator understands them. */
import { createHmac, randomBytes } from 'node:crypto'

const [stepSeconds, digits] = [30, 6]
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A new secret of 160 bits as base32 (RFC 4648). */
export function newTotpSecret(): string {
  const bits = [...randomBytes(20)].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return bits.replace(/.{5}/g, (five) => alphabet[Number.parseInt(five, 2)]!)
}

/** What an authenticator reads from a picture of it. */
export function totpUri(secret: string, userName: string): string {
  const label = encodeURIComponent(`明察:${userName}`)
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent('明察')}&digits=${digits}&period=${stepSeconds}`
}

/** The code of a step; steps count from 1970. */
export function totpCode(secret: string, step: number): string {
  const message = Buffer.alloc(8)
  message.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', fromBase32(secret)).update(message).digest()
  const offset = mac.at(-1)! & 15
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

export const stepOf = (epochMs: number) => Math.floor(epochMs / 1000 / stepSeconds)

/**
 * The step whose code this is: the one of now, or its neighbour where a clock is a little off. A step that was used, or one
 * before it, counts no more. `null`: a wrong code.
 */
export function matchingStep(secret: string, code: string, epochMs: number, lastStep: number | null): number | null {
  const now = stepOf(epochMs)
  const given = code.replace(/\s/g, '')
  const found = [now - 1, now, now + 1].filter((step) => step > (lastStep ?? -1) && totpCode(secret, step) === given)
  return found.at(-1) ?? null
}

function fromBase32(text: string): Buffer {
  const bits = Array.from(text, (letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const bytes = bits.match(/.{8}/g) ?? []
  return Buffer.from(bytes.map((eight) => Number.parseInt(eight, 2)))
}
