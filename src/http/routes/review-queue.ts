/** The review queue at work: list, claim, decide one or many, with the words that the forms need. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { findCampaign, lockCampaign } from '../../campaigns/store.ts'
import { decisionKinds, reviewRoles } from '../../judging/verdict.ts'
import { demandCampaign } from '../../registry/scope.ts'
import { claimItem, claimNext, releaseItem } from '../../review/claim.ts'
import { decide, type NewDecision } from '../../review/decide.ts'
import { decideMatching } from '../../review/decide-matching.ts'
import { dismissalReasons } from '../../review/dismissal-reasons.ts'
import { bindPictures, pictureWords, uploadedPictures } from '../../review/proof-pictures.ts'
import { outcomesInOrder, reviewQueue, waitingWords, type QueueFilter, type WaitingFor } from '../../review/queue.ts'
import { transaction } from '../../store/database.ts'
import { actorOf, byOf, needs } from '../actor.ts'
import { checked, otherwise } from '../errors.ts'
import { demandInspections, organisersOf, reviewRoleOf } from '../review-scope.ts'
import type { HttpSettings } from '../settings.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'

const params = z.object({ id: z.string().openapi({ param: { in: 'path', name: 'id' }, example: '2025Q3' }) })
const waiting = z.enum(Object.keys(waitingWords) as [WaitingFor, ...WaitingFor[]])
/** The filter of the list; its xlsx takes the same. */
export const queueQuery = {
  clause: z.string().optional(),
  round: z.string().optional(),
  unit: z.string().optional().describe('主办单位：代码、名称或简称'),
  kind: z.enum(['site', 'account']).optional(),
  outcome: z.enum(outcomesInOrder).optional(),
  waiting: waiting.optional(),
  name: z.string().max(80).optional().describe('对象名称中的文字'),
}
const item = z.object({
  inspectionId: z.number(),
  round: z.string(),
  target: z.string(),
  targetName: z.string(),
  organiser: z.string(),
  clause: z.string(),
  title: z.string(),
  outcome: z.string(),
  because: z.string(),
  waitingFor: z.string(),
  shadow: z.boolean(),
  claimedBy: z.string().nullable(),
})
const itemSchema = item.openapi('ReviewItem')
export type ReviewItemAnswer = z.output<typeof item>
const key = z.object({ inspectionId: z.number().int().positive(), clause: z.string() })
const claim = z.object({ item, until: z.string() })
export type ClaimAnswer = z.output<typeof claim>

const list = createRoute({
  ...needs('review:read'),
  method: 'get',
  path: '/api/campaigns/{id}/review',
  request: {
    params,
    query: z.object({
      ...queueQuery,
      page: z.coerce.number().int().min(1).max(1_000_000).default(1),
      size: z.coerce.number().int().min(1).max(100).default(20),
    }),
  },
  responses: jsonAnswer(
    '待复核的条款，机器判为未通过的在前',
    z.object({ total: z.number(), items: z.array(itemSchema) }),
  ),
})
export interface ReviewListAnswer {
  readonly total: number
  readonly items: readonly ReviewItemAnswer[]
}

const words = createRoute({
  ...needs('review:read'),
  method: 'get',
  path: '/api/review/words',
  responses: jsonAnswer(
    '复核用语：结论、角色、等待事项、误报原因',
    z
      .object({
        decisions: z.record(z.string(), z.string()),
        roles: z.record(z.string(), z.string()),
        waiting: z.record(z.string(), z.string()),
        reasons: z.record(z.string(), z.string()),
      })
      .openapi('ReviewWords'),
  ),
})

const next = createRoute({
  ...needs('review:decide'),
  method: 'post',
  path: '/api/campaigns/{id}/review/next',
  request: {
    params,
    ...jsonBody(
      z.object({
        ...queueQuery,
        minutes: z.number().int().min(1).max(240).default(15),
        /** What the person looks at just now: the one behind it is fetched. */
        except: z.array(key).max(200).default([]),
      }),
    ),
  },
  responses: jsonAnswer('领取的下一条；没有可领取的为 null', claim.nullable()),
})

const take = createRoute({
  ...needs('review:decide'),
  method: 'post',
  path: '/api/campaigns/{id}/review/claim',
  request: { params, ...jsonBody(key.extend({ minutes: z.number().int().min(1).max(240).default(15) })) },
  responses: jsonAnswer('领取指定的一条；他人已领取的为 409', z.object({ until: z.string() })),
})

const release = createRoute({
  ...needs('review:decide'),
  method: 'post',
  path: '/api/campaigns/{id}/review/release',
  request: { params, ...jsonBody(key) },
  responses: { 204: { description: '已退回' }, ...otherwise },
})

const kind = z.enum(Object.keys(decisionKinds) as [NewDecision['kind'], ...NewDecision['kind'][]])
const reasonWords = { reason: z.string().max(500).default(''), note: z.string().max(4000).default('') }
const newDecision = key.extend({
  kind,
  ...reasonWords,
  points: z.number().optional(),
  /** Id of the last decision that the person has seen on the item, 0 for none: later ones of others are a conflict. */
  seen: z.number().int().min(0).optional(),
  /** Fields of the check sheet. */
  proof: z.record(z.string(), z.string().max(4000)).optional(),
  /** Uploaded pictures of the check sheet. */
  pictures: z.array(z.number().int().positive()).max(20).default([]),
})
const outcome = z.object({ added: z.number(), repeated: z.number() })

