/** 整改事项: lists, one case with the re-check beside the original; answers with proof; closing. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { Failure } from '../../kernel/failure.ts'
import { answerCase } from '../../rectification/answer.ts'
import { checkReceived, demandTakenType } from '../../rectification/attachments.ts'
import { caseEvents, caseStates, caseTransitions, type CaseEvent } from '../../rectification/case.ts'
import { closeCase, returnCase } from '../../rectification/close-case.ts'
import { demandCase, findAttachment, findCases, showCase, type FoundCase } from '../../rectification/find-cases.ts'
import { grades } from '../../rectification/grade.ts'
import { startRecheck } from '../../rectification/recheck-case.ts'
import { beijingTime } from '../../registry/import-fields.ts'
import { record } from '../../store/audit.ts'
import { transaction } from '../../store/database.ts'
import { keptFile } from '../../store/kept-file.ts'
import { findInside, sendFile } from '../archive-file.ts'
import { actorOf, byOf, needs } from '../actor.ts'
import { daysLeft, listedCase, withDays } from '../case-row.ts'
import { checked, otherwise } from '../errors.ts'
import { flagQuery, severalQuery, targetIdQuery, textQuery, todayOf } from '../list-filters.ts'
import { listOf, pageQuery, rowsOfPage } from '../list-query.ts'
import { officeBy, unitBy } from '../rectification-by.ts'
import { idParam, readId } from '../row-id.ts'
import { sendSheet } from '../sheet-export.ts'
import { attachmentsOf, calendarOf, queueOf, termsOf, type HttpSettings } from '../settings.ts'
import { receiveUpload } from '../upload.ts'
import { jsonAnswer, jsonBody, keysOf, noContent, unit } from '../route-parts.ts'

const finding = z.record(z.string(), z.unknown())
const seenAt = z.object({
  inspectionId: z.number(),
  capturedAt: z.string().nullable(),
  monitorPoint: z.string(),
  outcome: z.string().nullable(),
  because: z.string(),
  findings: z.array(finding),
  archived: z.boolean(),
})
const details = z
  .object({
    id: z.number(),
    noticeId: z.number(),
    noticeNumber: z.string(),
    noticeState: z.string(),
    campaignId: z.string(),
    clauseId: z.string(),
    problem: z.string(),
    target: z.enum(['site', 'account']),
    targetId: z.number(),
    targetName: z.string(),
    unit,
    veto: z.boolean(),
    places: z.array(finding),
    state: keysOf(caseStates),
    dueOn: z.string().nullable(),
    daysLeft,
    grade: keysOf(grades).nullable(),
    recurrence: z.number(),
    acceptedBy: z.string().nullable(),
    closedAt: z.string().nullable(),
    closedBy: z.string().nullable(),
    original: seenAt,
    rechecks: z.array(
      seenAt.extend({ grade: keysOf(grades).nullable(), places: z.array(finding), gradedAt: z.string().nullable() }),
    ),
    answers: z.array(z.record(z.string(), z.unknown())),
    appeals: z.array(z.record(z.string(), z.unknown())),
    history: z.array(z.record(z.string(), z.unknown())),
    possible: z.array(z.string()).describe('以当前身份现在可以办理的事'),
  })
  .openapi('CaseDetails')
const done = noContent('已办理')
const text = z.string().trim().max(5000)

const caseQuery = {
  notice: z.coerce
    .number()
    .int()
    .positive()
    .max(2_147_483_647)
    .optional()
    .openapi({ type: 'integer', param: { in: 'query', name: 'notice', required: false } }),
  campaign: textQuery('campaign', '2025Q3'),
  unit: textQuery('unit', 'D01'),
  state: severalQuery('state', caseStates),
  grade: severalQuery('grade', grades),
  clause: textQuery('clause', 'NM-V2.1'),
  target: z
    .enum(['site', 'account'])
    .optional()
    .openapi({ param: { in: 'query', name: 'target' } }),
  targetId: targetIdQuery,
  veto: flagQuery('veto'),
  overdue: flagQuery('overdue'),
  search: textQuery('search', '统计局'),
}
const list = createRoute({
  ...needs('rectification:read'),
  method: 'get',
  path: '/api/cases',
  request: { query: z.object({ ...pageQuery, ...caseQuery }) },
  responses: jsonAnswer('整改事项，期限最近的在前，已结束的在后', listOf(listedCase)),
})
const sheet = createRoute({
  ...needs('rectification:read'),
  method: 'get',
  path: '/api/cases.xlsx',
  request: { query: z.object(caseQuery) },
  responses: { 200: { description: '符合条件的全部整改事项（xlsx）' }, ...otherwise },
})
const ofNotice = createRoute({
  ...needs('rectification:read'),
  method: 'get',
  path: '/api/notices/{id}/cases',
  request: { params: idParam, query: z.object({ ...pageQuery, ...caseQuery }) },
  responses: jsonAnswer('一份通知的整改事项', listOf(listedCase)),
})
const one = createRoute({
  ...needs('rectification:read'),
  method: 'get',
  path: '/api/cases/{id}',
  request: { params: idParam },
  responses: jsonAnswer('一个整改事项：原来的判定和各次复查对照，反馈、佐证材料、申诉和全部经过', details),
})
const attachment = createRoute({
  ...needs('rectification:read'),
  method: 'get',
  path: '/api/cases/{id}/attachments/{sha256}',
  request: {
    params: idParam.extend({
      sha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .openapi({ param: { in: 'path', name: 'sha256' } }),
    }),
  },
  responses: {
    200: {
      description: '单位提交的佐证材料；每次下载都有记录',
      content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } },
    },
    ...otherwise,
  },
})
const answer = createRoute({
  ...needs('rectification:answer'),
  method: 'post',
  path: '/api/cases/{id}/answers',
  request: {
    params: idParam,
    body: {
      required: true,
      content: {
        'multipart/form-data': {
          // No zod schema: it would read the whole body into memory before the handler sees it.
          schema: {
            type: 'object',
            required: ['text'],
            properties: {
              text: { type: 'string', description: '整改情况' },
              files: { type: 'array', maxItems: 9, items: { type: 'string', format: 'binary' } },
            },
          },
        },
      },
    },
  },
  responses: jsonAnswer('反馈的编号；稍后自动复查', z.object({ id: z.number() })),
})
const close = createRoute({
  ...needs('rectification:close'),
  method: 'post',
  path: '/api/cases/{id}/close',
  request: { params: idParam, ...jsonBody(z.object({ note: text.default('') })) },
  responses: jsonAnswer('办结；单项否决问题由第一人同意、第二人办结', z.object({ state: keysOf(caseStates) })),
})
const giveBack = createRoute({
  ...needs('rectification:close'),
  method: 'post',
  path: '/api/cases/{id}/return',
  request: { params: idParam, ...jsonBody(z.object({ reason: text })) },
  responses: done,
})
const recheck = createRoute({
  ...needs('rectification:close'),
  method: 'post',
  path: '/api/cases/{id}/recheck',
  request: { params: idParam },
  responses: jsonAnswer('复查的编号', z.object({ inspectionId: z.number() })),
})
/** One case. */
export type CaseAnswer = Awaited<ReturnType<typeof showCase>> & {
  readonly daysLeft: number | null
  readonly possible: readonly CaseEvent[]
}
/** Files with one answer. */
const mostFiles = 9
const usualAttachmentBytes = 20 * 2 ** 20

