/**
 * What an actor sees, as conditions for queries: units with everything below them, and campaigns. Every list starts from one
 * of these, every detail and every file asks one of the `demand…`; what is outside is answered as if it did not exist.
 *
 *     tx.selectFrom('site').selectAll().where(seesSite(actor, 'site'))
 */
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { Actor } from '../kernel/actor.ts'
import { Failure } from '../kernel/failure.ts'
import type { Tx } from '../store/database.ts'

export type Scope = Pick<Actor, 'units' | 'campaigns'>

/** Sees everything: commands on the installation itself, and the program's own work. */
export const everything: Scope = { units: 'all', campaigns: 'all' }

/** The units and all that stand below them, however deep; a circle in the tree does no harm. */
export async function unitsWithin(tx: Tx, unitIds: readonly number[]): Promise<readonly number[]> {
  if (unitIds.length === 0) return []
  const { rows } = await sql<{ id: number }>`
    with recursive within (id) as (
      select id from unit where id = any(${[...unitIds]}::int[])
      union select unit.id from unit join within on unit.parent_id = within.id
    ) select id from within order by id`.execute(tx)
  return rows.map(({ id }) => id)
}

/** The units of a scope; under a contract those whose targets its campaigns have frozen. */
export async function unitsReached(tx: Tx, { units, campaigns }: Scope): Promise<'all' | readonly number[]> {
  if (campaigns === 'all') return units
  const { rows } = await sql<{ id: number }>`
    select distinct (snapshot -> 'organiser' ->> 'id')::int as id from frozen_target join round on round.id = round_id
    where campaign_id = any(${[...campaigns]}::text[])`.execute(tx)
  const ids = rows.map(({ id }) => id)
  return units === 'all' ? ids : ids.filter((id) => units.includes(id))
}

/** Whether the unit id in this field (`message.unitId`) is within the scope. */
export function withinUnits({ units }: Pick<Scope, 'units'>, field: string): RawBuilder<SqlBool> {
  return units === 'all' ? sql<SqlBool>`true` : sql<SqlBool>`${sql.ref(field)} = any(${[...units]}::int[])`
}

/** Whether the campaign id in this field (`round.campaignId`) is within the scope. */
export function withinCampaigns({ campaigns }: Pick<Scope, 'campaigns'>, field: string): RawBuilder<SqlBool> {
  return campaigns === 'all' ? sql<SqlBool>`true` : sql<SqlBool>`${sql.ref(field)} = any(${[...campaigns]}::text[])`
}

/** Sites of the scope's units; under a contract those that one of its campaigns has frozen. `site` is the table's alias. */
export function seesSite(scope: Scope, site: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${withinUnits(scope, `${site}.organiserId`)} and ${frozenInContract(scope, 'site', `${site}.id`)})`
}

/** Accounts whose organiser or supervisor is within the scope, likewise. `account` is the table's alias. */
export function seesAccount(scope: Scope, account: string): RawBuilder<SqlBool> {
  const { units } = scope
  const ofUnits =
    units === 'all'
      ? sql<SqlBool>`true`
      : sql<SqlBool>`(${withinUnits(scope, `${account}.organiserId`)} or ${withinUnits(scope, `${account}.supervisorId`)})`
  return sql<SqlBool>`(${ofUnits} and ${frozenInContract(scope, 'account', `${account}.id`)})`
}

/**
 * Whether the inspection id in this field is within the scope: by its campaign, and by the organiser that was frozen with its
 * target (whom the findings concern), whoever it belongs to today.
 */
export function seesInspection(scope: Scope, field: string): RawBuilder<SqlBool> {
  if (scope.units === 'all' && scope.campaigns === 'all') return sql<SqlBool>`true`
  const units =
    scope.units === 'all'
      ? sql<SqlBool>`true`
      : sql<SqlBool>`(seen_target.snapshot -> 'organiser' ->> 'id')::int = any(${[...scope.units]}::int[])`
  const campaigns =
    scope.campaigns === 'all'
      ? sql<SqlBool>`true`
      : sql<SqlBool>`seen_round.campaign_id = any(${[...scope.campaigns]}::text[])`
  return sql<SqlBool>`exists (
    select from inspection seen_inspection
    join round seen_round on seen_round.id = seen_inspection.round_id
    join frozen_target seen_target
      on seen_target.round_id = seen_inspection.round_id and seen_target.target_id = seen_inspection.target_id
    where seen_inspection.id = ${sql.ref(field)} and ${units} and ${campaigns})`
}

function frozenInContract({ campaigns }: Scope, target: 'site' | 'account', field: string): RawBuilder<SqlBool> {
  if (campaigns === 'all') return sql<SqlBool>`true`
  return sql<SqlBool>`exists (
    select from frozen_target contract_target join round contract_round on contract_round.id = contract_target.round_id
    where contract_round.target = ${target} and contract_target.target_id = ${sql.ref(field)}
      and contract_round.campaign_id = any(${[...campaigns]}::text[]))`
}

/** @throws Failure `notFound.campaign` */
export function demandCampaign({ campaigns }: Pick<Scope, 'campaigns'>, campaignId: string): void {
  if (campaigns === 'all' || campaigns.includes(campaignId)) return
  throw new Failure('notFound.campaign', `没有检查“${campaignId}”`, '已有的检查见检查列表')
}

/** @throws Failure `notFound.unit` */
export function demandUnit({ units }: Pick<Scope, 'units'>, unitId: number): void {
  if (units === 'all' || units.includes(unitId)) return
  throw new Failure('notFound.unit', '没有这个单位', '请从单位列表中选择')
}

/** @throws Failure `notFound.site` */
export async function demandSite(tx: Tx, scope: Scope, siteId: number): Promise<void> {
  const site = tx.selectFrom('site').select('id').where('id', '=', siteId).where(seesSite(scope, 'site'))
  if ((await site.executeTakeFirst()) === undefined)
    throw new Failure('notFound.site', '没有这个网站', '请从网站列表中选择')
}

/** @throws Failure `notFound.account` */
export async function demandAccount(tx: Tx, scope: Scope, accountId: number): Promise<void> {
  const account = tx.selectFrom('account').select('id').where('id', '=', accountId).where(seesAccount(scope, 'account'))
  if ((await account.executeTakeFirst()) !== undefined) return
  throw new Failure(
    'notFound.account',
    `名录中没有账号 ${accountId}`,
    '账号写作“账号类型/账号标识”，例如 微信/gh_1a2b3c',
  )
}

/** @throws Failure `notFound.inspection` */
export async function demandInspection(tx: Tx, scope: Scope, inspectionId: number): Promise<void> {
  const inspection = tx
    .selectFrom('inspection')
    .select('id')
    .where('id', '=', inspectionId)
    .where(seesInspection(scope, 'inspection.id'))
  if ((await inspection.executeTakeFirst()) !== undefined) return
  throw new Failure('notFound.inspection', `没有编号为 ${inspectionId} 的检查`, '编号可在通报的数字明细中找到')
}
