/** 整改通知: lists, one notice, its document; drafting and sending; receipts; extensions asked for and decided. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { docx } from '../../bulletins/formats/docx.ts'
import { html } from '../../bulletins/formats/html.ts'
import { loadNotice } from '../../bulletins/load-notice.ts'
import { noticeDocument } from '../../bulletins/notice-document.ts'
import { findStyle } from '../../bulletins/styles/index.ts'
import { lockCampaign } from '../../campaigns/store.ts'
import type { Day } from '../../kernel/day.ts'
import { workingDaysBetween } from '../../kernel/working-days.ts'
import { beijingTime } from '../../registry/import-fields.ts'
import { demandCampaign } from '../../registry/scope.ts'
import { draftNotices, usualNoticeNumber } from '../../rectification/draft-notices.ts'
import { demandNotice, findNotices, showNotice, type FoundNotice } from '../../rectification/find-notices.ts'
import { demandExtension, extensionStates, findExtensions } from '../../rectification/find-requests.ts'
import { noticeStates } from '../../rectification/notice.ts'
import { askExtension, decideExtension, readNotice, sendNotice } from '../../rectification/send-notice.ts'
import { transaction } from '../../store/database.ts'
import { actorOf, needs } from '../actor.ts'
import { demandAll } from '../demand-all.ts'
import { wantedDay } from '../day-param.ts'
import { checked, otherwise } from '../errors.ts'
import { flagQuery, severalQuery, textQuery, todayOf } from '../list-filters.ts'
import { listOf, pageQuery, rowsOfPage } from '../list-query.ts'
import { officeBy, unitBy } from '../rectification-by.ts'
import { idParam, readId } from '../row-id.ts'
import { sendSheet } from '../sheet-export.ts'
import { calendarOf, termsOf, type HttpSettings } from '../settings.ts'
import { jsonAnswer, jsonBody, noContent, unit } from '../route-parts.ts'

const notice = z
  .object({
    id: z.number(),
    campaignId: z.string(),
    number: z.string(),
    unit,
    state: z.enum(Object.keys(noticeStates) as [keyof typeof noticeStates]),
    draftedAt: z.string(),
    sentAt: z.string().nullable(),
    readAt: z.string().nullable(),
    readBy: z.string().nullable(),
    repliedAt: z.string().nullable(),
    closedAt: z.string().nullable(),
    cases: z.number(),
    vetoes: z.number(),
    open: z.number(),
    waiting: z.number(),
    dueOn: z.string().nullable(),
    daysLeft: z.number().nullable().describe('距最近期限的工作日，负数为已逾期'),
    extensionAsked: z.boolean(),
  })
  .openapi('Notice')
const extension = z
  .object({
    id: z.number(),
    noticeId: z.number(),
    wantedOn: z.string(),
    reason: z.string(),
    askedBy: z.string(),
    askedAt: z.string(),
    state: z.enum(Object.keys(extensionStates) as [keyof typeof extensionStates]),
    decidedBy: z.string().nullable(),
    decidedAt: z.string().nullable(),
    decisionReason: z.string().nullable(),
  })
  .openapi('Extension')

const done = noContent('已办理')
const reason = z.string().trim().max(2000)

const noticeQuery = {
  campaign: textQuery('campaign', '2025Q3'),
  unit: textQuery('unit', 'D01'),
  state: severalQuery('state', noticeStates),
  overdue: flagQuery('overdue'),
  search: textQuery('search', '统计局'),
}
const list = createRoute({
  ...needs('rectification:read'),
  method: 'get',
  path: '/api/notices',
  request: {
    query: z.object({ ...pageQuery, ...noticeQuery }),
  },
  responses: jsonAnswer('整改通知，最近的在前；单位只看到已发出的', listOf(notice)),
})
const sheet = createRoute({
  ...needs('rectification:read'),
  method: 'get',
  path: '/api/notices.xlsx',
  request: { query: z.object(noticeQuery) },
  responses: { 200: { description: '符合条件的全部整改通知（xlsx）' }, ...otherwise },
})
const one = createRoute({
  ...needs('rectification:read'),
  method: 'get',
  path: '/api/notices/{id}',
  request: { params: idParam },
  responses: jsonAnswer(
    '一份通知，连同延期申请和全部经过',
    notice
      .extend({ extensions: z.array(extension), history: z.array(z.record(z.string(), z.unknown())) })
      .openapi('NoticeDetails'),
  ),
})
const document = createRoute({
  ...needs('rectification:read'),
  method: 'get',
  path: '/api/notices/{id}/documents/{format}',
  request: {
    params: idParam.extend({
      format: z.enum(['docx', 'html']).openapi({ param: { in: 'path', name: 'format' }, example: 'html' }),
    }),
  },
  responses: {
    200: {
      description: '整改通知的文件',
      content: { [docx.mediaType]: { schema: z.string() }, 'text/html': { schema: z.string() } },
    },
    ...otherwise,
  },
})
const draft = createRoute({
  ...needs('rectification:manage'),
  method: 'post',
  path: '/api/campaigns/{id}/notices',
  request: {
    params: z.object({ id: z.string().openapi({ param: { in: 'path', name: 'id' }, example: '2025Q3' }) }),
  },
  responses: jsonAnswer(
    '按经复核确认的问题起草；再次起草只补新确认的问题',
    z.object({ noticeIds: z.array(z.number()), cases: z.number(), recurred: z.number() }).openapi('DraftedNotices'),
  ),
})
const send = createRoute({
  ...needs('rectification:manage'),
  method: 'post',
  path: '/api/notices/send',
  request: jsonBody(z.object({ ids: z.array(z.number().int().positive()).min(1).max(500) })),
  responses: done,
})
const read = createRoute({
  ...needs('rectification:answer'),
  method: 'post',
  path: '/api/notices/{id}/read',
  request: { params: idParam },
  responses: done,
})
const ask = createRoute({
  ...needs('rectification:answer'),
  method: 'post',
  path: '/api/notices/{id}/extensions',
  request: {
    params: idParam,
    ...jsonBody(z.object({ wantedOn: z.string().openapi({ format: 'date' }), reason })),
  },
  responses: jsonAnswer('延期申请的编号', z.object({ id: z.number() })),
})
/** The filter of the list; its xlsx takes the same. */
export const extensionQuery = { state: severalQuery('state', extensionStates) }
const extensions = createRoute({
  ...needs('rectification:read'),
  method: 'get',
  path: '/api/extensions',
  request: { query: z.object({ ...pageQuery, ...extensionQuery }) },
  responses: jsonAnswer(
    '延期申请，待审批的在前',
    listOf(
      extension.extend({ noticeNumber: z.string(), unit, dueOn: z.string().nullable() }).openapi('ListedExtension'),
    ),
  ),
})
const decide = createRoute({
  ...needs('rectification:manage'),
  method: 'post',
  path: '/api/extensions/{id}/decision',
  request: { params: idParam, ...jsonBody(z.object({ granted: z.boolean(), reason })) },
  responses: done,
})

