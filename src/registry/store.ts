/** Queries over the register: what a round freezes, and what was delivered about a target. */
import type { Evidence } from '../evidence/evidence.ts'
import { addDays, startOfDay, type DayWindow } from '../kernel/day.ts'
import type { Row, Tx } from '../store/database.ts'
import type { AccountSnapshot, ColumnSnapshot, SiteSnapshot, UnitSnapshot } from './snapshot.ts'

/** The sites in normal operation with organiser and columns, in order of organiser and code. */
export async function activeSites(tx: Tx): Promise<SiteSnapshot[]> {
  const sites = await tx
    .selectFrom('site')
    .innerJoin('unit', 'unit.id', 'site.organiserId')
    .selectAll('site')
    .where('site.state', '=', 'active')
    .orderBy('unit.printOrder')
    .orderBy('site.siteCode')
    .execute()
  const [organisers, columns] = [await unitSnapshots(tx), await columnSnapshots(tx)]
  // When a name expires is watched; no inspection asks for it.
  return sites.map(({ organiserId, domainExpiresOn: _watched, ...site }) => ({
    ...(site as Pick<SiteSnapshot, keyof typeof site>),
    organiser: organisers.get(organiserId)!,
    columns: columns.get(site.id) ?? [],
  }))
}

/** The accounts in normal state with their organiser, in order of organiser, platform and platform id. */
export async function activeAccounts(tx: Tx): Promise<AccountSnapshot[]> {
  const accounts = await tx
    .selectFrom('account')
    .innerJoin('unit', 'unit.id', 'account.organiserId')
    .select(['account.id', 'platform', 'platformId', 'account.name', 'organiserId', 'purpose', 'account.state'])
    .select(['sourceKind', 'feedUrl', 'filedOn'])
    .where('account.state', '=', 'active')
    .orderBy('unit.printOrder')
    .orderBy('account.platform')
    .orderBy('account.platformId')
    .execute()
  const [organisers, districts] = [await unitSnapshots(tx), await districtCodes(tx)]
  return accounts.map(({ organiserId, ...account }) => ({
    ...(account as Pick<AccountSnapshot, keyof typeof account>),
    organiser: organisers.get(organiserId)!,
    district: districts.get(organiserId)!,
  }))
}

/**
 * By unit: the code of the uppermost unit below the city that it is or belongs to, which for a street is its district and for a
 * subordinate of a department that department.
 */
async function districtCodes(tx: Tx): Promise<Map<number, string>> {
  const units = await tx.selectFrom('unit').select(['id', 'code', 'kind', 'parentId']).execute()
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  const districtOf = (id: number): string => {
    let unit = byId.get(id)!
    for (;;) {
      const parent = unit.parentId === null ? undefined : byId.get(unit.parentId)
      if (parent === undefined || parent.kind === 'municipal') return unit.code
      unit = parent
    }
  }
  return new Map(units.map(({ id }) => [id, districtOf(id)]))
}

async function unitSnapshots(tx: Tx): Promise<Map<number, UnitSnapshot>> {
  const units = await tx.selectFrom('unit').select(['id', 'name', 'shortName', 'kind', 'printOrder']).execute()
  return new Map(units.map((unit) => [unit.id, unit as UnitSnapshot]))
}

async function columnSnapshots(tx: Tx): Promise<Map<number, ColumnSnapshot[]>> {
  const rows = await tx.selectFrom('siteColumn').selectAll().orderBy('siteId').orderBy('level').orderBy('id').execute()
  const bySite = Map.groupBy(rows, (row) => row.siteId)
  return new Map([...bySite].map(([siteId, columns]) => [siteId, columns.map(columnSnapshot)]))
}

/** The columns of one site as the register has them. */
export async function columnsOf(tx: Tx, siteId: number): Promise<ColumnSnapshot[]> {
  const rows = await tx.selectFrom('siteColumn').selectAll().where('siteId', '=', siteId).orderBy('id').execute()
  return rows.map(columnSnapshot)
}

function columnSnapshot({
  name,
  url,
  class: columnClass,
  level,
  onHome,
  updateDuty,
}: Row<'siteColumn'>): ColumnSnapshot {
  return { name, url, class: columnClass as ColumnSnapshot['class'], level, onHome, updateDuty }
}

/**
 * The posts of an account from all files that name it, or `null` when none does. How far they reach is what the file says
 * that reaches furthest (of two that reach equally far the later one); a post that only another file shows is still a post.
 */
export async function deliveredPosts(tx: Tx, accountId: number): Promise<Evidence['posts'] | null> {
  const rows = await tx
    .selectFrom('deliveredAccount')
    .innerJoin('postDelivery', 'postDelivery.id', 'deliveredAccount.deliveryId')
    .select(['source', 'deliveredAt as capturedAt', 'knownThrough', 'coveredFrom', 'undatedCount', 'posts'])
    .where('accountId', '=', accountId)
    .orderBy('knownThrough', 'desc')
    .orderBy('deliveredAt', 'desc')
    .orderBy('deliveryId', 'desc')
    .execute()
  const furthest = rows[0]
  if (furthest === undefined) return null
  const posts = new Map(rows.flatMap((row) => row.posts).map((post) => [`${post.id} ${post.rawDate}`, post]))
  const source = rows.map((row) => row.source).join('、')
  return { ...furthest, source, posts: [...posts.values()] }
}

/** The probes of a site on the days of the window, oldest first; visits that only confirmed another place's are no sample. */
export async function probesOf(tx: Tx, siteId: number, { from, to }: DayWindow): Promise<Evidence['probes']> {
  const probes = await tx
    .selectFrom('probe')
    .select(['at', 'outcome', 'elapsedMs', 'detail'])
    .where('siteId', '=', siteId)
    .where('purpose', '=', 'scheduled')
    .where('at', '>=', instant(startOfDay(from)))
    .where('at', '<', instant(startOfDay(addDays(to, 1))))
    .orderBy('at')
    .orderBy('vantage')
    .execute()
  return { probes: probes as Evidence['probes']['probes'] }
}

function instant(epochMs: number): string {
  return new Date(epochMs).toISOString()
}

/** Short names of units by code. */
export async function unitShortNames(tx: Tx): Promise<ReadonlyMap<string, string>> {
  const units = await tx.selectFrom('unit').select(['code', 'shortName']).execute()
  return new Map(units.map(({ code, shortName }) => [code, shortName]))
}

/** Number of sites per category and state. */
export async function siteCounts(tx: Tx) {
  return await tx
    .selectFrom('site')
    .select(['category', 'state'])
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .groupBy(['category', 'state'])
    .orderBy('category')
    .orderBy('state')
    .execute()
}

/** Number of accounts per platform and state. */
export async function accountCounts(tx: Tx) {
  return await tx
    .selectFrom('account')
    .select(['platform', 'state'])
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .groupBy(['platform', 'state'])
    .orderBy('platform')
    .orderBy('state')
    .execute()
}
