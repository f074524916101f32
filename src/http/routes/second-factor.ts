/** The second factor of one's own: at sign-in, enrolling an authenticator, giving it up; and taking away that of another. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { demandOther, demandResettable } from '../../identity/administer.ts'
import {
  beginSecondFactor,
  confirmSecondFactor,
  giveSecondFactor,
  removeSecondFactor,
} from '../../identity/second-factor.ts'
import { verifyOwnPassword } from '../../identity/sign-in.ts'
import { Failure } from '../../kernel/failure.ts'
import { transaction } from '../../store/database.ts'
import { actorOf, byOf, needs, needsSession, sessionOf } from '../actor.ts'
import { checked } from '../errors.ts'
import { keepSession } from '../session-cookie.ts'
import { installationOf, nowOf, policyOf, type HttpSettings } from '../settings.ts'
import { jsonAnswer, jsonBody, noContent } from '../route-parts.ts'

const code = z.string().min(1).max(100)
const done = noContent('已完成')

const give = createRoute({
  ...needsSession,
  method: 'post',
  path: '/api/session/second-factor',
  request: jsonBody(z.object({ code: code.describe('六位动态验证码，或一个恢复码') })),
  responses: done,
})
const begin = createRoute({
  ...needsSession,
  method: 'post',
  path: '/api/me/second-factor',
  request: jsonBody(z.object({ password: z.string().min(1).max(1000) })),
  responses: jsonAnswer(
    '加到验证器中的密钥；用一个验证码确认后启用',
    z.object({ secret: z.string(), uri: z.string() }),
  ),
})
const confirm = createRoute({
  ...needsSession,
  method: 'put',
  path: '/api/me/second-factor',
  request: jsonBody(z.object({ code })),
  responses: jsonAnswer('已启用；十个恢复码只显示这一次', z.object({ recoveryCodes: z.array(z.string()) })),
})
const giveUp = createRoute({
  ...needsSession,
  method: 'delete',
  path: '/api/me/second-factor',
  request: jsonBody(z.object({ password: z.string().min(1).max(1000) })),
  responses: done,
})
const takeAway = createRoute({
  ...needs('users:authorise'),
  method: 'delete',
  path: '/api/users/{userName}/second-factor',
  request: {
    params: z.object({
      userName: z
        .string()
        .max(100)
        .openapi({ param: { in: 'path', name: 'userName' }, example: 'zhangsan' }),
    }),
  },
  responses: done,
})

export function secondFactorRoutes(settings: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  const { db } = settings
  const policy = policyOf(settings)
  const safe = () => installationOf(settings).safe()
  app.openapi(give, async (context) => {
    const { code: given } = context.req.valid('json')
    const token = await giveSecondFactor(db, await safe(), sessionOf(context), given, byOf(context), policy)
    keepSession(context, settings, token)
    return context.body(null, 204)
  })
  app.openapi(begin, async (context) => {
    const session = sessionOf(context)
    demandDone(session.next === 'secondFactor')
    await verifyOwnPassword(db, session.userName, context.req.valid('json').password, nowOf(settings), policy)
    const opened = await safe()
    const begun = await transaction(db, (tx) => beginSecondFactor(tx, opened, session, byOf(context)))
    return context.json(begun, 200)
  })
  app.openapi(confirm, async (context) => {
    const session = sessionOf(context)
    demandDone(session.next === 'secondFactor')
    const { code: given } = context.req.valid('json')
    const confirmed = await confirmSecondFactor(db, await safe(), session, given, byOf(context), policy)
    keepSession(context, settings, confirmed.token)
    return context.json({ recoveryCodes: [...confirmed.recoveryCodes] }, 200)
  })
  app.openapi(giveUp, async (context) => {
    const { next, userName, actor } = sessionOf(context)
    demandDone(next === 'secondFactor')
    if (policy.secondFactorFor.includes(actor.role)) {
      throw new Failure('forbidden.secondFactor', '此角色必须使用动态验证码', '更换验证器请联系管理员重置')
    }
    await verifyOwnPassword(db, userName, context.req.valid('json').password, nowOf(settings), policy)
    await transaction(db, (tx) => removeSecondFactor(tx, userName, byOf(context)))
    return context.body(null, 204)
  })
  app.openapi(takeAway, async (context) => {
    const { userName } = context.req.valid('param')
    await transaction(db, async (tx) => {
      await demandOther(tx, userName, actorOf(context).userId)
      await demandResettable(tx, userName, policy)
      await removeSecondFactor(tx, userName, byOf(context))
    })
    return context.body(null, 204)
  })
  return app
}

/** Whoever has only the password of a user must not replace the other factor. */
function demandDone(isOpen: boolean): void {
  if (isOpen) throw new Failure('forbidden.secondFactor', '还需要动态验证码', '请输入验证器上的六位验证码')
}
