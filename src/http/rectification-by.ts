/** In which role of rectification somebody acts: a unit's person for the unit concerned, or the office that inspects. */
import type { Context } from 'hono'
import type { By } from '../rectification/terms.ts'
import { actorOf, byOf } from './actor.ts'

/** For a unit; that it is within the person's scope is for the caller to see to. */
export function unitBy(context: Context, unitId: number): By {
  return { ...byOf(context), role: 'unit', unitId }
}

export function officeBy(context: Context): By {
  return { ...byOf(context), role: actorOf(context).role === 'reviewer' ? 'reviewer' : 'municipalSupervisor' }
}
