/** Users: one role each, and the units and campaigns that it reaches. Administrators make them; nobody signs up. */
import { sql } from 'kysely'
import { roles, type Role } from '../kernel/actor.ts'
import { Failure } from '../kernel/failure.ts'
import { record } from '../store/audit.ts'
import type { Row, Tx } from '../store/database.ts'
import { choosePassword } from './passwords.ts'
import { isAdministrator, roleOf, type IdentityPolicy } from './policy.ts'

export interface By {
  readonly actor: string
  readonly at: string
}

/** What a user reaches; of a role that has no such scope nothing may be given. */
export interface Reach {
  readonly role: Role
  /** Codes of units; none for a role that may see all of them means all. */
  readonly units: readonly string[]
  /** Ids of campaigns, of inspectors. */
  readonly campaigns: readonly string[]
}

export interface NewUser extends Omit<Reach, 'role'> {
  /** `null`: another administrator gives one (三员分立); the user cannot sign in before. */
  readonly role: Role | null
  readonly userName: string
  readonly name: string
  /** `null`: signs in through a provider only. */
  readonly password: string | null
  /** Another one must be chosen at the first sign-in. */
  readonly mustChangePassword: boolean
}

/** Makes a user. @throws Failure `badInput.user`, `badInput.password`, `conflict.user` */
export async function createUser(tx: Tx, user: NewUser, by: By, policy: IdentityPolicy): Promise<number> {
  const userName = user.userName.trim().toLowerCase()
  const name = user.name.trim()
  const faults = [
    ...(/^[a-z\d][a-z\d._-]{1,39}$/.test(userName)
      ? []
      : ['用户名：2 至 40 个字母、数字、点、横线或下划线，以字母或数字开头']),
    ...(/^[^\p{Cc}]{1,60}$/u.test(name) ? [] : ['姓名：1 至 60 个字']),
  ]
  if (faults.length > 0) throw new Failure('badInput.user', '用户信息不正确', '请改正下列各项', faults)
  await demandFree(tx, userName, name)
  const reach = user.role === null ? noReach : await readReach(tx, { ...user, role: user.role })
  const { id } = await tx
    .insertInto('appUser')
    .values({ userName, name, role: user.role, allUnits: reach.allUnits, createdBy: by.actor, createdAt: by.at })
    .returning('id')
    .executeTakeFirstOrThrow()
  await writeReach(tx, id, reach)
  if (user.password !== null) {
    await choosePassword(
      tx,
      { id, userName, role: user.role },
      user.password,
      { mustChange: user.mustChangePassword, at: by.at },
      policy,
    )
  }
  const { role, units, campaigns } = user
  await record(tx, {
    ...by,
    action: 'user.created',
    subject: `user/${userName}`,
    detail: { name, role, units, campaigns },
  })
  return id
}

/** Gives a user another role or reach; whoever is signed in under the old one is signed out. */
export async function setReach(tx: Tx, userName: string, wanted: Reach, by: By): Promise<void> {
  const user = await findUser(tx, userName)
  const before = await reachOf(tx, user)
  const { allUnits, ...reach } = await readReach(tx, wanted)
  const was = roleOf(user.role)
  // What was long enough for others is not for an administrator.
  const rises = isAdministrator(wanted.role) && was !== null && !isAdministrator(was)
  await tx
    .updateTable('appUser')
    .set({ role: wanted.role, allUnits, mustChangePassword: user.mustChangePassword || rises })
    .where('id', '=', user.id)
    .execute()
  await writeReach(tx, user.id, reach)
  await tx.deleteFrom('userSession').where('userId', '=', user.id).execute()
  const after = { role: wanted.role, units: wanted.units, campaigns: wanted.campaigns }
  await record(tx, { ...by, action: 'user.authorised', subject: `user/${user.userName}`, detail: {}, before, after })
}

/** @throws Failure `notFound.user` */
export async function findUser(tx: Tx, userName: string): Promise<Row<'appUser'>> {
  const user = await tx
    .selectFrom('appUser')
    .selectAll()
    .where('userName', '=', userName.toLowerCase())
    .executeTakeFirst()
  if (user) return user
  throw new Failure(
    'notFound.user',
    `没有用户 ${userName.slice(0, 60)}`,
    '已有的用户见 mingcha user list 或“系统—用户”',
  )
}

/** Role, codes of units and ids of campaigns of a user. */
export async function reachOf(tx: Tx, { id, role }: Pick<Row<'appUser'>, 'id' | 'role'>) {
  const units = await tx
    .selectFrom('userUnit')
    .innerJoin('unit', 'unit.id', 'userUnit.unitId')
    .select('unit.code')
    .where('userUnit.userId', '=', id)
    .orderBy('unit.code')
    .execute()
  const campaigns = await tx
    .selectFrom('userCampaign')
    .select('campaignId')
    .where('userId', '=', id)
    .orderBy('campaignId')
    .execute()
  return { role, units: units.map(({ code }) => code), campaigns: campaigns.map(({ campaignId }) => campaignId) }
}

export interface ListedUser {
  readonly id: number
  readonly userName: string
  readonly name: string
  readonly role: Role | null
  readonly allUnits: boolean
  readonly units: readonly { readonly code: string; readonly name: string }[]
  readonly campaigns: readonly string[]
  readonly state: 'active' | 'disabled'
  readonly lockedUntil: string | null
  readonly mustChangePassword: boolean
  readonly secondFactor: boolean
  readonly createdAt: string
  readonly lastSignInAt: string | null
}