export function caseRoutes(settings: HttpSettings): OpenAPIHono {
  const { db, attachmentBytes = usualAttachmentBytes } = settings
  const attachmentFolder = attachmentsOf(settings)
  const calendar = calendarOf(settings)
  const app = new OpenAPIHono(checked)

  const asked = ({ state, grade, veto, overdue, ...filter }: z.output<z.ZodObject<typeof caseQuery>>) => ({
    ...filter,
    states: state,
    grades: grade,
    veto: veto === undefined ? undefined : veto === 'true',
    overdue: overdue === 'true',
  })
  app.openapi(list, async (context) => {
    const { page, size, ...query } = context.req.valid('query')
    const found = await findCases(db, actorOf(context), asked(query), rowsOfPage({ page, size }), todayOf(context))
    const items = found.items.map((row) => withDays(row, todayOf(context), calendar))
    return context.json({ total: found.total, items } as never, 200)
  })
  app.openapi(sheet, (context) => {
    const [actor, filter, today] = [actorOf(context), asked(context.req.valid('query')), todayOf(context)]
    return sendSheet<FoundCase>(
      '整改事项',
      [
        { title: '对象', width: 36, value: ({ targetName }) => targetName },
        { title: '指标', width: 14, value: ({ clause }) => clause },
        { title: '问题', width: 44, value: ({ problem }) => problem },
        { title: '性质', width: 10, value: ({ veto }) => (veto ? '单项否决' : '其他') },
        { title: '单位', width: 30, value: (row) => row.unit.name },
        { title: '通知', width: 26, value: ({ noticeNumber }) => noticeNumber },
        { title: '状态', width: 14, value: ({ state }) => caseStates[state] },
        { title: '期限', width: 12, value: ({ dueOn }) => dueOn },
        { title: '复查结果', width: 14, value: ({ grade }) => (grade === null ? '' : grades[grade]) },
        { title: '再次出现', width: 10, value: ({ recurrence }) => recurrence },
        { title: '办结', width: 22, value: ({ closedAt }) => (closedAt === null ? '' : beijingTime(closedAt)) },
        { title: '办结人', width: 12, value: ({ closedBy }) => closedBy },
      ],
      async (offset, limit) => (await findCases(db, actor, filter, { offset, limit }, today)).items,
    ) as never
  })
  app.openapi(ofNotice, async (context) => {
    const { page, size, ...query } = context.req.valid('query')
    const filter = { ...asked(query), notice: readId(context) }
    const found = await findCases(db, actorOf(context), filter, rowsOfPage({ page, size }), todayOf(context))
    const items = found.items.map((row) => withDays(row, todayOf(context), calendar))
    return context.json({ total: found.total, items } as never, 200)
  })
  app.openapi(one, async (context) => {
    const found = await showCase(db, actorOf(context), readId(context))
    const { capabilities } = actorOf(context)
    const role = capabilities.includes('rectification:answer') ? 'unit' : officeBy(context).role
    const mayAct = role === 'unit' || capabilities.includes('rectification:close')
    const possible = caseTransitions
      .filter(
        ({ from, on }) => mayAct && from === found.state && (caseEvents[on].by as readonly string[]).includes(role),
      )
      .map(({ on }) => on)
    return context.json(
      { ...withDays(found, todayOf(context), calendar), possible: [...new Set(possible)] } as never,
      200,
    )
  })
  app.openapi(attachment, async (context) => {
    const [id, { sha256 }] = [readId(context), context.req.valid('param')]
    const found = await findAttachment(db, actorOf(context), id, sha256)
    const stored = await findInside(attachmentFolder, keptFile('', sha256))
    if (stored === null) {
      throw new Failure('notFound.attachmentFile', `佐证材料“${found.name}”的文件不在`, '请联系管理员从备份恢复')
    }
    await record(db, {
      ...byOf(context),
      action: 'attachment.read',
      subject: `case/${id}`,
      detail: { name: found.name, sha256 },
    })
    const headers = {
      'content-type': found.mediaType,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(found.name)}`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    }
    return sendFile(stored, { request: context.req.raw, sha256, headers }) as never
  })
  app.openapi(answer, async (context) => {
    const id = readId(context)
    // Who may not answer, or comes too late, is told before anything is received.
    const { unitId } = await demandCase(db, actorOf(context), id)
    await using upload = await receiveUpload(context.req.raw, {
      fileBytes: attachmentBytes,
      files: mostFiles,
      look: demandTakenType,
    })
    const files = []
    for (const received of upload.files) files.push(await checkReceived(received, attachmentBytes))
    const given = { text: (upload.fields.get('text') ?? '').slice(0, 20_000), files, attachmentFolder }
    const answerId = await transaction(db, (tx) =>
      answerCase(tx, id, given, termsOf(settings), unitBy(context, unitId)),
    )
    return context.json({ id: answerId }, 200)
  })
  app.openapi(close, async (context) => {
    const [id, { note }] = [readId(context), context.req.valid('json')]
    const state = await transaction(db, async (tx) => {
      await demandCase(tx, actorOf(context), id)
      return closeCase(tx, id, note, officeBy(context))
    })
    return context.json({ state }, 200)
  })
  app.openapi(giveBack, async (context) => {
    const [id, { reason }] = [readId(context), context.req.valid('json')]
    await transaction(db, async (tx) => {
      await demandCase(tx, actorOf(context), id)
      await returnCase(tx, id, reason, termsOf(settings), officeBy(context))
    })
    return context.body(null, 204)
  })
  app.openapi(recheck, async (context) => {
    const id = readId(context)
    const inspectionId = await transaction(db, async (tx) => {
      const target = await demandCase(tx, actorOf(context), id)
      return startRecheck(tx, target, queueOf(settings), officeBy(context))
    })
    if (inspectionId !== null) return context.json({ inspectionId }, 200)
    throw new Failure('conflict.noneSubmitted', '没有已反馈、待复查的事项', '单位反馈之后才能复查')
  })
  return app
}
