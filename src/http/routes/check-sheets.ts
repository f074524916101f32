/** Check sheets in the console: what is open with its fields, pictures for them, and the sheet as xlsx. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { readFile } from 'node:fs/promises'
import { bodyLimit } from 'hono/body-limit'
import { rulesOfCampaign } from '../../campaigns/rule-set-version.ts'
import { findCampaign, lockCampaign } from '../../campaigns/store.ts'
import { effectWords, fillerWords } from '../../indicators/clause-page.ts'
import { decisionKinds } from '../../judging/verdict.ts'
import { Failure } from '../../kernel/failure.ts'
import { demandCampaign, demandInspection } from '../../registry/scope.ts'
import { checkSheet } from '../../review/check-sheet.ts'
import { checkSheetFile } from '../../review/check-sheet-file.ts'
import { decide } from '../../review/decide.ts'
import { readOwnDecisions } from '../../review/decision-file.ts'
import { addPicture, mostPictureBytes } from '../../review/proof-pictures.ts'
import { reviewQueue } from '../../review/queue.ts'
import { transaction } from '../../store/database.ts'
import { keptFile } from '../../store/kept-file.ts'
import { actorOf, byOf, needs } from '../actor.ts'
import { checked, otherwise } from '../errors.ts'
import { readInspectionId } from '../inspection-id.ts'
import { flagQuery } from '../list-filters.ts'
import { withReceivedFile } from '../received-file.ts'
import { jsonAnswer } from '../route-parts.ts'
import { organisersOf, reviewRoleOf } from '../review-scope.ts'
import { attachmentsOf, type HttpSettings } from '../settings.ts'

const sheetItem = z
  .object({
    inspectionId: z.number(),
    round: z.string(),
    target: z.string(),
    targetName: z.string(),
    organiser: z.string(),
    clause: z.string(),
    title: z.string(),
    effect: z.string(),
    asked: z.array(z.string()).describe('检查内容及情形'),
    outcome: z.string(),
    because: z.string(),
    fillers: z.string(),
    mayFill: z.boolean().describe('当前用户可以填写'),
    maxPoints: z.number().nullable(),
    fields: z.array(z.object({ name: z.string(), kind: z.string(), required: z.boolean() })),
    claimedBy: z.string().nullable(),
  })
  .openapi('CheckSheetItem')
export type CheckSheetItemAnswer = z.output<typeof sheetItem>

const campaignParam = z.object({
  id: z.string().openapi({ param: { in: 'path', name: 'id' }, example: '2025Q3' }),
})
/** The filters of the list; its xlsx takes the same. */
const sheetQuery = {
  clause: z.string().optional(),
  unit: z.string().optional(),
  kind: z.enum(['site', 'account']).optional(),
  name: z.string().max(80).optional(),
}
const list = createRoute({
  ...needs('review:read'),
  method: 'get',
  path: '/api/campaigns/{id}/check-sheet',
  request: {
    params: campaignParam,
    query: z.object({
      ...sheetQuery,
      page: z.coerce.number().int().min(1).max(1_000_000).default(1),
      size: z.coerce.number().int().min(1).max(100).default(20),
    }),
  },
  responses: {
    200: {
      description: '待人工检查的条款，每项附检查表的栏目',
      content: { 'application/json': { schema: z.object({ total: z.number(), items: z.array(sheetItem) }) } },
    },
    ...otherwise,
  },
})

const sheet = createRoute({
  ...needs('review:read'),
  method: 'get',
  path: '/api/campaigns/{id}/check-sheet.xlsx',
  request: { params: campaignParam, query: z.object(sheetQuery) },
  responses: { 200: { description: '符合条件的人工检查表（xlsx）：打印或离线填写后导入' }, ...otherwise },
})
const filled = z
  .object({
    added: z.number().int().describe('新的结论'),
    repeated: z.number().int().describe('以前已由本人导入、内容相同的'),
    kinds: z.array(z.object({ kind: z.string(), count: z.number().int() })),
    previewed: z.boolean(),
  })
  .openapi('FilledSheet')
export type FilledSheet = z.output<typeof filled>
const bringIn = createRoute({
  ...needs('review:decide'),
  method: 'post',
  path: '/api/campaigns/{id}/check-sheet',
  request: {
    params: campaignParam,
    query: z.object({
      name: z.string().min(1).max(300).describe('文件名，扩展名说明种类'),
      preview: flagQuery('preview'),
    }),
    body: {
      required: true,
      description: '填好的检查表（xlsx 或 csv）',
      content: { 'application/octet-stream': { schema: z.any().openapi({ type: 'string', format: 'binary' }) } },
    },
  },
  responses: jsonAnswer('按登录的用户记录结论，有一行不正确就一行也不写入', filled),
})

const picture = z.object({
  id: z.number(),
  field: z.string(),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.number(),
  sha256: z.string(),
})
export type ProofPictureAnswer = z.output<typeof picture>

const upload = createRoute({
  ...needs('review:decide'),
  method: 'post',
  path: '/api/inspections/{id}/clauses/{clause}/pictures',
  request: {
    params: z.object({
      id: z.string().openapi({ param: { in: 'path', name: 'id' }, example: '1' }),
      clause: z.string().openapi({ param: { in: 'path', name: 'clause' }, example: 'WEB-D-SVC-1' }),
    }),
    query: z.object({ field: z.string(), name: z.string().max(500).default('') }),
    body: { required: true, content: { 'application/octet-stream': { schema: z.string() } } },
  },
  responses: {
    200: {
      description: '已保存；类型以内容为准，每张不超过 10 MB',
      content: { 'application/json': { schema: picture } },
    },
    ...otherwise,
  },
})

