/** Part 1 of a bulletin: the websites. */
import { chineseDay } from '../kernel/day.ts'
import type { SiteSnapshot } from '../registry/snapshot.ts'
import type { Block, Inline } from './bulletin.ts'
import type { DraftContext } from './draft-context.ts'
import { incidentClause, siteGroupFigure } from './figures.ts'
import { rectificationSection } from './rectification-section.ts'
import { paragraph, sections } from './sections.ts'
import type { TargetResult } from './target-results.ts'
import { figureOf, fill, fillText, joinInlines } from './template.ts'
import { clauseWords, faultsText, overallEnding, quarterName, quoted, toneWord, wordForShare } from './words.ts'

/** Writes the part; without problems there is no problem section and the headings move up. */
export function sitePart(
  context: DraftContext,
  failing: readonly TargetResult<SiteSnapshot>[],
  annexName: string,
): readonly Block[] {
  const { style, facts, topicalHint } = context
  const { year, quarter } = facts.campaign
  const title = fillText(style.sites.partTitle, { year: String(year), quarter: quarterName(quarter) })
  return sections(title, [
    { heading: style.headings.overall, blocks: overall(context) },
    { heading: style.headings.problems, blocks: problems(context, failing, annexName) },
    { heading: style.headings.rectification, blocks: rectificationSection(context, 'site') },
    {
      heading: style.headings.nextSteps,
      blocks: style.sites.nextSteps.map((step) => paragraph(fill(step, { hint: topicalHint }))),
    },
  ])
}

function overall(context: DraftContext): readonly Block[] {
  const checked = figureOf(context.figures, 'sites.checked').value
  const result = checked === 0 ? [context.style.sites.notChecked] : inspectionResult(context)
  return [
    paragraph(registerSentence(context)),
    paragraph([...result, ...scanSentence(context)]),
    ...messageParagraph(context),
  ]
}

function registerSentence({ style, figures }: DraftContext): readonly Inline[] {
  const texts = style.sites
  if (figureOf(figures, 'sites.total').value === 0) return [texts.noneRunning]
  const groups = style.siteGroups
    .filter(({ id }) => figureOf(figures, siteGroupFigure(id)).value > 0)
    .map(({ id, label }) => fill(texts.group, { label, count: [{ figure: siteGroupFigure(id) }] }))
  return fill(texts.total, { groups: joinInlines(groups, '，') }, figures)
}

function inspectionResult(context: DraftContext): readonly Inline[] {
  const { style, figures } = context
  const texts = style.sites
  const rechecks = figureOf(figures, 'sites.rechecks').value > 0 ? fill(texts.rechecks, {}, figures) : ''
  const checked = fill(texts.checked, { months: context.months, scope: scope(context), rechecks }, figures)
  return [...checked, ...verdictSentence(context), ...incidentSentence(context)]
}

function scope({ style, figures }: DraftContext): string {
  const running = new Set(figureOf(figures, 'sites.total').rowIds)
  const { rowIds: checked } = figureOf(figures, 'sites.checked')
  if (!checked.every((id) => running.has(id))) return style.sites.scope.other
  return checked.length === running.size ? style.sites.scope.all : style.sites.scope.some
}

function verdictSentence({ style, figures, overallWords }: DraftContext): readonly Inline[] {
  const texts = style.sites
  const words = (['qualified', 'unqualified', 'undecided'] as const)
    .filter((verdict) => figureOf(figures, `sites.${verdict}`).value > 0)
    .map((verdict) => fill(texts[verdict], {}, figures))
  const notQualified = {
    numerator: figureOf(figures, 'sites.checked').value - figureOf(figures, 'sites.qualified').value,
    denominator: figureOf(figures, 'sites.checked').value,
  }
  const incidents = figureOf(figures, 'sites.incidents').value
  const suggested = incidents > 0 ? '' : wordForShare(notQualified, style.overallWords.sites)
  return fill(texts.verdict, {
    counts: joinInlines(words, '，'),
    passRate: fill(texts.passRate[style.passRatePer], {}, figures),
    overall: overallEnding(overallWords.sites ?? suggested),
  })
}

/** Says nothing while a clause about incidents is open: silence is not "none found". */
function incidentSentence({ facts, style, figures }: DraftContext): readonly Inline[] {
  if (figureOf(figures, 'sites.incidents').value > 0) return fill(style.sites.incidents, {}, figures)
  const open = facts.sites.inspections.some(({ open }) => open.some((clause) => incidentClause.test(clause)))
  return open ? [] : [style.sites.noIncidents]
}

function scanSentence({ facts, style, figures }: DraftContext): readonly Inline[] {
  const scan = facts.sites.securityScan
  if (scan === null || scan.scannedIds.length === 0) return []
  const { scan: text, scanResult } = style.sites
  const good = figureOf(figures, 'sites.scan.good').value
  const result = good === scan.scannedIds.length ? 'allGood' : good === 0 ? 'noneGood' : 'mixed'
  return fill(text, { by: scan.by, result: fill(scanResult[result], {}, figures) }, figures)
}

/** 找错留言 of the quarter so far; nothing when there was none. */
function messageParagraph({ facts, style, figures }: DraftContext): readonly Block[] {
  if (facts.messages.length === 0) return []
  const { messages, messagesRate, messagesOverdue, messagesNoneOverdue } = style.sites
  const overdue = figureOf(figures, 'messages.overdue').value
  const ending = overdue > 0 ? fill(messagesOverdue, {}, figures) : [messagesNoneOverdue]
  const point = chineseDay(facts.campaign.monitorPoint)
  const rate = figureOf(figures, 'messages.inTimeRate').denominator === 0 ? '' : fill(messagesRate, {}, figures)
  return [paragraph(fill(messages, { point, rate, ending }, figures))]
}

function problems(
  { style, figures, toneWords }: DraftContext,
  failing: readonly TargetResult<SiteSnapshot>[],
  annexName: string,
): readonly Block[] {
  if (failing.length === 0) return []
  const texts = style.sites
  const share = { numerator: failing.length, denominator: figureOf(figures, 'sites.checked').value }
  const tone = toneWords.sites ?? toneWord(share, style)
  const lead = fill(texts.problems, { tone, faults: faultsText(failing, style), annex: annexName })
  if (failing.length > style.namesInText) return [paragraph(lead)]
  const named = failing.map(({ target, problems }) =>
    fillText(texts.named, {
      site: quoted(target.name).slice(1, -1),
      organiser: target.organiser.shortName,
      predicates: problems.map(({ problem }) => clauseWords(problem, style).predicate).join('，'),
    }),
  )
  return [paragraph([...lead, ...fill(texts.namedLead, { named: named.join('；') })])]
}
