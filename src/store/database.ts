/**
 * The tables as TypeScript sees them: camelCase names, instants as ISO strings with `Z`, days as `Day`, int8 and numeric
 * as numbers. Hand-written beside the migrations, by area in `tables/`; a test compares them with the real catalog.
 */
import type { Insertable, Kysely, Selectable, Transaction } from 'kysely'
import type { RegistryTables } from './tables/registry.ts'
import type { CollectionTables } from './tables/collection.ts'
import type { CampaignTables } from './tables/campaigns.ts'
import type { InspectionTables } from './tables/inspections.ts'
import type { CrawlingTables } from './tables/crawling.ts'
import type { ReviewTables } from './tables/review.ts'
import type { RectificationTables } from './tables/rectification.ts'
import type { MessageTables } from './tables/messages.ts'
import type { MonitoringTables } from './tables/monitoring.ts'
import type { DeliveryTables } from './tables/delivery.ts'
import type { BulletinTables } from './tables/bulletins.ts'
import type { IdentityTables } from './tables/identity.ts'
import type { InstallationTables } from './tables/installation.ts'

/** Either the plain connection or an open transaction: a use case takes what it is given. */
export type Tx = Kysely<Database> | Transaction<Database>

export type Row<Table extends keyof Database> = Selectable<Database[Table]>
export type NewRow<Table extends keyof Database> = Insertable<Database[Table]>

export interface Database
  extends
    RegistryTables,
    CollectionTables,
    CampaignTables,
    InspectionTables,
    CrawlingTables,
    ReviewTables,
    RectificationTables,
    MessageTables,
    MonitoringTables,
    DeliveryTables,
    BulletinTables,
    IdentityTables,
    InstallationTables {}

/** Runs `work` in a transaction; inside an open transaction it joins that one. */
export async function transaction<Result>(
  db: Kysely<Database>,
  work: (tx: Transaction<Database>) => Promise<Result>,
): Promise<Result> {
  return db.isTransaction ? await work(db as Transaction<Database>) : await db.transaction().execute(work)
}
