/** When a column was last updated, as seen from a monitoring point. Shared by the column clauses. */
import type { ColumnEvidence } from '../evidence/columns.ts'
import { day, type Day } from '../kernel/day.ts'

/**
 * The state of one column at the monitoring point: `fresh` in the window, `stale` with its last update before it,
 * `unknown` when the list could not be read, shows no dates, or reaches back to the monitoring point only.
 */
export type ColumnUpdate =
  | { readonly state: 'fresh' }
  | { readonly state: 'stale'; readonly lastUpdate: Day | null }
  | { readonly state: 'unknown'; readonly why: string }

/** Judges one column against a window start; items after the monitoring point do not count as updates before it. */
export function columnUpdate(column: ColumnEvidence, from: Day, monitorPoint: Day): ColumnUpdate {
  if (column.state === 'unreadable') return { state: 'unknown', why: column.reason ?? '无法读取' }
  if (column.state === 'blank') return { state: 'stale', lastUpdate: null }
  const dates = column.items.flatMap((item) => (item.date === null ? [] : [item.date])).toSorted()
  if (column.newest !== null) dates.push(column.newest)
  const until = dates
    .filter((date) => date <= monitorPoint)
    .toSorted()
    .at(-1)
  if (until !== undefined) return until >= from ? { state: 'fresh' } : { state: 'stale', lastUpdate: until }
  return { state: 'unknown', why: dates.length === 0 ? '没有读到日期' : '只能看到监测点之后的信息' }
}

/** Whether WEB-V4.1 counts the column: news columns, and first-level notice and policy columns. */
export function isCounted({ class: kind, level, updateDuty }: ColumnEvidence): boolean {
  return updateDuty && (kind === 'news' || (level === 1 && (kind === 'notice' || kind === 'policy')))
}

/** Columns of a site judged one by one: those that are stale and those nobody can tell about. */
export function sortColumns(columns: readonly ColumnEvidence[], judgeOne: (column: ColumnEvidence) => ColumnUpdate) {
  const judged = columns.map((column) => ({ column, update: judgeOne(column) }))
  return {
    stale: judged.flatMap(({ column, update }) => (update.state === 'stale' ? [{ column, update }] : [])),
    unknown: judged.flatMap(({ column, update }) => (update.state === 'unknown' ? [{ column, update }] : [])),
  }
}

/** One finding per stale column: its name, address and last update. */
export function columnFindings(stale: ReturnType<typeof sortColumns>['stale']) {
  return stale.map(({ column, update }) => ({
    where: `栏目“${column.name}”`,
    message: update.lastUpdate === null ? '空白栏目' : `最近更新于 ${update.lastUpdate}`,
    url: column.url,
  }))
}

/** A column for conformance cases. */
export function exampleColumn(columnClass: ColumnEvidence['class'], newest: string | null, level = 1): ColumnEvidence {
  const state = newest === null ? 'blank' : newest === '无法读取' ? 'unreadable' : 'read'
  const date = state === 'read' ? day(newest!) : null
  const url = 'http://www.example.gov.cn/lm/'
  return {
    name: '示例栏目',
    url,
    class: columnClass,
    level,
    onHome: true,
    updateDuty: true,
    state,
    reason: state === 'unreadable' ? newest : null,
    itemCount: date ? 1 : 0,
    newest: date,
    items: date ? [{ title: '一条', url, date, dateSource: 'list', rawDate: date }] : [],
  }
}

/** Several equal columns. */
export type ColumnGroup = readonly [count: number, column: ColumnEvidence]

/** Groups of equal columns as evidence. */
export function exampleColumns(...groups: ColumnGroup[]) {
  const columns = groups.flatMap(([count, column]) => Array.from({ length: count }, () => column))
  return { columns: { capturedAt: '2025-08-20T09:00:00+08:00', columns } }
}
