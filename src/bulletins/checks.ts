/**
 * The bulletin's own arithmetic, checked before it is rendered (regulation 5.5). The sums are counted again from the facts
 * and compared with what the bulletin says, so that a slip in drafting, or a bulletin that was altered, is caught.
 */
import type { BulletinCheck } from './bulletin.ts'
import type { UncheckedBulletin } from './check.ts'
import { accountChecks } from './check-accounts.ts'
import { rectificationChecks } from './check-rectification.ts'
import { documentChecks } from './check-document.ts'
import { siteChecks } from './check-sites.ts'
import type { CampaignFacts } from './facts.ts'
import type { BulletinStyle } from './style.ts'

/** All checks in reading order, those that hold included: the reader sees what was compared. */
export function checkBulletin(
  facts: CampaignFacts,
  style: BulletinStyle,
  bulletin: UncheckedBulletin,
): readonly BulletinCheck[] {
  return [
    ...siteChecks(facts, style, bulletin),
    ...accountChecks(facts, bulletin),
    ...rectificationChecks(facts, bulletin),
    ...documentChecks(facts, style, bulletin),
  ]
}
