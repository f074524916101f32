/** The results as a table, for the terminal and for docs/benchmarks.md alike. */
import { isMet, type Benchmark, type Figure } from './benchmark.ts'
import { short } from './measure.ts'

export interface Result {
  readonly benchmark: Pick<Benchmark, 'name' | 'goal'>
  readonly figures: readonly Figure[]
  /** Average number of running processes in the minute before, on so many processors: the noise to reckon with. */
  readonly loadBefore: number
}

/** One benchmark as a Markdown table. */
export function table({ benchmark, figures, loadBefore }: Result): string {
  const rows = figures.map((figure) => [figure.label, amount(figure), goal(figure), met(figure), figure.note ?? ''])
  const cells = [['figure', 'value', 'goal', 'met', 'how'], ...rows]
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)))
  const line = (row: readonly string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`
  const title = `### ${benchmark.name}: ${benchmark.goal}`
  return [title, '', line(cells[0]!), rule, ...rows.map(line), '', `Load before: ${short(loadBefore)}.`, ''].join('\n')
}

function amount({ value, unit }: Figure): string {
  return `${short(value)} ${unit}`
}

function goal({ unit, atMost, atLeast }: Figure): string {
  return [atMost === undefined ? '' : `≤ ${atMost} ${unit}`, atLeast === undefined ? '' : `≥ ${atLeast} ${unit}`]
    .filter(Boolean)
    .join(', ')
}

function met(figure: Figure): string {
  return { true: 'yes', false: 'NO', null: '' }[`${isMet(figure)}`]
}
