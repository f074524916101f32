/**
 * “如果在这一天检查”: all accounts of the register judged at one monitoring point from what is stored today. A day to come is
 * judged as if nothing new were published; nothing is written.
 */
import { daysBetween, type Day } from '../kernel/day.ts'
import { judge, type Outcome } from '../judging/judge.ts'
import { judgedTarget } from '../judging/judged-target.ts'
import { platformLabels, type PlatformId } from '../registry/platforms/index.ts'
import type { RuleSet } from '../regulations/rule-set.ts'
import type { Tx } from '../store/database.ts'
import { chunks } from './assess-targets.ts'
import { inDays } from './judge-ahead.ts'
import { knownAccounts } from './known-posts.ts'

export interface PointQuestion {
  readonly ruleSet: RuleSet
  readonly monitorPoint: Day
  readonly today: Day
  readonly at: string
  readonly unit?: string | undefined
  /** At most so many rows of accounts that do not pass; the counts are of all. */
  readonly limit: number
}

export interface PointRow {
  readonly accountId: number
  readonly key: string
  readonly name: string
  readonly clause: string
  readonly outcome: 'failed' | 'cantTell'
  readonly because: string
}

export interface PointAnswer {
  readonly monitorPoint: Day
  readonly accounts: number
  /** By clause that machines judge: how many accounts have which outcome. */
  readonly counts: Readonly<Record<string, Readonly<Partial<Record<Outcome, number>>>>>
  readonly rows: readonly PointRow[]
}

/** Judges every account in use at the monitoring point. */
export async function judgeRegister(tx: Tx, question: PointQuestion): Promise<PointAnswer> {
  const { monitorPoint, today, at, unit, limit } = question
  const machine = Object.entries(question.ruleSet.clauses).filter(([, { decidedBy }]) => decidedBy === 'machine')
  const rules = { ...question.ruleSet, clauses: Object.fromEntries(machine) }
  const ahead = Math.max(0, daysBetween(today, monitorPoint))
  const counts: Record<string, Partial<Record<Outcome, number>>> = {}
  const rows: PointRow[] = []
  let accounts = 0
  for await (const chunk of chunks(2000, (part) => knownAccounts(tx, { ...part, unit, at }))) {
    accounts += chunk.length
    for (const account of chunk) {
      const evidence = inDays({ posts: account.posts }, ahead)
      for (const { clause, outcome, because } of judge(
        rules,
        judgedTarget('account', account),
        evidence,
        monitorPoint,
      )) {
        const own = (counts[clause] ??= {})
        own[outcome] = (own[outcome] ?? 0) + 1
        if ((outcome !== 'failed' && outcome !== 'cantTell') || rows.length >= limit) continue
        const { id, platform, platformId, name } = account
        const key = `${platformLabels[platform as PlatformId]}/${platformId}`
        rows.push({ accountId: id, key, name, clause, outcome, because })
      }
    }
  }
  return { monitorPoint, accounts, counts, rows }
}
