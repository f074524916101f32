/** Faults of home pages, columns and links, as the clauses about updates and availability ask for them. */
import { windowOfDays, windowOfMonths, type Day } from '../../src/kernel/day.ts'
import { dayOf, monitorPoint } from '../calendar.ts'
import type { Column, Site } from '../sites/site.ts'
import type { ClauseTruth, PlantedFault, SiteModel } from './clause-truth.ts'

const twoWeeks = windowOfDays(monitorPoint, 14).from
const halfYear = windowOfMonths(monitorPoint, 6).from
const year = windowOfDays(monitorPoint, 365).from

const veto =
  (clause: string, places: (model: SiteModel) => readonly PlantedFault[]): ClauseTruth =>
  (model) =>
    model.truth.rounds.second.vetoes.includes(clause) ? places(model) : []

const named = (site: Site, columns: readonly Column[]): PlantedFault[] =>
  columns.map((column) => ({ place: site.origin + column.path, says: column.name }))

const byName =
  (names: (model: SiteModel) => readonly string[]) =>
  (model: SiteModel): PlantedFault[] =>
    named(
      model.site,
      model.site.columns.filter(({ name }) => names(model).includes(name)),
    )

export const columnTruth: Readonly<Record<string, ClauseTruth>> = {
  'WEB-V1.5': ({ truth }) =>
    truth.faults.falsifiedDates.map(({ url, shown }) => ({ place: url, says: shownDay(shown) })),
  'WEB-V3': veto('WEB-V3', () => [{ place: 'home', says: '首页' }]),
  'WEB-V4.1': veto(
    'WEB-V4.1',
    byName(({ truth }) => truth.rounds.second.staleColumns),
  ),
  'WEB-V4.2': veto(
    'WEB-V4.2',
    byName(({ truth }) => truth.rounds.second.longStaleColumns),
  ),
  'WEB-V4.3': veto('WEB-V4.3', ({ site }) =>
    named(
      site,
      site.columns.filter((column) => isBlank(site, column)),
    ),
  ),
  'WEB-D-PUB-4': stale(({ class: kind, updateDuty }) => (kind === 'news' && updateDuty ? twoWeeks : null)),
  'WEB-D-PUB-5': stale(({ class: kind, level, updateDuty }) =>
    kind === 'policy' && level === 1 && updateDuty ? halfYear : null,
  ),
  'WEB-D-PUB-6': stale(({ class: kind, updateDuty }) => (kind === 'interpretation' && updateDuty ? halfYear : null)),
  'WEB-D-PUB-9': (model) => [
    ...named(
      model.site,
      model.site.columns.filter((column) => isBlank(model.site, column)),
    ),
    ...stale(({ kind, class: columnClass, level, updateDuty }) => {
      if (!updateDuty || kind !== 'articles' || ['news', 'policy', 'interpretation'].includes(columnClass)) return null
      return columnClass === 'notice' && level === 1 ? halfYear : year
    })(model).filter(({ says }) => !model.truth.blankColumns.includes(says)),
  ],
  // Names below .localhost never go to DNS: nothing can be told of their IPv6.
  'WEB-D-FUN-9': () => [],
  'WEB-D-FUN-3': ({ truth: { faults } }) =>
    [...faults.deadLinks, ...faults.refusedLinks, ...faults.softNotFound].map((place) => ({ place, says: '打不开' })),
}

/** Whether visitors find nothing in a column: no article, or a standing page that holds no text. */
function isBlank({ identity }: Site, column: Column): boolean {
  if (column.class === 'overview') return identity.standing?.overview === 'blank'
  return column.kind === 'articles' && column.articles.length === 0
}

/** Columns whose newest article up to the monitoring point lies before the day that `since` asks of them. */
function stale(since: (column: Column) => Day | null): ClauseTruth {
  return ({ site }) =>
    named(
      site,
      site.columns.filter((column) => {
        const from = since(column)
        if (from === null || column.kind !== 'articles') return false
        const days = column.articles.map(({ publishedAt }) => dayOf(publishedAt)).filter((on) => on <= monitorPoint)
        return days.every((on) => on < from)
      }),
    )
}

/** As the family that carries the fault prints a day. */
function shownDay(on: Day): string {
  const [yearOf, month, date] = on.split('-').map(Number)
  return `${yearOf}年${month}月${date}日`
}
