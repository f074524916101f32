/** Rows of a spreadsheet for tests of imports: written as csv, read as the program reads it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readSpreadsheet, type SheetFormat, type SheetRow } from '../src/registry/spreadsheet.ts'

/** The rows of `csv`, whose first line holds the headings. */
export async function sheetRows(format: SheetFormat, csv: string): Promise<SheetRow[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mingcha-rows-'))
  try {
    const file = path.join(folder, 'rows.csv')
    await writeFile(file, csv.trim().replace(/\n\s+/g, '\n'))
    return await readSpreadsheet(file, format)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
