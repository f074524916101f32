/** Checks of the document as a whole: slots, rates, rows, names, days. */
import { chineseDay } from '../kernel/day.ts'
import { formatRate } from '../kernel/rate.ts'
import { normaliseText } from '../kernel/text.ts'
import { findRuleSet } from '../regulations/index.ts'
import type { Annex, BulletinCheck, Figure, Inline } from './bulletin.ts'
import { must, should, someOf, type UncheckedBulletin } from './check.ts'
import { belowPassMark, type CampaignFacts, type InspectionFact } from './facts.ts'
import { plainText } from './plain-text.ts'
import type { BulletinStyle } from './style.ts'
import { figuresById, inlineText } from './template.ts'
import { clauseWords, quoted, windowText } from './words.ts'

export function documentChecks(
  facts: CampaignFacts,
  style: BulletinStyle,
  bulletin: UncheckedBulletin,
): readonly BulletinCheck[] {
  const known = new Set(bulletin.figures.map(({ id }) => id))
  const missing = slotsOf(bulletin).filter((id) => !known.has(id))
  const slots = must('document.slots', missing.length === 0, `正文中的每个数字都应有对应的指标${someOf(missing)}`)
  return [
    slots,
    ...figureChecks(bulletin.figures, style),
    literalNumbers(facts, style, bulletin),
    ...annexChecks(facts, bulletin),
    // A text with a missing figure cannot be read.
    ...(slots.ok ? textChecks(facts, style, bulletin) : []),
    unverifiedClauses(facts),
    provisionalFailures(facts),
  ]
}

function figureChecks(figures: readonly Figure[], style: BulletinStyle): readonly BulletinCheck[] {
  const doubled = figures.filter(({ id }, index) => figures.findIndex((other) => other.id === id) !== index)
  const wrongRates = figures.filter((figure) => figure.denominator !== null && !rateHolds(figure, style))
  const wrongRows = figures.filter(
    ({ rowIds, value, denominator }) =>
      rowIds.length !== (denominator ?? value) || new Set(rowIds).size !== rowIds.length,
  )
  const wrongTexts = figures.filter(({ denominator, text, value }) => denominator === null && text !== String(value))
  return [
    must('figures.unique', doubled.length === 0, `指标编号不得重复${labels(doubled)}`),
    must('figures.rates', wrongRates.length === 0, `比率应与分子、分母重新计算的结果一致${labels(wrongRates)}`),
    must('figures.rows', wrongRows.length === 0, `每个数字应与其明细的行数一致，明细不得重复${labels(wrongRows)}`),
    must('figures.texts', wrongTexts.length === 0, `打印的数字应与指标的数值一致${labels(wrongTexts)}`),
  ]
}

function labels(figures: readonly Figure[]): string {
  return someOf(figures.map(({ label }) => label))
}

function rateHolds({ numerator, denominator, text, value }: Figure, { rate }: BulletinStyle): boolean {
  if (numerator === null || denominator === null || numerator > denominator) return false
  if (denominator === 0) return text === '—' && value === 0
  return text === formatRate({ numerator, denominator }, rate) && value === Number.parseFloat(text)
}

function slotsOf({ blocks }: UncheckedBulletin): readonly string[] {
  return paragraphs(blocks)
    .flat()
    .flatMap((inline) => (typeof inline === 'string' ? [] : [inline.figure]))
}

function paragraphs(blocks: UncheckedBulletin['blocks']): readonly (readonly Inline[])[] {
  return blocks.flatMap((block) => (block.kind === 'paragraph' ? [block.text] : []))
}

/** A number with a counting word that stands in the text as letters and not as a slot: nobody can open its rows. */
function literalNumbers(facts: CampaignFacts, style: BulletinStyle, { blocks }: UncheckedBulletin): BulletinCheck {
  const foreign = foreignTexts(facts, style)
  const found = paragraphs(blocks)
    .flat()
    .filter((inline) => typeof inline === 'string')
    .map((text) => foreign.reduce((rest, known) => rest.replaceAll(known, ''), text).replace(/“[^”]*”/g, ''))
    .flatMap((text) => text.match(/\d+(\.\d+)?(%|家|个|次|条)/g) ?? [])
  return must('document.literals', found.length === 0, `正文中的数字都应由指标填入，不得直接写出${someOf(found)}`)
}

/** Texts that come from the register and the rule set and may hold numbers of their own, longest first. */
function foreignTexts({ sites, accounts }: CampaignFacts, style: BulletinStyle): readonly string[] {
  const problems = [...sites.inspections, ...accounts.inspections].flatMap((inspection) => inspection.problems)
  const texts = [
    ...accounts.strata.map(({ label }) => label),
    ...problems.flatMap((problem) => [problem.wording, ...Object.values(clauseWords(problem, style))]),
    ...sites.inspections.map(({ target }) => target.organiser.shortName),
    sites.securityScan?.by ?? '',
  ].map(normaliseText)
  return [...new Set(texts)].filter((text) => text !== '').toSorted((a, b) => b.length - a.length)
}

