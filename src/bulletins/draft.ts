/** Writes the bulletin of a campaign: a pure function of its facts, the issuer's style and the date it will carry. */
import type { Day } from '../kernel/day.ts'
import { normaliseText } from '../kernel/text.ts'
import { accountPart } from './account-part.ts'
import { accountAnnex, annexLabel, siteAnnex } from './annexes.ts'
import type { Block, Bulletin, BulletinCheck, ProseEdit } from './bulletin.ts'
import { checkBulletin } from './checks.ts'
import type { ChosenWords, DraftContext } from './draft-context.ts'
import type { CampaignFacts } from './facts.ts'
import { countFigures } from './figures.ts'
import { workbookLists } from './lists.ts'
import { methodStatement } from './method.ts'
import { applyEdits } from './prose.ts'
import { paragraph } from './sections.ts'
import { sitePart } from './site-part.ts'
import type { BulletinStyle } from './style.ts'
import { resultsByTarget, unqualifiedAccounts, unqualifiedSites } from './target-results.ts'
import { figuresById, fill, fillText } from './template.ts'
import { quarterMonths, quarterName } from './words.ts'

/** Printed on every page of a bulletin whose data are not real. */
export const demonstrationNotice = '演示数据：本文件由模拟数据生成，不代表任何单位的真实情况'

export interface DraftOptions extends ChosenWords {
  /** Date of the bulletin (成文日期). */
  readonly date: Day
  /** What people have written in place of drafted paragraphs. */
  readonly edits?: readonly ProseEdit[]
}

/**
 * Drafts the bulletin with its checks. It always returns a bulletin, even of undecided inspections: whether it may be
 * published is asked of `refusal`. Throws a `RangeError` when the campaign's quarter is none.
 */
export function draftBulletin(facts: CampaignFacts, style: BulletinStyle, options: DraftOptions): Bulletin {
  const figures = countFigures(facts, style)
  const context = contextOf(facts, style, options, figures)
  const sites = unqualifiedSites(resultsByTarget(facts.sites.inspections), style)
  const accounts = unqualifiedAccounts(resultsByTarget(facts.accounts.inspections))
  const annexes = [
    ...(sites.length > 0 ? [siteAnnex(facts, style, sites)] : []),
    ...(accounts.length > 0 ? [accountAnnex(facts, style, accounts)] : []),
  ]
  const blocks = [
    preface(context),
    ...(isOfAccountsOnly(facts) ? [] : sitePart(context, sites, annexLabel(annexes.length, 0))),
    ...accountPart(context, accounts, annexLabel(annexes.length, annexes.length - 1)),
  ]
  const prose = applyEdits(blocks, options.edits ?? [], figures)
  const { campaign } = facts
  const unchecked = {
    campaignId: campaign.id,
    title: fillText(style.title, {
      year: String(campaign.year),
      quarter: quarterName(campaign.quarter),
      documentKind: style.documentKind,
    }),
    issuer: normaliseText(campaign.issuer),
    date: options.date,
    notice: campaign.demonstration ? demonstrationNotice : null,
    blocks: prose.blocks,
    annexes,
    figures,
    method: methodStatement(facts, style),
    lists: workbookLists(facts, style),
    ...(prose.edits.length > 0 ? { edits: prose.edits } : {}),
  }
  return { ...unchecked, checks: [...checkBulletin(facts, style, unchecked), ...lostEdits(prose.lost)] }
}

/** An edit whose paragraph is drafted otherwise now is for a person to look at again. */
function lostEdits(lost: readonly ProseEdit[]): BulletinCheck[] {
  return lost.map(({ text, author }) => ({
    id: 'prose.lost',
    ok: false,
    severity: 'warning',
    message: `${author}修改过的一段已按新的结果重写，修改没有沿用，请重新核对：“${text.slice(0, 60)}”`,
  }))
}

/** A campaign that was opened without a round of sites (回头看): it knows nothing of them. */
function isOfAccountsOnly({ sites, accounts }: CampaignFacts): boolean {
  return sites.rounds.length === 0 && accounts.inspections.length > 0
}

function contextOf(
  facts: CampaignFacts,
  style: BulletinStyle,
  options: DraftOptions,
  figures: Bulletin['figures'],
): DraftContext {
  const { year, quarter } = facts.campaign
  return {
    facts,
    style,
    figures: figuresById(figures),
    months: quarterMonths(year, quarter, options.date, style.rangeDash),
    toneWords: options.toneWords ?? {},
    overallWords: options.overallWords ?? {},
    topicalHint: options.topicalHint ?? style.topicalHints[quarter as 1 | 2 | 3 | 4],
  }
}

function preface({ facts, style, months }: DraftContext): Block {
  const { basis, year, quarter } = facts.campaign
  const documents = basis.map((number) => {
    const title = style.basisTitles[number]
    return title === undefined ? normaliseText(number) : `《${title}》（${number}）`
  })
  return paragraph(
    fill(style.preface, {
      basis: documents.join('、'),
      months,
      year: String(year),
      quarter: quarterName(quarter),
    }),
  )
}
