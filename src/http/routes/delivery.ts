/** What became of the messages: channels and how they are doing, dispatches with receipts, and the page that long texts point to. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { html } from 'hono/html'
import { listChannels } from '../../delivery/channel-list.ts'
import { dispatchStates, findDispatch, listDispatches, type DispatchState } from '../../delivery/dispatch-list.ts'
import { Failure } from '../../kernel/failure.ts'
import { needs } from '../actor.ts'
import { otherwise } from '../errors.ts'
import { beijingTime, page, table } from '../page.ts'
import type { HttpSettings } from '../settings.ts'

const instant = z.string().openapi({ format: 'date-time' })

const channel = z
  .object({
    name: z.string(),
    kind: z.string(),
    title: z.string(),
    active: z.boolean(),
    asleepUntil: instant.nullable(),
    asleepReason: z.string(),
    counts: z.record(z.string(), z.number()),
    recipients: z.array(
      z.object({
        unit: z.string().nullable(),
        unitName: z.string().nullable(),
        everyUnit: z.boolean(),
        address: z.string(),
        kinds: z.array(z.string()).nullable(),
      }),
    ),
  })
  .openapi('Channel')

const dispatchFields = {
  id: z.number(),
  key: z.string(),
  channel: z.string(),
  address: z.string(),
  unit: z.string().nullable(),
  severe: z.boolean(),
  digestOn: z.string().nullable(),
  state: z.string(),
  notBefore: instant,
  attempts: z.number(),
  uncertain: z.boolean(),
  lastError: z.string(),
  subject: z.string().nullable(),
  createdAt: instant,
  acceptedAt: instant.nullable(),
  receipt: z.string(),
  readAt: instant.nullable(),
  readBy: z.string().nullable(),
  resendOf: z.number().nullable(),
}
const dispatch = z.object(dispatchFields).openapi('Dispatch')
const dispatchWithText = z
  .object({
    ...dispatchFields,
    text: z.string().nullable(),
    items: z.array(
      z.object({
        id: z.number(),
        kind: z.string(),
        subject: z.string(),
        text: z.string(),
        severity: z.string(),
        createdAt: instant,
      }),
    ),
  })
  .openapi('DispatchWithText')

const json = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  200: { description, content: { 'application/json': { schema } } },
  ...otherwise,
})

const channelRoute = createRoute({
  ...needs('delivery:read'),
  method: 'get',
  path: '/api/delivery/channels',
  responses: json('投送渠道：状态、限频、收件方', z.object({ channels: z.array(channel) })),
})

const states = Object.keys(dispatchStates) as [DispatchState, ...DispatchState[]]
const dispatchesRoute = createRoute({
  ...needs('delivery:read'),
  method: 'get',
  path: '/api/delivery/dispatches',
  request: {
    query: z.object({
      state: z.enum(states).optional(),
      channel: z.string().optional(),
      before: z.coerce.number().int().optional().openapi({ description: '上一页最后一条的编号' }),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
  },
  responses: json('消息，最近的在前', z.object({ dispatches: z.array(dispatch), next: z.number().nullable() })),
})

const idParam = z.coerce
  .number()
  .int()
  .openapi({ type: 'integer', param: { in: 'path', name: 'id', required: true } })
const dispatchRoute = createRoute({
  ...needs('delivery:read'),
  method: 'get',
  path: '/api/delivery/dispatches/{id}',
  request: { params: z.object({ id: idParam }) },
  responses: json('一条消息：全文、回执和所含各项', dispatchWithText),
})

export function deliveryRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono({
    defaultHook: (result) => {
      if (result.success) return
      throw new Failure(
        'badInput.query',
        '参数不正确',
        '见 /api/openapi.json',
        result.error.issues.map(({ message }) => message),
      )
    },
  })
  app.openapi(channelRoute, async (context) => context.json({ channels: await listChannels(db) }, 200))
  app.openapi(dispatchesRoute, async (context) => {
    const filter = context.req.valid('query')
    const dispatches = await listDispatches(db, filter)
    const next = dispatches.length === filter.limit ? dispatches.at(-1)!.id : null
    return context.json({ dispatches, next }, 200)
  })
  app.openapi(dispatchRoute, async (context) =>
    context.json(await findDispatch(db, context.req.valid('param').id), 200),
  )
  app.get('/delivery/:id{\\d{1,15}}', needs('delivery:read').middleware, async (context) => {
    const found = await findDispatch(db, Number(context.req.param('id')))
    const facts = [
      ['单位', found.unit ?? '主管部门'],
      ['状态', dispatchStates[found.state as DispatchState]],
      ['送达时间', found.acceptedAt === null ? '' : beijingTime(found.acceptedAt)],
    ]
    const items = found.items.map(
      ({ subject, text, createdAt }) =>
        html`<section>
          <h2>${subject}</h2>
          <p class="muted">${beijingTime(createdAt)}</p>
          <p style="white-space: pre-wrap">${text}</p>
        </section>`,
    )
    const title = found.subject ?? `消息第 ${found.id} 号`
    return context.html(
      page(
        title,
        html`<section>
            <h1>${title}</h1>
            ${table(['', ''], facts)}
          </section>
          ${items}`,
      ),
    )
  })
  return app
}
