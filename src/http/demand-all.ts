/** Work that touches the register, a campaign or the installation as a whole is for those whose scope is the whole. */
import { isAdministrator } from '../identity/policy.ts'
import type { Actor } from '../kernel/actor.ts'
import { Failure } from '../kernel/failure.ts'

/** @throws Failure `forbidden.scope` for an actor that sees only some units or campaigns */
export function demandAll({ units, campaigns }: Pick<Actor, 'units' | 'campaigns'>, what: string): void {
  if (units === 'all' && campaigns === 'all') return
  throw tooFar(what)
}

/**
 * For what belongs to the installation and tells of all units: administrators, who reach no unit, look after it as well.
 *
 * @throws Failure `forbidden.scope`
 */
export function demandWhole({ role, ...scope }: Pick<Actor, 'role' | 'units' | 'campaigns'>, what: string): void {
  if (!isAdministrator(role)) demandAll(scope, what)
}

function tooFar(what: string): Failure {
  return new Failure('forbidden.scope', `${what}涉及全部单位，超出您的范围`, '请由范围为全部单位的人员办理')
}
