/**
 * 钉钉自定义机器人 with signature (加签): at most 20 messages a minute, whoever sends more is shut out for ten minutes. The signature
 * is the HMAC-SHA256 of time stamp (milliseconds) and secret with the secret as key.
 */
import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { defineChannel } from '../channel.ts'
import { escapeMarkdown } from '../escape.ts'
import { postJson } from '../post-json.ts'
import { readRobotAnswer } from '../robot-answer.ts'

const minute = 60_000

export default defineChannel({
  id: 'dingtalk',
  title: '钉钉群机器人',
  settings: z.strictObject({
    /** 自定义关键词 of the robot: it takes no message without it. */
    keyword: z.string().max(50).default(''),
  }),
  secret: z.strictObject({ url: z.url({ protocol: /^https?$/ }), secret: z.string().min(1).nullable().default(null) }),
  address: null,
  limits: [{ count: 20, perMs: minute }],
  // The request as a whole has at most 20000 bytes, and line ends grow.
  maxBytes: 16_000,
  escape: escapeMarkdown,
  async send({ subject, text }, { settings, secret, clock, signal }) {
    const url = new URL(secret.url)
    if (secret.secret !== null) {
      const timestamp = String(clock())
      url.searchParams.set('timestamp', timestamp)
      url.searchParams.set('sign', hmac(secret.secret, `${timestamp}\n${secret.secret}`))
    }
    const title = subject.includes(settings.keyword) ? subject : `${settings.keyword} ${subject}`
    // Its Markdown needs an empty line, or two spaces, for a line to end.
    const markdown = { title, text: `**${title}**\n\n${text.replaceAll('\n', '  \n')}` }
    const posted = await postJson(url.href, JSON.stringify({ msgtype: 'markdown', markdown }), signal)
    return readRobotAnswer(posted, {
      code: ['errcode'],
      explanation: ['errmsg'],
      limited: { 130_101: 10 * minute, 410_100: 10 * minute, 90_030: 60 * minute },
      restMs: 10 * minute,
    })
  },
})

function hmac(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64')
}
