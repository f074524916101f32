/**
 * Decisions from a spreadsheet (docs/import-formats.md, 检查与复核结论), also from a check sheet (人工检查表): that one has
 * the headings of the proof besides, and its untouched rows are no decisions.
 */
import { decisionKinds, reviewRoles, type DecisionKind, type ReviewRole } from '../judging/verdict.ts'
import { Failure } from '../kernel/failure.ts'
import { normaliseText } from '../kernel/text.ts'
import { ruleSets } from '../regulations/index.ts'
import type { Clause } from '../regulations/rule-set.ts'
import { readSpreadsheet } from '../registry/spreadsheet.ts'
import type { NewDecision } from './decide.ts'

/** Stands where a row has nothing to hand in. */
export const notAsked = '—'

/** Headings for proof, of all clauses of all rule sets. */
const proofHeadings = [
  ...new Set(
    Object.values(ruleSets).flatMap(({ clauses }) =>
      Object.values<Clause>(clauses).flatMap(({ evidenceFields }) => evidenceFields.map(({ name }) => name)),
    ),
  ),
]

/** Whose decisions a file may hold that somebody brings in as themselves: their own, in their own role. */
export interface OwnDecisions {
  readonly author: string
  readonly role: ReviewRole
}

/**
 * The decisions of a check sheet that its filler brings in: who decided is who brings it, not what the cells say. What has been
 * decided since the sheet was written is a conflict, not a second opinion.
 *
 * @throws Failure `forbidden.decisions` naming every row that says somebody else or another role
 */
export async function readOwnDecisions(file: string, { author, role }: OwnDecisions): Promise<NewDecision[]> {
  const decisions = await readDecisionFile(file)
  const foreign = decisions.flatMap(({ at, author: said, role: as }) => {
    const other = given(said) && normaliseText(said) !== normaliseText(author)
    if (other) return [`${at}：经办人是“${said}”，请由本人导入`]
    return given(as) && as !== role ? [`${at}：角色应为“${reviewRoles[role]}”`] : []
  })
  if (foreign.length > 0) {
    const advice = '只能导入自己填写的结论；经办人和角色可以留空，按登录的用户记录'
    throw new Failure('forbidden.decisions', `${foreign.length} 行不是本人的结论，一条也没有写入`, advice, foreign)
  }
  return decisions.map((decision) => ({ ...decision, author, role, proof: decision.proof ?? {}, seen: 0 }))
}

/** Reads the file; wrong words are kept as they are, so that `decide` reports them with all other errors. */
export async function readDecisionFile(file: string): Promise<NewDecision[]> {
  const rows = await readSpreadsheet(file, {
    headings: ['检查轮次', '对象标识', '条款', '结论', '经办人', '角色'],
    optional: ['原因', '说明', '分值', ...sheetHeadings],
  })
  return rows
    .map(({ line, cells }) => ({ line, cell: (heading: string) => cells.get(heading) ?? '' }))
    .filter(({ cell }) => !isUntouched(cell))
    .map(({ line, cell }) => ({
      at: `第 ${line} 行`,
      round: cell('检查轮次'),
      target: cell('对象标识'),
      clause: cell('条款'),
      kind: keyOf(decisionKinds, cell('结论')) as DecisionKind,
      reason: cell('原因'),
      note: cell('说明'),
      author: cell('经办人'),
      role: keyOf(reviewRoles, cell('角色')) as ReviewRole,
      points: given(cell('分值')) ? Number(cell('分值')) : undefined,
      proof: cell('应交证明') === '' ? undefined : proofOf(cell),
    }))
}

type Cell = (heading: string) => string

/** Only a check sheet has this heading: what its rows ask for. */
const sheetHeadings = ['应交证明', ...proofHeadings]

function isUntouched(cell: Cell): boolean {
  return cell('应交证明') !== '' && ['结论', '原因', '说明', '经办人', '角色'].every((heading) => cell(heading) === '')
}

function proofOf(cell: Cell): Record<string, string> {
  return Object.fromEntries(proofHeadings.flatMap((name) => (given(cell(name)) ? [[name, cell(name)] as const] : [])))
}

function given(text: string): boolean {
  return text !== '' && text !== notAsked
}

function keyOf(labels: Readonly<Record<string, string>>, label: string): string {
  return Object.entries(labels).find(([, text]) => text === label)?.[0] ?? label
}
