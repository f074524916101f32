/** What one judgement rests on, for the reviewer: findings, words, headers, pictures, records. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { rulesOfCampaign } from '../../campaigns/rule-set-version.ts'
import { findCampaign } from '../../campaigns/store.ts'
import { Failure } from '../../kernel/failure.ts'
import { may } from '../../kernel/actor.ts'
import { demandInspection } from '../../registry/scope.ts'
import { findingEvidence, howJudged } from '../../review/finding-evidence.ts'
import { loadInspection } from '../../review/inspection.ts'
import { record } from '../../store/audit.ts'
import { actorOf, byOf, needs } from '../actor.ts'
import { openStored } from '../archive-file.ts'
import { checked, otherwise } from '../errors.ts'
import { readInspectionId } from '../inspection-id.ts'
import { originOf } from '../reader.ts'
import type { HttpSettings } from '../settings.ts'

const inspectionId = z
  .string()
  .openapi({ type: 'integer', minimum: 1, param: { in: 'path', name: 'id', required: true }, example: 1 })
const finding = z.object({
  where: z.string(),
  message: z.string(),
  url: z.string().optional(),
  points: z.number().optional(),
  records: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      date: z.string(),
      url: z.string(),
      status: z.number().nullable(),
      mime: z.string(),
      digest: z.string(),
      bytes: z.number(),
    }),
  ),
  status: z.number().nullable(),
  headers: z.array(z.array(z.string())),
  highlights: z.array(z.object({ page: z.string(), before: z.string(), match: z.string(), after: z.string() })),
})
const picture = z.object({
  record: z.number(),
  page: z.string(),
  takenAt: z.string(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  marks: z.array(
    z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number(), finding: z.number() }),
  ),
})
const evidence = z
  .object({
    inspectionId: z.number(),
    campaignId: z.string(),
    round: z.string(),
    kind: z.string(),
    targetName: z.string(),
    target: z.string().describe('网站标识码，或账号类型/账号标识'),
    address: z.string().nullable(),
    organiser: z.string(),
    monitorPoint: z.string(),
    gatheredAt: z.string().nullable(),
    clause: z.string(),
    title: z.string(),
    outcome: z.string(),
    because: z.string(),
    shadow: z.boolean(),
    findings: z.array(finding),
    exempted: z.array(z.object({ where: z.string(), message: z.string(), url: z.string().optional() })),
    pictures: z.array(picture),
    evidence: z.array(
      z.object({
        kind: z.string(),
        value: z.unknown(),
        missing: z.unknown(),
        sha256: z.string(),
        capturedAt: z.string(),
      }),
    ),
    archive: z
      .object({
        bytes: z.number(),
        sha256: z.string(),
        sm3: z.string(),
        records: z.number(),
        signedBy: z.string().nullable(),
        timeStamp: z.string().nullable(),
        /** Why it cannot be read although it is registered. */
        problem: z.string().nullable(),
        replay: z.boolean(),
      })
      .nullable(),
    decisions: z.array(
      z.object({
        id: z.number(),
        kind: z.string(),
        reason: z.string(),
        note: z.string(),
        author: z.string(),
        role: z.string(),
        decidedAt: z.string(),
        points: z.number().nullable(),
        pictures: z.array(z.object({ id: z.number(), field: z.string(), name: z.string() })),
      }),
    ),
    /** Id of the last decision that is shown, 0 for none: goes along with a new one. */
    seen: z.number(),
  })
  .openapi('FindingEvidence')
export type FindingEvidenceAnswer = z.output<typeof evidence>

const one = createRoute({
  ...needs('findings:read'),
  method: 'get',
  path: '/api/inspections/{id}/clauses/{clause}',
  request: {
    params: z.object({
      id: inspectionId,
      clause: z.string().openapi({ param: { in: 'path', name: 'clause' }, example: 'WEB-V3' }),
    }),
  },
  responses: {
    200: { description: '一条判定的全部依据；读取记入审计日志', content: { 'application/json': { schema: evidence } } },
    ...otherwise,
  },
})

const mostEvidenceChars = 200_000

