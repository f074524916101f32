/** 前期问题账号: accounts named in an earlier inspection; they join the next sample (复查). */
import type { Tx } from '../store/database.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { text, word } from './import-fields.ts'
import { applyImport, previewImport, type Import, type ImportedBy } from './import.ts'
import { sheetFormat, type EntryOf } from './read-entries.ts'
import { platformAliases, platformLabels } from './platforms/index.ts'
import { accountIdsByKey, accountKey, checkAccount, type IdsByKey } from './register-keys.ts'
import type { SheetRow } from './spreadsheet.ts'

const fields = {
  platform: word('账号类型', platformLabels, platformAliases),
  platformId: text('账号标识'),
  notedIn: text('通报期次'),
  problem: text('问题'),
}
type Entry = EntryOf<typeof fields>

const earlierProblems: Import<typeof fields, IdsByKey> = {
  noun: '前期问题账号',
  subject: 'earlierProblem',
  fields,
  logsAdditions: true,
  identity: ['platform', 'platformId', 'notedIn'],
  key: (entry) => `${accountKey(entry)} ${entry.notedIn}`,
  async load(tx, entries) {
    const stored = await tx
      .selectFrom('earlierProblem')
      .innerJoin('account', 'account.id', 'earlierProblem.accountId')
      .select(['platform', 'platformId', 'notedIn', 'problem'])
      .execute()
    // the register may have learned the kind of an account since: that is no change of its problem
    const named = new Map(
      entries.map(({ platform, platformId }) => [accountKey({ platform, platformId }), { platform, platformId }]),
    )
    const asNamed = (stored as Entry[]).map((entry) => ({ ...entry, ...named.get(accountKey(entry)) }))
    return { stored: asNamed, known: await accountIdsByKey(tx) }
  },
  check(entry, accounts, problem) {
    checkAccount(entry, accounts, problem)
  },
  async write(tx, news, accounts) {
    const entries = news.map(({ after }) => after)
    const rows = entries.map((entry) => ({
      accountId: accounts.get(accountKey(entry))!,
      notedIn: entry.notedIn,
      problem: entry.problem,
    }))
    await upsertRows(tx, 'earlierProblem', ['accountId', 'notedIn'], rows)
  },
}

export const earlierProblemFormat = sheetFormat(fields)

export async function previewEarlierProblems(tx: Tx, rows: readonly SheetRow[]) {
  return await previewImport(tx, earlierProblems, rows)
}

export async function importEarlierProblems(tx: Tx, rows: readonly SheetRow[], by: ImportedBy) {
  return await applyImport(tx, earlierProblems, rows, by)
}
