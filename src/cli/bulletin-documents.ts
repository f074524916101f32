/** From a campaign to documents: facts → draft → files. */
import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { App } from '../app.ts'
import type { Bulletin } from '../bulletins/bulletin.ts'
import { draftBulletin } from '../bulletins/draft.ts'
import { formats } from '../bulletins/formats/index.ts'
import { loadFacts } from '../bulletins/load-facts.ts'
import { saveDraft, type StoredBulletin } from '../bulletins/store.ts'
import { findStyle } from '../bulletins/styles/index.ts'
import { findCampaign } from '../campaigns/store.ts'
import { dayOfInstant, type Day } from '../kernel/day.ts'
import { epochMs } from '../kernel/instant.ts'
import { transaction } from '../store/database.ts'

/** Drafts the bulletin of a campaign from its frozen facts and keeps the draft. The date defaults to today. */
export async function draftCampaignBulletin(
  app: App,
  campaignId: string,
  date: Day | undefined,
  by: { readonly actor: string; readonly at: string },
): Promise<StoredBulletin> {
  return transaction(app.store.db, async (tx) => {
    const campaign = await findCampaign(tx, campaignId)
    const facts = await loadFacts(tx, campaign)
    const style = findStyle(campaign.style)
    if (style === undefined) throw new Error(`unknown bulletin style: ${campaign.style}`)
    return saveDraft(tx, draftBulletin(facts, style, { date: date ?? dayOfInstant(epochMs(by.at)) }), by)
  })
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
