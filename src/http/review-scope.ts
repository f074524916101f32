/** What of the review work the person at the door may see and do. */
import { sql } from 'kysely'
import type { Actor } from '../kernel/actor.ts'
import { Failure } from '../kernel/failure.ts'
import type { ReviewRole } from '../judging/verdict.ts'
import { demandInspection, seesInspection } from '../registry/scope.ts'
import type { Tx } from '../store/database.ts'

const rolesInReview: Readonly<Partial<Record<Actor['role'], ReviewRole>>> = {
  inspector: 'inspector',
  reviewer: 'reviewer',
  supervisor: 'municipalSupervisor',
}

/** As what the person decides (regulation 5.1); a `forbidden` failure for roles that decide nothing. */
export function reviewRoleOf({ role }: Actor): ReviewRole {
  const own = rolesInReview[role]
  if (own !== undefined) return own
  throw new Failure('forbidden.role', '该角色不参加检查和复核', '请由检查人员、复核人员或市级主管处理')
}

/** The organisers whose findings the person sees, for filters; `undefined`: all. */
export function organisersOf({ units }: Actor): readonly number[] | undefined {
  return units === 'all' ? undefined : units
}

/** @throws Failure `notFound.inspection` when one of them is outside the person's scope */
export async function demandInspections(tx: Tx, actor: Actor, ids: readonly number[]): Promise<void> {
  if (actor.units === 'all' && actor.campaigns === 'all') return
  const outside = await tx
    .selectFrom('inspection')
    .select('id')
    .where('id', '=', sql<number>`any(${[...ids]}::int[])`)
    .where(sql<boolean>`not ${seesInspection(actor, 'inspection.id')}`)
    .limit(1)
    .executeTakeFirst()
  if (outside !== undefined) await demandInspection(tx, actor, outside.id)
}