export interface UserFilter {
  /** Part of the user name or the name. */
  readonly search?: string | undefined
  readonly role?: Role | undefined
  readonly state?: 'active' | 'disabled' | undefined
}

/** One page of users by name, and how many there are. `at` tells who is locked. */
export async function listUsers(
  tx: Tx,
  { search, role, state }: UserFilter,
  { offset, limit, at }: { readonly offset: number; readonly limit: number; readonly at: string },
): Promise<{ readonly total: number; readonly items: readonly ListedUser[] }> {
  let users = tx.selectFrom('appUser')
  if (role !== undefined) users = users.where('role', '=', role)
  if (state !== undefined) users = users.where('state', '=', state)
  if (search !== undefined && search !== '') {
    const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`
    users = users.where((eb) => eb.or([eb('userName', 'like', pattern.toLowerCase()), eb('name', 'like', pattern)]))
  }
  const { total } = await users.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  // The page is cut first: what each user reaches would be read of all that are skipped.
  const page = users.select('id').orderBy('userName').offset(offset).limit(limit)
  const rows = await tx
    .selectFrom('appUser')
    .where('id', 'in', page)
    .select(['id', 'userName', 'name', 'role', 'allUnits', 'state', 'mustChangePassword', 'createdAt', 'lastSignInAt'])
    .select((eb) => [
      eb('totpConfirmedAt', 'is not', null).as('secondFactor'),
      sql<
        { code: string; name: string }[]
      >`(select coalesce(json_agg(json_build_object('code', unit.code, 'name', unit.name) order by unit.code), '[]')
        from user_unit join unit on unit.id = user_unit.unit_id where user_unit.user_id = app_user.id)`.as('units'),
      sql<string[]>`array(select campaign_id from user_campaign where user_id = app_user.id order by 1)`.as(
        'campaigns',
      ),
      sql<string | null>`(select locked_until from sign_in_failure where locked_until > ${at}
        and name_sha256 = sha256(convert_to(app_user.user_name, 'UTF8')))`.as('lockedUntil'),
    ])
    .orderBy('userName')
    .execute()
  const items = rows.map((row) => ({
    ...row,
    role: roleOf(row.role),
    state: row.state as ListedUser['state'],
    secondFactor: Boolean(row.secondFactor),
  }))
  return { total, items }
}

interface ReadReach {
  readonly allUnits: boolean
  readonly unitIds: readonly number[]
  readonly campaigns: readonly string[]
}

const noReach: ReadReach = { allUnits: false, unitIds: [], campaigns: [] }

/** Units and campaigns by their rows; what the role cannot have or must have is a `badInput.user` failure. */
async function readReach(tx: Tx, { role, units, campaigns }: Reach): Promise<ReadReach> {
  const found = await tx
    .selectFrom('unit')
    .select(['id', 'code'])
    .where('code', 'in', [...units, ''])
    .execute()
  const stored = await tx
    .selectFrom('campaign')
    .select('id')
    .where('id', 'in', [...campaigns, ''])
    .execute()
  const codes = new Set(found.map(({ code }) => code))
  const ids = new Set(stored.map(({ id }) => id))
  const needsUnits = role === 'unitSupervisor' || role === 'operator'
  const faults = [
    ...units.filter((code) => !codes.has(code)).map((code) => `名录中没有代码为 ${code} 的单位`),
    ...campaigns.filter((id) => !ids.has(id)).map((id) => `没有检查 ${id}`),
    ...(needsUnits && units.length === 0 ? [`${roles[role]}必须属于至少一个单位`] : []),
    ...(isAdministrator(role) && units.length + campaigns.length > 0
      ? [`${roles[role]}不涉及业务数据，不能有单位或检查`]
      : []),
    ...(role !== 'inspector' && campaigns.length > 0 ? ['只有检查人员（第三方）按检查授权'] : []),
  ]
  if (faults.length > 0) throw new Failure('badInput.user', '角色或范围不正确', '请改正下列各项', faults)
  const allUnits = !isAdministrator(role) && !needsUnits && units.length === 0
  return { allUnits, unitIds: found.map(({ id }) => id), campaigns: [...ids] }
}

async function writeReach(tx: Tx, userId: number, { unitIds, campaigns }: Omit<ReadReach, 'allUnits'>): Promise<void> {
  await tx.deleteFrom('userUnit').where('userId', '=', userId).execute()
  await tx.deleteFrom('userCampaign').where('userId', '=', userId).execute()
  if (unitIds.length > 0)
    await tx
      .insertInto('userUnit')
      .values(unitIds.map((unitId) => ({ userId, unitId })))
      .execute()
  if (campaigns.length > 0) {
    await tx
      .insertInto('userCampaign')
      .values(campaigns.map((campaignId) => ({ userId, campaignId })))
      .execute()
  }
}

async function demandFree(tx: Tx, userName: string, name: string): Promise<void> {
  const taken = await tx
    .selectFrom('appUser')
    .select(['userName', 'name'])
    .where((eb) => eb.or([eb('userName', '=', userName), eb('name', '=', name)]))
    .executeTakeFirst()
  if (!taken) return
  throw taken.userName === userName
    ? new Failure('conflict.user', `已有用户 ${userName}`, '请换一个用户名')
    : new Failure(
        'conflict.user',
        `已有姓名为“${name}”的用户 ${taken.userName}`,
        '姓名写入复核结论和审计日志，不能相同，可加上处室，例如“张伟（法规处）”',
      )
}
