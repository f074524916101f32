/** Bulletins as far as an actor sees them: a draft is for those who see everything, a published one for everybody. */
import { sql } from 'kysely'
import { bulletinVersion, latestBulletin } from '../bulletins/store.ts'
import type { Actor } from '../kernel/actor.ts'
import { Failure } from '../kernel/failure.ts'
import { demandCampaign, seesInspection } from '../registry/scope.ts'
import type { Tx } from '../store/database.ts'

/**
 * The latest version, or the wanted one. @throws Failure `notFound.bulletin`, also for what is not published and covers more
 * than the actor sees
 */
export async function seenBulletin(
  tx: Tx,
  actor: Actor,
  campaignId: string,
  version?: number,
): ReturnType<typeof latestBulletin> {
  demandCampaign(actor, campaignId)
  const found = await latestBulletin(tx, campaignId)
  if (actor.units === 'all') {
    return version === undefined || version === found.version ? found : bulletinVersion(tx, campaignId, version)
  }
  if (version !== undefined && version !== found.version) {
    throw new Failure('notFound.bulletin', `检查 ${campaignId} 的通报没有第 ${version} 稿`, '发布的是最新一稿')
  }
  const campaign = await tx.selectFrom('campaign').select('state').where('id', '=', campaignId).executeTakeFirst()
  if (campaign?.state === 'published') return found
  throw new Failure('notFound.bulletin', `${campaignId} 的通报尚未发布`, '发布后可以查看')
}

/** Of the rows behind a figure those whose inspection the actor sees; a row without one belongs to nobody in particular. */
export async function seenRows<Row extends { readonly inspectionId: number | null }>(
  tx: Tx,
  actor: Actor,
  rows: readonly Row[],
): Promise<Row[]> {
  if (actor.units === 'all' && actor.campaigns === 'all') return [...rows]
  const ids = rows.flatMap(({ inspectionId }) => inspectionId ?? [])
  const seen = await tx
    .selectFrom('inspection')
    .select('id')
    .where(sql<boolean>`id = any(${ids}::int[])`)
    .where(seesInspection(actor, 'inspection.id'))
    .execute()
  const known = new Set(seen.map(({ id }) => id))
  return rows.filter(({ inspectionId }) => inspectionId !== null && known.has(inspectionId))
}
