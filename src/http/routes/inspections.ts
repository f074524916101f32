/** One inspection: its frozen target, evidence, judgements and decisions, and the archive that proves them. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { Failure } from '../../kernel/failure.ts'
import { loadInspection } from '../../review/inspection.ts'
import type { HttpSettings } from '../app.ts'

const inspectionId = z.coerce
  .number()
  .int()
  .openapi({ type: 'integer', param: { in: 'path', name: 'id', required: true }, example: 1 })

const detail = z
  .object({
    id: z.number(),
    campaignId: z.string(),
    round: z.string(),
    monitorPoint: z.string(),
    state: z.string(),
    attempt: z.number(),
    gatheredAt: z.string().nullable(),
    worker: z.string().nullable(),
    target: z.record(z.string(), z.unknown()),
    verdict: z.string(),
    evidence: z.array(
      z.object({
        kind: z.string(),
        value: z.unknown(),
        missing: z.unknown(),
        sha256: z.string(),
        capturedAt: z.string(),
      }),
    ),
    judgements: z.array(
      z.object({
        clause: z.string(),
        title: z.string(),
        outcome: z.string(),
        because: z.string(),
        findings: z.array(z.object({ where: z.string(), message: z.string(), url: z.string().optional() })),
      }),
    ),
    decisions: z.array(z.record(z.string(), z.unknown())),
    archive: z.record(z.string(), z.unknown()).nullable(),
  })
  .openapi('Inspection')

const one = createRoute({
  method: 'get',
  path: '/api/inspections/{id}',
  request: { params: z.object({ id: inspectionId }) },
  responses: { 200: { description: '一次检查的全部依据', content: { 'application/json': { schema: detail } } } },
})

const archive = createRoute({
  method: 'get',
  path: '/api/inspections/{id}/archive',
  request: { params: z.object({ id: inspectionId }) },
  responses: {
    200: { description: '可回放的网页存档（WACZ）', content: { 'application/wacz+zip': { schema: z.string() } } },
  },
})

export function inspectionRoutes({ db, archiveFolder }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono()
  app.openapi(one, async (context) => context.json((await loadInspection(db, context.req.valid('param').id)) as never))
  app.openapi(archive, async (context) => {
    const { id, archive: stored } = await loadInspection(db, context.req.valid('param').id)
    const file = stored && path.join(archiveFolder, stored.file)
    const size = file && (await stat(file).catch(() => null))?.size
    if (!file || size === undefined || size === null) {
      throw new Failure(
        'notFound.archive',
        `检查 ${id} 没有网页存档`,
        '以文件报送的账号没有网页存档；其余请检查存档目录',
      )
    }
    return new Response(Readable.toWeb(createReadStream(file)) as ReadableStream, {
      headers: {
        'content-type': 'application/wacz+zip',
        'content-length': String(size),
        'content-disposition': `attachment; filename="${path.basename(file)}"`,
      },
    }) as never
  })
  return app
}
