/** 账号: identity is platform and platform id, never the name. */
import type { Tx } from '../store/database.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { optional, text, webAddress, word } from './import-fields.ts'
import { applyImport, previewImport, sheetFormat, type EntryOf, type Import, type ImportedBy } from './import.ts'
import { accountKey, checkUnit, platformLabels, unitIdsByCode, type IdsByKey } from './register-keys.ts'
import { accountPurposes, accountStates, sourceKinds } from './register.ts'
import type { SheetRow } from './spreadsheet.ts'

const fields = {
  platform: word('账号类型', platformLabels),
  platformId: text('账号标识'),
  name: text('账号名称'),
  organiserCode: text('主办单位代码'),
  purpose: word('账号用途', accountPurposes),
  state: word('账号状态', accountStates),
  sourceKind: word('采集方式', sourceKinds),
  feedUrl: optional(webAddress('订阅源地址')),
}
type Entry = EntryOf<typeof fields>

const accounts: Import<typeof fields, IdsByKey> = {
  noun: '账号',
  subject: 'account',
  fields,
  logsAdditions: true,
  identity: ['platform', 'platformId'],
  key: accountKey,
  async load(tx) {
    const stored = await tx
      .selectFrom('account')
      .innerJoin('unit', 'unit.id', 'account.organiserId')
      .select(['platform', 'platformId', 'account.name', 'unit.code as organiserCode', 'purpose', 'state'])
      .select(['sourceKind', 'feedUrl'])
      .execute()
    return { stored: stored as Entry[], known: await unitIdsByCode(tx) }
  },
  check({ organiserCode, sourceKind, feedUrl }, units, problem) {
    checkUnit(organiserCode, units, problem)
    if (sourceKind === 'feed' && feedUrl === null) problem('feedUrl', '采集方式为订阅源时不能为空')
  },
  async write(tx, entries, units) {
    const rows = entries.map(({ organiserCode, ...account }) => ({
      ...account,
      organiserId: units.get(organiserCode)!,
    }))
    await upsertRows(tx, 'account', ['platform', 'platformId'], rows)
  },
}

export const accountFormat = sheetFormat(fields)

export async function previewAccounts(tx: Tx, rows: readonly SheetRow[]) {
  return await previewImport(tx, accounts, rows)
}

export async function importAccounts(tx: Tx, rows: readonly SheetRow[], by: ImportedBy) {
  return await applyImport(tx, accounts, rows, by)
}