/** A row of the list. */
export type NoticeRow = FoundNotice & { readonly daysLeft: number | null }
/** One notice. */
export type NoticeAnswer = Awaited<ReturnType<typeof showNotice>> & { readonly daysLeft: number | null }

export function noticeRoutes(settings: HttpSettings): OpenAPIHono {
  const { db } = settings
  const withDays = <Row extends Pick<FoundNotice, 'dueOn'>>(row: Row, today: Day) => ({
    ...row,
    daysLeft: row.dueOn === null ? null : workingDaysBetween(today, row.dueOn, calendarOf(settings)),
  })
  const app = new OpenAPIHono(checked)
  const asked = ({ state, overdue, ...filter }: z.output<z.ZodObject<typeof noticeQuery>>) => ({
    ...filter,
    states: state,
    overdue: overdue === 'true',
  })
  app.openapi(list, async (context) => {
    const { page, size, ...query } = context.req.valid('query')
    const wanted = asked(query)
    const found = await findNotices(db, actorOf(context), wanted, rowsOfPage({ page, size }), todayOf(context))
    const items = found.items.map((row) => withDays(row, todayOf(context)))
    return context.json({ total: found.total, items } as never, 200)
  })
  app.openapi(sheet, (context) => {
    const [actor, filter, today] = [actorOf(context), asked(context.req.valid('query')), todayOf(context)]
    const at = (instant: string | null) => (instant === null ? '' : beijingTime(instant))
    return sendSheet<FoundNotice>(
      '整改通知',
      [
        { title: '文号', width: 28, value: (row) => row.number },
        { title: '单位', width: 30, value: (row) => row.unit.name },
        { title: '检查', width: 12, value: (row) => row.campaignId },
        { title: '状态', width: 10, value: (row) => noticeStates[row.state] },
        { title: '问题', width: 8, value: (row) => row.cases },
        { title: '单项否决', width: 10, value: (row) => row.vetoes },
        { title: '未办结', width: 8, value: (row) => row.open },
        { title: '待反馈', width: 8, value: (row) => row.waiting },
        { title: '最近期限', width: 12, value: (row) => row.dueOn },
        { title: '发出', width: 20, value: (row) => at(row.sentAt) },
        { title: '签收', width: 20, value: (row) => at(row.readAt) },
        { title: '签收人', width: 12, value: (row) => row.readBy },
        { title: '反馈', width: 20, value: (row) => at(row.repliedAt) },
        { title: '办结', width: 20, value: (row) => at(row.closedAt) },
      ],
      async (offset, limit) => (await findNotices(db, actor, filter, { offset, limit }, today)).items,
    ) as never
  })
  app.openapi(one, async (context) =>
    context.json(withDays(await showNotice(db, actorOf(context), readId(context)), todayOf(context)) as never, 200),
  )
  app.openapi(document, async (context) => {
    const id = readId(context)
    await demandNotice(db, actorOf(context), id)
    const printed = noticeDocument(await loadNotice(db, id, '/inspections/'))
    const printer = context.req.valid('param').format === 'docx' ? docx : html
    const how = printer === docx ? 'attachment' : 'inline'
    return context.body((await printer.render(printed)) as never, 200, {
      'content-type': printer.mediaType,
      'content-disposition': `${how}; filename="notice-${id}.${printer.extension}"`,
    }) as never
  })
  app.openapi(draft, async (context) => {
    const { id } = context.req.valid('param')
    demandCampaign(actorOf(context), id)
    demandAll(actorOf(context), '起草整改通知')
    const drafted = await transaction(db, async (tx) => {
      const campaign = await lockCampaign(tx, id)
      const pattern = findStyle(campaign.style)?.noticeNumber ?? usualNoticeNumber
      return draftNotices(tx, campaign, pattern, termsOf(settings), officeBy(context))
    })
    return context.json({ ...drafted, noticeIds: [...drafted.noticeIds] }, 200)
  })
  app.openapi(send, async (context) => {
    const { ids } = context.req.valid('json')
    await transaction(db, async (tx) => {
      for (const id of new Set(ids)) {
        await demandNotice(tx, actorOf(context), id)
        await sendNotice(tx, id, termsOf(settings), officeBy(context))
      }
    })
    return context.body(null, 204)
  })
  app.openapi(read, async (context) => {
    const id = readId(context)
    await transaction(db, async (tx) => {
      const { unitId } = await demandNotice(tx, actorOf(context), id)
      await readNotice(tx, id, unitBy(context, unitId))
    })
    return context.body(null, 204)
  })
  app.openapi(ask, async (context) => {
    const [id, { wantedOn, reason: why }] = [readId(context), context.req.valid('json')]
    const extensionId = await transaction(db, async (tx) => {
      const { unitId } = await demandNotice(tx, actorOf(context), id)
      return askExtension(tx, id, wantedDay(wantedOn), why, unitBy(context, unitId))
    })
    return context.json({ id: extensionId }, 200)
  })
  app.openapi(extensions, async (context) => {
    const { state, ...paging } = context.req.valid('query')
    const found = await findExtensions(db, actorOf(context), { states: state }, rowsOfPage(paging))
    return context.json(found as never, 200)
  })
  app.openapi(decide, async (context) => {
    const [id, { granted, reason: why }] = [readId(context), context.req.valid('json')]
    await transaction(db, async (tx) => {
      await demandExtension(tx, actorOf(context), id)
      await decideExtension(tx, id, granted, why, termsOf(settings), officeBy(context))
    })
    return context.body(null, 204)
  })
  return app
}