const decisions = createRoute({
  ...needs('review:decide'),
  method: 'post',
  path: '/api/campaigns/{id}/decisions',
  request: { params, ...jsonBody(z.object({ decisions: z.array(newDecision).min(1).max(10_000) })) },
  responses: jsonAnswer('记录结论，全部或一条也不；他人已处理的为 409', outcome),
})

const matching = createRoute({
  ...needs('review:decide'),
  method: 'post',
  path: '/api/campaigns/{id}/decisions/matching',
  request: { params, ...jsonBody(z.object({ filter: z.object(queueQuery), kind, ...reasonWords })) },
  responses: jsonAnswer('对筛选出的、本人可处理的全部条款记录同一结论', outcome),
})

export function reviewQueueRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  app.openapi(list, async (context) => {
    const { page, size, ...filter } = context.req.valid('query')
    const actor = actorOf(context)
    const { id } = context.req.valid('param')
    demandCampaign(actor, id)
    const options = {
      filter: filterOf(filter, organisersOf(actor)),
      limit: size,
      offset: (page - 1) * size,
      now: byOf(context).at,
    }
    const { total, items } = await reviewQueue(db, await findCampaign(db, id), options)
    return context.json({ total, items: [...items] }, 200)
  })
  app.openapi(words, (context) =>
    context.json(
      { decisions: decisionKinds, roles: reviewRoles, waiting: waitingWords, reasons: dismissalReasons },
      200,
    ),
  )
  app.openapi(next, async (context) => {
    const { minutes, except, ...filter } = context.req.valid('json')
    const actor = actorOf(context)
    const { id } = context.req.valid('param')
    demandCampaign(actor, id)
    const who = { reviewer: actor.name, role: reviewRoleOf(actor), minutes, now: byOf(context).at }
    const found = await claimNext(db, await findCampaign(db, id), who, filterOf(filter, organisersOf(actor)), except)
    return context.json(found, 200)
  })
  app.openapi(take, async (context) => {
    const { minutes, ...wanted } = context.req.valid('json')
    const actor = actorOf(context)
    await demandInspections(db, actor, [wanted.inspectionId])
    const who = { reviewer: actor.name, role: reviewRoleOf(actor), minutes, now: byOf(context).at }
    const { id } = context.req.valid('param')
    demandCampaign(actor, id)
    return context.json({ until: await claimItem(db, id, wanted, who) }, 200)
  })
  app.openapi(release, async (context) => {
    const item = context.req.valid('json')
    demandCampaign(actorOf(context), context.req.valid('param').id)
    await demandInspections(db, actorOf(context), [item.inspectionId])
    await releaseItem(db, item, byOf(context))
    return context.body(null, 204)
  })
  app.openapi(decisions, async (context) => {
    const { decisions: given } = context.req.valid('json')
    const { id } = context.req.valid('param')
    const actor = actorOf(context)
    demandCampaign(actor, id)
    await demandInspections(
      db,
      actor,
      given.map(({ inspectionId }) => inspectionId),
    )
    const [author, role] = [actor.name, reviewRoleOf(actor)]
    const made = await transaction(db, async (tx) => {
      const campaign = await lockCampaign(tx, id)
      const bound = await Promise.all(given.map((one) => uploadedPictures(tx, one, one.pictures, author)))
      const whole = given.map((one, index): NewDecision => {
        const { inspectionId, clause, kind: said, reason, note, points, seen } = one
        const shown = pictureWords(bound[index]!)
        const proof = one.proof === undefined && bound[index]!.length === 0 ? undefined : { ...one.proof, ...shown }
        const what = { inspectionId, clause, kind: said, reason, note, points, seen, proof, author, role }
        return { ...what, round: '', target: `检查 ${inspectionId}` }
      })
      const result = await decide(tx, campaign, whole, byOf(context))
      for (const pictures of bound) await bindPictures(tx, pictures)
      return result
    })
    return context.json(made, 200)
  })
  app.openapi(matching, async (context) => {
    const { filter, ...decision } = context.req.valid('json')
    const { id } = context.req.valid('param')
    const actor = actorOf(context)
    demandCampaign(actor, id)
    const made = await transaction(db, async (tx) =>
      decideMatching(
        tx,
        await lockCampaign(tx, id),
        filterOf(filter, organisersOf(actor)),
        { ...decision, author: actor.name, role: reviewRoleOf(actor) },
        byOf(context),
      ),
    )
    return context.json(made, 200)
  })
  return app
}

type Filters = z.output<z.ZodObject<typeof queueQuery>>

/** The filter of a query, cut to the organisers that the actor sees. */
export function filterOf({ waiting: one, ...filter }: Filters, organisers: readonly number[] | undefined): QueueFilter {
  return { ...filter, organisers, ...(one === undefined ? {} : { waitingFor: [one] }) }
}
