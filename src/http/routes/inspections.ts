/** One inspection: its frozen target, evidence, judgements and decisions, and the archive that proves them. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { Failure } from '../../kernel/failure.ts'
import { demandInspection } from '../../registry/scope.ts'
import { loadInspection } from '../../review/inspection.ts'
import { record } from '../../store/audit.ts'
import type { HttpSettings } from '../settings.ts'
import { findInside, sendFile } from '../archive-file.ts'
import { originOf } from '../reader.ts'
import { actorOf, byOf, needs } from '../actor.ts'
import { otherwise } from '../errors.ts'
import { readInspectionId } from '../inspection-id.ts'
import { shownScore } from '../shown-score.ts'

const inspectionId = z
  .string()
  .openapi({ type: 'integer', minimum: 1, param: { in: 'path', name: 'id', required: true }, example: 1 })

const pointsText = z.string().openapi({ example: '92.5' })
/** 得分 with the reason why it is provisional (暂定), if it is. */
const score = z
  .object({
    vetoes: z.array(z.string()),
    openVetoes: z.array(z.string()),
    points: z
      .object({
        deductionPart: pointsText,
        bonusPart: pointsText.nullable(),
        total: pointsText,
        groups: z.array(z.object({ group: z.string(), max: pointsText, lost: pointsText })),
        range: z.object({ lowest: pointsText, highest: pointsText }),
        items: z.array(
          z.object({ clause: z.string(), title: z.string(), state: z.string(), counted: pointsText, max: pointsText }),
        ),
      })
      .nullable(),
    provisional: z
      .object({
        reasons: z.array(z.string()),
        unverified: z.array(
          z.object({ clause: z.string(), title: z.string(), maxPoints: z.number(), source: z.string() }),
        ),
        unreviewed: z.array(z.string()),
        open: z.array(z.string()),
        openVetoes: z.array(z.string()),
      })
      .nullable(),
  })
  .openapi('Score')

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
    /** `points: null` where the rule set scores no such target or a veto stopped the scoring. */
    score,
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
        /** What an exemption (白名单) excuses. */
        exempted: z.array(z.object({ where: z.string(), message: z.string(), url: z.string().optional() })).optional(),
        /** On trial (试运行): not counted. */
        shadow: z.boolean().optional(),
      }),
    ),
    decisions: z.array(z.record(z.string(), z.unknown())),
    archive: z.record(z.string(), z.unknown()).nullable(),
  })
  .openapi('Inspection')
export type InspectionAnswer = z.output<typeof detail>

const one = createRoute({
  ...needs('findings:read'),
  method: 'get',
  path: '/api/inspections/{id}',
  request: { params: z.object({ id: inspectionId }) },
  responses: {
    200: { description: '一次检查的全部依据', content: { 'application/json': { schema: detail } } },
    ...otherwise,
  },
})

const archive = createRoute({
  ...needs('findings:read'),
  method: 'get',
  path: '/api/inspections/{id}/archive',
  request: { params: z.object({ id: inspectionId }) },
  responses: {
    200: { description: '可回放的网页存档（WACZ）', content: { 'application/wacz+zip': { schema: z.string() } } },
    206: { description: '请求头 Range 所要的一段', content: { 'application/wacz+zip': { schema: z.string() } } },
    416: { description: '存档没有请求头 Range 所要的一段' },
    ...otherwise,
  },
})

export function inspectionRoutes({ db, archiveFolder }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono()
  app.openapi(one, async (context) => {
    const wanted = readInspectionId(context.req.valid('param').id)
    await demandInspection(db, actorOf(context), wanted)
    const inspection = await loadInspection(db, wanted)
    return context.json({ ...inspection, score: shownScore(inspection.score) } as never, 200)
  })
  app.openapi(archive, async (context) => {
    const wanted = readInspectionId(context.req.valid('param').id)
    await demandInspection(db, actorOf(context), wanted)
    const { id, campaignId, archive: stored } = await loadInspection(db, wanted)
    const file = stored && (await findInside(archiveFolder, stored.file))
    if (!file) {
      throw new Failure(
        'notFound.archive',
        `检查 ${id} 没有网页存档`,
        '以文件报送的账号没有网页存档；其余请检查存档目录',
      )
    }
    await record(db, {
      ...byOf(context),
      action: 'archive.read',
      subject: `inspection/${id}`,
      detail: {
        campaignId,
        file: stored.file,
        sha256: stored.sha256,
        method: context.req.method,
        range: context.req.header('range') ?? null,
        ...originOf(context),
      },
    })
    return sendFile(file, {
      request: context.req.raw,
      sha256: stored.sha256,
      headers: {
        'content-type': 'application/wacz+zip',
        'content-disposition': `attachment; filename="mingcha-${campaignId}-${id}.wacz"`,
      },
    }) as never
  })
  return app
}
