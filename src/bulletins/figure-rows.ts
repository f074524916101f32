/** Opening a number: the sites, accounts or inspections that were counted, with their results. */
import type { CampaignWithRounds } from '../campaigns/store.ts'
import { Failure } from '../kernel/failure.ts'
import { standingNames } from '../messages/message.ts'
import { caseStates } from '../rectification/case.ts'
import { lookBackWords } from '../rectification/look-back.ts'
import { printedPlatform } from '../registry/platforms/index.ts'
import { siteCategories } from '../registry/register.ts'
import type { AccountSnapshot, SiteSnapshot } from '../registry/snapshot.ts'
import type { Tx } from '../store/database.ts'
import type { Bulletin, Figure } from './bulletin.ts'
import type { CampaignFacts, InspectionFact, MessageFact } from './facts.ts'
import { loadFacts } from './load-facts.ts'
import { resultsByTarget } from './target-results.ts'

export interface FigureRow {
  readonly id: number
  readonly inspectionId: number | null
  readonly name: string
  readonly organiser: string
  /** 网站类别 or 账号类型 */
  readonly kind: string
  readonly verdict: string | null
  readonly problem: string
}

/** The rows of one figure of a drafted bulletin; a `notFound` failure when it has no such figure. */
export async function figureRows(tx: Tx, campaign: CampaignWithRounds, bulletin: Bulletin, figureId: string) {
  const figure = bulletin.figures.find((entry) => entry.id === figureId)
  if (!figure) {
    throw new Failure('notFound.figure', `通报中没有数字“${figureId}”`, '可用的数字见通报 json 的 figures')
  }
  const rows = rowsOf(figure, await loadFacts(tx, campaign))
  return { id: figure.id, label: figure.label, text: figure.text, rows }
}

function rowsOf({ rowKind, rowIds }: Figure, facts: CampaignFacts): FigureRow[] {
  const { sites, accounts, messages } = facts
  const wanted = new Set(rowIds)
  switch (rowKind) {
    case 'site':
      return targetRows(sites.population, sites.inspections, wanted)
    case 'account':
      return targetRows(accounts.population, accounts.inspections, wanted)
    case 'siteInspection':
      return inspectionRows(sites.inspections, wanted)
    case 'accountInspection':
      return inspectionRows(accounts.inspections, wanted)
    case 'message':
      return messages.filter(({ id }) => wanted.has(id)).map(messageRow)
    case 'notice':
      return noticeRows(facts, wanted)
    case 'case':
      return caseRows(facts, wanted)
    default:
      return rowKind satisfies never
  }
}

/**
 * Targets as the bulletin counts them: the worst of their inspections, with the inspection that proves it. A target of an
 * earlier round that has left the register since is a row like any other.
 */
function targetRows<Snapshot extends SiteSnapshot | AccountSnapshot>(
  population: readonly Snapshot[],
  inspections: readonly InspectionFact<Snapshot>[],
  wanted: ReadonlySet<number>,
): FigureRow[] {
  const results = new Map(resultsByTarget(inspections).map((result) => [result.target.id, result]))
  const known = new Map(population.map((target) => [target.id, target]))
  for (const { target } of results.values()) if (!known.has(target.id)) known.set(target.id, target)
  return [...known.values()]
    .filter(({ id }) => wanted.has(id))
    .map((target) => {
      const result = results.get(target.id)
      const proof = result?.inspections.findLast(({ verdict }) => verdict === result.verdict)
      return {
        id: target.id,
        inspectionId: proof?.inspectionId ?? null,
        name: target.name,
        organiser: target.organiser.shortName,
        kind: kindOf(target),
        verdict: result?.verdict ?? null,
        problem: result?.problems.map(({ problem }) => problem.wording).join('；') ?? '',
      }
    })
}

function inspectionRows(
  inspections: readonly InspectionFact<SiteSnapshot | AccountSnapshot>[],
  wanted: ReadonlySet<number>,
): FigureRow[] {
  return inspections
    .filter(({ inspectionId }) => wanted.has(inspectionId))
    .map(({ inspectionId, target, verdict, problems }) => ({
      id: inspectionId,
      inspectionId,
      name: target.name,
      organiser: target.organiser.shortName,
      kind: kindOf(target),
      verdict,
      problem: problems.map((problem) => problem.wording).join('；'),
    }))
}

function messageRow({ id, number, siteName, organiser, category, standing }: MessageFact): FigureRow {
  const problem = standingNames[standing]
  return { id, inspectionId: null, name: `${siteName} ${number}`, organiser, kind: category, verdict: null, problem }
}

function noticeRows({ rectification }: CampaignFacts, wanted: ReadonlySet<number>): FigureRow[] {
  const { notices = [], cases = [] } = rectification ?? {}
  return notices
    .filter(({ id }) => wanted.has(id))
    .map(({ id, number, unit }) => {
      const own = cases.filter(({ noticeId }) => noticeId === id)
      const problem = own.map((row) => `${row.targetName}：${caseStates[row.state]}`).join('；')
      return { id, inspectionId: null, name: number, organiser: unit, kind: '整改通知', verdict: null, problem }
    })
}

/** Cases of this campaign's notices, and earlier ones that it has looked back at. */
function caseRows({ rectification, lookBack }: CampaignFacts, wanted: ReadonlySet<number>): FigureRow[] {
  const earlier = (lookBack?.rows ?? [])
    .filter(({ caseId }) => wanted.has(caseId))
    .map(({ caseId, inspectionId, targetName, unit, notedIn, problem, standing }): FigureRow => {
      const found = `${problem}（${notedIn}）：${lookBackWords[standing]}`
      return {
        id: caseId,
        inspectionId,
        name: targetName,
        organiser: unit,
        kind: '回头看',
        verdict: null,
        problem: found,
      }
    })
  const known = new Set(earlier.map(({ id }) => id))
  const own = (rectification?.cases ?? [])
    .filter(({ id }) => wanted.has(id) && !known.has(id))
    .map(({ id, inspectionId, targetName, unit, number, problem, state }): FigureRow => {
      const found = `${problem}：${caseStates[state]}`
      return { id, inspectionId, name: targetName, organiser: unit, kind: number, verdict: null, problem: found }
    })
  return [...earlier, ...own]
}

function kindOf(target: SiteSnapshot | AccountSnapshot): string {
  return 'platform' in target ? printedPlatform(target.platform).label : siteCategories[target.category]
}
