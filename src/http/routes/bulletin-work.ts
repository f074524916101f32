/** Working on a bulletin: drafts, prose with bound numbers, approval and publication by two persons. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Bulletin } from '../../bulletins/bulletin.ts'
import { approvalOf, approvalsOf, approveBulletin, publicationOf, publishBulletin } from '../../bulletins/approve.ts'
import { draftCampaignBulletin, editProse, isCurrent, paragraphsOf } from '../../bulletins/draft-campaign.ts'
import { latestBulletin } from '../../bulletins/store.ts'
import { campaignStates, type CampaignState } from '../../campaigns/campaign.ts'
import { dayField } from '../../evidence/fields.ts'
import { findCampaign } from '../../campaigns/store.ts'
import { demandCampaign, withinCampaigns } from '../../registry/scope.ts'
import { transaction, type Tx } from '../../store/database.ts'
import { actorOf, byOf, needs } from '../actor.ts'
import { demandAll } from '../demand-all.ts'
import { checked } from '../errors.ts'
import { seenBulletin } from '../seen-bulletin.ts'
import type { HttpSettings } from '../settings.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'

const signature = z.object({ version: z.number().int(), sha256: z.string(), by: z.string(), at: z.string() })

const listed = z
  .object({
    campaign: z.string(),
    state: z.string(),
    stateName: z.string(),
    demonstration: z.boolean(),
    title: z.string(),
    issuer: z.string(),
    date: z.string(),
    version: z.number().int(),
    draftedBy: z.string(),
    draftedAt: z.string(),
    sha256: z.string(),
    failed: z.number().int().describe('未通过的核对'),
  })
  .openapi('ListedBulletin')
export type ListedBulletinAnswer = z.output<typeof listed>

const work = z
  .object({
    campaign: z.string(),
    state: z.string(),
    stateName: z.string(),
    title: z.string(),
    issuer: z.string(),
    date: z.string(),
    notice: z.string().nullable(),
    version: z.number().int(),
    sha256: z.string(),
    draftedBy: z.string(),
    draftedAt: z.string(),
    current: z.boolean().describe('与现在的检查结果一致'),
    blocks: z.array(
      z.object({
        kind: z.enum(['paragraph', 'heading', 'line', 'partTitle']),
        level: z.number().int().nullable(),
        parts: z.array(z.object({ text: z.string(), figure: z.string().nullable() })),
        original: z.string().nullable().describe('可修改的段落：起草时的原文，数字写作 {编号}'),
        text: z.string().nullable().describe('现在的文字，数字写作 {编号}'),
        editedBy: z.string().nullable(),
      }),
    ),
    annexes: z.array(
      z.object({
        title: z.string(),
        headings: z.array(z.string()),
        rows: z.array(z.array(z.string())),
        rowIds: z.array(z.number().int()),
        note: z.string(),
      }),
    ),
    figures: z.array(
      z.object({
        id: z.string(),
        label: z.string(),
        text: z.string(),
        numerator: z.number().nullable(),
        denominator: z.number().nullable(),
      }),
    ),
    checks: z.array(
      z.object({ id: z.string(), ok: z.boolean(), severity: z.enum(['error', 'warning']), message: z.string() }),
    ),
    approval: signature.nullable(),
    publication: signature.nullable(),
    versions: z
      .array(
        z.object({
          version: z.number().int(),
          sha256: z.string(),
          date: z.string(),
          draftedBy: z.string(),
          draftedAt: z.string(),
          edits: z.number().int().describe('改过的段落'),
          failed: z.number().int().describe('未通过的核对'),
          approvals: z.array(z.object({ by: z.string(), at: z.string() })),
        }),
      )
      .describe('历次稿，新的在前；发布后对只看部分单位的人只有最新一稿'),
  })
  .openapi('BulletinWork')
export type BulletinWorkAnswer = z.output<typeof work>

const params = z.object({
  id: z
    .string()
    .max(20)
    .openapi({ param: { in: 'path', name: 'id' }, example: '2025Q3' }),
})
const listRoute = createRoute({
  ...needs('bulletins:read'),
  method: 'get',
  path: '/api/bulletins',
  responses: jsonAnswer('各次检查最新一稿，新的在前', z.array(listed)),
})
const workRoute = createRoute({
  ...needs('bulletins:read'),
  method: 'get',
  path: '/api/campaigns/{id}/bulletin-work',
  request: { params },
  responses: jsonAnswer('最新一稿：文字、数字、核对、审核与发布', work),
})
const versioned = z.object({ version: z.number().int().min(1) })
const draftRoute = createRoute({
  ...needs('bulletins:draft'),
  method: 'post',
  path: '/api/campaigns/{id}/bulletin/draft',
  request: { params, ...jsonBody(z.object({ date: dayField.optional().describe('成文日期') })) },
  responses: jsonAnswer('已起草', z.object({ version: z.number().int() })),
})
const proseRoute = createRoute({
  ...needs('bulletins:draft'),
  method: 'put',
  path: '/api/campaigns/{id}/bulletin/prose',
  request: {
    params,
    ...jsonBody(
      versioned.extend({
        original: z.string().max(20_000),
        text: z.string().max(20_000).nullable().describe('新的文字；null 恢复原文'),
      }),
    ),
  },
  responses: jsonAnswer('已修改', z.object({ version: z.number().int() })),
})
const approveRoute = createRoute({
  ...needs('bulletins:approve'),
  method: 'post',
  path: '/api/campaigns/{id}/bulletin/approve',
  request: { params, ...jsonBody(versioned) },
  responses: jsonAnswer('已审核', signature),
})
const publishRoute = createRoute({
  ...needs('bulletins:publish'),
  method: 'post',
  path: '/api/campaigns/{id}/bulletin/publish',
  request: { params, ...jsonBody(versioned) },
  responses: jsonAnswer('已发布', signature),
})

export function bulletinWorkRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  app.openapi(listRoute, async (context) => {
    const rows = await db
      .selectFrom('bulletin')
      .innerJoin('campaign', 'campaign.id', 'bulletin.campaignId')
      .distinctOn('bulletin.campaignId')
      .select(['bulletin.campaignId', 'bulletin.version', 'bulletin.value', 'bulletin.sha256'])
      .select(['bulletin.draftedBy', 'bulletin.draftedAt', 'campaign.state', 'campaign.demonstration'])
      .where(withinCampaigns(actorOf(context), 'bulletin.campaignId'))
      .orderBy('bulletin.campaignId', 'desc')
      .orderBy('bulletin.version', 'desc')
      .execute()
    return context.json(
      rows.map(({ campaignId, value, state, ...row }) => {
        const { title, issuer, date, checks } = value as Bulletin
        const failed = checks.filter(({ ok }) => !ok).length
        const stateName = campaignStates[state as CampaignState]
        return { ...row, campaign: campaignId, state, stateName, title, issuer, date, failed }
      }),
      200,
    )
  })
  app.openapi(workRoute, async (context) => {
    const { id } = context.req.valid('param')
    const actor = actorOf(context)
    demandCampaign(actor, id)
    if (actor.units !== 'all') await seenBulletin(db, actor, id)
    const found = await transaction(db, (tx) => workOf(tx, id))
    // an earlier draft is nobody's business but of those who see everything
    return context.json(actor.units === 'all' ? found : { ...found, versions: found.versions.slice(0, 1) }, 200)
  })
  app.openapi(draftRoute, async (context) => {
    const { id, by } = changeOf(context, context.req.valid('param').id)
    const { date } = context.req.valid('json')
    const { version } = await transaction(db, (tx) => draftCampaignBulletin(tx, id, date, by))
    return context.json({ version }, 200)
  })
  app.openapi(proseRoute, async (context) => {
    const { id, by } = changeOf(context, context.req.valid('param').id)
    const wanted = context.req.valid('json')
    const { version } = await transaction(db, (tx) => editProse(tx, id, wanted, by))
    return context.json({ version }, 200)
  })
  app.openapi(approveRoute, async (context) => {
    const { id, by } = changeOf(context, context.req.valid('param').id)
    const { version } = context.req.valid('json')
    return context.json(await transaction(db, (tx) => approveBulletin(tx, id, version, by)), 200)
  })
  app.openapi(publishRoute, async (context) => {
    const { id, by } = changeOf(context, context.req.valid('param').id)
    const { version } = context.req.valid('json')
    return context.json(await transaction(db, (tx) => publishBulletin(tx, id, version, by)), 200)
  })
  return app
}

/** Who changes the bulletin of which campaign. */
function changeOf(context: Context, id: string) {
  const actor = actorOf(context)
  demandCampaign(actor, id)
  demandAll({ units: actor.units, campaigns: 'all' }, '通报')
  return { id, by: byOf(context) }
}