const onePicture = createRoute({
  ...needs('review:read'),
  method: 'get',
  path: '/api/proof-pictures/{id}',
  request: { params: z.object({ id: z.string().openapi({ param: { in: 'path', name: 'id' }, example: '1' }) }) },
  responses: { 200: { description: '检查表的截图', content: { 'image/*': { schema: z.string() } } }, ...otherwise },
})

export function checkSheetRoutes(settings: HttpSettings): OpenAPIHono {
  const { db } = settings
  const app = new OpenAPIHono(checked)
  const folder = attachmentsOf(settings)

  app.openapi(list, async (context) => {
    const { page, size, ...filter } = context.req.valid('query')
    const { id } = context.req.valid('param')
    const actor = actorOf(context)
    demandCampaign(actor, id)
    const campaign = await findCampaign(db, id)
    const { clauses } = await rulesOfCampaign(db, campaign)
    const found = await reviewQueue(db, campaign, {
      filter: { ...filter, sheet: true, organisers: organisersOf(actor) },
      limit: size,
      offset: (page - 1) * size,
      now: byOf(context).at,
    })
    const items = found.items.map((item) => {
      const clause = clauses[item.clause]!
      const { inspectionId, round, target, targetName, organiser, title, outcome, because, claimedBy } = item
      return {
        inspectionId,
        round,
        target,
        targetName,
        organiser,
        clause: item.clause,
        title,
        outcome,
        because,
        claimedBy,
        effect: effectWords(clause),
        asked: [clause.wording, ...(clause.situations ?? [])],
        fillers: fillerWords(clause),
        mayFill: actor.capabilities.includes('review:decide') && clause.mayFill.includes(reviewRoleOf(actor)),
        maxPoints: clause.maxPoints ?? null,
        fields: clause.evidenceFields.map((field) => ({ ...field })),
      }
    })
    return context.json({ total: found.total, items }, 200)
  })

  app.openapi(sheet, async (context) => {
    const { id } = context.req.valid('param')
    const actor = actorOf(context)
    demandCampaign(actor, id)
    const filter = { ...context.req.valid('query'), organisers: organisersOf(actor) }
    const written = await checkSheet(db, await findCampaign(db, id), filter)
    return context.body(new Uint8Array(await checkSheetFile(written)), 200, {
      'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(`${id}人工检查表.xlsx`)}`,
    }) as never
  })
  app.openapi(bringIn, async (context) => {
    const { id } = context.req.valid('param')
    const { name, preview } = context.req.valid('query')
    const actor = actorOf(context)
    demandCampaign(actor, id)
    const who = { author: actor.name, role: reviewRoleOf(actor) }
    const previewed = preview === 'true'
    return withReceivedFile(context, name, async (file) => {
      const decisions = await readOwnDecisions(file, who)
      const options = { organisers: organisersOf(actor), preview: previewed }
      const made = await transaction(db, async (tx) =>
        decide(tx, await lockCampaign(tx, id), decisions, byOf(context), options),
      )
      const kinds = Object.entries(decisionKinds).flatMap(([kind, label]) => {
        const count = decisions.filter((decision) => decision.kind === kind).length
        return count === 0 ? [] : [{ kind: label, count }]
      })
      return context.json({ ...made, kinds, previewed }, 200)
    })
  })

  app.use('/api/inspections/:id/clauses/:clause/pictures', bodyLimit({ maxSize: mostPictureBytes, onError: tooLarge }))
  app.openapi(upload, async (context) => {
    const { id, clause } = context.req.valid('param')
    const inspectionId = readInspectionId(id)
    await demandInspection(db, actorOf(context), inspectionId)
    reviewRoleOf(actorOf(context))
    const { campaignId } = await db
      .selectFrom('inspection')
      .innerJoin('round', 'round.id', 'inspection.roundId')
      .select('round.campaignId')
      .where('inspection.id', '=', inspectionId)
      .executeTakeFirstOrThrow()
    const { clauses } = await rulesOfCampaign(db, await findCampaign(db, campaignId))
    const asked = Object.hasOwn(clauses, clause) ? clauses[clause] : undefined
    if (asked === undefined) throw new Failure('notFound.clause', `没有条款“${clause.slice(0, 40)}”`, '条款见检查口径')
    const bytes = new Uint8Array(await context.req.arrayBuffer())
    const given = { ...context.req.valid('query'), bytes }
    const row = await addPicture(db, folder, { inspectionId, clause }, asked, given, byOf(context))
    const { field, name, mediaType, sha256 } = row
    return context.json({ id: row.id, field, name, mediaType, bytes: row.bytes, sha256 }, 200)
  })

  app.openapi(onePicture, async (context) => {
    const row = await db
      .selectFrom('proofPicture')
      .selectAll()
      .where('id', '=', readInspectionId(context.req.valid('param').id))
      .executeTakeFirst()
    const missing = new Failure('notFound.picture', '没有这张图片', '图片的编号见检查表的结论')
    if (row === undefined) throw missing
    await demandInspection(db, actorOf(context), row.inspectionId)
    const bytes = await readFile(keptFile(folder, row.sha256)).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? missing : error
    })
    return context.body(new Uint8Array(bytes), 200, {
      'content-type': row.mediaType,
      'cache-control': 'private, max-age=3600, immutable',
    }) as never
  })
  return app
}

function tooLarge(): never {
  throw new Failure('badInput.pictureSize', '图片过大', `每张不超过 ${mostPictureBytes / 2 ** 20} MB`)
}
