/** The life of an account as a table (regulation 5.2): what may follow what, and why. */
import { statesAfter, type Transition } from '../kernel/life-cycle.ts'
import { accountStates, type AccountState } from './register.ts'

export type AccountEvent =
  | 'filed'
  | 'opened'
  | 'withdrawn'
  | 'stopAnnounced'
  | 'resumed'
  | 'deregistrationBegun'
  | 'deregistered'
  | 'foundUnfiled'
  | 'foundDuplicate'
  | 'suspected'
  | 'cleared'

export const accountTransitions = [
  { from: 'applied', on: 'filed', to: 'filed' },
  { from: 'applied', on: 'withdrawn', to: 'deregistered' },
  { from: 'filed', on: 'opened', to: 'active' },
  { from: 'filed', on: 'withdrawn', to: 'deregistered' },
  { from: 'active', on: 'stopAnnounced', to: 'stopNotice' },
  { from: 'stopNotice', on: 'resumed', to: 'active' },
  { from: 'stopNotice', on: 'deregistrationBegun', to: 'deregistering' },
  { from: 'deregistering', on: 'resumed', to: 'active' },
  { from: 'deregistering', on: 'deregistered', to: 'deregistered' },
  // M31-8: an account that nobody filed is filed late, or closed.
  { from: 'active', on: 'foundUnfiled', to: 'unfiled' },
  { from: 'unfiled', on: 'filed', to: 'active' },
  { from: 'unfiled', on: 'stopAnnounced', to: 'stopNotice' },
  // M31-7: one account per unit and platform.
  { from: 'active', on: 'foundDuplicate', to: 'duplicate' },
  { from: 'duplicate', on: 'cleared', to: 'active' },
  { from: 'duplicate', on: 'stopAnnounced', to: 'stopNotice' },
  { from: 'active', on: 'suspected', to: 'impersonationSuspected' },
  { from: 'unfiled', on: 'suspected', to: 'impersonationSuspected' },
  { from: 'impersonationSuspected', on: 'cleared', to: 'active' },
  { from: 'impersonationSuspected', on: 'deregistrationBegun', to: 'deregistering' },
] as const satisfies readonly Transition<AccountState, AccountEvent>[]

/** The states that may follow. */
export function nextAccountStates(state: AccountState): readonly AccountState[] {
  return statesAfter<AccountState>(accountTransitions, state)
}

/** Why a state cannot follow another; `null` when it can. Staying is no step. */
export function forbiddenStep(from: AccountState, to: AccountState): string | null {
  const next = nextAccountStates(from)
  if (from === to || next.includes(to)) return null
  const possible = next.map((state) => accountStates[state]).join('、') || '无（已到终点）'
  return `“${accountStates[from]}”之后不能是“${accountStates[to]}”，可以是：${possible}`
}

/** A deregistered account that is there again is a problem of its own (S50e), not a step of its life. */
export function reappearance(before: AccountState | null, after: AccountState): string | null {
  return before === 'deregistered' && after !== 'deregistered'
    ? `已注销的账号重新出现（${accountStates[after]}），请核实`
    : null
}