async function workOf(tx: Tx, id: string): Promise<BulletinWorkAnswer> {
  const { state } = await findCampaign(tx, id)
  const stored = await latestBulletin(tx, id)
  const { bulletin, version, sha256 } = stored
  const { draftedBy, draftedAt } = await tx
    .selectFrom('bulletin')
    .select(['draftedBy', 'draftedAt'])
    .where('campaignId', '=', id)
    .where('version', '=', version)
    .executeTakeFirstOrThrow()
  const figures = new Map(bulletin.figures.map((figure) => [figure.id, figure]))
  const paragraphs = new Map(paragraphsOf(bulletin).map((entry) => [entry.block, entry]))
  const { title, issuer, date, notice } = bulletin
  return {
    campaign: id,
    state,
    stateName: campaignStates[state as CampaignState],
    title,
    issuer,
    date,
    notice,
    version,
    sha256,
    draftedBy,
    draftedAt,
    current: state === 'published' || (await isCurrent(tx, id, stored)),
    blocks: bulletin.blocks.map((block, index) => {
      const own = paragraphs.get(index)
      const inlines = typeof block.text === 'string' ? [block.text] : block.text
      return {
        kind: block.kind,
        level: block.kind === 'heading' ? block.level : null,
        parts: inlines.map((part) =>
          typeof part === 'string'
            ? { text: part, figure: null }
            : { text: figures.get(part.figure)?.text ?? '', figure: part.figure },
        ),
        original: own?.original ?? null,
        text: own?.text ?? null,
        editedBy: own?.edit?.author ?? null,
      }
    }),
    annexes: bulletin.annexes.map((annex) => ({
      ...annex,
      headings: [...annex.headings],
      rows: annex.rows.map((row) => [...row]),
      rowIds: [...annex.rowIds],
    })),
    figures: bulletin.figures.map((figure) => ({
      id: figure.id,
      label: figure.label,
      text: figure.text,
      numerator: figure.numerator,
      denominator: figure.denominator,
    })),
    checks: bulletin.checks.map((check) => ({ ...check })),
    approval: await approvalOf(tx, id),
    publication: await publicationOf(tx, id),
    versions: await versionsOf(tx, id),
  }
}

async function versionsOf(tx: Tx, id: string): Promise<BulletinWorkAnswer['versions']> {
  const rows = await tx
    .selectFrom('bulletin')
    .select(['version', 'sha256', 'draftedBy', 'draftedAt', 'value'])
    .where('campaignId', '=', id)
    .orderBy('version', 'desc')
    .execute()
  const approvals = await approvalsOf(tx, id)
  return rows.map(({ value, ...row }) => {
    const { date, checks, edits = [] } = value as Bulletin
    const own = approvals.filter(({ sha256 }) => sha256 === row.sha256).map(({ by, at }) => ({ by, at }))
    return { ...row, date, edits: edits.length, failed: checks.filter(({ ok }) => !ok).length, approvals: own }
  })
}
