/** What a person can choose a unit from: the units of their scope, by name, short name or code. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { isAdministrator } from '../../identity/policy.ts'
import { unitsReached } from '../../registry/scope.ts'
import { unitChoices } from '../../registry/unit-choices.ts'
import { actorOf, needsOwner } from '../actor.ts'
import { checked } from '../errors.ts'
import { several } from '../list-query.ts'
import { jsonAnswer } from '../route-parts.ts'
import type { HttpSettings } from '../settings.ts'

const choice = z
  .object({
    code: z.string(),
    name: z.string(),
    shortName: z.string(),
    parentName: z.string().nullable().describe('上级单位；不在范围内时为空'),
  })
  .openapi('UnitChoice')
export type UnitChoiceAnswer = z.output<typeof choice>

const choices = z.object({ units: z.array(choice).describe('最多 50 个'), more: z.boolean().describe('还有更多') })
export type UnitChoicesAnswer = z.output<typeof choices>

const route = createRoute({
  ...needsOwner,
  method: 'get',
  path: '/api/unit-choices',
  request: {
    query: z.object({
      search: z.string().max(100).default('').describe('名称、简称或代码中含有'),
      code: several(z.string().max(500)).describe('只要这些代码的'),
    }),
  },
  responses: jsonAnswer('范围内的单位，最相符的在前', choices),
})

export function unitChoiceRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  app.openapi(route, async (context) => {
    const actor = actorOf(context)
    const { search, code: codes } = context.req.valid('query')
    // Administrators give units to users and channels: they see the names of all, and nothing about them.
    const units = isAdministrator(actor.role) ? 'all' : await unitsReached(db, actor)
    const found = await unitChoices(db, { units }, { search, codes })
    return context.json({ units: [...found.units], more: found.more }, 200)
  })
  return app
}
