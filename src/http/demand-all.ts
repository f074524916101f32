/** Work that touches the register or a campaign as a whole is for those whose scope is the whole. */
import type { Actor } from '../kernel/actor.ts'
import { Failure } from '../kernel/failure.ts'

/** @throws Failure `forbidden.scope` for an actor that sees only some units or campaigns */
export function demandAll({ units, campaigns }: Pick<Actor, 'units' | 'campaigns'>, what: string): void {
  if (units === 'all' && campaigns === 'all') return
  throw new Failure('forbidden.scope', `${what}涉及全部单位，超出您的范围`, '请由范围为全部单位的人员办理')
}
