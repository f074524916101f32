/** 申诉: filed by the unit, listed, decided by the office, counted by clause. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { countAppeals, decideAppeal, fileAppeal } from '../../rectification/appeal.ts'
import { demandCase } from '../../rectification/find-cases.ts'
import { appealStates, demandAppeal, findAppeals } from '../../rectification/find-requests.ts'
import { transaction } from '../../store/database.ts'
import { actorOf, needs } from '../actor.ts'
import { checked } from '../errors.ts'
import { severalQuery, textQuery } from '../list-filters.ts'
import { listOf, pageQuery, rowsOfPage } from '../list-query.ts'
import { officeBy, unitBy } from '../rectification-by.ts'
import { jsonAnswer, jsonBody, keysOf, noContent, unit } from '../route-parts.ts'
import { idParam, readId } from '../row-id.ts'
import { termsOf, type HttpSettings } from '../settings.ts'

const text = z.string().trim().max(5000)
const appeal = z
  .object({
    id: z.number(),
    caseId: z.number(),
    clause: z.string(),
    problem: z.string(),
    targetName: z.string(),
    unit,
    text: z.string(),
    author: z.string(),
    filedAt: z.string(),
    dueOn: z.string(),
    state: keysOf(appealStates),
    rejudgedOutcome: z.string().nullable(),
    decidedBy: z.string().nullable(),
    decidedAt: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .openapi('Appeal')

/** The filters of the list; its xlsx takes the same. */
export const appealQuery = { state: severalQuery('state', appealStates), clause: textQuery('clause', 'NM-V2.1') }

const file = createRoute({
  ...needs('rectification:answer'),
  method: 'post',
  path: '/api/cases/{id}/appeals',
  request: { params: idParam, ...jsonBody(z.object({ text })) },
  responses: jsonAnswer('申诉的编号', z.object({ id: z.number() })),
})
const appeals = createRoute({
  ...needs('rectification:read'),
  method: 'get',
  path: '/api/appeals',
  request: { query: z.object({ ...pageQuery, ...appealQuery }) },
  responses: jsonAnswer('申诉，待答复的在前', listOf(appeal)),
})
const decide = createRoute({
  ...needs('rectification:manage'),
  method: 'post',
  path: '/api/appeals/{id}/decision',
  request: { params: idParam, ...jsonBody(z.object({ upheld: z.boolean(), reason: text })) },
  responses: noContent('已办理'),
})
const counts = createRoute({
  ...needs('review:read'),
  method: 'get',
  path: '/api/appeals/statistics',
  responses: jsonAnswer(
    '各指标的申诉：提出、成立、驳回',
    z
      .array(z.object({ clause: z.string(), filed: z.number(), upheld: z.number(), rejected: z.number() }))
      .openapi('Appeals'),
  ),
})

export function appealRoutes(settings: HttpSettings): OpenAPIHono {
  const { db } = settings
  const app = new OpenAPIHono(checked)
  app.openapi(file, async (context) => {
    const [id, { text: why }] = [readId(context), context.req.valid('json')]
    const appealId = await transaction(db, async (tx) => {
      const { unitId } = await demandCase(tx, actorOf(context), id)
      return fileAppeal(tx, id, why, termsOf(settings), unitBy(context, unitId))
    })
    return context.json({ id: appealId }, 200)
  })
  app.openapi(counts, async (context) => context.json(await countAppeals(db, actorOf(context)), 200) as never)
  app.openapi(appeals, async (context) => {
    const { page, size, state, clause } = context.req.valid('query')
    const filter = { states: state, clause }
    return context.json((await findAppeals(db, actorOf(context), filter, rowsOfPage({ page, size }))) as never, 200)
  })
  app.openapi(decide, async (context) => {
    const [id, { upheld, reason }] = [readId(context), context.req.valid('json')]
    await transaction(db, async (tx) => {
      await demandAppeal(tx, actorOf(context), id)
      await decideAppeal(tx, id, upheld ? 'upheld' : 'rejected', reason, termsOf(settings), officeBy(context))
    })
    return context.body(null, 204)
  })
  return app
}
