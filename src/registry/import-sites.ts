/** 网站 */
import type { Day } from '../kernel/day.ts'
import type { Tx } from '../store/database.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { alsoCalled, calendarDay, optional, siteCode, text, webAddress, word, yesNo } from './import-fields.ts'
import { applyImport, previewImport, type Import, type ImportedBy } from './import.ts'
import { sheetFormat, type EntryOf } from './read-entries.ts'
import { checkUnit, unitIdsByCode, type IdsByKey } from './register-keys.ts'
import { siteCategories, siteStates } from './register.ts'
import type { SheetRow } from './spreadsheet.ts'

export const siteFields = {
  siteCode: siteCode(),
  name: text('网站名称'),
  url: webAddress('首页网址'),
  category: word('网站类别', siteCategories),
  organiserCode: text('主办单位代码'),
  state: word('运行状态', siteStates),
  hasServices: yesNo('是否有办事服务'),
  domainExpiresOn: alsoCalled(optional(calendarDay('域名到期日')), '域名到期日期', '域名有效期至'),
}
type Entry = EntryOf<typeof siteFields>

interface Known {
  readonly units: IdsByKey
  readonly expiries: ReadonlyMap<string, Day | null>
}

export const siteImport: Import<typeof siteFields, Known> = {
  noun: '网站',
  subject: 'site',
  fields: siteFields,
  logsAdditions: true,
  identity: ['siteCode'],
  key: (entry) => entry.siteCode,
  async load(tx) {
    const stored = await tx
      .selectFrom('site')
      .innerJoin('unit', 'unit.id', 'site.organiserId')
      .select(['siteCode', 'site.name', 'url', 'category', 'unit.code as organiserCode', 'state', 'hasServices'])
      .select('domainExpiresOn')
      .execute()
    const expiries = new Map(stored.map((row) => [row.siteCode, row.domainExpiresOn]))
    return { stored: stored as Entry[], known: { units: await unitIdsByCode(tx), expiries } }
  },
  // A file that does not name the day says nothing about it.
  complete: ({ entry, headings }, { expiries }) =>
    headings.has(siteFields.domainExpiresOn.heading)
      ? { entry }
      : { entry: { ...entry, domainExpiresOn: expiries.get(entry.siteCode) ?? null } },
  check({ organiserCode }, { units }, problem) {
    checkUnit(organiserCode, units, problem)
  },
  async write(tx, news, { units }) {
    const entries = news.map(({ after }) => after)
    const rows = entries.map(({ organiserCode, ...site }) => ({ ...site, organiserId: units.get(organiserCode)! }))
    await upsertRows(tx, 'site', ['siteCode'], rows)
  },
}

export const siteFormat = sheetFormat(siteFields)

export async function previewSites(tx: Tx, rows: readonly SheetRow[]) {
  return await previewImport(tx, siteImport, rows)
}

export async function importSites(tx: Tx, rows: readonly SheetRow[], by: ImportedBy) {
  return await applyImport(tx, siteImport, rows, by)
}
