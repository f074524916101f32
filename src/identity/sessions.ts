/**
 * Who is signed in. A session is a row; its token is 256 random bits in a cookie, and only the token's digest is stored. It
 * ends after some minutes without a request, after some hours in any case, and whenever the user's rights change.
 */
import { createHash, randomBytes } from 'node:crypto'
import { capabilitiesOf, separatedCapabilities, type Actor, type Capability, type Role } from '../kernel/actor.ts'
import { Failure } from '../kernel/failure.ts'
import { unitsWithin } from '../registry/scope.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { passwordExpiresAt } from './passwords.ts'
import { idleMinutes, roleOf, type IdentityPolicy } from './policy.ts'
import type { By } from './users.ts'

/** What a signed-in user must do before anything else; nothing but that is open to them. */
export type NextStep = 'secondFactor' | 'changePassword' | 'enrolSecondFactor'

export interface Session {
  readonly id: number
  readonly userName: string
  readonly actor: Actor
  /** `null`: the session is good for everything the role may do. */
  readonly next: NextStep | null
  /** ISO instants. */
  readonly endsAt: string
  readonly passwordExpiresAt: string | null
  /** Whether the user has an authenticator. */
  readonly hasSecondFactor: boolean
}

/** Where a request comes from, as far as the connection tells. */
export interface Origin {
  readonly address: string
  /** The browser's name, shortened. */
  readonly client: string
}

/** Opens a session of a user who has proved who they are; returns its token, which is shown once. */
export async function openSession(
  tx: Tx,
  userId: number,
  { address, client, secondFactor }: Origin & { readonly secondFactor: boolean },
  at: string,
  { sessions: { perUser } }: IdentityPolicy,
): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const values = {
    userId,
    tokenSha256: digest(token),
    secondFactor,
    createdAt: at,
    seenAt: at,
    address,
    client: client.slice(0, 200),
  }
  await tx.insertInto('userSession').values(values).execute()
  if (perUser !== null) {
    const newest = tx
      .selectFrom('userSession')
      .select('id')
      .where('userId', '=', userId)
      .orderBy('id', 'desc')
      .limit(perUser)
    await tx.deleteFrom('userSession').where('userId', '=', userId).where('id', 'not in', newest).execute()
  }
  return token
}

/**
 * Another token for a session that opens more than before: whoever knew the old one, and may have put it into somebody's
 * browser, holds nothing.
 */
export async function renewToken(tx: Tx, sessionId: number): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await tx
    .updateTable('userSession')
    .set({ tokenSha256: digest(token) })
    .where('id', '=', sessionId)
    .execute()
  return token
}

/** How exactly it is known when a session was last used: not every request writes. */
const seenEveryMs = 60_000

/** The session of a token, kept awake by this look; `null` when there is none or it has ended. */
export async function findSession(tx: Tx, token: string, at: string, policy: IdentityPolicy): Promise<Session | null> {
  const row = await tx
    .selectFrom('userSession')
    .innerJoin('appUser', 'appUser.id', 'userSession.userId')
    .select(['userSession.id', 'secondFactor', 'userSession.createdAt', 'seenAt', 'userId'])
    .select([
      'userName',
      'name',
      'role',
      'allUnits',
      'mustChangePassword',
      'passwordSetAt',
      'passwordHash',
      'totpConfirmedAt',
    ])
    .where('tokenSha256', '=', digest(token))
    .where('state', '=', 'active')
    .where('role', 'is not', null)
    .executeTakeFirst()
  if (!row) return null
  const [now, seen] = [Date.parse(at), Date.parse(row.seenAt)]
  const role = roleOf(row.role)!
  const end = Date.parse(row.createdAt) + policy.sessions.hours * 3_600_000
  if (now >= end || now >= seen + idleMinutes(policy, role) * 60_000) {
    await tx.deleteFrom('userSession').where('id', '=', row.id).execute()
    return null
  }
  if (now >= seen + seenEveryMs)
    await tx.updateTable('userSession').set({ seenAt: at }).where('id', '=', row.id).execute()
  const expiresAt = row.passwordHash === null ? null : passwordExpiresAt(row.passwordSetAt, policy)
  const expired = expiresAt !== null && Date.parse(expiresAt) <= now
  const next = nextStep({ ...row, expired, mustEnrol: policy.secondFactorFor.includes(role) })
  const user = { id: row.userId, name: row.name, role, allUnits: row.allUnits }
  return {
    id: row.id,
    userName: row.userName,
    actor: await actorOfUser(tx, user, next === null ? heldBy(role, policy) : []),
    next,
    endsAt: new Date(end).toISOString(),
    passwordExpiresAt: expiresAt,
    hasSecondFactor: row.totpConfirmedAt !== null,
  }
}

