/** What a user's scope can be made of beside units: an administrator sees the names of campaigns, and nothing about them. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { needs } from '../actor.ts'
import { checked } from '../errors.ts'
import type { HttpSettings } from '../settings.ts'
import { jsonAnswer } from '../route-parts.ts'

const choices = z.object({ campaigns: z.array(z.string()) }).openapi('ReachChoices')
export type ReachChoicesAnswer = z.output<typeof choices>

const route = createRoute({
  ...needs('users:read'),
  method: 'get',
  path: '/api/reach-choices',
  responses: jsonAnswer('可作为用户范围的检查；单位见 /api/unit-choices', choices),
})

export function reachChoiceRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  app.openapi(route, async (context) => {
    const campaigns = await db.selectFrom('campaign').select('id').orderBy('id', 'desc').limit(200).execute()
    return context.json({ campaigns: campaigns.map(({ id }) => id) }, 200)
  })
  return app
}
