/** The lists behind the figures: every inspected site and account with its result, for the workbook. */
import { normaliseText } from '../kernel/text.ts'
import { platforms } from '../registry/platforms/index.ts'
import { siteCategories } from '../registry/register.ts'
import type { WorkbookList } from './bulletin.ts'
import type { CampaignFacts, InspectionFact, VerdictWord } from './facts.ts'
import type { BulletinStyle } from './style.ts'
import { byAccount, bySite, resultsByTarget, type TargetResult } from './target-results.ts'

const siteVerdicts = { qualified: '合格', unqualified: '不合格', undecided: '未定' } satisfies Record<
  VerdictWord,
  string
>
const accountVerdicts = {
  qualified: '未发现突出问题',
  unqualified: '存在突出问题',
  undecided: '未定',
} satisfies Record<VerdictWord, string>

export function workbookLists(facts: CampaignFacts, style: BulletinStyle): readonly WorkbookList[] {
  return [siteList(facts, style), accountList(facts), ...scoreList(facts, style)]
}

function siteList({ sites }: CampaignFacts, style: BulletinStyle): WorkbookList {
  const results = resultsByTarget(sites.inspections).toSorted((a, b) => bySite(a.target, b.target, style))
  return {
    name: '检查网站',
    headings: [
      '序号',
      '网站标识码',
      '网站名称',
      '首页网址',
      '网站类别',
      '主办单位',
      '检查次数',
      '各次结果',
      '结论',
      '问题',
      '待定条款',
    ],
    rows: results.map((result, index) => [
      index + 1,
      normaliseText(result.target.siteCode),
      normaliseText(result.target.name),
      normaliseText(result.target.url),
      siteCategories[result.target.category],
      normaliseText(result.target.organiser.name),
      result.inspections.length,
      result.inspections.map(oneResult).join('；'),
      siteVerdicts[result.verdict],
      problemsText(result),
      openText(result),
    ]),
  }
}

/** Every scored inspection; no list where the rule set publishes no scores. */
function scoreList({ sites, accounts }: CampaignFacts, style: BulletinStyle): readonly WorkbookList[] {
  const scored = [
    ...sites.inspections.toSorted((a, b) => bySite(a.target, b.target, style)),
    ...accounts.inspections.toSorted((a, b) => byAccount(a.target, b.target)),
  ].flatMap(({ score, ...inspection }) => (score === null ? [] : [{ ...inspection, score }]))
  if (scored.length === 0) return []
  return [
    {
      name: '得分',
      headings: [
        '序号',
        '检查编号',
        '轮次',
        '名称',
        '主办单位',
        '扣分后',
        '加分',
        '合计',
        '结论',
        '暂定的原因',
        '未核实的分值',
      ],
      rows: scored.map(({ inspectionId, round, target, verdict, score }, index) => [
        index + 1,
        inspectionId,
        round,
        normaliseText(target.name),
        normaliseText(target.organiser.name),
        score.deductionPart,
        score.bonusPart ?? '',
        score.provisional.length > 0 ? `${score.total}（暂定）` : score.total,
        siteVerdicts[verdict],
        score.provisional.join('；'),
        score.unverified.join('；'),
      ]),
    },
  ]
}

function accountList({ accounts }: CampaignFacts): WorkbookList {
  const labels = new Map(accounts.strata.map(({ id, label }) => [id, normaliseText(label)]))
  const results = resultsByTarget(accounts.inspections).toSorted((a, b) => byAccount(a.target, b.target))
  return {
    name: '抽查账号',
    headings: ['序号', '账号类型', '账号标识', '账号名称', '主办单位', '抽样类别', '结论', '问题', '待定条款'],
    rows: results.map((result, index) => [
      index + 1,
      platforms[result.target.platform].label,
      normaliseText(result.target.platformId),
      normaliseText(result.target.name),
      normaliseText(result.target.organiser.name),
      [...new Set(result.inspections.flatMap(({ strata }) => strata))].map((id) => labels.get(id) ?? id).join('；'),
      accountVerdicts[result.verdict],
      problemsText(result),
      openText(result),
    ]),
  }
}

function oneResult({ round, purpose, verdict }: InspectionFact<unknown>): string {
  return `第${round}轮${purpose === 'recheck' ? '复查' : ''}${siteVerdicts[verdict]}`
}

function problemsText({ problems }: TargetResult<unknown>): string {
  return problems.map(({ problem }) => `${normaliseText(problem.wording)}（${problem.clause}）`).join('；')
}

function openText({ inspections }: TargetResult<unknown>): string {
  return [...new Set(inspections.flatMap(({ open }) => open))].join('、')
}
