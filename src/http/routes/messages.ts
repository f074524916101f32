/** 找错留言: lists and numbers. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { addDays, dayOfInstant, type Day } from '../../kernel/day.ts'
import { listMessages } from '../../messages/list.ts'
import { standingNames, type MessageStanding } from '../../messages/message.ts'
import { messageStatistics } from '../../messages/statistics.ts'
import { announcedHolidays } from '../../regulations/holidays.ts'
import { dayParam, wantedDay } from '../day-param.ts'
import { needs } from '../actor.ts'
import { otherwise } from '../errors.ts'
import type { HttpSettings } from '../settings.ts'

const message = z
  .object({
    number: z.string(),
    siteCode: z.string(),
    siteName: z.string(),
    unit: z.string(),
    handler: z.string().nullable(),
    category: z.string(),
    content: z.string(),
    pageUrl: z.string().nullable(),
    receivedAt: z.string(),
    answeredAt: z.string().nullable(),
    dueOn: z.string(),
    valid: z.boolean().nullable(),
    standing: z.string(),
    daysLeft: z.number().nullable(),
    overMonth: z.boolean(),
  })
  .openapi('Message')

const rate = z.object({ numerator: z.number(), denominator: z.number() })
const statistics = z
  .object({
    received: z.number(),
    valid: z.number(),
    invalid: z.number(),
    sites: z.number(),
    answered: z.number(),
    answeredLate: z.number(),
    open: z.number(),
    overdue: z.number(),
    answeredAfterMonth: z.number(),
    openOverMonth: z.number(),
    unassigned: z.number(),
    closedRate: rate,
    inTimeRate: rate,
  })
  .openapi('MessageStatistics')

const textParam = (name: string, example: string) =>
  z
    .string()
    .optional()
    .openapi({ param: { in: 'query', name }, example })
/** A query holds texts: read here, so that the document stays valid. */
const countParam = (name: string, most: number) =>
  z
    .string()
    .regex(/^\d{1,7}$/)
    .optional()
    .openapi({ type: 'integer', minimum: 0, maximum: most, param: { in: 'query', name }, example: 50 })

const standingWords = Object.keys(standingNames) as [MessageStanding, ...MessageStanding[]]
const list = createRoute({
  ...needs('messages:read'),
  method: 'get',
  path: '/api/messages',
  request: {
    query: z.object({
      unit: textParam('unit', 'D01'),
      handler: textParam('handler', '张三'),
      standing: z
        .enum(standingWords)
        .optional()
        .openapi({ param: { in: 'query', name: 'standing' } }),
      unassigned: z
        .enum(['true'])
        .optional()
        .openapi({ param: { in: 'query', name: 'unassigned' } }),
      overMonth: z
        .enum(['true'])
        .optional()
        .openapi({ param: { in: 'query', name: 'overMonth' } }),
      at: dayParam('at'),
      offset: countParam('offset', 9_999_999),
      limit: countParam('limit', 500),
    }),
  },
  responses: {
    200: {
      description: '找错留言，最急的在前',
      content: { 'application/json': { schema: z.object({ total: z.number(), messages: z.array(message) }) } },
    },
    ...otherwise,
  },
})

const numbers = createRoute({
  ...needs('messages:read'),
  method: 'get',
  path: '/api/messages/statistics',
  request: {
    query: z.object({ from: dayParam('from'), to: dayParam('to'), unit: textParam('unit', 'D01'), at: dayParam('at') }),
  },
  responses: {
    200: {
      description: '一段时间内收到的留言（默认最近三个月）',
      content: { 'application/json': { schema: statistics } },
    },
    ...otherwise,
  },
})

export function messageRoutes({ db, calendar = announcedHolidays }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono()
  app.openapi(list, async (context) => {
    const { at, offset = '0', limit = '50', unassigned, overMonth, ...filter } = context.req.valid('query')
    const page = await listMessages(
      db,
      { ...filter, unassigned: unassigned === 'true', overMonth: overMonth === 'true' },
      { today: dayAsked(at), calendar, offset: Number(offset), limit: Math.min(500, Number(limit)) },
    )
    return context.json({ total: page.total, messages: [...page.messages] }, 200)
  })
  app.openapi(numbers, async (context) => {
    const { from, to, unit, at } = context.req.valid('query')
    const last = dayAsked(to)
    const period = { from: from === undefined ? addDays(last, -92) : wantedDay(from), to: last }
    return context.json(await messageStatistics(db, period, dayAsked(at), unit), 200)
  })
  return app
}

function dayAsked(text: string | undefined): Day {
  return text === undefined ? dayOfInstant(Date.now()) : wantedDay(text)
}
