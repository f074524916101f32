/** Drafts for tests, with their text. */
import { day } from '../kernel/day.ts'
import type { Bulletin } from './bulletin.ts'
import { draftBulletin, type DraftOptions } from './draft.ts'
import type { CampaignFacts } from './facts.ts'
import { plainText } from './plain-text.ts'
import type { BulletinStyle } from './style.ts'
import { shanghai } from './styles/shanghai.ts'

/** The bulletin of these facts, dated like the published one, with its plain text. */
export function draft(
  facts: CampaignFacts,
  options: Partial<DraftOptions> = {},
  style: BulletinStyle = shanghai,
): Bulletin & { readonly text: string } {
  const bulletin = draftBulletin(facts, style, { date: day('2025-09-28'), ...options })
  return { ...bulletin, text: plainText(bulletin) }
}

/** What a figure prints and counts. */
export function figure(bulletin: Bulletin, id: string) {
  const found = bulletin.figures.find((candidate) => candidate.id === id)
  return found && { text: found.text, numerator: found.numerator, denominator: found.denominator }
}

/** A figure that is no rate. */
export function count(text: string) {
  return { text, numerator: null, denominator: null }
}
