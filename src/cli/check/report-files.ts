/** The report of a check as a file: JSON for programs, a page, a workbook and a document for people. */
import { asDocx } from './report-docx.ts'
import { asHtml } from './report-html.ts'
import { asXlsx } from './report-xlsx.ts'
import type { CheckReport } from './report.ts'

/** One line per format. */
export const reportFormats: Readonly<Record<string, (report: CheckReport) => string | Promise<Uint8Array>>> = {
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
  html: asHtml,
  xlsx: asXlsx,
  docx: asDocx,
}
