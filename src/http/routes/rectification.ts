/** Notices, their documents, and their cases with everything that was said and done. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { docx } from '../../bulletins/formats/docx.ts'
import { html } from '../../bulletins/formats/html.ts'
import { loadNotice } from '../../bulletins/load-notice.ts'
import { noticeDocument } from '../../bulletins/notice-document.ts'
import { countAppeals } from '../../rectification/appeal.ts'
import { caseHistory, listCases, listNotices } from '../../rectification/list.ts'
import { needs } from '../actor.ts'
import { otherwise } from '../errors.ts'
import { readInspectionId } from '../inspection-id.ts'
import type { HttpSettings } from '../settings.ts'

const id = z.object({
  id: z
    .string()
    .openapi({ type: 'integer', minimum: 1, param: { in: 'path', name: 'id', required: true }, example: 1 }),
})
const json = (schema: z.ZodType, description: string) => ({
  200: { description, content: { 'application/json': { schema } } },
  ...otherwise,
})

const notice = z
  .object({
    id: z.number(),
    campaignId: z.string(),
    number: z.string(),
    unit: z.string(),
    state: z.string(),
    sentAt: z.string().nullable(),
    readAt: z.string().nullable(),
    readBy: z.string().nullable(),
    repliedAt: z.string().nullable(),
    closedAt: z.string().nullable(),
    cases: z.number(),
    open: z.number(),
    dueOn: z.string().nullable(),
  })
  .openapi('Notice')
const rectificationCase = z
  .object({
    id: z.number(),
    noticeId: z.number(),
    inspectionId: z.number(),
    clauseId: z.string(),
    targetName: z.string(),
    unitId: z.number(),
    veto: z.boolean(),
    problem: z.string(),
    places: z.array(z.record(z.string(), z.unknown())),
    state: z.string(),
    dueOn: z.string().nullable(),
    grade: z.string().nullable(),
    recurrence: z.number(),
    closedAt: z.string().nullable(),
    closedBy: z.string().nullable(),
  })
  .openapi('Case')
const history = rectificationCase
  .extend({
    answers: z.array(z.record(z.string(), z.unknown())),
    attachments: z.array(z.record(z.string(), z.unknown())),
    rechecks: z.array(z.record(z.string(), z.unknown())),
    appeals: z.array(z.record(z.string(), z.unknown())),
    history: z.array(z.record(z.string(), z.unknown())),
  })
  .openapi('CaseHistory')
const appeals = z
  .array(z.object({ clause: z.string(), filed: z.number(), upheld: z.number(), rejected: z.number() }))
  .openapi('Appeals')

const notices = createRoute({
  ...needs('rectification:read'),
  method: 'get',
  path: '/api/notices',
  request: {
    query: z.object({
      campaign: z
        .string()
        .optional()
        .openapi({ param: { in: 'query', name: 'campaign' }, example: '2025Q3' }),
    }),
  },
  responses: json(z.array(notice), '整改通知'),
})
const cases = createRoute({
  ...needs('rectification:read'),
  method: 'get',
  path: '/api/notices/{id}/cases',
  request: { params: id },
  responses: json(z.array(rectificationCase), '一份通知的整改事项'),
})
const oneCase = createRoute({
  ...needs('rectification:read'),
  method: 'get',
  path: '/api/cases/{id}',
  request: { params: id },
  responses: json(history, '一个整改事项的全部经过'),
})
const appealCounts = createRoute({
  ...needs('rectification:read'),
  method: 'get',
  path: '/api/appeals',
  responses: json(appeals, '各指标的申诉'),
})
const document = createRoute({
  ...needs('rectification:read'),
  method: 'get',
  path: '/api/notices/{id}/documents/{format}',
  request: {
    params: id.extend({
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

export function rectificationRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono()
  app.openapi(notices, async (context) =>
    context.json((await listNotices(db, context.req.valid('query').campaign)) as never, 200),
  )
  app.openapi(cases, async (context) =>
    context.json((await listCases(db, { noticeId: readInspectionId(context.req.valid('param').id) })) as never, 200),
  )
  app.openapi(oneCase, async (context) => {
    const wanted = readInspectionId(context.req.valid('param').id)
    return context.json((await caseHistory(db, wanted)) as never, 200)
  })
  app.openapi(appealCounts, async (context) => context.json(await countAppeals(db), 200) as never)
  app.openapi(document, async (context) => {
    const { id: wanted, format } = context.req.valid('param')
    const printed = noticeDocument(await loadNotice(db, readInspectionId(wanted), '/inspections/'))
    const printer = format === 'docx' ? docx : html
    const { mediaType, extension } = printer
    const disposition = `${format === 'docx' ? 'attachment' : 'inline'}; filename="notice-${wanted}.${extension}"`
    return context.body((await printer.render(printed)) as never, 200, {
      'content-type': mediaType,
      'content-disposition': disposition,
    }) as never
  })
  return app
}
