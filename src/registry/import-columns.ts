/** 栏目: class and level are set once by a person and kept here. */
import type { Tx } from '../store/database.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { integer, siteCode, text, webAddress, word, yesNo } from './import-fields.ts'
import { applyImport, previewImport, type Import, type ImportedBy } from './import.ts'
import { sheetFormat, type EntryOf } from './read-entries.ts'
import { checkSite, siteIdsByCode, type IdsByKey } from './register-keys.ts'
import { columnClassNames } from './register.ts'
import type { SheetRow } from './spreadsheet.ts'

const fields = {
  siteCode: siteCode(),
  name: text('栏目名称'),
  url: webAddress('栏目网址'),
  class: word('栏目类别', columnClassNames),
  level: integer('栏目级别', 1, 3),
  onHome: yesNo('首页展示'),
  updateDuty: yesNo('更新要求'),
}
type Entry = EntryOf<typeof fields>

const columns: Import<typeof fields, IdsByKey> = {
  noun: '栏目',
  subject: 'siteColumn',
  fields,
  logsAdditions: true,
  identity: ['siteCode', 'url'],
  key: (entry) => `${entry.siteCode} ${entry.url}`,
  async load(tx) {
    const stored = await tx
      .selectFrom('siteColumn')
      .innerJoin('site', 'site.id', 'siteColumn.siteId')
      .select(['siteCode', 'siteColumn.name', 'siteColumn.url', 'class', 'level', 'onHome', 'updateDuty'])
      .execute()
    return { stored: stored as Entry[], known: await siteIdsByCode(tx) }
  },
  check(entry, sites, problem) {
    checkSite(entry.siteCode, sites, problem)
  },
  async write(tx, news, sites) {
    const entries = news.map(({ after }) => after)
    const rows = entries.map(({ siteCode: code, ...column }) => ({ ...column, siteId: sites.get(code)! }))
    await upsertRows(tx, 'siteColumn', ['siteId', 'url'], rows)
  },
}

export const columnFormat = sheetFormat(fields)

/** A column as a row of the format that is imported, in the order of its headings. */
export function columnCells(entry: Entry): string[] {
  const { siteCode: code, name, url, class: kind, level, onHome, updateDuty } = fields
  return [
    code.show(entry.siteCode),
    name.show(entry.name),
    url.show(entry.url),
    kind.show(entry.class),
    level.show(entry.level),
    onHome.show(entry.onHome),
    updateDuty.show(entry.updateDuty),
  ]
}

export async function previewColumns(tx: Tx, rows: readonly SheetRow[]) {
  return await previewImport(tx, columns, rows)
}

export async function importColumns(tx: Tx, rows: readonly SheetRow[], by: ImportedBy) {
  return await applyImport(tx, columns, rows, by)
}
