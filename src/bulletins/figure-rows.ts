/** Opening a number: the sites, accounts or inspections that were counted, with their results. */
import type { CampaignWithRounds } from '../campaigns/store.ts'
import { Failure } from '../kernel/failure.ts'
import { platforms, siteCategories } from '../registry/register.ts'
import type { AccountSnapshot, SiteSnapshot } from '../registry/snapshot.ts'
import type { Tx } from '../store/database.ts'
import type { Bulletin, Figure } from './bulletin.ts'
import type { CampaignFacts, InspectionFact } from './facts.ts'
import { loadFacts } from './load-facts.ts'

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

function rowsOf({ rowKind, rowIds }: Figure, { sites, accounts }: CampaignFacts): FigureRow[] {
  const wanted = new Set(rowIds)
  switch (rowKind) {
    case 'site':
      return sites.population.filter(({ id }) => wanted.has(id)).map((site) => targetRow(site, sites.inspections))
    case 'account':
      return accounts.population
        .filter(({ id }) => wanted.has(id))
        .map((entry) => targetRow(entry, accounts.inspections))
    case 'siteInspection':
      return sites.inspections.filter(({ inspectionId }) => wanted.has(inspectionId)).map(inspectionRow)
    case 'accountInspection':
      return accounts.inspections.filter(({ inspectionId }) => wanted.has(inspectionId)).map(inspectionRow)
    default:
      return rowKind satisfies never
  }
}

function targetRow<Snapshot extends SiteSnapshot | AccountSnapshot>(
  target: Snapshot,
  inspections: readonly InspectionFact<Snapshot>[],
): FigureRow {
  const last = inspections.findLast((inspection) => inspection.target.id === target.id)
  return {
    id: target.id,
    inspectionId: last?.inspectionId ?? null,
    name: target.name,
    organiser: target.organiser.shortName,
    kind: kindOf(target),
    verdict: last?.verdict ?? null,
    problem: last?.problems.map((problem) => problem.wording).join('；') ?? '',
  }
}

function inspectionRow({
  inspectionId,
  target,
  verdict,
  problems,
}: InspectionFact<SiteSnapshot | AccountSnapshot>): FigureRow {
  return {
    id: inspectionId,
    inspectionId,
    name: target.name,
    organiser: target.organiser.shortName,
    kind: kindOf(target),
    verdict,
    problem: problems.map((problem) => problem.wording).join('；'),
  }
}

function kindOf(target: SiteSnapshot | AccountSnapshot): string {
  return 'platform' in target ? platforms[target.platform].label : siteCategories[target.category]
}
