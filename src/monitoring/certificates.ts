/** Certificates and domain names that expire: 30, 15 and 7 days before, from what probes and inspections saw and the register says. */
import { sql } from 'kysely'
import { addDays, dayOfInstant, daysBetween, startOfDay, type Day } from '../kernel/day.ts'
import { epochMs } from '../kernel/instant.ts'
import type { Tx } from '../store/database.ts'
import { setDeadline, type DeadlineHandler } from '../store/deadlines.ts'
import { closeAlert, openAlert, tellAbout } from './alerts.ts'

/** So many days before the end it is said, each once. */
const warnedAt = [30, 15, 7] as const
const actor = 'monitoring'

/** The step of the warning that counts with so many days left; `null` while there is time. */
export function warningStep(daysLeft: number): (typeof warnedAt)[number] | null {
  return warnedAt.findLast((days) => daysLeft <= days) ?? null
}

interface Expiry {
  readonly siteId: number
  readonly expiresOn: Day
}

/** Looks at all certificates that are known: opens and closes alerts, and says each step once. */
export async function checkCertificates(tx: Tx, now: string): Promise<void> {
  for (const expiry of await knownExpiries(tx)) await warnOfExpiry(tx, 'certificate', expiry, '证书', now)
}

/** Looks at the domain names whose end the register knows. */
export async function checkDomains(tx: Tx, now: string): Promise<void> {
  const rows = await tx
    .selectFrom('site')
    .select(['id as siteId', 'domainExpiresOn as expiresOn'])
    .where('state', '=', 'active')
    .where('domainExpiresOn', 'is not', null)
    .orderBy('id')
    .execute()
  for (const row of rows) await warnOfExpiry(tx, 'domain', row as Expiry, '域名', now)
}

async function warnOfExpiry(
  tx: Tx,
  kind: 'certificate' | 'domain',
  { siteId, expiresOn }: Expiry,
  noun: string,
  now: string,
): Promise<void> {
  const daysLeft = daysBetween(dayOfInstant(epochMs(now)), expiresOn)
  const step = warningStep(daysLeft)
  const by = { actor, at: now }
  if (step === null) {
    await closeAlert(tx, { kind, siteId }, `${noun}已更新，有效期至 ${expiresOn}`, by)
    return
  }
  const message = daysLeft < 0 ? `${noun}已于 ${expiresOn} 过期` : `${noun}将于 ${expiresOn} 到期，还有 ${daysLeft} 天`
  const severity = step === 7 ? ('severe' as const) : ('normal' as const)
  const about = { kind, siteId, severity, message }
  const key = `alert.${kind}:${siteId}:${expiresOn}:${step}`
  const isNew = await openAlert(tx, { ...about, evidence: { expiresOn } }, by, key)
  if (!isNew) await tellAbout(tx, about, key, now)
}

/** The newest certificate that probes or inspections saw, of each site in operation: `site_id`, `expires_on`, `seen_at`. */
export const seenCertificates = sql`
  select distinct on (seen.site_id) seen.site_id, seen.expires_on, seen.seen_at
  from (
    select site_id, expires_on, seen_at from site_certificate
    union all
    select target_id, (value ->> 'expiresOn')::date, captured_at
    from evidence join inspection on inspection.id = evidence.inspection_id join round on round.id = inspection.round_id
    where evidence.kind = 'https' and round.target = 'site' and value ->> 'expiresOn' is not null
  ) seen join site on site.id = seen.site_id and site.state = 'active'
  order by seen.site_id, seen.seen_at desc`

async function knownExpiries(tx: Tx): Promise<readonly Expiry[]> {
  const { rows } = await sql<Expiry>`
    select site_id as "siteId", expires_on as "expiresOn" from (${seenCertificates}) seen`.execute(tx)
  return rows
}

export const certificateKind = 'certificates.check'
/** Half past eight in the morning: before the digest of the day. */
const checkedAtMs = 8.5 * 3_600_000

/** Sets the daily look unless it is set. */
export async function ensureCertificateChecks(tx: Tx, now: string): Promise<void> {
  const set = tx.selectFrom('deadline').select('id').where('kind', '=', certificateKind).where('doneAt', 'is', null)
  if ((await set.executeTakeFirst()) === undefined) await setDeadline(tx, nextCheck(now))
}

export const certificatesDue: DeadlineHandler = async (tx, { id }, now) => {
  await checkCertificates(tx, now)
  await checkDomains(tx, now)
  await tx.updateTable('deadline').set({ doneAt: now }).where('id', '=', id).execute()
  await setDeadline(tx, nextCheck(now))
}

function nextCheck(now: string) {
  const nowMs = epochMs(now)
  const today = dayOfInstant(nowMs)
  const atMs = startOfDay(today) + checkedAtMs
  const dueMs = atMs > nowMs ? atMs : startOfDay(addDays(today, 1)) + checkedAtMs
  return { kind: certificateKind, subject: 'all', dueAt: new Date(dueMs).toISOString() }
}
