/** 第三方安全扫描: results of a scan that somebody else made, for one campaign. */
import { Failure } from '../kernel/failure.ts'
import type { Tx } from '../store/database.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { calendarDay, remark, siteCode, text, yesNo } from './import-fields.ts'
import { applyImport, previewImport, type Import, type ImportedBy } from './import.ts'
import { sheetFormat } from './read-entries.ts'
import { checkSite, siteIdsByCode, type IdsByKey } from './register-keys.ts'
import { quoted } from './row-errors.ts'
import type { SheetRow } from './spreadsheet.ts'

const fields = {
  siteCode: siteCode(),
  scannedBy: text('扫描机构'),
  scannedOn: calendarDay('扫描日期'),
  good: yesNo('结果', '良好', '存在漏洞'),
  note: remark('说明'),
}

/** The campaign that the scan belongs to. */
export interface ScanOf {
  readonly campaignId: string
}

const scans = ({ campaignId }: ScanOf): Import<typeof fields, IdsByKey> => ({
  noun: '第三方安全扫描',
  subject: 'securityScan',
  fields,
  logsAdditions: true,
  identity: ['siteCode'],
  key: (entry) => `${campaignId} ${entry.siteCode}`,
  async load(tx) {
    await requireCampaign(tx, campaignId)
    const stored = await tx
      .selectFrom('securityScan')
      .innerJoin('site', 'site.id', 'securityScan.siteId')
      .select(['siteCode', 'scannedBy', 'scannedOn', 'good', 'note'])
      .where('campaignId', '=', campaignId)
      .execute()
    return { stored, known: await siteIdsByCode(tx) }
  },
  check(entry, sites, problem) {
    checkSite(entry.siteCode, sites, problem)
  },
  async write(tx, news, sites) {
    const entries = news.map(({ after }) => after)
    const rows = entries.map(({ siteCode: code, ...scan }) => ({ ...scan, campaignId, siteId: sites.get(code)! }))
    await upsertRows(tx, 'securityScan', ['campaignId', 'siteId'], rows)
  },
})

async function requireCampaign(tx: Tx, id: string): Promise<void> {
  const campaign = await tx.selectFrom('campaign').select('id').where('id', '=', id).executeTakeFirst()
  if (!campaign) throw new Failure('notFound.campaign', `没有检查 ${quoted(id)}`, '请先立项，或检查 --campaign 的写法')
}

export const securityScanFormat = sheetFormat(fields)

export async function previewSecurityScan(tx: Tx, rows: readonly SheetRow[], scan: ScanOf) {
  return await previewImport(tx, scans(scan), rows)
}

export async function importSecurityScan(tx: Tx, rows: readonly SheetRow[], by: ImportedBy & ScanOf) {
  return await applyImport(tx, scans(by), rows, by)
}
