/** Opening a number: the sites, accounts or inspections that were counted, with their results. */
import type { CampaignWithRounds } from '../campaigns/store.ts'
import { Failure } from '../kernel/failure.ts'
import { standingNames } from '../messages/message.ts'
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

function rowsOf({ rowKind, rowIds }: Figure, { sites, accounts, messages }: CampaignFacts): FigureRow[] {
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

function kindOf(target: SiteSnapshot | AccountSnapshot): string {
  return 'platform' in target ? printedPlatform(target.platform).label : siteCategories[target.category]
}
