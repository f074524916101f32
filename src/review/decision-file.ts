/** Decisions from a spreadsheet (docs/import-formats.md, 检查与复核结论). */
import { decisionKinds, reviewRoles, type DecisionKind, type ReviewRole } from '../judging/verdict.ts'
import { readSpreadsheet } from '../registry/spreadsheet.ts'
import type { NewDecision } from './decide.ts'

/** Reads the file; wrong words are kept as they are, so that `decide` reports them with all other errors. */
export async function readDecisionFile(file: string): Promise<NewDecision[]> {
  const rows = await readSpreadsheet(file, {
    headings: ['检查轮次', '对象标识', '条款', '结论', '经办人', '角色'],
    optional: ['原因', '说明'],
  })
  return rows.map((row) => ({
    at: `第 ${row.line} 行`,
    round: cell(row.cells, '检查轮次'),
    target: cell(row.cells, '对象标识'),
    clause: cell(row.cells, '条款'),
    kind: keyOf(decisionKinds, cell(row.cells, '结论')) as DecisionKind,
    reason: cell(row.cells, '原因'),
    note: cell(row.cells, '说明'),
    author: cell(row.cells, '经办人'),
    role: keyOf(reviewRoles, cell(row.cells, '角色')) as ReviewRole,
  }))
}

function cell(cells: ReadonlyMap<string, string>, heading: string): string {
  return cells.get(heading) ?? ''
}

function keyOf(labels: Readonly<Record<string, string>>, label: string): string {
  return Object.entries(labels).find(([, text]) => text === label)?.[0] ?? label
}
