/** What commands call a target, in the register of today. */
import { Failure } from '../kernel/failure.ts'
import type { TargetKind } from '../regulations/rule-set.ts'
import { accountIdsByKey } from '../registry/register-keys.ts'
import type { Tx } from '../store/database.ts'

/** A site by its 网站标识码 or an account by 账号类型/账号标识; a `notFound` failure when there is none. */
export async function findTarget(
  tx: Tx,
  key: string,
): Promise<{ readonly kind: TargetKind; readonly id: number; readonly organiserId: number }> {
  if (key.includes('/')) {
    const accountId = (await accountIdsByKey(tx)).get(key)
    const account =
      accountId === undefined
        ? undefined
        : await tx.selectFrom('account').select(['id', 'organiserId']).where('id', '=', accountId).executeTakeFirst()
    if (account) return { kind: 'account', ...account }
  }
  const site = await tx.selectFrom('site').select(['id', 'organiserId']).where('siteCode', '=', key).executeTakeFirst()
  if (site) return { kind: 'site', ...site }
  throw new Failure(
    'notFound.target',
    `没有网站或账号“${key}”`,
    '请填写网站标识码，或 账号类型/账号标识，例如 微信/gh_1',
  )
}