export function findingEvidenceRoutes({ db, archiveFolder, replay }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)

  app.openapi(one, async (context) => {
    const { id, clause } = context.req.valid('param')
    const wanted = readInspectionId(id)
    await demandInspection(db, actorOf(context), wanted)
    const inspection = await loadInspection(db, wanted)
    // What is on trial, and who said what in review, is no business of the units.
    const reviews = may(actorOf(context), 'review:read')
    const judgement = inspection.judgements.find((each) => each.clause === clause && (reviews || !each.shadow))
    if (!judgement) {
      throw new Failure('notFound.judgement', `检查 ${wanted} 没有条款“${clause}”的判定`, '条款见该检查的判定列表')
    }
    const { archive: stored, campaignId } = inspection
    const rules = await rulesOfCampaign(db, await findCampaign(db, campaignId))
    const opened = stored === null ? null : await openStored(archiveFolder, stored).catch(problemWords)
    const readable = opened !== null && typeof opened !== 'string' ? opened : null
    const kinds = new Set<string>(howJudged(clause, rules.clauses[clause]?.judgedLike)?.needs ?? [])
    const links = inspection.evidence.find(({ kind }) => kind === 'links')?.value ?? null
    try {
      const shown = readable
        ? await findingEvidence(readable, judgement.findings, links as never)
        : {
            findings: judgement.findings.map((each) => ({ ...each, ...nothing })),
            pictures: [],
          }
      await record(db, {
        ...byOf(context),
        action: 'evidence.read',
        subject: `inspection/${wanted}/${clause}`,
        detail: { campaignId, ...originOf(context) },
      })
      const target = inspection.target as { name: string; url?: string; feedUrl?: string; organiser: { name: string } }
      const decisions = inspection.decisions.filter(({ clauseId }) => reviews && clauseId === clause)
      const pictures = await db
        .selectFrom('proofPicture')
        .select(['id', 'field', 'name', 'decisionId'])
        .where('inspectionId', '=', wanted)
        .where('clauseId', '=', clause)
        .orderBy('id')
        .execute()
      return context.json(
        {
          inspectionId: wanted,
          campaignId,
          round: inspection.round,
          kind: inspection.kind,
          targetName: target.name,
          target: inspection.key,
          address: target.url ?? target.feedUrl ?? null,
          organiser: target.organiser.name,
          monitorPoint: inspection.monitorPoint,
          gatheredAt: inspection.gatheredAt,
          clause,
          title: judgement.title,
          outcome: judgement.outcome,
          because: judgement.because,
          shadow: judgement.shadow ?? false,
          findings: shown.findings,
          exempted: [...(judgement.exempted ?? [])],
          pictures: shown.pictures,
          evidence: inspection.evidence.filter(({ kind }) => kinds.has(kind)).map(within),
          archive:
            stored === null
              ? null
              : {
                  bytes: stored.bytes,
                  sha256: stored.sha256,
                  sm3: stored.sm3,
                  records: stored.records,
                  signedBy: stored.signedBy ?? null,
                  timeStamp: stored.timeStamp ?? null,
                  problem: typeof opened === 'string' ? opened : null,
                  replay: replay !== undefined && readable !== null,
                },
          decisions: decisions.map(({ id: decisionId, ...made }) => ({
            ...made,
            id: decisionId,
            pictures: pictures.filter((each) => each.decisionId === decisionId),
          })),
          seen: decisions.at(-1)?.id ?? 0,
        } as never,
        200,
      )
    } finally {
      readable?.close()
    }
  })
  return app
}

const nothing = { records: [], status: null, headers: [], highlights: [] }

function problemWords(error: unknown): string {
  if (error instanceof Failure) return error.message
  throw error
}

/** A crawl of a large site has evidence of megabytes: the reviewer reads findings, the whole is in the inspection's API. */
function within<Shown extends { readonly value: unknown }>(shown: Shown): Shown {
  const text = JSON.stringify(shown.value ?? null)
  return text.length <= mostEvidenceChars ? shown : { ...shown, value: { tooLong: text.length } }
}
