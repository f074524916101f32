/** The plain result pages: campaigns, bulletin, the rows behind a number, one inspection with its proof. */
import { Hono } from 'hono'
import { html } from 'hono/html'
import { figureRows } from '../../bulletins/figure-rows.ts'
import { formats } from '../../bulletins/formats/index.ts'
import { campaignStates, type CampaignState } from '../../campaigns/campaign.ts'
import { roundKey, roundLabel } from '../../campaigns/round.ts'
import { runProgress } from '../../campaigns/run.ts'
import { findCampaign, listCampaigns } from '../../campaigns/store.ts'
import { decisionKinds, reviewRoles } from '../../judging/verdict.ts'
import type { Actor } from '../../kernel/actor.ts'
import { Failure } from '../../kernel/failure.ts'
import { demandInspection } from '../../registry/scope.ts'
import { loadInspection } from '../../review/inspection.ts'
import type { HttpSettings } from '../settings.ts'
import { actorOf, needs } from '../actor.ts'
import { readInspectionId } from '../inspection-id.ts'
import { seenBulletin, seenRows } from '../seen-bulletin.ts'
import { shownScore } from '../shown-score.ts'
import { beijingTime, marked, outcomeNames, page, table, verdictNames } from '../page.ts'

export function pageRoutes({ db, consoleFolder }: HttpSettings): Hono {
  const app = new Hono()

  if (consoleFolder === undefined) {
    app.get('/', needs('campaigns:read').middleware, async (context) => {
      const sections = await Promise.all(
        (await listCampaigns(db, actorOf(context))).map((campaign) =>
          campaignSection(db, campaign.id, actorOf(context)),
        ),
      )
      const empty = html`<section>
        <h1>还没有检查</h1>
        <p>用 <code>mingcha campaign open</code> 立项。</p>
      </section>`
      return context.html(page('检查', sections.length > 0 ? html`${sections}` : empty))
    })
  }

  app.get('/campaigns/:id/bulletin', needs('bulletins:read').middleware, async (context) => {
    const { bulletin } = await seenBulletin(db, actorOf(context), context.req.param('id'))
    const rendered = await formats.find((format) => format.id === 'html')!.render(bulletin)
    return context.html(new TextDecoder().decode(rendered))
  })

  app.get('/campaigns/:id/figures/:figure', needs('bulletins:read').middleware, async (context) => {
    const campaign = await findCampaign(db, context.req.param('id'))
    const actor = actorOf(context)
    const { bulletin } = await seenBulletin(db, actor, campaign.id)
    const { label, text, rows: all } = await figureRows(db, campaign, bulletin, context.req.param('figure'))
    const rows = await seenRows(db, actor, all)
    const cells = rows.map((row, index) => [
      index + 1,
      row.inspectionId === null ? row.name : html`<a href="/inspections/${row.inspectionId}">${row.name}</a>`,
      row.organiser,
      row.kind,
      marked(row.verdict, verdictNames),
      row.problem,
    ])
    const body = html`<section>
      <h1>${label}：${text}</h1>
      <p class="muted">
        以下 ${rows.length} 行即这个数字的来源。<a href="/campaigns/${campaign.id}/bulletin">返回通报</a>
      </p>
      ${table(['序号', '名称', '主办单位', '类别', '结果', '问题'], cells)}
    </section>`
    return context.html(page(label, body))
  })

  app.get('/inspections/:id', needs('findings:read').middleware, async (context) => {
    const wanted = readInspectionId(context.req.param('id'))
    await demandInspection(db, actorOf(context), wanted)
    const inspection = await loadInspection(db, wanted)
    return context.html(page((inspection.target as { name: string }).name, inspectionPage(inspection)))
  })
  return app
}

async function campaignSection(db: HttpSettings['db'], id: string, actor: Actor) {
  const campaign = await findCampaign(db, id)
  const rounds = await Promise.all(
    campaign.rounds.map(async (round) => {
      const { done, total } = await runProgress(db, id, roundKey(round), actor)
      const bar = html`<progress max="${Math.max(total, 1)}" value="${done}"></progress> ${done} / ${total}`
      return [roundLabel(round), round.monitorPoint, round.frozenAt ? '已冻结' : '未冻结', bar]
    }),
  )
  const stored = await seenBulletin(db, actor, id).catch((error: unknown) => {
    if (error instanceof Failure) return null
    throw error
  })
  const documents = formats.map(
    ({ extension }) => html`<a href="/api/campaigns/${id}/documents/${extension}">${extension}</a>`,
  )
  return html`<section>
    <h1>${campaign.year} 年第 ${campaign.quarter} 季度检查 <span class="muted">${campaign.id}</span></h1>
    ${campaign.demonstration ? html`<p class="notice">演示数据：来自模拟城市，不代表真实检查结果。</p>` : ''}
    <p>
      ${campaignStates[campaign.state as CampaignState]} · 监测时间点 ${campaign.monitorPoint} · 检查口径
      ${campaign.ruleSet} 第 ${campaign.ruleSetVersion} 版 · 随机种子 <code>${campaign.seed}</code>
    </p>
    ${table(['轮次', '监测时间点', '名录', '进度'], rounds)}
    ${
      stored
        ? html`<p class="buttons">
            <a href="/campaigns/${id}/bulletin">查看通报（第 ${stored.version} 稿）</a>${documents}
            <a href="/campaigns/${id}/life">整改全过程</a>
          </p>`
        : html`<p class="muted">尚未起草通报</p>`
    }
  </section>`
}

