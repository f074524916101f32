/** Bulk changes of sites: the same value for all that are named, seen before it is made; every site keeps its own entry in the change log. */
import { Failure } from '../kernel/failure.ts'
import type { Tx } from '../store/database.ts'
import type { Assignments } from './change-accounts.ts'
import { readOneAssignment } from './change-accounts.ts'
import { siteFields, siteImport } from './import-sites.ts'
import { applyImport, previewImport, type ImportedBy, type ImportResult } from './import.ts'
import { siteCategories, siteStates } from './register.ts'
import type { SheetRow } from './spreadsheet.ts'

/** Headings that may be the same for many: not what identifies a site. */
export const settableSiteHeadings = [
  siteFields.category,
  siteFields.organiserCode,
  siteFields.state,
  siteFields.hasServices,
].map(({ heading }) => heading)

/** Says what a bulk change would do; nothing is written. @throws Failure `badInput.assignment`, `notFound.site` */
export async function previewSiteChange(tx: Tx, siteCodes: readonly string[], text: string): Promise<ImportResult> {
  return previewImport(tx, siteImport, await rowsOf(tx, siteCodes, read(text)))
}

/** Makes the change that a preview has shown. @throws Failure `badInput.rows`, `conflict.previewOutdated` */
export async function changeSites(
  tx: Tx,
  siteCodes: readonly string[],
  text: string,
  by: ImportedBy,
  previewId: string,
): Promise<ImportResult> {
  const set = read(text)
  const detail = { siteCodes, set: Object.fromEntries(set) }
  const logged = { ...by, previewId, audit: { action: 'sites.changed', detail } }
  return applyImport(tx, siteImport, await rowsOf(tx, siteCodes, set), logged)
}

const read = (text: string): Assignments => new Map([readOneAssignment(text, settableSiteHeadings)])

/** The named sites as a spreadsheet would state them, with the new value in it. */
async function rowsOf(tx: Tx, siteCodes: readonly string[], set: Assignments): Promise<SheetRow[]> {
  const sites = await tx
    .selectFrom('site')
    .innerJoin('unit', 'unit.id', 'site.organiserId')
    .select(['siteCode', 'site.name', 'url', 'category', 'unit.code as organiserCode', 'state', 'hasServices'])
    .where('siteCode', 'in', [...siteCodes])
    .orderBy('siteCode')
    .execute()
  const missing = siteCodes.filter((code) => !sites.some(({ siteCode }) => siteCode === code))
  if (missing.length > 0) {
    throw new Failure('notFound.site', `名录中没有网站 ${missing[0]}`, '请刷新列表后重新选择')
  }
  return sites.map((site, index) => {
    const cells = new Map([
      [siteFields.siteCode.heading, site.siteCode],
      [siteFields.name.heading, site.name],
      [siteFields.url.heading, site.url],
      [siteFields.category.heading, siteCategories[site.category as keyof typeof siteCategories]],
      [siteFields.organiserCode.heading, site.organiserCode],
      [siteFields.state.heading, siteStates[site.state as keyof typeof siteStates]],
      [siteFields.hasServices.heading, site.hasServices ? '是' : '否'],
      ...set,
    ])
    return { line: index + 1, cells, headings: new Set(cells.keys()) }
  })
}
