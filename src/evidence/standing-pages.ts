/** 概况信息, 机构职能, 领导信息: pages that stand and are kept right. Feeds WEB-D-PUB-1 to WEB-D-PUB-3. */
import { z } from 'zod'
import { instantField } from './fields.ts'

const standingKinds = ['overview', 'functions', 'leaders'] as const

const standingPage = z.object({
  kind: z.enum(standingKinds),
  url: z.string().nullable(),
  state: z.enum(['present', 'blank', 'none', 'unreadable']),
  /** What looks outdated or wrong, in words: 统计数据截至2021年. */
  doubts: z.array(z.string()),
})

export const standingPages = z.object({ capturedAt: instantField, pages: z.array(standingPage) })
export type StandingPage = z.output<typeof standingPage>
