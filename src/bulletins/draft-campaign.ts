/** Drafting the bulletin of a stored campaign, and editing its prose. */
import { isDeepStrictEqual } from 'node:util'
import { findCampaign, lockCampaign, type CampaignWithRounds } from '../campaigns/store.ts'
import { dayOfInstant, type Day } from '../kernel/day.ts'
import { Failure } from '../kernel/failure.ts'
import { epochMs } from '../kernel/instant.ts'
import type { Tx } from '../store/database.ts'
import type { Bulletin, ProseEdit } from './bulletin.ts'
import { draftBulletin } from './draft.ts'
import { loadFacts } from './load-facts.ts'
import { readTemplate, templateOf } from './prose.ts'
import { latestBulletin, saveDraft, type StoredBulletin } from './store.ts'
import { findStyle } from './styles/index.ts'

interface By {
  readonly actor: string
  readonly at: string
}

/**
 * Drafts the bulletin of a campaign from its frozen facts and keeps the draft. The date defaults to that of the last draft,
 * then to today; what people have written in place of drafted paragraphs stays.
 */
export async function draftCampaignBulletin(
  tx: Tx,
  campaignId: string,
  date: Day | undefined,
  by: By,
): Promise<StoredBulletin> {
  const campaign = await lockCampaign(tx, campaignId)
  const last = (await latestOrNone(tx, campaignId))?.bulletin
  const chosen = date ?? last?.date ?? dayOfInstant(epochMs(by.at))
  return saveDraft(tx, await draft(tx, campaign, chosen, last?.edits ?? []), by)
}

/** The latest draft, when it still says what the facts say; a `conflict` failure when results have changed since. */
export async function currentBulletin(tx: Tx, campaignId: string): Promise<StoredBulletin> {
  const stored = await latestBulletin(tx, campaignId)
  if (await isCurrent(tx, campaignId, stored)) return stored
  throw new Failure(
    'conflict.staleDraft',
    `起草第 ${stored.version} 稿之后，检查 ${campaignId} 的结果有变化`,
    '请重新起草；仅供内部讨论时可用命令行 bulletin render --allow-errors 生成旧稿',
  )
}

/** Whether a new draft would say the same. */
export async function isCurrent(tx: Tx, campaignId: string, { bulletin }: StoredBulletin): Promise<boolean> {
  const campaign = await findCampaign(tx, campaignId)
  const now = await draft(tx, campaign, bulletin.date, bulletin.edits ?? [])
  return isDeepStrictEqual(JSON.parse(JSON.stringify(now)), bulletin)
}

export interface Paragraph {
  /** Position among the blocks. */
  readonly block: number
  /** As it was drafted, and as it stands now; both with slots. */
  readonly original: string
  readonly text: string
  readonly edit: ProseEdit | null
}

/** The paragraphs of a stored bulletin that people may edit. */
export function paragraphsOf({ blocks, edits = [], figures }: Bulletin): readonly Paragraph[] {
  return blocks.flatMap((block, index): Paragraph[] => {
    if (block.kind !== 'paragraph') return []
    const text = templateOf(block.text)
    const edit = edits.find((entry) => templateOf(readTemplate(entry.text, figures)) === text) ?? null
    return [{ block: index, original: edit?.original ?? text, text, edit }]
  })
}

/**
 * Writes a text in place of a drafted paragraph, or takes the edit back (`null`), as a new version of the draft.
 *
 * @throws Failure `conflict.staleVersion` when somebody else has made a version since, `notFound.paragraph`, `badInput.prose`
 */
export async function editProse(
  tx: Tx,
  campaignId: string,
  wanted: { readonly version: number; readonly original: string; readonly text: string | null },
  by: By,
): Promise<StoredBulletin> {
  const campaign = await lockCampaign(tx, campaignId)
  const { version, bulletin } = await latestBulletin(tx, campaignId)
  if (version !== wanted.version) {
    throw new Failure(
      'conflict.staleVersion',
      `第 ${wanted.version} 稿之后已有第 ${version} 稿，没有写入`,
      '请刷新页面，在最新一稿上修改',
    )
  }
  if (!paragraphsOf(bulletin).some(({ original }) => original === wanted.original)) {
    throw new Failure('notFound.paragraph', '通报中没有要修改的这一段', '请刷新页面后重试')
  }
  const others = (bulletin.edits ?? []).filter(({ original }) => original !== wanted.original)
  const edit = { original: wanted.original, author: by.actor, at: by.at }
  if (wanted.text !== null) readTemplate(wanted.text, bulletin.figures)
  const edits = wanted.text === null ? others : [...others, { ...edit, text: wanted.text.trim() }]
  return saveDraft(tx, await draft(tx, campaign, bulletin.date, edits), by)
}

async function draft(tx: Tx, campaign: CampaignWithRounds, date: Day, edits: readonly ProseEdit[]): Promise<Bulletin> {
  const style = findStyle(campaign.style)
  if (style === undefined) throw new Error(`unknown bulletin style: ${campaign.style}`)
  return draftBulletin(await loadFacts(tx, campaign), style, { date, edits })
}

async function latestOrNone(tx: Tx, campaignId: string): Promise<StoredBulletin | null> {
  return latestBulletin(tx, campaignId).catch((error: unknown) => {
    if (error instanceof Failure && error.code === 'notFound.bulletin') return null
    throw error
  })
}
