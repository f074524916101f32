/** Rule sets as people read them: clauses, numbers, what is verified, how each is judged. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { rulesInUse, rulesOfCampaign, storedVersions } from '../../campaigns/rule-set-version.ts'
import { deciderWords, effectWords, fillerWords } from '../../indicators/clause-page.ts'
import { may } from '../../kernel/actor.ts'
import { Failure } from '../../kernel/failure.ts'
import { ruleSets } from '../../regulations/index.ts'
import { paramWords } from '../../regulations/param-words.ts'
import type { Clause } from '../../regulations/rule-set.ts'
import { sourcesInWords } from '../../regulations/source-words.ts'
import { howJudged } from '../../review/finding-evidence.ts'
import { measuredPrecision, precisionOf } from '../../review/precision.ts'
import type { Tx } from '../../store/database.ts'
import { actorOf, needs } from '../actor.ts'
import { checked } from '../errors.ts'
import type { HttpSettings } from '../settings.ts'
import { jsonAnswer } from '../route-parts.ts'

export const ruleSetId = z.string().openapi({ param: { in: 'path', name: 'id' }, example: 'national-2019' })
const summary = z
  .object({
    id: z.string(),
    version: z.number(),
    title: z.string(),
    basis: z.array(z.string()),
    clauses: z.number(),
    unverified: z.number().describe('文字和期限还没有与原文核对的条款'),
    pointsUnverified: z.number().describe('分值还没有与原文核对的条款'),
  })
  .openapi('RuleSetSummary')
export type RuleSetAnswer = z.output<typeof summary>

const precision = z.object({
  found: z.number(),
  confirmed: z.number(),
  dismissed: z.number(),
  disputed: z.number(),
  precision: z.number().nullable(),
  reasons: z.array(z.object({ code: z.string(), label: z.string(), count: z.number() })),
})
const clause = z.object({
  id: z.string(),
  group: z.string(),
  title: z.string(),
  target: z.string(),
  effect: z.string(),
  effectName: z.string(),
  decider: z.string(),
  wording: z.string(),
  situations: z.array(z.string()),
  params: z.record(z.string(), z.number()),
  paramNames: z.record(z.string(), z.string()).describe('参数的名称和单位'),
  maxPoints: z.number().nullable(),
  verified: z.boolean(),
  pointsVerified: z.boolean().nullable(),
  shadow: z.boolean(),
  source: z.string(),
  sources: z.array(z.string()).describe('出处的名称'),
  fillers: z.string(),
  indicator: z.string().nullable().describe('判定它的指标；由人工检查的为 null'),
})
const clauseSchema = clause.openapi('Clause')
export type ClauseAnswer = z.output<typeof clause>

const explained = clause
  .extend({
    method: z.string().nullable(),
    needs: z.array(z.string()),
    fields: z.array(z.object({ name: z.string(), kind: z.string(), required: z.boolean() })),
    cases: z.array(
      z.object({
        name: z.string(),
        monitorPoint: z.string(),
        outcome: z.string(),
        params: z.record(z.string(), z.number()),
        lost: z.number().nullable(),
      }),
    ),
    precision: precision.nullable(),
  })
  .openapi('ExplainedClause')
export type ExplainedClauseAnswer = z.output<typeof explained>

const version = z.object({
  version: z.number(),
  author: z.string(),
  storedAt: z.string(),
  corrections: z
    .array(
      z.looseObject({
        clause: z.string(),
        params: z.record(z.string(), z.number()).optional(),
        maxPoints: z.number().optional(),
        verified: z.boolean().optional(),
        pointsVerified: z.boolean().optional(),
        shadow: z.boolean().optional(),
        source: z.string(),
      }),
    )
    .nullable(),
})
export type CorrectionAnswer = NonNullable<z.output<typeof version>['corrections']>[number]
const whole = z
  .object({ ruleSet: summary, clauses: z.array(clauseSchema), versions: z.array(version) })
  .openapi('RuleSet')
export type WholeRuleSetAnswer = z.output<typeof whole>

const list = createRoute({
  ...needs('rules:read'),
  method: 'get',
  path: '/api/rule-sets',
  responses: jsonAnswer('检查口径', z.array(summary)),
})
const one = createRoute({
  ...needs('rules:read'),
  method: 'get',
  path: '/api/rule-sets/{id}',
  request: {
    params: z.object({ id: ruleSetId }),
    query: z.object({
      version: z.coerce
        .number()
        .int()
        .min(1)
        .max(1_000_000)
        .optional()
        .openapi({ type: 'integer', description: '第几版，如某次检查所用的；默认现在的一版', example: 1 }),
    }),
  },
  responses: jsonAnswer('一套口径的全部条款和历次版本', whole),
})
const explain = createRoute({
  ...needs('rules:read'),
  method: 'get',
  path: '/api/rule-sets/{id}/clauses/{clause}',
  request: {
    params: z.object({
      id: ruleSetId,
      clause: z.string().openapi({ param: { in: 'path', name: 'clause' }, example: 'WEB-V3' }),
    }),
  },
  responses: jsonAnswer('怎样判定：条文、参数、例子和实测准确率', explained),
})
export function ruleRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  app.openapi(list, async (context) => {
    const all = await Promise.all(Object.keys(ruleSets).map((id) => rulesInUse(db, id)))
    return context.json(all.map(summarised), 200)
  })
  app.openapi(one, async (context) => {
    const { id: ruleSet } = context.req.valid('param')
    const { version: ruleSetVersion } = context.req.valid('query')
    const rules =
      ruleSetVersion === undefined ? await rulesInUse(db, ruleSet) : await storedRules(db, { ruleSet, ruleSetVersion })
    const versions = await storedVersions(db, rules.id)
    return context.json(
      {
        ruleSet: summarised(rules),
        clauses: Object.entries(rules.clauses).map(([id, each]) => shown(id, each)),
        versions: versions.map(({ corrections, ...each }) => ({
          ...each,
          corrections: corrections && ([...corrections] as CorrectionAnswer[]),
        })),
      },
      200,
    )
  })
  app.openapi(explain, async (context) => {
    const { id, clause: clauseId } = context.req.valid('param')
    const rules = await rulesInUse(db, id)
    const found = Object.hasOwn(rules.clauses, clauseId) ? rules.clauses[clauseId] : undefined
    if (found === undefined) {
      throw new Failure('notFound.clause', `${rules.title}没有条款“${clauseId.slice(0, 40)}”`, '条款见该口径的列表')
    }
    const indicator = howJudged(clauseId, found.judgedLike)
    const actor = actorOf(context)
    // What review said is for those who review, of what they see.
    const [measured] = may(actor, 'review:read') ? await measuredPrecision(db, { clause: clauseId, scope: actor }) : []
    return context.json(
      {
        ...shown(clauseId, found),
        method: indicator?.method ?? null,
        needs: [...(indicator?.needs ?? [])].map(String),
        fields: found.evidenceFields.map((field) => ({ ...field })),
        cases: (indicator?.cases ?? []).map(({ name, monitorPoint, outcome, params, lost }) => ({
          name,
          monitorPoint,
          outcome,
          params: { ...params },
          lost: lost ?? null,
        })),
        precision: measured
          ? { ...measured, precision: precisionOf(measured), reasons: measured.reasons.map((each) => ({ ...each })) }
          : null,
      },
      200,
    )
  })
  return app
}

/** @throws Failure `notFound.ruleSetVersion` */
async function storedRules(tx: Tx, wanted: { readonly ruleSet: string; readonly ruleSetVersion: number }) {
  const { version: latest } = await rulesInUse(tx, wanted.ruleSet)
  const stored = await storedVersions(tx, wanted.ruleSet)
  const known = wanted.ruleSetVersion === latest || stored.some(({ version: one }) => one === wanted.ruleSetVersion)
  if (known) return rulesOfCampaign(tx, wanted)
  throw new Failure('notFound.ruleSetVersion', `没有第 ${wanted.ruleSetVersion} 版`, '各版见“检查口径”页的历次版本')
}

