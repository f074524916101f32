/** 白名单: what is excused, added and ended by reviewers within their scope. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { dayField } from '../../evidence/fields.ts'
import type { Actor } from '../../kernel/actor.ts'
import { Failure } from '../../kernel/failure.ts'
import { demandAccount, demandSite, demandUnit, unitsReached } from '../../registry/scope.ts'
import { unitNames, unitsCalled } from '../../registry/unit-names.ts'
import {
  addExemption,
  endExemption,
  exemptionScopes,
  namedExemptions,
  type NewExemption,
} from '../../review/exemptions.ts'
import { findTarget } from '../../review/find-target.ts'
import { transaction, type Tx } from '../../store/database.ts'
import { actorOf, byOf, needs } from '../actor.ts'
import { checked, otherwise } from '../errors.ts'
import { readInspectionId } from '../inspection-id.ts'
import type { HttpSettings } from '../settings.ts'

const exemption = z
  .object({
    id: z.number(),
    clauseId: z.string(),
    scope: z.string(),
    scopeName: z.string(),
    place: z.string().nullable(),
    target: z.string().nullable(),
    targetId: z.number().nullable(),
    unitId: z.number().nullable(),
    /** What it covers, in words. */
    covers: z.string(),
    reason: z.string(),
    author: z.string(),
    recordedAt: z.string(),
    validTo: z.string(),
  })
  .openapi('Exemption')
export type ExemptionAnswer = z.output<typeof exemption>

const list = createRoute({
  ...needs('review:read'),
  method: 'get',
  path: '/api/exemptions',
  responses: {
    200: { description: '白名单（已终止的除外）', content: { 'application/json': { schema: z.array(exemption) } } },
    ...otherwise,
  },
})

const newExemption = z.object({
  clause: z.string().min(1),
  scope: z.enum(Object.keys(exemptionScopes) as ['place', 'target', 'unit', 'everywhere']),
  /** 某处: an address, or its beginning with `*` behind it. */
  place: z.string().max(2000).optional(),
  /** 某对象: 网站标识码, or 账号类型/账号标识. */
  target: z.string().max(200).optional(),
  /** 某单位: code, name or short name. */
  unit: z.string().max(200).optional(),
  reason: z.string().trim().min(1, '请写明理由').max(1000),
  validTo: dayField,
})

const add = createRoute({
  ...needs('review:except'),
  method: 'post',
  path: '/api/exemptions',
  request: { body: { required: true, content: { 'application/json': { schema: newExemption } } } },
  responses: {
    200: { description: '已列入白名单', content: { 'application/json': { schema: z.object({ id: z.number() }) } } },
    ...otherwise,
  },
})

const end = createRoute({
  ...needs('review:except'),
  method: 'post',
  path: '/api/exemptions/{id}/end',
  request: {
    params: z.object({ id: z.string().openapi({ param: { in: 'path', name: 'id' }, example: '1' }) }),
    body: {
      required: true,
      content: {
        'application/json': { schema: z.object({ reason: z.string().trim().min(1, '请写明理由').max(1000) }) },
      },
    },
  },
  responses: { 204: { description: '已终止' }, ...otherwise },
})

export function exemptionRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  app.openapi(list, async (context) => {
    const all = await namedExemptions(db, await unitsReached(db, actorOf(context)))
    return context.json(
      all.map((each) => ({ ...each, scopeName: exemptionScopes[each.scope] })),
      200,
    )
  })
  app.openapi(add, async (context) => {
    const { clause, reason, validTo, ...wanted } = context.req.valid('json')
    const id = await transaction(db, async (tx) => {
      const scope = await scopeOf(tx, actorOf(context), wanted)
      return addExemption(tx, { clause, scope, reason, validTo }, byOf(context))
    })
    return context.json({ id }, 200)
  })
  app.openapi(end, async (context) => {
    const id = readInspectionId(context.req.valid('param').id)
    const { units } = actorOf(context)
    if (!(await namedExemptions(db, units)).some((each) => each.id === id && (units === 'all' || each.own))) {
      throw new Failure('notFound.exemption', `没有生效中的白名单 ${id}`, '请刷新白名单')
    }
    await transaction(db, (tx) => endExemption(tx, id, context.req.valid('json').reason, byOf(context)))
    return context.body(null, 204)
  })
  return app
}

type Wanted = Pick<z.output<typeof newExemption>, 'scope' | 'place' | 'target' | 'unit'>

async function scopeOf(tx: Tx, actor: Actor, wanted: Wanted): Promise<NewExemption['scope']> {
  const given = (text: string | undefined, what: string) => {
    if (text !== undefined && text.trim() !== '') return text.trim()
    throw new Failure('badInput.scope', `没有填写${what}`, `范围为“${exemptionScopes[wanted.scope]}”时必须填写${what}`)
  }
  switch (wanted.scope) {
    case 'target': {
      const { kind, id } = await findTarget(tx, given(wanted.target, '对象标识'))
      await (kind === 'site' ? demandSite : demandAccount)(tx, actor, id)
      return { kind: 'target', target: kind, targetId: id }
    }
    case 'unit': {
      const called = given(wanted.unit, '单位')
      const names = await unitNames(tx)
      const [code, ...others] = unitsCalled(names, called)
      if (code === undefined || others.length > 0) {
        const many = code === undefined ? '没有' : `有 ${others.length + 1} 个`
        throw new Failure('badInput.unit', `${many}单位叫“${called}”`, '请填写机构代码')
      }
      const unitId = names.byCode.get(code)!
      demandUnit(actor, unitId)
      return { kind: 'unit', unitId }
    }
    case 'place':
    case 'everywhere': {
      // Both reach beyond any unit.
      if (actor.units !== 'all') {
        throw new Failure('forbidden.scope', '这一范围超出本人的单位', '请选择某对象或某单位，或由不限单位的人员登记')
      }
      return wanted.scope === 'place' ? { kind: 'place', place: given(wanted.place, '网址') } : { kind: 'everywhere' }
    }
    default:
      return wanted.scope satisfies never
  }
}
