/**
 * Approval and publication, by two persons: whoever made a version does not approve it, and whoever approved it does not
 * publish it. Both stand in the audit chain with the digest of the version, so an approval never covers a later one.
 */
import { advance, lockCampaign } from '../campaigns/store.ts'
import { Failure } from '../kernel/failure.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { currentBulletin } from './draft-campaign.ts'
import { refusal } from './publication.ts'
import { latestBulletin } from './store.ts'

interface By {
  readonly actor: string
  readonly at: string
}

export interface Approval {
  readonly version: number
  readonly sha256: string
  readonly by: string
  /** ISO instant. */
  readonly at: string
}

/** The approval of the latest version, or `null`: an older version's does not count. */
export async function approvalOf(tx: Tx, campaignId: string): Promise<Approval | null> {
  const { sha256 } = await latestBulletin(tx, campaignId)
  const found = await lastEntry(tx, campaignId, 'bulletin.approved')
  return found?.sha256 === sha256 ? found : null
}

/** Every approval of a campaign's bulletin, those of older versions too, in order of time. */
export async function approvalsOf(tx: Tx, campaignId: string): Promise<readonly Approval[]> {
  const entries = await tx
    .selectFrom('auditEntry')
    .select(['actor', 'at', 'detail'])
    .where('subject', '=', campaignId)
    .where('action', '=', 'bulletin.approved')
    .orderBy('id')
    .execute()
  return entries.map(approvalFrom)
}

/** Who has published the bulletin when, or `null`. */
export async function publicationOf(tx: Tx, campaignId: string): Promise<Approval | null> {
  return lastEntry(tx, campaignId, 'bulletin.published')
}

/**
 * Approves the latest version.
 *
 * @throws Failure `conflict.staleVersion`, `conflict.staleDraft`, `conflict.bulletinChecks`, `conflict.samePerson`
 */
export async function approveBulletin(tx: Tx, campaignId: string, version: number, by: By): Promise<Approval> {
  const stored = await publishable(tx, campaignId, version)
  const { draftedBy } = await tx
    .selectFrom('bulletin')
    .select('draftedBy')
    .where('campaignId', '=', campaignId)
    .where('version', '=', version)
    .executeTakeFirstOrThrow()
  demandOther(draftedBy, by, `第 ${version} 稿由您起草或修改，须由另一人审核`)
  const detail = { version, sha256: stored.sha256 }
  await record(tx, { ...by, action: 'bulletin.approved', subject: campaignId, detail })
  return { ...detail, by: by.actor, at: by.at }
}

/**
 * Publishes the version that was approved; the campaign has ended then.
 *
 * @throws Failure `conflict.notApproved`, and what `approveBulletin` throws
 */
export async function publishBulletin(tx: Tx, campaignId: string, version: number, by: By): Promise<Approval> {
  const stored = await publishable(tx, campaignId, version)
  const approval = await approvalOf(tx, campaignId)
  if (approval === null) {
    throw new Failure('conflict.notApproved', `第 ${version} 稿还没有审核通过，不能发布`, '请先由有审核权限的人审核')
  }
  demandOther(approval.by, by, `第 ${version} 稿由您审核，须由另一人发布`)
  await advance(tx, campaignId, 'published')
  const detail = { version, sha256: stored.sha256, approvedBy: approval.by }
  await record(tx, { ...by, action: 'bulletin.published', subject: campaignId, detail })
  return { version, sha256: stored.sha256, by: by.actor, at: by.at }
}

/** The latest version, which must be the wanted one, say what the facts say, and pass all checks. */
async function publishable(tx: Tx, campaignId: string, version: number) {
  await lockCampaign(tx, campaignId)
  const stored = await currentBulletin(tx, campaignId)
  if (stored.version !== version) {
    throw new Failure(
      'conflict.staleVersion',
      `第 ${version} 稿之后已有第 ${stored.version} 稿`,
      '请刷新页面，核对最新一稿',
    )
  }
  const refused = refusal(stored.bulletin)
  if (refused !== null) throw refused
  return stored
}

function demandOther(person: string, { actor }: By, message: string): void {
  if (person !== actor) return
  throw new Failure('conflict.samePerson', message, '起草与审核、审核与发布须由不同的人办理')
}

async function lastEntry(tx: Tx, campaignId: string, action: string): Promise<Approval | null> {
  const entry = await tx
    .selectFrom('auditEntry')
    .select(['actor', 'at', 'detail'])
    .where('subject', '=', campaignId)
    .where('action', '=', action)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return entry === undefined ? null : approvalFrom(entry)
}

function approvalFrom({ actor, at, detail }: { actor: string; at: string; detail: unknown }): Approval {
  const { version, sha256 } = detail as { version: number; sha256: string }
  return { version, sha256, by: actor, at }
}
