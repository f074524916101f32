/** Importing one file of any kind: read, then preview or import. */
import path from 'node:path'
import { Failure } from '../kernel/failure.ts'
import type { Day } from '../kernel/day.ts'
import type { HolidayCalendar } from '../kernel/working-days.ts'
import { importMessages, messageFormat, previewMessages } from '../messages/import-messages.ts'
import { accountFormat, importAccounts, previewAccounts } from '../registry/import-accounts.ts'
import { captureFormat, importCaptures, previewCaptures } from '../registry/import-captures.ts'
import { columnFormat, importColumns, previewColumns } from '../registry/import-columns.ts'
import {
  earlierProblemFormat,
  importEarlierProblems,
  previewEarlierProblems,
} from '../registry/import-earlier-problems.ts'
import { importPosts, postFormat, previewPosts } from '../registry/import-posts.ts'
import { importProbes, previewProbes, probeFormat } from '../registry/import-probes.ts'
import { importSecurityScan, previewSecurityScan, securityScanFormat } from '../registry/import-security-scan.ts'
import { importSites, previewSites, siteFormat } from '../registry/import-sites.ts'
import { importUnits, previewUnits, unitFormat } from '../registry/import-units.ts'
import type { ImportedBy, ImportResult } from '../registry/import.ts'
import { readSpreadsheet, type SheetFormat, type SheetRow } from '../registry/spreadsheet.ts'
import { announcedHolidays } from '../regulations/holidays.ts'
import type { Tx } from '../store/database.ts'

/** What some kinds need besides the file. */
export interface ImportContext {
  readonly source?: string | undefined
  readonly knownThrough?: Day | undefined
  /** `null`: complete from the beginning of each account. */
  readonly coveredFrom?: Day | null | undefined
  readonly vantage?: string | undefined
  readonly campaign?: string | undefined
  /** Posts: the unit's own report. */
  readonly report?: boolean | undefined
  /** Where files that a sheet names lie; the folder of the file unless said. */
  readonly folder?: string | undefined
  /** 节假日安排, for deadlines in working days. */
  readonly calendar?: HolidayCalendar | undefined
  /** Say what would change and write nothing. */
  readonly preview?: boolean | undefined
  /** Import only what the preview with this id has shown. */
  readonly apply?: string | undefined
}

interface Importer {
  readonly noun: string
  readonly format: SheetFormat
  run(tx: Tx, rows: readonly SheetRow[], by: ImportedBy, context: ImportContext): Promise<ImportResult>
}

type Preview = (tx: Tx, rows: readonly SheetRow[]) => Promise<ImportResult>
type Import = (tx: Tx, rows: readonly SheetRow[], by: ImportedBy) => Promise<ImportResult>

/** Kinds of files, in the order in which they are to be imported: each refers to the ones before it. */
export const importers = {
  units: plain('机构', unitFormat, previewUnits, importUnits),
  sites: plain('网站', siteFormat, previewSites, importSites),
  columns: plain('栏目', columnFormat, previewColumns, importColumns),
  accounts: plain('账号', accountFormat, previewAccounts, importAccounts),
  'earlier-problems': plain('前期问题账号', earlierProblemFormat, previewEarlierProblems, importEarlierProblems),
  posts: {
    noun: '账号发布记录',
    format: postFormat,
    run(tx, rows, by, { source, knownThrough, coveredFrom, report: isReport, preview }) {
      if (source === undefined) throw missing('--source', '例如 --source “市统计局报送”')
      if (knownThrough === undefined) throw missing('--known-through', '即记录截止到哪一天，例如 2025-08-20')
      if (coveredFrom === undefined) {
        throw missing('--covered-from', '即从哪一天起完整；确属从账号开设起完整的，写 --covered-from beginning')
      }
      const delivery = { ...by, source, knownThrough, coveredFrom, isReport }
      return preview ? previewPosts(tx, rows, delivery) : importPosts(tx, rows, delivery)
    },
  },
  captures: {
    noun: '人工采集表',
    format: captureFormat,
    run(tx, rows, by, { folder = '.', preview }) {
      const given = { ...by, folder }
      return preview ? previewCaptures(tx, rows, given) : importCaptures(tx, rows, given)
    },
  },
  probes: {
    noun: '可用性监测记录',
    format: probeFormat,
    run(tx, rows, by, { vantage, preview }) {
      if (vantage === undefined) throw missing('--vantage', '即从哪里监测，例如 --vantage 上海电信')
      return preview ? previewProbes(tx, rows, { vantage }) : importProbes(tx, rows, { ...by, vantage })
    },
  },
  messages: {
    noun: '找错留言',
    format: messageFormat,
    run(tx, rows, by, { calendar = announcedHolidays, preview }) {
      return preview ? previewMessages(tx, rows, calendar) : importMessages(tx, rows, { ...by, calendar })
    },
  },
  'security-scan': {
    noun: '第三方安全扫描结果',
    format: securityScanFormat,
    run(tx, rows, by, { campaign, preview }) {
      if (campaign === undefined) throw missing('--campaign', '例如 --campaign 2025Q3')
      const scan = { campaignId: campaign }
      return preview ? previewSecurityScan(tx, rows, scan) : importSecurityScan(tx, rows, { ...by, ...scan })
    },
  },
} as const satisfies Readonly<Record<string, Importer>>
export type ImportKind = keyof typeof importers

/** Imports a file of this kind, or previews it. A file with errors writes nothing: its preview shows them, its import fails. */
export async function importFile(
  tx: Tx,
  kind: ImportKind,
  file: string,
  by: { readonly actor: string; readonly at: string },
  context: ImportContext = {},
): Promise<ImportResult> {
  const importer: Importer = importers[kind]
  const rows = await readSpreadsheet(file, importer.format)
  const folder = context.folder ?? path.dirname(file)
  return importer.run(tx, rows, { author: by.actor, at: by.at, previewId: context.apply }, { ...context, folder })
}

function plain(noun: string, format: SheetFormat, preview: Preview, apply: Import): Importer {
  return { noun, format, run: (tx, rows, by, context) => (context.preview ? preview(tx, rows) : apply(tx, rows, by)) }
}

function missing(option: string, example: string): Failure {
  return new Failure('badInput.option', `缺少选项 ${option}`, example)
}
