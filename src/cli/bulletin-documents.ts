/** From a campaign to documents: facts → draft → files. */
import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { App } from '../app.ts'
import type { Bulletin } from '../bulletins/bulletin.ts'
import { draftBulletin } from '../bulletins/draft.ts'
import { formats } from '../bulletins/formats/index.ts'
import { loadFacts } from '../bulletins/load-facts.ts'
import { latestBulletin, saveDraft, type StoredBulletin } from '../bulletins/store.ts'
import { findStyle } from '../bulletins/styles/index.ts'
import { findCampaign, lockCampaign, type CampaignWithRounds } from '../campaigns/store.ts'
import { dayOfInstant, type Day } from '../kernel/day.ts'
import { Failure } from '../kernel/failure.ts'
import { epochMs } from '../kernel/instant.ts'
import { transaction, type Tx } from '../store/database.ts'

/** Drafts the bulletin of a campaign from its frozen facts and keeps the draft. The date defaults to today. */
export async function draftCampaignBulletin(
  app: App,
  campaignId: string,
  date: Day | undefined,
  by: { readonly actor: string; readonly at: string },
): Promise<StoredBulletin> {
  return transaction(app.store.db, async (tx) => {
    const campaign = await lockCampaign(tx, campaignId)
    return saveDraft(tx, await draft(tx, campaign, date ?? dayOfInstant(epochMs(by.at))), by)
  })
}

/** The latest draft, when it still says what the facts say; a `conflict` failure when results have changed since. */
export async function currentBulletin(app: App, campaignId: string): Promise<StoredBulletin> {
  return transaction(app.store.db, async (tx) => {
    const stored = await latestBulletin(tx, campaignId)
    const now = await draft(tx, await findCampaign(tx, campaignId), stored.bulletin.date)
    if (isDeepStrictEqual(JSON.parse(JSON.stringify(now)), stored.bulletin)) return stored
    throw new Failure(
      'conflict.staleDraft',
      `起草第 ${stored.version} 稿之后，检查 ${campaignId} 的结果有变化`,
      '请重新运行 bulletin draft；仅供内部讨论时可加 --allow-errors 生成旧稿',
    )
  })
}

async function draft(tx: Tx, campaign: CampaignWithRounds, date: Day): Promise<Bulletin> {
  const style = findStyle(campaign.style)
  if (style === undefined) throw new Error(`unknown bulletin style: ${campaign.style}`)
  return draftBulletin(await loadFacts(tx, campaign), style, { date })
}

/** Writes `bulletin.<extension>` in every format; each file appears whole or not at all. Returns the paths. */
export async function renderBulletin(bulletin: Bulletin, folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  const files: string[] = []
  for (const format of formats) {
    const file = path.join(folder, `bulletin.${format.extension}`)
    const aside = `${file}.writing`
    await writeFile(aside, await format.render(bulletin))
    await rename(aside, file)
    files.push(file)
  }
  return files
}
