/** 机构: the units that own sites and accounts. A unit's parent may stand later in the same file. */
import { sql } from 'kysely'
import type { Tx } from '../store/database.ts'
import { json } from '../store/json.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { alsoCalled, integer, optional, text, word } from './import-fields.ts'
import { applyImport, previewImport, type Import, type ImportedBy } from './import.ts'
import { sheetFormat, type EntryOf } from './read-entries.ts'
import { unitKinds, type UnitKind } from './register.ts'
import { quoted } from './row-errors.ts'
import type { SheetRow } from './spreadsheet.ts'

export const unitFields = {
  code: alsoCalled(text('机构代码'), '单位代码', '单位编码', '机构编码'),
  name: alsoCalled(text('机构名称'), '单位名称', '单位全称'),
  shortName: alsoCalled(text('机构简称'), '单位简称', '简称'),
  kind: alsoCalled(word('机构类别', unitKinds), '单位类别', '单位类型', '机构类型'),
  parentCode: optional(alsoCalled(text('上级机构代码'), '上级单位代码', '上级代码')),
  printOrder: alsoCalled(integer('序号', 0, 1_000_000), '排序', '顺序号'),
}
type Entry = EntryOf<typeof unitFields>

/** Parent of every unit after the import, by code. */
type Parents = ReadonlyMap<string, string | null>

const units: Import<typeof unitFields, Parents> = {
  noun: '机构',
  subject: 'unit',
  fields: unitFields,
  logsAdditions: true,
  identity: ['code'],
  key: ({ code }) => code,
  async load(tx, entries, rows) {
    const stored = await storedUnits(tx)
    // a unit whose own row has an error must not be reported as unknown at its subordinates
    const named = rows.map(({ cells }) => ({ code: cells.get('机构代码') ?? '', parentCode: null }))
    return { stored, known: new Map([...named, ...stored, ...entries].map((unit) => [unit.code, unit.parentCode])) }
  },
  check({ code, parentCode }, parents, problem) {
    if (parentCode === undefined || parentCode === null) return
    if (!parents.has(parentCode)) problem('parentCode', `名录和本文件中都没有机构${quoted(parentCode)}`)
    else if (code !== undefined && isOwnAncestor(code, parents)) problem('parentCode', `${quoted(code)}成了自己的上级`)
  },
  async write(tx, news) {
    const entries = news.map(({ after }) => after)
    await upsertRows(
      tx,
      'unit',
      ['code'],
      entries.map(({ parentCode: _parent, ...unit }) => unit),
    )
    await sql`
      update unit set parent_id = parent.id
      from json_to_recordset(${json(entries)}::json) as entry("code" text, "parentCode" text)
      left join unit parent on parent.code = entry."parentCode"
      where unit.code = entry."code"`.execute(tx)
  },
}

async function storedUnits(tx: Tx): Promise<Entry[]> {
  const rows = await tx
    .selectFrom('unit')
    .leftJoin('unit as parent', 'parent.id', 'unit.parentId')
    .select(['unit.code', 'unit.name', 'unit.shortName', 'unit.kind', 'unit.printOrder', 'parent.code as parentCode'])
    .execute()
  return rows.map((row) => ({ ...row, kind: row.kind as UnitKind }))
}

function isOwnAncestor(code: string, parents: Parents): boolean {
  const seen = new Set<string>()
  for (let at = parents.get(code) ?? null; at !== null && !seen.has(at); at = parents.get(at) ?? null) {
    if (at === code) return true
    seen.add(at)
  }
  return false
}

export const unitFormat = sheetFormat(unitFields)

export async function previewUnits(tx: Tx, rows: readonly SheetRow[]) {
  return await previewImport(tx, units, rows)
}

export async function importUnits(tx: Tx, rows: readonly SheetRow[], by: ImportedBy) {
  return await applyImport(tx, units, rows, by)
}
