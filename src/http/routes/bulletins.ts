/** The bulletin of a campaign: as a value, as documents, and the rows behind each of its figures. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { bulletinJson, bulletinJsonSchema } from '../../bulletins/formats/json.ts'
import { documentFormats } from '../../bulletins/formats/documents.ts'
import { figureRows } from '../../bulletins/figure-rows.ts'
import { findCampaign } from '../../campaigns/store.ts'
import { Failure } from '../../kernel/failure.ts'
import type { HttpSettings } from '../settings.ts'
import { actorOf, needs } from '../actor.ts'
import { checked, otherwise } from '../errors.ts'
import { seenBulletin, seenRows } from '../seen-bulletin.ts'

const id = z.string().openapi({ param: { in: 'path', name: 'id' }, example: '2025Q3' })
const figure = z.string().openapi({ param: { in: 'path', name: 'figure' }, example: 'sites.total' })
const format = z.string().openapi({ param: { in: 'path', name: 'format' }, example: 'docx' })

const row = z
  .object({
    id: z.number(),
    /** The inspection to open, when the row is one. */
    inspectionId: z.number().nullable(),
    name: z.string(),
    organiser: z.string(),
    kind: z.string(),
    verdict: z.string().nullable(),
    problem: z.string(),
  })
  .openapi('FigureRow')

const value = createRoute({
  ...needs('bulletins:read'),
  method: 'get',
  path: '/api/campaigns/{id}/bulletin',
  request: { params: z.object({ id }) },
  responses: {
    200: {
      description: '最新的通报稿',
      content: { 'application/json': { schema: bulletinJsonSchema } },
    },
    ...otherwise,
  },
})

const figureRowsAnswer = z
  .object({ id: z.string(), label: z.string(), text: z.string(), rows: z.array(row) })
  .openapi('FigureRows')
export type FigureRowsAnswer = z.output<typeof figureRowsAnswer>

const rows = createRoute({
  ...needs('bulletins:read'),
  method: 'get',
  path: '/api/campaigns/{id}/figures/{figure}',
  request: { params: z.object({ id, figure }) },
  responses: {
    200: {
      description: '通报中一个数字背后的各行',
      content: {
        'application/json': {
          schema: figureRowsAnswer,
        },
      },
    },
    ...otherwise,
  },
})

const document = createRoute({
  ...needs('bulletins:read'),
  method: 'get',
  path: '/api/campaigns/{id}/documents/{format}',
  request: {
    params: z.object({ id, format }),
    query: z.object({
      version: z.coerce
        .number()
        .int()
        .min(1)
        .max(2_147_483_647)
        .optional()
        .openapi({ type: 'integer', description: '第几稿；默认最新一稿', example: 1 }),
    }),
  },
  responses: {
    200: {
      description: '通报文件：docx、xlsx、html、pdf、json、txt',
      content: { 'application/octet-stream': { schema: z.string() } },
    },
    ...otherwise,
  },
})

export function bulletinRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  app.openapi(value, async (context) => {
    const { bulletin } = await seenBulletin(db, actorOf(context), context.req.valid('param').id)
    return context.json(bulletinJson(bulletin), 200)
  })
  app.openapi(rows, async (context) => {
    const params = context.req.valid('param')
    const campaign = await findCampaign(db, params.id)
    const actor = actorOf(context)
    const { bulletin } = await seenBulletin(db, actor, params.id)
    const figures = await figureRows(db, campaign, bulletin, params.figure)
    return context.json({ ...figures, rows: await seenRows(db, actor, figures.rows) }, 200)
  })
  app.openapi(document, async (context) => {
    const params = context.req.valid('param')
    const chosen = documentFormats.find((entry) => entry.extension === params.format)
    if (!chosen) {
      const known = documentFormats.map((entry) => entry.extension).join('、')
      throw new Failure('notFound.format', `没有文件格式 ${params.format}`, `可用格式：${known}`)
    }
    const { version } = context.req.valid('query')
    const { bulletin } = await seenBulletin(db, actorOf(context), params.id, version)
    const bytes = await chosen.render(bulletin)
    return new Response(bytes as Uint8Array<ArrayBuffer>, {
      headers: {
        'content-type': chosen.mediaType,
        'content-disposition': `inline; filename="bulletin-${params.id}.${chosen.extension}"`,
      },
    }) as never
  })
  return app
}
