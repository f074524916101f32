/**
 * The register against an export of 全国政务新媒体信息报送系统: what is missing there, what only it has, what differs. Nothing is
 * written: which of the two is right is for a person to say (SUP-D-5, M31-8).
 */
import type { Tx } from '../store/database.ts'
import { isProvisional, naturalKey } from './account-identity.ts'
import {
  accountFields,
  accountImport,
  type AccountEntry,
  type KnownAccounts,
  type ReadEntry,
} from './import-accounts.ts'
import { readEntries } from './read-entries.ts'
import { platformLabels, rolledUp } from './platforms/index.ts'
import { accountKey } from './register-keys.ts'
import { accountStates } from './register.ts'
import { RowErrors } from './row-errors.ts'
import type { SheetFormat, SheetRow } from './spreadsheet.ts'
import { unitsCalled } from './unit-names.ts'

/** In the register and not in the export. */
export interface MissingAccount {
  /** 账号类型/账号标识 */
  readonly key: string
  readonly name: string
  /** Code of the organiser. */
  readonly organiser: string
  readonly organiserName: string
  readonly state: string
}

/** In the export and not in the register. */
export interface ExtraAccount {
  /** Line of the export. */
  readonly line: number
  readonly platform: string
  readonly name: string
  /** Code, or as the export writes it when the register does not know it. */
  readonly organiser: string
  readonly organiserName: string
  readonly note: string
}

export interface Difference {
  readonly key: string
  readonly name: string
  readonly line: number
  readonly field: string
  readonly register: string
  readonly export: string
}

export interface Reconciliation {
  /** Accounts of the register that the reporting system should have. */
  readonly registered: number
  /** Rows of the export. */
  readonly exported: number
  readonly same: number
  readonly missing: readonly MissingAccount[]
  readonly extra: readonly ExtraAccount[]
  /** Every differing field of accounts that both have. */
  readonly changed: readonly Difference[]
  /** Rows of the export that could not be read, as far as they are shown. */
  readonly errors: readonly string[]
  readonly errorCount: number
}

const needed = [accountFields.platform, accountFields.name, accountFields.organiserCode].map(({ heading }) => heading)
const all = Object.values(accountFields)

/** An export has the names of units, seldom ids; whatever else it has is compared. */
export const exportFormat: SheetFormat = {
  headings: needed,
  optional: all.map(({ heading }) => heading).filter((heading) => !needed.includes(heading)),
  aliases: Object.fromEntries(all.map(({ heading, aliases = [] }) => [heading, aliases])),
}

/** What only our register knows; differences there are none. */
const ours: readonly string[] = ['sourceKind', 'feedUrl', 'purpose']

interface ExportLine {
  readonly line: number
  readonly headings: ReadonlySet<string>
  /** Units by their codes where the register knows them. */
  readonly entry: ReadEntry
  readonly knownOrganiser: boolean
}

interface Match {
  readonly line: ExportLine
  readonly account: AccountEntry
}

/** Compares the register with the rows of an export. */
export async function reconcileAccounts(tx: Tx, rows: readonly SheetRow[]): Promise<Reconciliation> {
  const errors = new RowErrors()
  const { stored, known } = await accountImport.load(tx, [], rows)
  const register = stored as readonly AccountEntry[]
  const lines = readEntries(accountImport, rows, errors).flatMap(({ line, headings, entry }) =>
    entry === null ? [] : [withUnits({ line, headings, entry }, known)],
  )
  const { matches, left } = match(register, lines)
  const differing = matches.map(differencesOf)
  const found = new Set(matches.map(({ account }) => account))
  const units = await tx.selectFrom('unit').select(['code', 'name']).execute()
  const names = new Map(units.map(({ code, name }) => [code, name]))
  return {
    registered: register.filter(isExpected).length,
    exported: rows.length,
    same: differing.filter((own) => own.length === 0).length,
    missing: register
      .filter((account) => isExpected(account) && !found.has(account))
      .map((account) => ({
        key: accountKey(account),
        name: account.name,
        organiser: account.organiserCode,
        organiserName: names.get(account.organiserCode) ?? account.organiserCode,
        state: accountStates[account.state],
      })),
    extra: left.map(({ line, entry, knownOrganiser }) => ({
      line,
      platform: platformLabels[entry.platform],
      name: entry.name,
      organiser: entry.organiserCode,
      organiserName: names.get(entry.organiserCode) ?? entry.organiserCode,
      note: knownOrganiser ? '名录中没有该账号' : '名录中没有该单位',
    })),
    changed: differing.flat(),
    errors: errors.texts,
    errorCount: errors.count,
  }
}