function annexChecks(facts: CampaignFacts, { annexes, figures }: UncheckedBulletin): readonly BulletinCheck[] {
  const inspections = new Map<number, InspectionFact<{ readonly id: number; readonly name: string }>>(
    [...facts.sites.inspections, ...facts.accounts.inspections].map((fact) => [fact.inspectionId, fact]),
  )
  const frozen = {
    site: new Set(facts.sites.rounds.flatMap(({ frozenIds }) => frozenIds)),
    account: new Set(facts.accounts.population.map(({ id }) => id)),
  }
  const value = (id: string) => figures.find((figure) => figure.id === id)?.value ?? Number.NaN
  const named = annexes.reduce((total, { rows }) => total + rows.length, 0)
  const counted = value('sites.unqualified') + value('accounts.problem')
  const wrong = annexes.flatMap((annex) => annex.rows.filter((_, index) => !proven(annex, index, inspections, frozen)))
  return [
    must('annexes.counted', named === counted, `点名的对象应与统计数一致：附件${named}行，统计${counted}个`),
    must(
      'annexes.proven',
      wrong.length === 0 && annexes.every(({ rows, rowIds }) => rows.length === rowIds.length),
      `附件每一行都应是冻结名录内的对象，并有经确认的问题${someOf(wrong.map((row) => row.join(' ')))}`,
    ),
  ]
}

function proven(
  annex: Annex,
  index: number,
  inspections: ReadonlyMap<number, InspectionFact<{ readonly id: number; readonly name: string }>>,
  frozen: { readonly site: ReadonlySet<number>; readonly account: ReadonlySet<number> },
): boolean {
  const fact = inspections.get(annex.rowIds[index]!)
  if (fact === undefined || fact.verdict !== 'unqualified' || fact.problems.length === 0) return false
  const kind = 'siteCode' in fact.target ? 'site' : 'account'
  return frozen[kind].has(fact.target.id) && annex.rows[index]!.includes(normaliseText(fact.target.name))
}

function textChecks(
  { campaign, sites }: CampaignFacts,
  style: BulletinStyle,
  bulletin: UncheckedBulletin,
): readonly BulletinCheck[] {
  const text = plainText({ ...bulletin, checks: [] })
  const accountsInspected = bulletin.figures.some(({ id, value }) => id === 'accounts.inspected' && value > 0)
  const [point, window] = [chineseDay(campaign.monitorPoint), windowText(campaign.window, style.rangeDash)]
  const body = bulletin.blocks
    .map((block) => (block.kind === 'paragraph' ? inlineText(block.text, figuresById(bulletin.figures)) : ''))
    .join('\n')
  const unnamed = bulletin.annexes
    .filter(({ rows }) => rows.length <= style.namesInText)
    .flatMap(({ rows, headings }) => rows.map((row) => row[headings.findIndex((heading) => heading.endsWith('名称'))]!))
    .filter((name) => !body.includes(quoted(name)))
  const days = [campaign.monitorPoint, ...sites.rounds.map(({ monitorPoint }) => monitorPoint)]
  return [
    must(
      'document.window',
      !accountsInspected || ((campaign.byInterval || text.includes(point)) && text.includes(window)),
      campaign.byInterval ? `应写明监测时间段${window}` : `应写明监测时间点${point}和时间段${window}`,
    ),
    must('document.named', unnamed.length === 0, `附件点名的对象应与正文一致${someOf(unnamed)}`),
    must('document.notice', !campaign.demonstration || bulletin.notice !== null, '由演示数据生成的文件必须注明'),
    should(
      'document.date',
      days.every((day) => day <= bulletin.date),
      `成文日期${chineseDay(bulletin.date)}不应早于监测时间点`,
    ),
    should(
      'document.basis',
      campaign.basis.every((number) => Object.hasOwn(style.basisTitles, number)),
      `依据的文件应有全称${someOf(campaign.basis.filter((number) => !Object.hasOwn(style.basisTitles, number)))}`,
    ),
  ]
}

/** Nobody is named by points that no person has settled or no page has shown (PROC-3). */
function provisionalFailures({ sites, accounts }: CampaignFacts): BulletinCheck {
  const failed = [...sites.inspections, ...accounts.inspections].filter(
    ({ problems, score }) =>
      (score?.provisional.length ?? 0) > 0 && problems.some(({ clause }) => clause === belowPassMark),
  )
  const names = failed.map(({ target }) => normaliseText(target.name))
  return must('document.provisional', names.length === 0, `因得分不合格的对象，其得分不得为暂定${someOf(names)}`)
}

/** Clauses whose numbers were never compared with a published text should not decide over anybody's name. */
function unverifiedClauses({ campaign, sites, accounts }: CampaignFacts): BulletinCheck {
  const clauses = findRuleSet(campaign.ruleSet)?.clauses ?? {}
  const used = [...sites.inspections, ...accounts.inspections].flatMap(({ problems }) => problems.map((p) => p.clause))
  const unverified = [...new Set(used)].filter((id) => clauses[id]?.verified === false)
  return should('document.clauses', unverified.length === 0, `点名所依据的条款应经核实${someOf(unverified)}`)
}
