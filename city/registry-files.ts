/** Writes everything a campaign imports, in the formats of `docs/import-formats.md`, and the truth beside it. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { day } from '../src/kernel/day.ts'
import { moment } from './calendar.ts'
import type { City } from './city.ts'
import { proofFile } from './conduct/conduct.ts'
import { errorReportsSheet, lookBackDecisionsSheet, scriptFile, wrongDecisionsSheet } from './files/conduct-sheets.ts'
import { decisionsSheet } from './files/decisions-sheet.ts'
import { postsSheet } from './files/post-sheets.ts'
import { accountsSheet, columnsSheet, earlierProblemsSheet, sitesSheet, unitsSheet } from './files/register-sheets.ts'
import { csvGb18030, csvText, xlsxBytes } from './files/sheet.ts'
import { buildAttachments } from './pages/attachments.ts'
import { probesSheet, securityScanSheet } from './files/site-sheets.ts'

/** The files by what they are, so that nobody spells the names again. */
export const registryFiles = {
  units: '机构.xlsx',
  sites: '网站.xlsx',
  columns: '栏目.xlsx',
  accounts: '账号.xlsx',
  earlierProblems: '前期问题账号.xlsx',
  /** GB18030. Both files of posts cover 2025-06-01 to 2025-08-20: `--covered-from` and `--known-through` of the import. */
  postsCsv: '账号发布记录-采集服务商.csv',
  postsXlsx: '账号发布记录-单位报送.xlsx',
  probes: '可用性监测记录.csv',
  securityScan: '安全扫描结果.xlsx',
  decisions: '检查与复核结论.xlsx',
  /** A later decision of the same persons, which an appeal overturns. */
  wrongDecisions: '复核改判.xlsx',
  /** Of the next campaign. */
  lookBackDecisions: '回头看复核结论.xlsx',
  /** The platform's exports of two days. */
  errorReportsEarly: '找错留言-8月25日.xlsx',
  errorReportsLate: '找错留言-9月26日.xlsx',
  /** What the units do about their notices. */
  script: '单位整改脚本.json',
  proof: proofFile,
  truth: 'truth.json',
} as const

/** Makes the folder when it is missing; the same city always gives the same bytes. */
export async function writeRegistryFiles(city: City, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const write = (name: string, content: string | Uint8Array) => writeFile(path.join(folder, name), content)
  await write(registryFiles.units, await xlsxBytes('机构', unitsSheet(city)))
  await write(registryFiles.sites, await xlsxBytes('网站', sitesSheet(city)))
  await write(registryFiles.columns, await xlsxBytes('栏目', columnsSheet(city)))
  await write(registryFiles.accounts, await xlsxBytes('账号', accountsSheet(city)))
  await write(registryFiles.earlierProblems, await xlsxBytes('前期问题账号', earlierProblemsSheet(city)))
  await write(registryFiles.postsCsv, csvGb18030(postsSheet(city, 'csv')))
  await write(registryFiles.postsXlsx, await xlsxBytes('发布记录', postsSheet(city, 'xlsx')))
  await write(registryFiles.probes, csvText(probesSheet(city)))
  await write(registryFiles.securityScan, await xlsxBytes('安全扫描', securityScanSheet(city)))
  await write(registryFiles.decisions, await xlsxBytes('结论', decisionsSheet(city)))
  await write(registryFiles.wrongDecisions, await xlsxBytes('结论', wrongDecisionsSheet(city)))
  await write(registryFiles.lookBackDecisions, await xlsxBytes('结论', lookBackDecisionsSheet(city)))
  for (const [name, on] of [
    [registryFiles.errorReportsEarly, day('2025-08-25')],
    [registryFiles.errorReportsLate, day('2025-09-26')],
  ] as const) {
    await write(name, await xlsxBytes('留言', errorReportsSheet(city, moment(on, '08:00'))))
  }
  await write(registryFiles.script, `${JSON.stringify(scriptFile(city), null, 2)}\n`)
  await write(registryFiles.proof, (await buildAttachments()).pdf.bytes)
  await write(registryFiles.truth, `${JSON.stringify(city.truth, null, 2)}\n`)
}
