/** Rounds: one pass over the sites or the accounts of a campaign, each with its own frozen population. */
import { Failure } from '../kernel/failure.ts'
import type { TargetKind } from '../regulations/rule-set.ts'

/** How a round is written in files and commands: `site-1`, `account-1`. */
export function roundKey(round: { readonly target: string; readonly ordinal: number }): string {
  return `${round.target}-${round.ordinal}`
}

/** Reads `site-2`; a `badInput` failure on anything else. */
export function parseRoundKey(text: string): { target: TargetKind; ordinal: number } {
  const match = /^(site|account)-([1-9]\d?)$/.exec(text)
  if (match) return { target: match[1] as TargetKind, ordinal: Number(match[2]) }
  throw new Failure(
    'badInput.roundKey',
    `检查轮次“${text}”不正确`,
    '网站轮次写作 site-1、site-2，账号轮次写作 account-1',
  )
}

/** 网站第1轮 */
export function roundLabel(round: { readonly target: string; readonly ordinal: number }): string {
  return `${round.target === 'site' ? '网站' : '账号'}第${round.ordinal}轮`
}
