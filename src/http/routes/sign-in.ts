/** Signing in at a provider: which there are, the way there, and the way back. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { html } from 'hono/html'
import { openProviders } from '../../identity/providers.ts'
import { Failure } from '../../kernel/failure.ts'
import { forEverybody } from '../actor.ts'
import { checked, otherwise } from '../errors.ts'
import { page } from '../page.ts'
import { keepSession } from '../session-cookie.ts'
import { originOf } from '../reader.ts'
import { installationOf, nowOf, policyOf, type HttpSettings } from '../settings.ts'
import { jsonAnswer } from '../route-parts.ts'

const providerParam = z.object({
  provider: z
    .string()
    .max(60)
    .openapi({ param: { in: 'path', name: 'provider' }, example: 'oa' }),
})
const there = { 302: { description: '转到登录方式，或带着登录转回' }, ...otherwise }

const way = z.object({ id: z.string(), title: z.string().describe('按钮上的名称') })
export type SignInWay = z.output<typeof way>

const list = createRoute({
  ...forEverybody,
  method: 'get',
  path: '/api/sign-in',
  responses: jsonAnswer('用户名和密码以外的登录方式', z.array(way)),
})
const begin = createRoute({
  ...forEverybody,
  method: 'get',
  path: '/api/sign-in/{provider}',
  request: {
    params: providerParam,
    query: z.object({ to: z.string().max(500).default('/').describe('登录后的页面') }),
  },
  responses: there,
})
const back = createRoute({
  ...forEverybody,
  method: 'get',
  path: '/api/sign-in/{provider}/callback',
  request: { params: providerParam },
  responses: there,
})

const flowCookie = 'mingcha-sign-in'

export function signInRoutes(settings: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  const { db, secure = false } = settings
  const policy = policyOf(settings)
  const providers = openProviders(policy, () => installationOf(settings).safe())
  const redirectUri = (context: Context, id: string) =>
    `${settings.publicUrl ?? new URL(context.req.url).origin}/api/sign-in/${id}/callback`
  const keep = { httpOnly: true, secure, sameSite: 'Lax' } as const
  const path = '/api/sign-in'

  app.openapi(list, (context) =>
    context.json(
      policy.providers.map(({ id, title }) => ({ id, title })),
      200,
    ),
  )
  app.openapi(begin, async (context) => {
    const { provider } = context.req.valid('param')
    const asked = { redirectUri: redirectUri(context, provider), returnTo: context.req.valid('query').to }
    const { url, cookie } = await providers.begin(db, provider, { ...asked, at: nowOf(settings) })
    setCookie(context, flowCookie, cookie, { ...keep, path, maxAge: 600 })
    return context.redirect(url, 302)
  })
  app.openapi(back, async (context) => {
    const { provider } = context.req.valid('param')
    const url = new URL(redirectUri(context, provider))
    url.search = new URL(context.req.url).search
    const cookie = getCookie(context, flowCookie)
    deleteCookie(context, flowCookie, { path })
    try {
      const given = { url, cookie, at: nowOf(settings), ...originOf(context) }
      const { token, returnTo } = await providers.finish(db, provider, given)
      keepSession(context, settings, token)
      return context.redirect(returnTo, 302)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      // A browser stands here, not a program.
      return context.html(refusal(error), 403) as never
    }
  })
  return app
}

function refusal({ message, advice }: Failure) {
  return page(
    '没有登录',
    html`<section>
      <h1>${message}</h1>
      <p>${advice}</p>
      <p><a href="/">返回登录页</a></p>
    </section>`,
  )
}