/** Proof of who it is comes first, then a password of their own, then a second factor where the role demands one. */
function nextStep(user: {
  readonly secondFactor: boolean
  readonly mustChangePassword: boolean
  readonly expired: boolean
  readonly mustEnrol: boolean
  readonly passwordHash: string | null
  readonly totpConfirmedAt: string | null
}): NextStep | null {
  if (!user.secondFactor) return 'secondFactor'
  if (user.mustChangePassword || user.expired) return 'changePassword'
  // Whoever signs in through a provider brings the provider's factors.
  return user.mustEnrol && user.passwordHash !== null && user.totpConfirmedAt === null ? 'enrolSecondFactor' : null
}

/** What a role may do in this installation. */
export function heldBy(role: Role, { separatedAdministrators }: IdentityPolicy): readonly Capability[] {
  return (separatedAdministrators ? separatedCapabilities[role] : undefined) ?? capabilitiesOf[role]
}

/** A user as the rest of the program knows them. */
export async function actorOfUser(
  tx: Tx,
  {
    id,
    name,
    role,
    allUnits,
  }: { readonly id: number; readonly name: string; readonly role: Role; readonly allUnits: boolean },
  capabilities: readonly Capability[],
): Promise<Actor> {
  return {
    userId: id,
    name,
    role,
    capabilities,
    units: allUnits ? 'all' : await unitsOf(tx, id),
    campaigns: role === 'inspector' ? await campaignsOf(tx, id) : 'all',
  }
}

async function unitsOf(tx: Tx, userId: number): Promise<readonly number[]> {
  const rows = await tx.selectFrom('userUnit').select('unitId').where('userId', '=', userId).execute()
  return unitsWithin(
    tx,
    rows.map(({ unitId }) => unitId),
  )
}

async function campaignsOf(tx: Tx, userId: number): Promise<readonly string[]> {
  const rows = await tx.selectFrom('userCampaign').select('campaignId').where('userId', '=', userId).execute()
  return rows.map(({ campaignId }) => campaignId)
}

/** Ends one session, by whoever it belongs to. */
export async function signOut(tx: Tx, { id, userName }: Session, by: By): Promise<void> {
  await tx.deleteFrom('userSession').where('id', '=', id).execute()
  await record(tx, { ...by, action: 'user.signedOut', subject: `user/${userName}`, detail: {} })
}

/** Sessions of a user that have not ended, the last used first. */
export async function listSessions(tx: Tx, userId: number, role: Role, at: string, policy: IdentityPolicy) {
  const before = (minutes: number) => new Date(Date.parse(at) - minutes * 60_000).toISOString()
  return tx
    .selectFrom('userSession')
    .select(['id', 'createdAt', 'seenAt', 'address', 'client'])
    .where('userId', '=', userId)
    .where('seenAt', '>', before(idleMinutes(policy, role)))
    .where('createdAt', '>', before(policy.sessions.hours * 60))
    .orderBy('seenAt', 'desc')
    .execute()
}

/** Ends one of a user's own sessions. @throws Failure `notFound.session` */
export async function endSession(tx: Tx, { actor, userName }: Session, sessionId: number, by: By): Promise<void> {
  const ended = await tx
    .deleteFrom('userSession')
    .where('id', '=', sessionId)
    .where('userId', '=', actor.userId)
    .executeTakeFirst()
  if (ended.numDeletedRows === 0n) throw new Failure('notFound.session', '没有这个登录', '它可能已经结束，请刷新')
  await record(tx, { ...by, action: 'user.sessionEnded', subject: `user/${userName}`, detail: { session: sessionId } })
}

const digest = (token: string) => createHash('sha256').update(token).digest()
