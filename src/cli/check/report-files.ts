/** The report of a check as a file: JSON for programs, a page, a workbook and a document for people. */
import type { CheckReport } from './report.ts'

/** One line per format; what makes it is loaded by those who want it. */
export const reportFormats: Readonly<Record<string, (report: CheckReport) => Promise<string | Uint8Array>>> = {
  json: (report) => Promise.resolve(`${JSON.stringify(report, null, 2)}\n`),
  html: async (report) => (await import('./report-html.ts')).asHtml(report),
  xlsx: async (report) => (await import('./report-xlsx.ts')).asXlsx(report),
  docx: async (report) => (await import('./report-docx.ts')).asDocx(report),
}
