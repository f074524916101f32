/**
 * Any HTTP receiver. `x-mingcha-signature` is `sha256=` and the HMAC-SHA256 in hex of `<x-mingcha-timestamp>.<body>`; a receiver
 * checks it, refuses old time stamps, and drops a repeated `x-mingcha-delivery`.
 */
import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { defineChannel } from '../channel.ts'
import { postJson } from '../post-json.ts'
import { retryAfterMs } from '../robot-answer.ts'

export default defineChannel({
  id: 'webhook',
  title: '通用 Webhook',
  settings: z.strictObject({}),
  secret: z.strictObject({ url: z.url({ protocol: /^https?$/ }), secret: z.string().min(16) }),
  address: null,
  limits: [{ count: 600, perMs: 60_000 }],
  maxBytes: 200_000,
  // The text is JSON, not markup: it goes as it is.
  escape: (value) => value,
  async send({ key, subject, text, severe, unit, createdAt }, { secret, clock, signal }) {
    const timestamp = String(Math.floor(clock() / 1000))
    const body = JSON.stringify({ id: key, subject, text, severe, unit, createdAt })
    const signature = createHmac('sha256', secret.secret).update(`${timestamp}.${body}`).digest('hex')
    const posted = await postJson(secret.url, body, signal, {
      'x-mingcha-delivery': key,
      'x-mingcha-timestamp': timestamp,
      'x-mingcha-signature': `sha256=${signature}`,
    })
    if ('outcome' in posted) return posted
    const { status } = posted
    const detail = `HTTP ${status} ${posted.text.slice(0, 120)}`
    if (status >= 200 && status < 300) return { outcome: 'accepted', receipt: `HTTP ${status}` }
    if (status === 429) return { outcome: 'limited', detail, restMs: retryAfterMs(posted) ?? 60_000 }
    // A receiver that does not want this message will not want it later either.
    const final = status >= 400 && status < 500 && ![401, 403, 404, 408, 425].includes(status)
    return { outcome: final ? 'refused' : 'failed', detail }
  },
})
