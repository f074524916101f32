/**
 * 飞书自定义机器人 with signature (签名校验): at most 100 messages a minute and 5 a second. The signature is the HMAC-SHA256 of nothing
 * with time stamp (seconds) and secret as key.
 */
import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { defineChannel } from '../channel.ts'
import { escapeTags } from '../escape.ts'
import { postJson } from '../post-json.ts'
import { readRobotAnswer } from '../robot-answer.ts'

const [second, minute] = [1000, 60_000]

export default defineChannel({
  id: 'feishu',
  title: '飞书群机器人',
  settings: z.strictObject({
    /** 自定义关键词 of the robot: it takes no message without it. */
    keyword: z.string().max(50).default(''),
  }),
  secret: z.strictObject({ url: z.url({ protocol: /^https?$/ }), secret: z.string().min(1).nullable().default(null) }),
  address: null,
  limits: [
    { count: 100, perMs: minute },
    { count: 5, perMs: second },
  ],
  // The request as a whole has at most 20 kB.
  maxBytes: 18_000,
  escape: escapeTags,
  async send({ subject, text }, { settings, secret, clock, signal }) {
    const title = subject.includes(settings.keyword) ? subject : `${settings.keyword} ${subject}`
    const message = { msg_type: 'text', content: { text: `${title}\n${text}` } }
    const posted = await postJson(
      secret.url,
      JSON.stringify({ ...signature(secret.secret, clock()), ...message }),
      signal,
    )
    return readRobotAnswer(posted, {
      code: ['code', 'StatusCode'],
      explanation: ['msg', 'StatusMessage'],
      limited: { 11_232: minute, 9499: minute },
      restMs: minute,
    })
  },
})

function signature(secret: string | null, nowMs: number) {
  if (secret === null) return {}
  const timestamp = String(Math.floor(nowMs / 1000))
  return { timestamp, sign: createHmac('sha256', `${timestamp}\n${secret}`).update('').digest('base64') }
}
