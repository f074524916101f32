/** Which accounts are stale, undecidable or at a boundary when the monitoring point comes. */
import { inWindow, windowOfDays } from '../../src/kernel/day.ts'
import type { Account } from '../accounts/account.ts'
import { isSampled, platformLabel } from '../accounts/accounts.ts'
import { plantedAccounts } from '../accounts/planted.ts'
import { dayOf, monitorPoint } from '../calendar.ts'
import type { Model } from './truth.ts'

/** The accounts that are not simply fresh. */
export interface AccountTruths {
  /** Sampled, stale at T: the annex of the bulletin. */
  readonly stale: readonly AccountTruth[]
  /** Sampled, and the feed does not tell: a person decides. */
  readonly unknown: readonly (AccountTruth & { readonly fault: string })[]
  /** Sampled, fresh by their very first possible moment. */
  readonly boundaryFresh: readonly AccountTruth[]
  /** Sampled, owing no posts. */
  readonly inapplicable: readonly AccountTruth[]
  /** Nobody drew them. */
  readonly unsampledStale: readonly AccountTruth[]
  /** Deregistered, and still posting. */
  readonly posthumous: readonly AccountTruth[]
}

export interface AccountTruth {
  readonly platform: string
  readonly platformId: string
  readonly name: string
  readonly organiser: string
  /** Last post on or before T. */
  readonly lastBefore: string | null
}

/** The truth about the sampled accounts and the decoys among the others. */
export function accountTruths(city: Model, sampled: readonly Account[], earlier: ReadonlySet<Account>): AccountTruths {
  const boundary = plantedAccounts(city.plant).filter(({ as }) => as === 'boundaryFresh')
  const stale = (account: Account): boolean =>
    account.purpose !== 'service' && !hasPostInWindow(account) && feedTells(account)
  return {
    stale: sampled.filter(stale).map(accountTruth),
    unknown: sampled
      .filter((account) => account.purpose !== 'service' && !feedTells(account))
      .map((account) => ({ ...accountTruth(account), fault: faultOf(account) ?? '' })),
    boundaryFresh: sampled
      .filter((account) =>
        boundary.some(
          ({ organiser, platform, name }) =>
            organiser === account.organiser.slug && platform === account.platform && name === account.name,
        ),
      )
      .map(accountTruth),
    inapplicable: sampled.filter(({ purpose }) => purpose === 'service').map(accountTruth),
    unsampledStale: city.accounts
      .filter((account) => account.state === 'active' && !isSampled(account, earlier) && stale(account))
      .map(accountTruth),
    posthumous: city.accounts
      .filter((account) => account.state === 'deregistered' && hasPostInWindow(account))
      .map(accountTruth),
  }
}

function faultOf({ source }: Account): string | null {
  return source.kind === 'feed' ? source.fault : null
}

/** Whether the account's source lets anybody judge its freshness. */
function feedTells(account: Account): boolean {
  const fault = faultOf(account)
  return fault === null || fault === 'wrongCharset'
}

function hasPostInWindow({ posts }: Account): boolean {
  const window = windowOfDays(monitorPoint, 14)
  return posts.some(({ at }) => inWindow(dayOf(at), window))
}

function accountTruth(account: Account): AccountTruth {
  return {
    platform: platformLabel(account.platform),
    platformId: account.platformId,
    name: account.name,
    organiser: account.organiser.shortName,
    lastBefore: account.posts.find(({ at }) => dayOf(at) <= monitorPoint)?.at ?? null,
  }
}
