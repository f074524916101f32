/** What a user's scope can be made of: an administrator sees the names of units and campaigns, and nothing about them. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { sql } from 'kysely'
import { needs } from '../actor.ts'
import { checked } from '../errors.ts'
import type { HttpSettings } from '../settings.ts'
import { jsonAnswer } from '../route-parts.ts'

const choices = z
  .object({
    units: z.array(z.object({ code: z.string(), name: z.string() })).describe('最多 50 个'),
    campaigns: z.array(z.string()),
  })
  .openapi('ReachChoices')
export type ReachChoicesAnswer = z.output<typeof choices>

const route = createRoute({
  ...needs('users:read'),
  method: 'get',
  path: '/api/reach-choices',
  request: { query: z.object({ search: z.string().max(100).default('').describe('单位的名称、简称或代码中含有') }) },
  responses: jsonAnswer('可作为用户范围的单位和检查', choices),
})

export function reachChoiceRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  app.openapi(route, async (context) => {
    const { search } = context.req.valid('query')
    const units = await db
      .selectFrom('unit')
      .select(['code', 'name'])
      .where(sql<boolean>`strpos(name || E'\n' || short_name || E'\n' || code, ${search}) > 0`)
      .orderBy('printOrder')
      .orderBy('id')
      .limit(50)
      .execute()
    const campaigns = await db.selectFrom('campaign').select('id').orderBy('id', 'desc').limit(200).execute()
    return context.json({ units, campaigns: campaigns.map(({ id }) => id) }, 200)
  })
  return app
}