function scoreSection({ points, provisional }: ReturnType<typeof shownScore>) {
  if (points === null) return ''
  const words = `扣分后 ${points.deductionPart} 分，加分 ${points.bonusPart ?? '未进入'}，合计 ${points.total} 分`
  const unverified = (provisional?.unverified ?? []).map(({ clause, title, maxPoints, source }) => [
    clause,
    title,
    String(maxPoints),
    source,
  ])
  return html`<section>
    <h2>得分${provisional ? html` <span class="cantTell">暂定</span>` : ''}</h2>
    <p>${words}</p>
    ${table(
      ['一级指标', '分值', '扣分'],
      points.groups.map(({ group, max, lost }) => [group, max, lost]),
    )}
    ${
      provisional
        ? html`<p>
              暂定：${provisional.reasons.join('；')}。扣分后可能在 ${points.range.lowest} 至 ${points.range.highest}
              分之间。
            </p>
            ${unverified.length > 0 ? table(['条款', '指标', '未核实的分值', '来源'], unverified) : ''}`
        : ''
    }
  </section>`
}

function inspectionPage(inspection: Awaited<ReturnType<typeof loadInspection>>) {
  const { id, evidence, judgements, decisions, archive } = inspection
  const target = inspection.target as { name: string; url?: string; feedUrl?: string; organiser: { name: string } }
  const address = target.url ?? target.feedUrl ?? '（文件报送）'
  return html`<section>
      <h1>${target.name} ${marked(inspection.verdict, verdictNames)}</h1>
      <p>${target.organiser.name} · <code>${address}</code></p>
      <p class="muted">
        ${inspection.campaignId} ${inspection.round} · 监测时间点 ${inspection.monitorPoint} · 检查编号 ${id} · 采集于
        ${beijingTime(inspection.gatheredAt)} · ${inspection.worker ?? ''}
      </p>
    </section>
    <section>
      <h2>判定</h2>
      ${table(
        ['条款', '内容', '机器判定', '依据'],
        judgements.map(({ clause, title, outcome, because, findings }) => [
          clause,
          title,
          marked(outcome, outcomeNames),
          html`${because}${findings.map((finding) => html`<br /><span class="muted">${finding.where}：${finding.message}</span>`)}`,
        ]),
      )}
    </section>
    ${scoreSection(shownScore(inspection.score))}
    <section>
      <h2>人工检查与复核</h2>
      ${table(
        ['条款', '结论', '角色', '经办人', '原因与说明', '时间'],
        decisions.map((decision) => [
          decision.clauseId,
          decisionKinds[decision.kind as keyof typeof decisionKinds],
          reviewRoles[decision.role as keyof typeof reviewRoles],
          decision.author,
          [decision.reason, decision.note].filter(Boolean).join('；'),
          beijingTime(decision.decidedAt),
        ]),
      )}
    </section>
    <section>
      <h2>证据</h2>
      ${
        archive
          ? html`<p>
              <a href="/api/inspections/${id}/archive">下载网页存档（WACZ，${archive.records} 条记录）</a><br /><span
                class="muted"
                >SHA-256 <code>${archive.sha256}</code><br />SM3 <code>${archive.sm3}</code></span
              >
            </p>`
          : html`<p class="muted">没有网页存档（来源为报送文件或无法访问）</p>`
      }
      ${evidence.map(
        ({ kind, value, missing, sha256 }) =>
          html`<details>
            <summary>
              ${kind} ${missing ? html`<span class="cantTell">缺失</span>` : ''}
              <span class="muted">SHA-256 ${sha256.slice(0, 16)}…</span>
            </summary>
            <pre><code>${JSON.stringify(value ?? missing, null, 1).slice(0, 20_000)}</code></pre>
          </details>`,
      )}
    </section>`
}