/** Whether the reporting system should have it: an account that is gone, not opened yet or not ours need not be there. */
function isExpected({ state }: AccountEntry): boolean {
  return state !== 'deregistered' && state !== 'applied' && state !== 'impersonationSuspected'
}

function withUnits(
  { line, headings, entry }: Omit<ExportLine, 'knownOrganiser'>,
  { units }: KnownAccounts,
): ExportLine {
  const codeOf = (called: string) => {
    const codes = unitsCalled(units, called)
    return codes.length === 1 ? codes[0]! : null
  }
  const organiser = codeOf(entry.organiserCode)
  const supervisorCode = entry.supervisorCode && (codeOf(entry.supervisorCode) ?? entry.supervisorCode)
  const named = { ...entry, organiserCode: organiser ?? entry.organiserCode, supervisorCode }
  return { line, headings, entry: named, knownOrganiser: organiser !== null }
}

/**
 * Who is who, from the surest sign to the weakest: the id; organiser, platform and name; platform and name (another organiser);
 * organiser and platform (another name). A sign counts only where it points to one account and one row.
 */
function match(register: readonly AccountEntry[], lines: readonly ExportLine[]) {
  const signs: ((account: AccountEntry | ReadEntry) => string | null)[] = [
    ({ platform, platformId }) =>
      platformId === null || isProvisional(platformId) ? null : accountKey({ platform, platformId }),
    naturalKey,
    ({ platform, name }) => `${rolledUp(platform)}\n${name}`,
    ({ platform, organiserCode }) => `${rolledUp(platform)}\n${organiserCode}`,
  ]
  const matches: Match[] = []
  let [accounts, left] = [register, lines]
  for (const sign of signs) {
    const accountsBySign = Map.groupBy(accounts, sign)
    const linesBySign = Map.groupBy(left, ({ entry }) => sign(entry))
    const sure = [...linesBySign].flatMap(([value, [line, ...otherLines]]): Match[] => {
      const [account, ...otherAccounts] = (value !== null && accountsBySign.get(value)) || []
      const isSure = account !== undefined && otherAccounts.length === 0 && otherLines.length === 0
      return isSure ? [{ line: line!, account }] : []
    })
    matches.push(...sure)
    const [takenAccounts, takenLines] = [new Set(sure.map((one) => one.account)), new Set(sure.map((one) => one.line))]
    accounts = accounts.filter((account) => !takenAccounts.has(account))
    left = left.filter((line) => !takenLines.has(line))
  }
  return { matches: matches.toSorted((a, b) => a.line.line - b.line.line), left }
}

/** What the export tells otherwise; what it leaves empty it does not deny. */
function differencesOf({ line: { line, headings, entry }, account }: Match): Difference[] {
  return Object.entries(accountFields).flatMap(([name, field]) => {
    const [told, stored] = [entry[name as keyof ReadEntry], account[name as keyof ReadEntry]]
    if (!headings.has(field.heading) || ours.includes(name) || told === null || told === '' || told === stored)
      return []
    if (name === 'platform' && rolledUp(account.platform) === told) return []
    if (name === 'platformId' && accountKey(account) === accountKey({ ...account, platformId: String(told) })) return []
    const shown = (value: unknown) => (value === null ? '' : field.show(value as never))
    return [
      {
        key: accountKey(account),
        name: account.name,
        line,
        field: field.heading,
        register: name === 'platformId' && isProvisional(account.platformId) ? '' : shown(stored),
        export: shown(told),
      },
    ]
  })
}
