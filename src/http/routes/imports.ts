/** Bringing data in from the console: a file is previewed, looked at, and imported exactly as it was seen. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { exportFormat, reconcileAccounts } from '../../registry/reconcile-accounts.ts'
import { readSpreadsheet } from '../../registry/spreadsheet.ts'
import { actorOf, byOf, needs } from '../actor.ts'
import { dayParam, wantedDay } from '../day-param.ts'
import { demandAll } from '../demand-all.ts'
import { checked } from '../errors.ts'
import { importers, importFile, type ImportKind } from '../import-file.ts'
import { withReceivedFile } from '../received-file.ts'
import type { HttpSettings } from '../settings.ts'
import { jsonAnswer } from '../route-parts.ts'

/** Kinds of files that the console takes; manual captures name files beside them, so they stay with the command line. */
const kinds = Object.keys(importers).filter((kind) => kind !== 'captures') as [ImportKind, ...ImportKind[]]

export const importResult = z
  .object({
    added: z.number().int(),
    changed: z.number().int(),
    unchanged: z.number().int(),
    changes: z.array(z.object({ key: z.string(), field: z.string(), before: z.string(), after: z.string() })),
    additions: z.array(z.string()),
    errors: z.array(z.string()).describe('有错误时一行也不会写入'),
    errorCount: z.number().int(),
    warnings: z.array(z.string()).describe('写入前请核实'),
    previewId: z.string().describe('执行时用它证明写入的就是预览所见'),
  })
  .openapi('ImportResult')
export type ImportAnswer = z.output<typeof importResult>

/** Lines of one kind that are sent; the counts say how many there are. */
const mostLines = 500

const query = {
  name: z.string().min(1).max(300).describe('文件名，扩展名说明种类'),
  source: z.string().max(200).optional().describe('发布记录：报送来源'),
  knownThrough: dayParam('knownThrough'),
  coveredFrom: dayParam('coveredFrom'),
  vantage: z.string().max(40).optional().describe('监测记录：监测点'),
  campaign: z.string().max(20).optional().describe('安全扫描：检查编号'),
}
const kind = z.object({
  kind: z.enum(kinds).openapi({ param: { in: 'path', name: 'kind' } }),
})
const file = {
  body: {
    required: true,
    description: 'xlsx、csv 或 json 文件',
    content: { 'application/octet-stream': { schema: z.any().openapi({ type: 'string', format: 'binary' }) } },
  },
}

const preview = createRoute({
  ...needs('registry:change'),
  method: 'post',
  path: '/api/imports/{kind}/preview',
  request: { params: kind, query: z.object(query), ...file },
  responses: jsonAnswer('导入会改变什么；不写入', importResult),
})
const apply = createRoute({
  ...needs('registry:change'),
  method: 'post',
  path: '/api/imports/{kind}',
  request: {
    params: kind,
    query: z.object({ ...query, previewId: z.string().max(64).describe('预览给出的编号') }),
    ...file,
  },
  responses: jsonAnswer('已导入的变化', importResult),
})

const reconciliation = z
  .object({
    registered: z.number().int().describe('名录应报'),
    exported: z.number().int().describe('系统导出行数'),
    same: z.number().int(),
    missing: z.array(
      z.object({
        key: z.string(),
        name: z.string(),
        organiser: z.string(),
        organiserName: z.string(),
        state: z.string(),
      }),
    ),
    extra: z.array(
      z.object({
        line: z.number().int(),
        platform: z.string(),
        name: z.string(),
        organiser: z.string(),
        organiserName: z.string().describe('名录中的单位名称；没有该单位时同导出'),
        note: z.string(),
      }),
    ),
    changed: z.array(
      z.object({
        key: z.string(),
        name: z.string(),
        line: z.number().int(),
        field: z.string(),
        register: z.string(),
        export: z.string(),
      }),
    ),
    errors: z.array(z.string()),
    errorCount: z.number().int(),
  })
  .openapi('Reconciliation')
export type ReconciliationAnswer = z.output<typeof reconciliation>
const reconcile = createRoute({
  ...needs('registry:change'),
  method: 'post',
  path: '/api/reconciliations/accounts',
  request: { query: z.object({ name: query.name }), ...file },
  responses: jsonAnswer('名录与全国政务新媒体信息报送系统导出的表格核对；不写入', reconciliation),
})

export function importRoutes({ db, calendar }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  type Given = z.output<z.ZodObject<typeof query>>
  async function run(context: Context, wanted: ImportKind, given: Given, previewId: string | null) {
    // a file may name any unit: only whoever keeps the whole register brings one in
    demandAll(actorOf(context), '导入')
    const { source, vantage, campaign, knownThrough, coveredFrom } = given
    const settings = {
      calendar,
      source,
      vantage,
      campaign,
      ...(knownThrough === undefined ? {} : { knownThrough: wantedDay(knownThrough) }),
      ...(coveredFrom === undefined ? {} : { coveredFrom: wantedDay(coveredFrom) }),
      ...(previewId === null ? { preview: true } : { apply: previewId }),
    }
    return withReceivedFile(context, given.name, async (received) =>
      shownImport(await importFile(db, wanted, received, byOf(context), settings)),
    )
  }
  app.openapi(preview, async (context) => {
    const answer = await run(context, context.req.valid('param').kind, context.req.valid('query'), null)
    return context.json(answer, 200)
  })
  app.openapi(apply, async (context) => {
    const { previewId, ...given } = context.req.valid('query')
    return context.json(await run(context, context.req.valid('param').kind, given, previewId), 200)
  })
  app.openapi(reconcile, async (context) => {
    demandAll(actorOf(context), '核对')
    return withReceivedFile(context, context.req.valid('query').name, async (received) => {
      const found = await reconcileAccounts(db, await readSpreadsheet(received, exportFormat))
      const { missing, extra, changed, errors, ...counts } = found
      return context.json(
        {
          ...counts,
          missing: missing.map((entry) => ({ ...entry })),
          extra: extra.map((entry) => ({ ...entry })),
          changed: changed.map((entry) => ({ ...entry })),
          errors: [...errors],
        },
        200,
      )
    })
  })
  return app
}

/** What an import did or would do, its lines cut to what a page can show. */
export function shownImport(result: Awaited<ReturnType<typeof importFile>>): ImportAnswer {
  const { changes, additions, errors, warnings, removed: _removed, ...counts } = result
  return {
    ...counts,
    changes: changes.slice(0, mostLines).map((change) => ({ ...change })),
    additions: additions.slice(0, mostLines),
    errors: errors.slice(0, mostLines),
    warnings: warnings.slice(0, mostLines),
  }
}
