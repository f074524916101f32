/** Writes xlsx files from hand-written sheet XML, honest or hostile. */
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'

export interface XlsxParts {
  /** Content of `<sheetData>`. */
  readonly rows: string
  /** Put after `<sheetData>`, e.g. `<mergeCells>`. */
  readonly afterRows?: string
  /** Content of `<cellXfs>` and, before it, of `<numFmts>`. */
  readonly styles?: { readonly xfs: string; readonly formats?: string }
  readonly sharedStrings?: string
  readonly workbookPr?: string
  /** Put before the root element of the sheet, e.g. a document type. */
  readonly prologue?: string
  readonly sheets?: string
  /** Further parts by name. */
  readonly more?: Readonly<Record<string, string>>
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** Writes `file` and gives back its path. */
export async function writeXlsxFile(file: string, parts: XlsxParts): Promise<string> {
  const zip = new ZipFile()
  for (const [name, text] of Object.entries(partTexts(parts))) zip.addBuffer(Buffer.from(text), name)
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(file))
  return file
}

function partTexts({
  rows,
  afterRows = '',
  styles,
  sharedStrings,
  workbookPr = '',
  prologue = '',
  sheets,
  more,
}: XlsxParts) {
  return {
    '[Content_Types].xml': '<Types/>',
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONSHIPS}">${workbookPr}<sheets>${
      sheets ?? '<sheet name="表" sheetId="1" r:id="rId1"/>'
    }</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': `${prologue}<worksheet xmlns="${MAIN}"><sheetData>${rows}</sheetData>${afterRows}</worksheet>`,
    ...(sharedStrings === undefined ? {} : { 'xl/sharedStrings.xml': `<sst>${sharedStrings}</sst>` }),
    ...(styles === undefined
      ? {}
      : {
          'xl/styles.xml': `<styleSheet><numFmts>${styles.formats ?? ''}</numFmts><cellXfs>${styles.xfs}</cellXfs></styleSheet>`,
        }),
    ...more,
  }
}

/** `<row>` with texts in the first columns. */
export function textRow(...texts: readonly string[]): string {
  return `<row>${texts.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`
}