function summarised({
  id,
  version: number,
  title,
  basis,
  clauses,
}: Awaited<ReturnType<typeof rulesInUse>>): RuleSetAnswer {
  const all = Object.values(clauses)
  return {
    id,
    version: number,
    title,
    basis: [...basis],
    clauses: all.length,
    unverified: all.filter(({ verified }) => !verified).length,
    pointsUnverified: all.filter(({ maxPoints, pointsVerified }) => maxPoints !== undefined && !pointsVerified).length,
  }
}

function shown(id: string, given: Clause): ClauseAnswer {
  const { group, title, target, effect, wording, situations, params, maxPoints, verified, shadow, source } = given
  return {
    id,
    group,
    title,
    target,
    effect,
    effectName: effectWords(given),
    decider: deciderWords(given),
    wording,
    situations: [...(situations ?? [])],
    params: { ...params },
    paramNames: Object.fromEntries(Object.keys(params).map((name) => [name, paramWords[name] ?? name])),
    maxPoints: maxPoints ?? null,
    verified,
    pointsVerified: maxPoints === undefined ? null : given.pointsVerified === true,
    shadow: shadow === true,
    source,
    sources: [...sourcesInWords(source)],
    fillers: fillerWords(given),
    indicator: howJudged(id, given.judgedLike)?.id ?? null,
  }
}
