/** What the sources of one account have shown so far, ready to be weighed against each other. */
import type { PostSource, ReadingOutcome, SourceKind } from '../evidence/posts.ts'
import type { Tx } from '../store/database.ts'
import type { MergedPosts } from './merge-posts.ts'
import { sourceKindFacts } from './source-reading.ts'

export interface StoredSource extends Omit<PostSource, 'chosen'> {
  readonly id: number | null
  readonly address: string
  readonly freshHours: number
  readonly presenceOnly: boolean
  /** `null`: it has never shown anything. */
  readonly posts: MergedPosts | null
}

/** The active sources of an account with their last readings, the most trusted first. */
export async function storedSources(tx: Tx, accountId: number): Promise<readonly StoredSource[]> {
  const rows = await tx
    .selectFrom('accountSource')
    .leftJoin('accountPosts', 'accountPosts.sourceId', 'accountSource.id')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('sourceResult')
          .select(['sha256', 'providedBy'])
          .whereRef('sourceResult.sourceId', '=', 'accountSource.id')
          .orderBy('capturedAt', 'desc')
          .orderBy('id', 'desc')
          .limit(1)
          .as('last'),
      (join) => join.onTrue(),
    )
    .select(['accountSource.id', 'kind', 'address', 'trust', 'freshHours', 'lastAt', 'lastOutcome', 'lastDetail'])
    .select(['capturedAt', 'knownUntil', 'coveredFrom', 'undatedCount', 'lastOn', 'posts', 'sha256', 'providedBy'])
    .where('accountSource.accountId', '=', accountId)
    .where('active', '=', true)
    .orderBy('trust')
    .orderBy('accountSource.id')
    .execute()
  return rows.map((row) => {
    const kind = row.kind as SourceKind
    const { id, address, trust, freshHours, knownUntil, lastOn, capturedAt, posts, coveredFrom } = row
    const shown =
      capturedAt === null || knownUntil === null || posts === null
        ? null
        : { capturedAt, knownUntil, coveredFrom, undatedCount: row.undatedCount ?? 0, posts }
    return {
      id,
      kind,
      address,
      source: nameOf(kind, address, row.providedBy ?? ''),
      trust,
      freshHours,
      presenceOnly: sourceKindFacts[kind].presenceOnly,
      capturedAt: row.lastAt,
      outcome: row.lastOutcome as ReadingOutcome | null,
      detail: row.lastDetail ?? '',
      knownUntil,
      newestOn: lastOn,
      sha256: row.sha256,
      posts: shown,
    }
  })
}

/** How a source is called in evidence: a feed by its address, the others by what they are and who handed it in. */
function nameOf(kind: SourceKind, address: string, providedBy: string): string {
  if (kind === 'feed') return address
  const { title } = sourceKindFacts[kind]
  const who = providedBy !== '' ? providedBy : address
  return who === '' ? title : `${title}（${who}）`
}
