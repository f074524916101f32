/**
 * Measured precision of every indicator: of what the machine called failed and persons have decided, how much was confirmed.
 * Nothing is guessed: without decisions there is no number.
 */
import { sql } from 'kysely'
import { everything, seesInspection, type Scope } from '../registry/scope.ts'
import type { Tx } from '../store/database.ts'
import { dismissalReasons } from './dismissal-reasons.ts'

export interface Precision {
  readonly clause: string
  /** Judgements of the machine that are `failed` now. */
  readonly found: number
  readonly confirmed: number
  readonly dismissed: number
  /** Reviewers who do not agree. */
  readonly disputed: number
  /** How often a finding was dismissed for what, by code; the most frequent first. */
  readonly reasons: readonly { readonly code: string; readonly label: string; readonly count: number }[]
}

/** By clause, in all campaigns or in one, of the findings within a scope. What inspectors say does not count: they propose. */
export async function measuredPrecision(
  tx: Tx,
  {
    campaignId,
    clause,
    scope = everything,
  }: {
    readonly campaignId?: string | undefined
    readonly clause?: string | undefined
    readonly scope?: Scope | undefined
  } = {},
): Promise<Precision[]> {
  const { rows } = await sql<Precision & { readonly codes: readonly (string | null)[] | null }>`
    with latest as (
      select distinct on (inspection_id, clause_id, author) * from decision where role <> 'inspector'
      order by inspection_id, clause_id, author, id desc
    ), counted as (
      select inspection_id, clause_id,
        bool_or(kind in ('confirmed', 'failed')) as against, bool_or(kind in ('dismissed', 'passed')) as in_favour,
        (array_agg(coalesce(reason_code, 'other') order by id desc) filter (where kind = 'dismissed'))[1] as code
      from latest group by inspection_id, clause_id
    )
    select j.clause_id as clause, count(*) as found,
      count(*) filter (where c.against and not c.in_favour) as confirmed,
      count(*) filter (where c.in_favour and not c.against) as dismissed,
      count(*) filter (where c.in_favour and c.against) as disputed,
      array_agg(c.code) filter (where c.in_favour and not c.against) as codes
    from judgement j join inspection i on i.id = j.inspection_id join round r on r.id = i.round_id
    left join counted c on c.inspection_id = j.inspection_id and c.clause_id = j.clause_id
    where j.outcome = 'failed' and i.purpose = 'regular' and ${seesInspection(scope, 'i.id')}
      and (${campaignId ?? null}::text is null or r.campaign_id = ${campaignId ?? null})
      and (${clause ?? null}::text is null or j.clause_id = ${clause ?? null})
    group by j.clause_id order by j.clause_id`.execute(tx)
  return rows.map(({ codes, ...row }) => ({ ...row, reasons: counted(codes ?? []) }))
}

function counted(codes: readonly (string | null)[]): Precision['reasons'] {
  const labels: Readonly<Record<string, string>> = dismissalReasons
  return [...Map.groupBy(codes, (code) => code ?? 'other')]
    .map(([code, all]) => ({ code, label: labels[code] ?? '其他', count: all.length }))
    .toSorted((a, b) => b.count - a.count)
}

/** `null` while nobody has decided anything. */
export function precisionOf({ confirmed, dismissed }: Precision): number | null {
  return confirmed + dismissed === 0 ? null : confirmed / (confirmed + dismissed)
}
