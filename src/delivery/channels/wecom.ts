/** 企业微信群机器人: at most 20 messages a minute; a Markdown text has at most 4096 bytes; the key is part of the address. */
import { z } from 'zod'
import { defineChannel } from '../channel.ts'
import { escapeMarkdown } from '../escape.ts'
import { postJson } from '../post-json.ts'
import { readRobotAnswer } from '../robot-answer.ts'

const minute = 60_000

export default defineChannel({
  id: 'wecom',
  title: '企业微信群机器人',
  settings: z.strictObject({}),
  secret: z.strictObject({ url: z.url({ protocol: /^https?$/ }) }),
  address: null,
  limits: [{ count: 20, perMs: minute }],
  maxBytes: 4096,
  escape: escapeMarkdown,
  async send({ subject, text }, { secret, signal }) {
    const content = text.startsWith(subject) ? text : `**${subject}**\n${text}`
    const posted = await postJson(secret.url, JSON.stringify({ msgtype: 'markdown', markdown: { content } }), signal)
    return readRobotAnswer(posted, {
      code: ['errcode'],
      explanation: ['errmsg'],
      limited: { 45_009: minute, 45_033: minute },
      restMs: minute,
    })
  },
})
