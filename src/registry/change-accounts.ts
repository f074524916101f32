/**
 * Bulk changes: the same values for all accounts of a filter, as if a spreadsheet had said so. Seen before they are made,
 * made as they were seen, and every account keeps its own entry in the change log.
 */
import { Failure } from '../kernel/failure.ts'
import type { Tx } from '../store/database.ts'
import { forbiddenStep } from './account-life-cycle.ts'
import { allAccounts, type AccountFilter } from './account-list.ts'
import { accountFields, accountImport } from './import-accounts.ts'
import { applyImport, previewImport, type ImportedBy, type ImportResult } from './import.ts'
import type { SheetRow } from './spreadsheet.ts'

/** Heading → value, as a spreadsheet would write them: `账号状态` → `停更公告`. */
export type Assignments = ReadonlyMap<string, string>

/** What identifies an account cannot be the same for many. */
const fixed: readonly string[] = [accountFields.platform, accountFields.platformId, accountFields.name].map(
  ({ heading }) => heading,
)

/** Headings that a bulk change may set. */
export const settableHeadings = Object.values(accountFields)
  .map(({ heading }) => heading)
  .filter((heading) => !fixed.includes(heading))

/** Reads `账号状态=停更公告`. @throws Failure `badInput.assignment` */
export function readAssignments(texts: readonly string[]): Assignments {
  return new Map(texts.map((text) => readOneAssignment(text, settableHeadings)))
}

/** Reads one assignment to one of these headings. @throws Failure `badInput.assignment` */
export function readOneAssignment(
  text: string,
  headings: readonly string[],
): readonly [heading: string, value: string] {
  const at = text.indexOf('=')
  const heading = text.slice(0, at).trim()
  if (at > 0 && headings.includes(heading)) return [heading, text.slice(at + 1).trim()]
  throw new Failure(
    'badInput.assignment',
    `不能批量设置“${text}”`,
    `请写作 字段=值，可设置的字段：${headings.join('、')}`,
  )
}

/** Says what a bulk change would do; nothing is written. */
export async function previewChange(tx: Tx, filter: AccountFilter, set: Assignments): Promise<ImportResult> {
  return await previewImport(tx, stepwise, await rowsOf(tx, filter, set))
}

/**
 * Makes the change that a preview has shown.
 *
 * @throws Failure `badInput.rows` when a value or a step of an account's life is not possible, `conflict.previewOutdated`
 */
export async function changeAccounts(
  tx: Tx,
  filter: AccountFilter,
  set: Assignments,
  by: ImportedBy,
  previewId: string,
): Promise<ImportResult> {
  const detail = { filter, set: Object.fromEntries(set) }
  const logged = { ...by, previewId, audit: { action: 'accounts.changed', detail } }
  return await applyImport(tx, stepwise, await rowsOf(tx, filter, set), logged)
}

/** A spreadsheet states how things are; a bulk change is a step, and steps follow the life cycle. */
const stepwise: typeof accountImport = {
  ...accountImport,
  rowWord: '个账号',
  complete(line, known, problem) {
    const completed = accountImport.complete!(line, known, problem)
    const stored = known.byKey.get(accountImport.key(line.entry))
    const wanted = completed?.entry.state ?? null
    const refused = stored === undefined || wanted === null ? null : forbiddenStep(stored.state, wanted)
    if (refused !== null) problem('state', `${accountImport.key(line.entry)} ${refused}`)
    return completed
  },
}

async function rowsOf(tx: Tx, filter: AccountFilter, set: Assignments): Promise<SheetRow[]> {
  const accounts = await allAccounts(tx, filter)
  return accounts.map((account, index) => {
    const cells = new Map([
      [accountFields.platform.heading, accountFields.platform.show(account.platform)],
      [accountFields.platformId.heading, account.platformId],
      [accountFields.name.heading, account.name],
      [accountFields.organiserCode.heading, account.organiser.code],
      ...set,
    ])
    return { line: index + 1, cells, headings: new Set(cells.keys()) }
  })
}
