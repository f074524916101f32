/** A table of text cells and how it becomes a file. */
import { writeXlsx } from 'hucre'
import { encodeGbk } from '../gbk.ts'

export interface Sheet {
  readonly headings: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** The same sheet always gives the same bytes: the time of writing is the city's, not the clock's. */
export async function xlsxBytes(name: string, { headings, rows }: Sheet): Promise<Uint8Array> {
  return writeXlsx({
    sheets: [{ name, rows: [[...headings], ...rows.map((row) => [...row])] }],
    properties: { modified: new Date('2025-08-20T14:00:00Z') },
  })
}

export function csvText({ headings, rows }: Sheet): string {
  return [headings, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')
}

/** In the charset of Chinese spreadsheet programs. */
export function csvGb18030(sheet: Sheet): Buffer {
  return encodeGbk(csvText(sheet))
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
