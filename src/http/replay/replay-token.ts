/**
 * A token opens one archive on the replay origin for some minutes. It is signed under a key of this process: the replay origin
 * has neither sessions nor cookies, and what an archived page may learn of its own address opens nothing else.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

export interface ReplayTokens {
  /** A token for an inspection's archive. `until`: milliseconds since 1970. */
  issue(inspectionId: number, until: number): string
  /** The inspection that the token opens at the time `now`; `null` when it opens none, or none any more. */
  read(token: string, now: number): number | null
}

/** Tokens under a key of at least 32 bytes. */
export function replayTokens(key: Uint8Array): ReplayTokens {
  const sign = (text: string) => createHmac('sha256', key).update(text).digest().subarray(0, 24)
  return {
    issue(inspectionId, until) {
      const text = `${inspectionId.toString(36)}.${Math.floor(until / 1000).toString(36)}`
      return `${text}.${sign(text).toString('base64url')}`
    },
    read(token, now) {
      const [, text, signature] = /^([0-9a-z]{1,8}\.[0-9a-z]{1,8})\.([\w-]{32})$/.exec(token) ?? []
      if (text === undefined || !timingSafeEqual(Buffer.from(signature!, 'base64url'), sign(text))) return null
      const [id, until] = text.split('.').map((part) => Number.parseInt(part, 36)) as [number, number]
      return until * 1000 > now ? id : null
    },
  }
}
