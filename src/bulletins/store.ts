/** Drafts of bulletins: every version is kept with its digest, so a published number can always be traced. */
import { createHash } from 'node:crypto'
import { advance } from '../campaigns/store.ts'
import { Failure } from '../kernel/failure.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { json } from '../store/json.ts'
import type { Bulletin } from './bulletin.ts'

export interface StoredBulletin {
  readonly version: number
  readonly sha256: string
  readonly bulletin: Bulletin
}

/** Saves a draft; the same value again is the same version. */
export async function saveDraft(
  tx: Tx,
  bulletin: Bulletin,
  by: { readonly actor: string; readonly at: string },
): Promise<StoredBulletin> {
  const text = json<unknown>(bulletin)
  const sha256 = createHash('sha256').update(text).digest('hex')
  const latest = await latestRow(tx, bulletin.campaignId)
  if (latest?.sha256 === sha256) return { version: latest.version, sha256, bulletin }
  const version = (latest?.version ?? 0) + 1
  await advance(tx, bulletin.campaignId, 'drafted')
  await tx
    .insertInto('bulletin')
    .values({ campaignId: bulletin.campaignId, version, value: text, sha256, draftedBy: by.actor, draftedAt: by.at })
    .execute()
  await record(tx, { ...by, action: 'bulletin.drafted', subject: bulletin.campaignId, detail: { version, sha256 } })
  return { version, sha256, bulletin }
}

/** The latest draft of a campaign; a `notFound` failure when there is none. */
export async function latestBulletin(tx: Tx, campaignId: string): Promise<StoredBulletin> {
  const row = await latestRow(tx, campaignId)
  if (row) return { version: row.version, sha256: row.sha256, bulletin: row.value as Bulletin }
  throw new Failure('notFound.bulletin', `检查 ${campaignId} 还没有起草通报`, '请先运行 bulletin draft')
}

/** One version of a campaign's bulletin. @throws Failure `notFound.bulletin` */
export async function bulletinVersion(tx: Tx, campaignId: string, version: number): Promise<StoredBulletin> {
  const row = await tx
    .selectFrom('bulletin')
    .select(['value', 'sha256'])
    .where('campaignId', '=', campaignId)
    .where('version', '=', version)
    .executeTakeFirst()
  if (row) return { version, sha256: row.sha256, bulletin: row.value as Bulletin }
  throw new Failure('notFound.bulletin', `检查 ${campaignId} 的通报没有第 ${version} 稿`, '各稿见通报页面的“历次稿”')
}

async function latestRow(tx: Tx, campaignId: string) {
  return tx
    .selectFrom('bulletin')
    .selectAll()
    .where('campaignId', '=', campaignId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
}
