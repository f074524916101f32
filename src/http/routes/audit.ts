/** The audit log: read page by page, and verified along its chain. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { addDays, startOfDay } from '../../kernel/day.ts'
import { findAudit, verifyAudit, type AuditFilter } from '../../store/audit.ts'
import { actorOf, needs } from '../actor.ts'
import { demandWhole } from '../demand-all.ts'
import { dayParam, wantedDay } from '../day-param.ts'
import { checked } from '../errors.ts'
import { pageQuery, rowsOfPage } from '../list-query.ts'
import type { HttpSettings } from '../settings.ts'
import { jsonAnswer } from '../route-parts.ts'

const values = z.record(z.string(), z.unknown())
const entry = z
  .object({
    sequence: z.number().int().nullable(),
    at: z.string(),
    actor: z.string(),
    action: z.string().openapi({ example: 'user.signedIn' }),
    subject: z.string().openapi({ example: 'user/zhangsan' }),
    reason: z.string(),
    detail: values,
    before: values.nullable(),
    after: values.nullable(),
    hash: z.string().nullable(),
  })
  .openapi('AuditEntry')
export type AuditEntryAnswer = z.output<typeof entry>

const check = z
  .object({
    entries: z.number().int(),
    head: z.string().describe('最后一条的摘要；记在别处，日后可证明此前没有被改写'),
    faults: z.array(
      z.object({ sequence: z.number().int(), fault: z.enum(['changed', 'missing', 'unlinked', 'cutOff']) }),
    ),
  })
  .openapi('AuditCheck')
export type AuditCheckAnswer = z.output<typeof check>

const text = z.string().min(1).max(200).optional()

/** The filter of the list; its xlsx takes the same. */
export const auditQuery = {
  actor: text,
  action: text.describe('以点结尾为一类，例如 user.'),
  subject: text,
  from: dayParam('from'),
  to: dayParam('to'),
}
const list = createRoute({
  ...needs('audit:read'),
  method: 'get',
  path: '/api/audit',
  request: {
    query: z.object({ ...pageQuery, ...auditQuery }),
  },
  responses: jsonAnswer(
    '一页审计日志，最近的在前',
    z.object({ total: z.number().int(), items: z.array(entry) }).openapi('AuditPage'),
  ),
})

const verify = createRoute({
  ...needs('audit:read'),
  method: 'get',
  path: '/api/audit/verify',
  request: {
    query: z.object({
      known: z
        .string()
        .regex(/^[\da-f]{64}$/)
        .optional()
        .describe('以前记下的链头'),
    }),
  },
  responses: jsonAnswer('沿链逐条重算的结果', check),
})

export function auditRoutes({ db }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  app.openapi(list, async (context) => {
    demandWhole(actorOf(context), '审计日志')
    const { page, size, ...query } = context.req.valid('query')
    const found = await findAudit(db, auditFilter(query), rowsOfPage({ page, size }))
    const items = found.items.map(({ id: _id, previousHash: _previous, ...shown }) => shown)
    return context.json({ total: found.total, items }, 200)
  })
  app.openapi(verify, async (context) => {
    demandWhole(actorOf(context), '审计日志')
    const { entries, head, faults } = await verifyAudit(db, context.req.valid('query').known)
    return context.json({ entries, head, faults: [...faults] }, 200)
  })
  return app
}

/** Whole days of a query become instants. */
export function auditFilter({ from, to, ...filter }: z.output<z.ZodObject<typeof auditQuery>>): AuditFilter {
  return {
    ...filter,
    from: from === undefined ? undefined : iso(startOfDay(wantedDay(from))),
    until: to === undefined ? undefined : iso(startOfDay(addDays(wantedDay(to), 1))),
  }
}

const iso = (epochMs: number) => new Date(epochMs).toISOString()
