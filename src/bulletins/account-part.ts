/** Part 2 of a bulletin: the new-media accounts. */
import { chineseDay } from '../kernel/day.ts'
import { normaliseText } from '../kernel/text.ts'
import { printedPlatform, rolledUp } from '../registry/platforms/index.ts'
import type { AccountSnapshot } from '../registry/snapshot.ts'
import type { Block, Inline } from './bulletin.ts'
import type { DraftContext } from './draft-context.ts'
import { incidentClause, platformFigure, stratumFigure } from './figures.ts'
import { rectificationSection } from './rectification-section.ts'
import { paragraph, sections } from './sections.ts'
import type { TargetResult } from './target-results.ts'
import { figureOf, fill, fillText, joinInlines } from './template.ts'
import {
  clauseWords,
  faultsText,
  overallEnding,
  quarterName,
  quoted,
  toneWord,
  windowText,
  wordForShare,
} from './words.ts'

type Results = readonly TargetResult<AccountSnapshot>[]

/** Writes the part; without problems there is no problem section and the headings move up. */
export function accountPart(context: DraftContext, failing: Results, annexName: string): readonly Block[] {
  const { style, facts, topicalHint } = context
  const { year, quarter } = facts.campaign
  const title = fillText(style.accounts.partTitle, { year: String(year), quarter: quarterName(quarter) })
  return sections(title, [
    { heading: style.headings.overall, blocks: [paragraph(overall(context, failing))] },
    { heading: style.headings.problems, blocks: problems(context, failing, annexName) },
    { heading: style.headings.rectification, blocks: rectificationSection(context, 'account') },
    {
      heading: style.headings.nextSteps,
      blocks: style.accounts.nextSteps.map((step) => paragraph(fill(step, { hint: topicalHint }))),
    },
  ])
}

function overall(context: DraftContext, failing: Results): readonly Inline[] {
  const { style, figures } = context
  const inspected = figureOf(figures, 'accounts.inspected').value
  if (inspected === 0) return [style.accounts.notChecked]
  return [
    ...checkedSentence(context),
    ...strataSentence(context),
    ...(failing.length === 0 ? pointSentence(context) : []),
    ...reviewSentences(context, failing),
    ...incidentSentence(context),
  ]
}

function checkedSentence({ style, figures }: DraftContext): readonly Inline[] {
  const all = figureOf(figures, 'accounts.inspected').value === figureOf(figures, 'accounts.total').value
  return fill(all ? style.accounts.checkedAll : style.accounts.checkedSome, {}, figures)
}

function strataSentence({ facts, style, figures }: DraftContext): readonly Inline[] {
  const texts = style.accounts
  const strata = facts.accounts.strata.filter(({ memberIds }) => memberIds.length > 0)
  const [first] = strata
  if (first === undefined) return []
  if (strata.length === 1)
    return fill((texts.strata[first.rule] ?? texts.strata.census).only, { label: normaliseText(first.label) })
  const pieces = strata.map(({ id, rule, label }) =>
    fill((texts.strata[rule] ?? texts.strata.census).one, {
      label: normaliseText(label),
      count: [{ figure: stratumFigure(id) }],
    }),
  )
  const overlaps = figureOf(figures, 'accounts.strataOverlap').value > 0
  return fill(texts.strataLead, {
    strata: joinInlines(pieces, '，'),
    overlap: overlaps ? fill(texts.strataOverlap, {}, figures) : '',
  })
}

function pointSentence({ facts, style }: DraftContext): readonly Inline[] {
  const { monitorPoint, window, byInterval } = facts.campaign
  return fill(byInterval ? style.accounts.interval : style.accounts.point, {
    point: chineseDay(monitorPoint),
    window: windowText(window, style.rangeDash),
  })
}

function reviewSentences({ style, figures }: DraftContext, failing: Results): readonly Inline[] {
  const texts = style.accounts
  const undecided = figureOf(figures, 'accounts.undecided').value > 0 ? fill(texts.undecided, {}, figures) : []
  if (failing.length === 0) return [texts.noProblems, ...undecided]
  const rectifiedCount = figureOf(figures, 'accounts.rectified').value
  const rectified =
    rectifiedCount === 0
      ? ''
      : fill(rectifiedCount === failing.length ? texts.rectifiedAll : texts.rectifiedSome, {}, figures)
  return [...fill(texts.problemCount, { faults: faultsText(failing, style), rectified }, figures), ...undecided]
}

/** Says nothing while a clause about incidents is open: silence is not "none found". */
function incidentSentence({ facts, style, figures, overallWords }: DraftContext): readonly Inline[] {
  if (figureOf(figures, 'accounts.incidents').value > 0) return fill(style.accounts.incidents, {}, figures)
  const open = facts.accounts.inspections.some(({ open }) => open.some((clause) => incidentClause.test(clause)))
  if (open) return []
  const inspected = figureOf(figures, 'accounts.inspected').value
  const share = { numerator: inspected - figureOf(figures, 'accounts.qualified').value, denominator: inspected }
  const word = overallWords.accounts ?? wordForShare(share, style.overallWords.accounts)
  return fill(style.accounts.noIncidents, { overall: overallEnding(word) })
}

function problems(context: DraftContext, failing: Results, annexName: string): readonly Block[] {
  if (failing.length === 0) return []
  const { style, figures, toneWords } = context
  const share = { numerator: failing.length, denominator: figureOf(figures, 'accounts.inspected').value }
  const tone = toneWords.accounts ?? toneWord(share, style)
  const lead = fill(style.accounts.problems, { tone, faults: faultsText(failing, style), annex: annexName })
  const detail = failing.length > style.namesInText ? countedByPlatform(context, failing) : named(context, failing)
  return [paragraph([...lead, ...detail])]
}

/** 微信公众号“A”“B”，微博“C”均在监测点前两周未更新: one clause of the sentence per set of problems. */
function named({ style }: DraftContext, failing: Results): readonly Inline[] {
  const texts = style.accounts
  const groups = [...Map.groupBy(failing, predicatesOf).entries()].map(([predicate, accounts]) =>
    fillText(accounts.length === 1 ? texts.namedOne : texts.namedMany, { names: namesByPlatform(accounts), predicate }),
  )
  return fill(texts.namedLead, { groups: groups.join('；') })

  function predicatesOf({ problems }: TargetResult<AccountSnapshot>): string {
    return problems.map(({ problem }) => clauseWords(problem, style).predicate).join('，')
  }
}

/** `accounts` are in printing order, so platforms come in theirs; adjacent quoted names take no 、 between them. */
function namesByPlatform(accounts: Results): string {
  return [...Map.groupBy(accounts, ({ target }) => rolledUp(target.platform)).entries()]
    .map(
      ([platform, own]) =>
        `${printedPlatform(platform).inProse}${own.map(({ target }) => quoted(target.name)).join('')}`,
    )
    .join('，')
}

function countedByPlatform({ style }: DraftContext, failing: Results): readonly Inline[] {
  const counts = [...new Set(failing.map(({ target }) => rolledUp(target.platform)))].map((platform) =>
    fill(style.accounts.platformCount, {
      platform: printedPlatform(platform).inProse,
      count: [{ figure: platformFigure('problem', platform) }],
    }),
  )
  return fill(style.accounts.countedLead, { counts: joinInlines(counts, '，') })
}
