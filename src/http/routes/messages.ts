/** 找错留言: lists with the clock, assignment and hand-over, import with preview, numbers. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { addDays } from '../../kernel/day.ts'
import { Failure } from '../../kernel/failure.ts'
import { assignMessage, handOver, listHandlers, setHandler } from '../../messages/assign.ts'
import { importMessages, messageFormat, previewMessages } from '../../messages/import-messages.ts'
import { listMessages, showMessage, type ListedMessage } from '../../messages/list.ts'
import { messageCategories, standingNames } from '../../messages/message.ts'
import { messageStatistics } from '../../messages/statistics.ts'
import { beijingTime } from '../../registry/import-fields.ts'
import { readSpreadsheet, spreadsheetLimits } from '../../registry/spreadsheet.ts'
import { transaction } from '../../store/database.ts'
import { actorOf, byOf, needs } from '../actor.ts'
import { demandAll } from '../demand-all.ts'
import { dayParam, wantedDay } from '../day-param.ts'
import { checked, otherwise } from '../errors.ts'
import { flagQuery, textQuery, todayOf } from '../list-filters.ts'
import { listOf, pageQuery, rowsOfPage } from '../list-query.ts'
import { calendarOf, type HttpSettings } from '../settings.ts'
import { sendSheet } from '../sheet-export.ts'
import { receiveUpload } from '../upload.ts'
import { jsonAnswer, jsonBody, keysOf, noContent } from '../route-parts.ts'

const message = z
  .object({
    number: z.string(),
    siteCode: z.string(),
    siteName: z.string(),
    unit: z.string(),
    unitCode: z.string(),
    handler: z.string().nullable(),
    category: keysOf(messageCategories),
    content: z.string(),
    pageUrl: z.string().nullable(),
    receivedAt: z.string(),
    answeredAt: z.string().nullable(),
    dueOn: z.string(),
    valid: z.boolean().nullable(),
    standing: keysOf(standingNames),
    daysLeft: z.number().nullable().describe('剩余工作日；负数为已逾期；已办结为空'),
    overMonth: z.boolean(),
  })
  .openapi('Message')

const rate = z.object({ numerator: z.number(), denominator: z.number() })
const statistics = z
  .object({
    from: z.string(),
    to: z.string(),
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
const imported = z
  .object({
    added: z.number(),
    changed: z.number(),
    unchanged: z.number(),
    changes: z.array(z.object({ key: z.string(), field: z.string(), before: z.string(), after: z.string() })),
    additions: z.array(z.string()),
    errors: z.array(z.string()),
    errorCount: z.number(),
    warnings: z.array(z.string()),
    previewId: z.string(),
  })
  .openapi('MessageImport')

const done = noContent('已办理')
const person = z.string().trim().min(1).max(50)
const reason = z.string().trim().max(2000).optional()
const numberParam = z.object({ number: z.string().openapi({ param: { in: 'path', name: 'number' }, example: 'ZC1' }) })

const messageQuery = {
  unit: textQuery('unit', 'D01'),
  handler: textQuery('handler', '张三'),
  standing: keysOf(standingNames)
    .optional()
    .openapi({ param: { in: 'query', name: 'standing' } }),
  category: keysOf(messageCategories)
    .optional()
    .openapi({ param: { in: 'query', name: 'category' } }),
  unassigned: flagQuery('unassigned'),
  overMonth: flagQuery('overMonth'),
  search: textQuery('search', '打不开'),
  from: dayParam('from'),
  to: dayParam('to'),
  at: dayParam('at'),
}
const list = createRoute({
  ...needs('messages:read'),
  method: 'get',
  path: '/api/messages',
  request: {
    query: z.object({ ...pageQuery, ...messageQuery }),
  },
  responses: jsonAnswer('找错留言，未办结的在前，期限最近的最前', listOf(message)),
})
const sheet = createRoute({
  ...needs('messages:read'),
  method: 'get',
  path: '/api/messages.xlsx',
  request: { query: z.object(messageQuery) },
  responses: { 200: { description: '符合条件的全部留言（xlsx）' }, ...otherwise },
})
const numbers = createRoute({
  ...needs('messages:read'),
  method: 'get',
  path: '/api/messages/statistics',
  request: {
    query: z.object({ from: dayParam('from'), to: dayParam('to'), unit: textQuery('unit', 'D01'), at: dayParam('at') }),
  },
  responses: jsonAnswer('一段时间内收到的留言（默认最近三个月）', statistics),
})
const handlers = createRoute({
  ...needs('messages:read'),
  method: 'get',
  path: '/api/messages/handlers',
  responses: jsonAnswer(
    '经办人和各自在办的留言',
    z.array(
      z
        .object({
          handler: z.string(),
          units: z.array(z.object({ code: z.string(), name: z.string() })),
          open: z.number(),
          overdue: z.number(),
        })
        .openapi('MessageHandler'),
    ),
  ),
})
const one = createRoute({
  ...needs('messages:read'),
  method: 'get',
  path: '/api/messages/{number}',
  request: { params: numberParam },
  responses: jsonAnswer(
    '一条留言，连同办理情况和全部经过',
    message
      .extend({ answer: z.string(), history: z.array(z.record(z.string(), z.unknown())) })
      .openapi('MessageDetails'),
  ),
})
const assign = createRoute({
  ...needs('messages:handle'),
  method: 'post',
  path: '/api/messages/{number}/assignment',
  request: {
    params: numberParam,
    ...jsonBody(
      z.object({
        unitCode: z.string().max(100).optional().describe('办理单位；不写则不变'),
        handler: person.optional().describe('经办人；不写则为该单位的经办人'),
        from: z
          .object({ unitCode: z.string(), handler: z.string().nullable() })
          .optional()
          .describe('决定转办时看到的办理单位和经办人；已被他人转办则不受理'),
        reason,
      }),
    ),
  },
  responses: done,
})
const name = createRoute({
  ...needs('messages:handle'),
  method: 'post',
  path: '/api/messages/handlers',
  request: jsonBody(z.object({ unitCode: z.string().max(100), handler: person })),
  responses: jsonAnswer('由其接手的留言数', z.object({ assigned: z.number() })),
})
const handOverRoute = createRoute({
  ...needs('messages:handle'),
  method: 'post',
  path: '/api/messages/hand-over',
  request: jsonBody(z.object({ from: person, to: person, reason })),
  responses: jsonAnswer('转交的留言数和单位数', z.object({ messages: z.number(), units: z.number() })),
})
const importRoute = createRoute({
  ...needs('messages:import'),
  method: 'post',
  path: '/api/messages/imports',
  request: {
    query: z.object({
      apply: z
        .string()
        .regex(/^[0-9a-f]{12}$/)
        .optional()
        .openapi({ param: { in: 'query', name: 'apply' }, description: '预览的编号；不写则只预览' }),
    }),
    body: {
      required: true,
      content: {
        'multipart/form-data': {
          // No zod schema: it would read the whole body into memory before the handler sees it.
          schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } },
        },
      },
    },
  },
  responses: jsonAnswer('导入的预览或结果；有错误时什么都不写入', imported),
})

export function messageRoutes(settings: HttpSettings): OpenAPIHono {
  const { db } = settings
  const calendar = calendarOf(settings)
  const app = new OpenAPIHono(checked)
  const asked = (
    { at, from, to, unassigned, overMonth, ...filter }: z.output<z.ZodObject<typeof messageQuery>>,
    context: Parameters<typeof actorOf>[0],
  ) => ({
    today: at === undefined ? todayOf(context) : wantedDay(at),
    filter: {
      ...filter,
      from: from === undefined ? undefined : wantedDay(from),
      to: to === undefined ? undefined : wantedDay(to),
      unassigned: unassigned === 'true',
      overMonth: overMonth === 'true',
      scope: actorOf(context),
    },
  })
  app.openapi(list, async (context) => {
    const { page, size, ...query } = context.req.valid('query')
    const { today, filter } = asked(query, context)
    const found = await listMessages(db, filter, { today, calendar, ...rowsOfPage({ page, size }) })
    return context.json({ total: found.total, items: [...found.messages] }, 200)
  })
  app.openapi(sheet, (context) => {
    const { today, filter } = asked(context.req.valid('query'), context)
    return sendSheet<ListedMessage>(
      '找错留言',
      [
        { title: '留言编号', width: 20, value: (row) => row.number },
        { title: '网站标识码', width: 14, value: (row) => row.siteCode },
        { title: '网站', width: 30, value: (row) => row.siteName },
        { title: '留言类型', width: 14, value: (row) => messageCategories[row.category] },
        { title: '留言内容', width: 60, value: (row) => row.content },
        { title: '页面网址', width: 40, value: (row) => row.pageUrl },
        { title: '办理单位', width: 24, value: (row) => row.unit },
        { title: '经办人', width: 12, value: (row) => row.handler },
        { title: '状态', width: 12, value: (row) => standingNames[row.standing] },
        { title: '提交时间', width: 20, value: (row) => beijingTime(row.receivedAt) },
        { title: '办理期限', width: 12, value: (row) => row.dueOn },
        { title: '剩余工作日', width: 12, value: (row) => row.daysLeft },
        { title: '办结时间', width: 20, value: (row) => (row.answeredAt === null ? '' : beijingTime(row.answeredAt)) },
      ],
      async (offset, limit) => (await listMessages(db, filter, { today, calendar, offset, limit })).messages,
    ) as never
  })
  app.openapi(numbers, async (context) => {
    const { from, to, unit, at } = context.req.valid('query')
    const today = at === undefined ? todayOf(context) : wantedDay(at)
    const last = to === undefined ? today : wantedDay(to)
    const period = { from: from === undefined ? addDays(last, -92) : wantedDay(from), to: last }
    return context.json({ ...period, ...(await messageStatistics(db, period, today, unit, actorOf(context))) }, 200)
  })
  app.openapi(handlers, async (context) =>
    context.json((await listHandlers(db, actorOf(context), todayOf(context))) as never, 200),
  )
  app.openapi(one, async (context) => {
    const { number } = context.req.valid('param')
    const found = await showMessage(db, actorOf(context), number, { today: todayOf(context), calendar })
    return context.json(found as never, 200)
  })
  app.openapi(assign, async (context) => {
    const { number } = context.req.valid('param')
    const { reason: why, ...to } = context.req.valid('json')
    const by = { ...byOf(context), reason: why, scope: actorOf(context) }
    await transaction(db, (tx) => assignMessage(tx, number, to, by))
    return context.body(null, 204)
  })
  app.openapi(name, async (context) => {
    const { unitCode, handler } = context.req.valid('json')
    const by = { ...byOf(context), scope: actorOf(context) }
    return context.json({ assigned: await transaction(db, (tx) => setHandler(tx, unitCode, handler, by)) }, 200)
  })
  app.openapi(handOverRoute, async (context) => {
    const { from, to, reason: why } = context.req.valid('json')
    const by = { ...byOf(context), reason: why, scope: actorOf(context) }
    return context.json(await transaction(db, (tx) => handOver(tx, from, to, by)), 200)
  })
  app.openapi(importRoute, async (context) => {
    // a file may name any unit's site
    demandAll(actorOf(context), '导入留言')
    const { apply } = context.req.valid('query')
    await using upload = await receiveUpload(context.req.raw, { fileBytes: spreadsheetLimits.fileBytes, files: 1 })
    const [file] = upload.files
    if (file === undefined) throw new Failure('badInput.upload', '没有收到文件', '请选择留言导出文件（xlsx 或 csv）')
    const rows = await readSpreadsheet(file.path, messageFormat)
    const { actor, at } = byOf(context)
    const result =
      apply === undefined
        ? await previewMessages(db, rows, calendar)
        : await importMessages(db, rows, { author: actor, at, previewId: apply, calendar })
    // A preview of a hundred thousand lines is for nobody's eyes.
    const shown = { changes: result.changes.slice(0, 500), additions: result.additions.slice(0, 500) }
    return context.json({ ...result, ...shown } as never, 200)
  })
  return app
}
