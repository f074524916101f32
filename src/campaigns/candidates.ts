/** From accounts of a register, frozen or present, to what sampling knows of them. */
import { identityKey } from '../registry/account-identity.ts'
import { accountKey } from '../registry/register-keys.ts'
import type { AccountSnapshot } from '../registry/snapshot.ts'
import type { Tx } from '../store/database.ts'
import type { Candidate } from './sample.ts'

/** Earlier problems are those known now; a drawn sample keeps who they were. */
export async function candidatesOf(tx: Tx, accounts: readonly AccountSnapshot[]): Promise<Candidate[]> {
  const problems = await tx.selectFrom('earlierProblem').select(['accountId', 'notedIn']).execute()
  const notedIn = Map.groupBy(problems, ({ accountId }) => accountId)
  return accounts.map((account) => ({
    id: account.id,
    key: identityKey(account),
    name: accountKey(account),
    platform: account.platform,
    district: account.district ?? '',
    organiserKind: account.organiser.kind,
    filedOn: account.filedOn ?? null,
    notedIn: (notedIn.get(account.id) ?? []).map((problem) => problem.notedIn),
  }))
}
