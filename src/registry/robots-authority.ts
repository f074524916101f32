/** Written authorities to visit what a site's robots.txt forbids: recorded with their number and time, never without. */
import { dayOfInstant, type Day } from '../kernel/day.ts'
import { Failure } from '../kernel/failure.ts'
import { epochMs } from '../kernel/instant.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { findSite } from './find-site.ts'

type By = { readonly actor: string; readonly at: string }

export interface NewAuthority {
  /** 文号 */
  readonly documentNumber: string
  /** Who gave it. */
  readonly authority: string
  /** Both days included. */
  readonly from: Day
  readonly to: Day
  /** Name of the file with the scanned document. */
  readonly scanFile?: string | undefined
}

/** Records an authority for a site; returns its number in the register. */
export async function recordAuthority(tx: Tx, siteCode: string, given: NewAuthority, by: By): Promise<number> {
  const [documentNumber, authority] = [given.documentNumber.trim(), given.authority.trim()]
  if (documentNumber === '' || authority === '') {
    throw new Failure('badInput.authority', '授权没有写明文号或授权机关', '书面授权须有文号和授权机关')
  }
  if (given.from > given.to) {
    throw new Failure('badInput.authority', `授权的首日 ${given.from} 晚于末日 ${given.to}`, '请核对起止日期')
  }
  const { id: siteId } = await findSite(tx, siteCode)
  const row = {
    siteId,
    documentNumber,
    authority,
    validFrom: given.from,
    validTo: given.to,
    scanFile: given.scanFile ?? null,
    author: by.actor,
    recordedAt: by.at,
  }
  const { id } = await tx.insertInto('robotsAuthority').values(row).returning('id').executeTakeFirstOrThrow()
  await record(tx, { ...by, action: 'robotsAuthority.recorded', subject: siteCode, detail: { id, ...given } })
  return id
}

/** Ends an authority before its last day. */
export async function endAuthority(tx: Tx, id: number, by: By): Promise<void> {
  const ended = await tx
    .updateTable('robotsAuthority')
    .set({ endedAt: by.at, endedBy: by.actor })
    .where('id', '=', id)
    .where('endedAt', 'is', null)
    .returning('siteId')
    .executeTakeFirst()
  if (ended === undefined) {
    throw new Failure('notFound.authority', `没有编号为 ${id} 的有效授权`, '用 authority list 查看授权')
  }
  await record(tx, { ...by, action: 'robotsAuthority.ended', subject: String(id), detail: { siteId: ended.siteId } })
}

/** The authorities of a site, or of all, latest first. */
export async function listAuthorities(tx: Tx, siteCode: string | undefined) {
  const siteId = siteCode === undefined ? undefined : (await findSite(tx, siteCode)).id
  return tx
    .selectFrom('robotsAuthority')
    .innerJoin('site', 'site.id', 'robotsAuthority.siteId')
    .select(['robotsAuthority.id', 'site.siteCode', 'site.name', 'documentNumber', 'authority', 'validFrom', 'validTo'])
    .select(['scanFile', 'author', 'recordedAt', 'endedAt', 'endedBy'])
    .$if(siteId !== undefined, (query) => query.where('siteId', '=', siteId!))
    .orderBy('robotsAuthority.id', 'desc')
    .execute()
}

/** The authority that holds for a site at an instant; `null` when none does, and robots.txt is obeyed. */
export async function authorityAt(tx: Tx, siteId: number, at: string) {
  const today = dayOfInstant(epochMs(at))
  const found = await tx
    .selectFrom('robotsAuthority')
    .select(['documentNumber', 'authority'])
    .where('siteId', '=', siteId)
    .where('validFrom', '<=', today)
    .where('validTo', '>=', today)
    .where('endedAt', 'is', null)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return found ?? null
}
