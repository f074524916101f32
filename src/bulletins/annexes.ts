/** The lists of named targets. Text and annex are written from the same ordered rows, so they cannot disagree. */
import { chineseDay } from '../kernel/day.ts'
import { normaliseText } from '../kernel/text.ts'
import { printedPlatform } from '../registry/platforms/index.ts'
import type { AccountSnapshot, SiteSnapshot } from '../registry/snapshot.ts'
import type { Annex } from './bulletin.ts'
import type { CampaignFacts } from './facts.ts'
import type { BulletinStyle } from './style.ts'
import type { TargetResult } from './target-results.ts'
import { fillText } from './template.ts'
import { quarterName, windowText } from './words.ts'

/** `附件` when there is one annex, else `附件1`, `附件2` …; `index` counts from 0. */
export function annexLabel(annexCount: number, index: number): string {
  return annexCount === 1 ? '附件' : `附件${index + 1}`
}

/** The annex of unqualified sites; `results` are in printing order. */
export function siteAnnex(
  facts: CampaignFacts,
  style: BulletinStyle,
  results: readonly TargetResult<SiteSnapshot>[],
): Annex {
  const texts = style.sites
  return {
    title: fillText(texts.annexTitle, { quarter: quarterName(facts.campaign.quarter) }),
    headings: texts.annexHeadings,
    rows: results.map((result, index) => [
      String(index + 1),
      normaliseText(result.target.organiser.shortName),
      normaliseText(result.target.name),
      normaliseText(result.target.siteCode),
      siteProblems(result, facts.sites.rounds.length, style),
    ]),
    rowIds: results.map(provingInspection),
    note: fillText(texts.annexNote, { points: roundPoints(facts, style) }),
  }
}

/** The annex of accounts with serious problems; `results` are in printing order. */
export function accountAnnex(
  { campaign }: CampaignFacts,
  style: BulletinStyle,
  results: readonly TargetResult<AccountSnapshot>[],
): Annex {
  const texts = style.accounts
  return {
    title: fillText(texts.annexTitle, { quarter: quarterName(campaign.quarter) }),
    headings: texts.annexHeadings,
    rows: results.map(({ target, problems }, index) => [
      String(index + 1),
      normaliseText(target.organiser.shortName),
      printedPlatform(target.platform).label,
      normaliseText(target.name),
      problems.map(({ problem }) => normaliseText(problem.wording)).join('；'),
    ]),
    rowIds: results.map(provingInspection),
    note: fillText(campaign.byInterval ? texts.annexNoteInterval : texts.annexNote, {
      point: chineseDay(campaign.monitorPoint),
      window: windowText(campaign.window, style.rangeDash),
    }),
  }
}

/** 第1轮2025年7月16日，第2轮2025年8月14日; the day alone when there is one round. */
export function roundPoints({ sites }: CampaignFacts, style: BulletinStyle): string {
  if (sites.rounds.length === 1) return chineseDay(sites.rounds[0]!.monitorPoint)
  return sites.rounds
    .map(({ ordinal, monitorPoint }) =>
      fillText(style.sites.roundPoint, { round: String(ordinal), point: chineseDay(monitorPoint) }),
    )
    .join('，')
}

/** The problems of a site by the rounds they were found in; problems of all rounds need no round. */
function siteProblems({ problems }: TargetResult<SiteSnapshot>, roundCount: number, style: BulletinStyle): string {
  return [...Map.groupBy(problems, ({ rounds }) => (rounds.length === roundCount ? '' : rounds.join('、'))).entries()]
    .map(([round, found]) => {
      const wordings = found.map(({ problem }) => normaliseText(problem.wording)).join('；')
      return round === '' ? wordings : fillText(style.sites.roundProblem, { round, problem: wordings })
    })
    .join('；')
}

/** The inspection that proves the row: the first unqualified one. */
function provingInspection({ inspections }: TargetResult<unknown>): number {
  return inspections.find(({ verdict }) => verdict === 'unqualified')!.inspectionId
}
