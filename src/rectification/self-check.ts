/**
 * 自查: a unit has its own target inspected at any time, within a quota. It is an inspection of its own kind with its own day: no
 * round, result, sample or bulletin ever counts it.
 */
import { addDays, dayOfInstant } from '../kernel/day.ts'
import { Failure } from '../kernel/failure.ts'
import type { TargetKind } from '../regulations/rule-set.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import type { Enqueue } from './recheck-case.ts'
import type { By, Terms } from './terms.ts'

/** Days over which self-checks are counted. */
const quotaDays = 30

/** Starts a self-check; the inspection's id. */
export async function startSelfCheck(
  tx: Tx,
  target: { readonly kind: TargetKind; readonly id: number; readonly organiserId: number },
  enqueue: Enqueue,
  { selfChecks }: Pick<Terms, 'selfChecks'>,
  by: By,
): Promise<number> {
  if (by.role !== 'unit' || by.unitId !== target.organiserId) {
    throw new Failure('conflict.otherUnit', '只能自查本单位的网站和账号', '请由主办单位办理')
  }
  const frozen = await tx
    .selectFrom('frozenTarget')
    .innerJoin('round', 'round.id', 'frozenTarget.roundId')
    .select('round.id')
    .where('round.target', '=', target.kind)
    .where('frozenTarget.targetId', '=', target.id)
    .orderBy('round.frozenAt', 'desc')
    .orderBy('round.id', 'desc')
    .forUpdate()
    .executeTakeFirst()
  if (!frozen) throw new Failure('notFound.frozen', '该对象还没有进入过检查名录', '首次检查冻结名录之后可以自查')
  const monitorPoint = dayOfInstant(Date.parse(by.at))
  const { used } = await tx
    .selectFrom('inspection')
    .innerJoin('round', 'round.id', 'inspection.roundId')
    .select((eb) => eb.fn.countAll<number>().as('used'))
    .where('purpose', '=', 'selfCheck')
    .where('round.target', '=', target.kind)
    .where('targetId', '=', target.id)
    .where('inspection.monitorPoint', '>', addDays(monitorPoint, -quotaDays))
    .executeTakeFirstOrThrow()
  if (used >= selfChecks) {
    const advice = `最近 ${quotaDays} 天已自查 ${used} 次，最多 ${selfChecks} 次`
    throw new Failure('conflict.selfCheckQuota', '自查次数已用完', advice)
  }
  const { id } = await tx
    .insertInto('inspection')
    .values({
      roundId: frozen.id,
      targetId: target.id,
      purpose: 'selfCheck',
      strata: [],
      state: 'waiting',
      monitorPoint,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await enqueue(tx, [id])
  const { actor, at } = by
  const detail = { target: target.kind, targetId: target.id }
  await record(tx, { actor, at, action: 'selfCheck.started', subject: `inspection/${id}`, detail })
  return id
}
