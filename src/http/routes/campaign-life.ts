/** The second half of a campaign's life, for machines and as a plain page. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { html } from 'hono/html'
import { loadCampaignLife, type CampaignLife, type CaseLife, type LookBackLife } from '../../bulletins/campaign-life.ts'
import { findCampaign } from '../../campaigns/store.ts'
import { dayOfInstant } from '../../kernel/day.ts'
import { epochMs } from '../../kernel/instant.ts'
import { formatRate } from '../../kernel/rate.ts'
import { caseStates } from '../../rectification/case.ts'
import { grades } from '../../rectification/grade.ts'
import { lookBackWords } from '../../rectification/look-back.ts'
import { noticeStates } from '../../rectification/notice.ts'
import { demandCampaign } from '../../registry/scope.ts'
import { actorOf, needs } from '../actor.ts'
import { otherwise } from '../errors.ts'
import { beijingTime, page, table } from '../page.ts'
import { nowOf, type HttpSettings } from '../settings.ts'

const instant = z.string().nullable()
const lookBack = z.object({
  campaignId: z.string().openapi({ description: '开展“回头看”的检查' }),
  counts: z.object({ again: z.number(), gone: z.number(), open: z.number() }),
  rows: z.array(
    z.object({
      caseId: z.number(),
      notedIn: z.string(),
      target: z.string(),
      targetName: z.string(),
      unit: z.string(),
      clause: z.string(),
      problem: z.string(),
      inspectionId: z.number(),
      standing: z.enum(['again', 'gone', 'open']),
    }),
  ),
})
const life = z
  .object({
    campaignId: z.string(),
    notices: z.array(
      z.object({
        id: z.number(),
        number: z.string(),
        unit: z.string(),
        state: z.string(),
        sentAt: instant,
        deliveredAt: instant.openapi({ description: '第一个渠道送达的时间' }),
        readAt: instant,
        readBy: z.string().nullable(),
        repliedAt: instant,
        closedAt: instant,
        chasers: z.array(z.object({ kind: z.string(), words: z.string(), at: z.string() })),
      }),
    ),
    cases: z.array(
      z.object({
        id: z.number(),
        noticeId: z.number(),
        target: z.string(),
        targetName: z.string(),
        clause: z.string(),
        problem: z.string(),
        veto: z.boolean(),
        inspectionId: z.number(),
        state: z.string(),
        grade: z.string().nullable(),
        dueOn: z.string().nullable(),
        late: z.boolean(),
        recurrence: z.number(),
        acceptedBy: z.string().nullable(),
        closedBy: z.string().nullable(),
        steps: z.array(
          z.object({ at: z.string(), event: z.string(), words: z.string(), actor: z.string(), reason: z.string() }),
        ),
        rechecks: z.array(z.object({ inspectionId: z.number(), grade: z.string().nullable() })),
      }),
    ),
    extensions: z.array(
      z.object({
        noticeId: z.number(),
        state: z.string(),
        wantedOn: z.string(),
        reason: z.string(),
        askedAt: z.string(),
        decidedBy: z.string().nullable(),
      }),
    ),
    appeals: z.array(
      z.object({
        caseId: z.number(),
        state: z.string(),
        text: z.string(),
        filedAt: z.string(),
        decidedAt: instant,
        decidedBy: z.string().nullable(),
        reason: z.string().nullable(),
        rejudgedOutcome: z.string().nullable(),
      }),
    ),
    lookBack,
    lookedBackIn: z.array(lookBack),
    messages: z
      .record(z.string(), z.unknown())
      .nullable()
      .openapi({ description: '本季度找错留言；只看本单位的用户为 null' }),
  })
  .openapi('CampaignLife')

const one = createRoute({
  ...needs('rectification:read'),
  method: 'get',
  path: '/api/campaigns/{id}/life',
  request: { params: z.object({ id: z.string().openapi({ param: { in: 'path', name: 'id' }, example: '2025Q3' }) }) },
  responses: {
    200: {
      description: '复核之后的全过程：通知、反馈、复查、催办、申诉、办结、“回头看”、找错留言',
      content: { 'application/json': { schema: life } },
    },
    ...otherwise,
  },
})

export function campaignLifeRoutes(settings: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono()
  const { db } = settings
  const load = async (id: string, actor: ReturnType<typeof actorOf>) => {
    demandCampaign(actor, id)
    return loadCampaignLife(db, await findCampaign(db, id), actor, dayOfInstant(epochMs(nowOf(settings))))
  }
  app.openapi(one, async (context) =>
    context.json((await load(context.req.valid('param').id, actorOf(context))) as never, 200),
  )
  app.get('/campaigns/:id/life', needs('rectification:read').middleware, async (context) =>
    context.html(page('整改全过程', lifePage(await load(context.req.param('id'), actorOf(context))))),
  )
  return app
}

function lifePage({ campaignId, notices, cases, appeals, lookBack: own, lookedBackIn, messages }: CampaignLife) {
  const numbers = new Map(notices.map(({ id, number }) => [id, number]))
  const looks = [own, ...lookedBackIn].filter(({ rows }) => rows.length > 0)
  return html`<section>
      <h1>整改全过程 <span class="muted">${campaignId}</span></h1>
      <p class="muted">整改通知 ${notices.length} 份，整改事项 ${cases.length} 个，申诉 ${appeals.length} 件。</p>
      ${table(
        ['文号', '单位', '状态', '发出', '送达', '签收', '反馈', '办结', '催办'],
        notices.map((notice) => [
          notice.number,
          notice.unit,
          noticeStates[notice.state],
          beijingTime(notice.sentAt),
          beijingTime(notice.deliveredAt),
          beijingTime(notice.readAt),
          beijingTime(notice.repliedAt),
          beijingTime(notice.closedAt),
          notice.chasers.map(({ words, at }) => `${beijingTime(at)} ${words}`).join('；') || '—',
        ]),
      )}
    </section>
    ${cases.map((row) => caseSection(row, numbers.get(row.noticeId) ?? ''))} ${looks.map(lookBackSection)}
    ${messages === null || messages.received === 0 ? '' : messageSection(messages)}`
}

function caseSection(row: CaseLife, number: string) {
  const marks = [
    caseStates[row.state],
    ...(row.late ? ['逾期反馈'] : []),
    ...(row.recurrence > 0 ? [`第${row.recurrence + 1}次出现`] : []),
  ]
  return html`<section>
    <h2>${row.targetName} <span class="muted">${number} · ${row.clause} ${row.problem}</span></h2>
    <p>
      ${marks.join(' · ')} · <a href="/inspections/${row.inspectionId}">原检查</a> ${row.rechecks.map(
        ({ inspectionId, grade }) =>
          html` · <a href="/inspections/${inspectionId}">复查：${grade === null ? '进行中' : grades[grade]}</a>`,
      )}
    </p>
    ${table(
      ['时间', '经过', '经办人', '说明'],
      row.steps.map(({ at, words, actor, reason }) => [beijingTime(at), words, actor, reason]),
    )}
  </section>`
}

function lookBackSection({ campaignId, counts, rows }: LookBackLife) {
  return html`<section>
    <h2>“回头看” <span class="muted">${campaignId}</span></h2>
    <p>
      对以往检查发现的 ${rows.length} 个问题再次检查：${counts.gone} 个没有再出现，${counts.again}
      个再次出现，${counts.open} 个尚无结论。
    </p>
    ${table(
      ['对象', '单位', '原检查', '问题', '结果'],
      rows.map((row) => [
        html`<a href="/inspections/${row.inspectionId}">${row.targetName}</a>`,
        row.unit,
        row.notedIn,
        row.problem,
        lookBackWords[row.standing],
      ]),
    )}
  </section>`
}

function messageSection(messages: NonNullable<CampaignLife['messages']>) {
  const rate = formatRate(messages.inTimeRate, { decimals: 1, rounding: 'halfUp' })
  return html`<section>
    <h2>找错留言</h2>
    ${table(
      ['收到', '办结', '超期办结', '办理中', '逾期', '按期办结率', '无人经办'],
      [
        [
          messages.received,
          messages.answered,
          messages.answeredLate,
          messages.open,
          messages.overdue,
          rate,
          messages.unassigned,
        ],
      ],
    )}
  </section>`
}
