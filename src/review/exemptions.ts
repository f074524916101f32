/**
 * 白名单: what a finding is excused from, where and until when. An exemption counts for an inspection whose monitoring point is
 * not after its last day, so an expired one comes back by itself and a result never changes because time goes by.
 */
import type { Finding } from '../indicators/define.ts'
import type { Judgement } from '../judging/judge.ts'
import { Failure } from '../kernel/failure.ts'
import type { Day } from '../kernel/day.ts'
import type { Clause, TargetKind } from '../regulations/rule-set.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'

/** 某处 · 某网站或账号 · 某单位 · 全部 */
export const exemptionScopes = { place: '某处', target: '某对象', unit: '某单位', everywhere: '全部' } as const
export type ExemptionScope = keyof typeof exemptionScopes

export interface NewExemption {
  readonly clause: string
  readonly scope:
    | { readonly kind: 'place'; readonly place: string }
    | { readonly kind: 'target'; readonly target: TargetKind; readonly targetId: number }
    | { readonly kind: 'unit'; readonly unitId: number }
    | { readonly kind: 'everywhere' }
  readonly reason: string
  /** The last day it counts on. */
  readonly validTo: Day
}

export interface Exemption {
  readonly id: number
  readonly clauseId: string
  readonly scope: ExemptionScope
  readonly place: string | null
  readonly target: string | null
  readonly targetId: number | null
  readonly unitId: number | null
  readonly reason: string
  readonly author: string
  readonly validTo: Day
}

type By = { readonly actor: string; readonly at: string }

/** Adds an exemption; its id. A place is an address, or the beginning of addresses with `*` behind it. */
export async function addExemption(tx: Tx, exemption: NewExemption, by: By): Promise<number> {
  const { clause, scope, reason, validTo } = exemption
  if (reason.trim() === '') throw new Failure('badInput.reason', '白名单必须写明理由', '请补充理由')
  if (scope.kind === 'place' && scope.place.replace(/\*$/, '').trim() === '') {
    throw new Failure('badInput.place', '没有写明地址', '请填写地址，或以 * 结尾的地址开头；全部豁免请用 everywhere')
  }
  const row = await tx
    .insertInto('exemption')
    .values({
      clauseId: clause,
      scope: scope.kind,
      place: scope.kind === 'place' ? scope.place : null,
      target: scope.kind === 'target' ? scope.target : null,
      targetId: scope.kind === 'target' ? scope.targetId : null,
      unitId: scope.kind === 'unit' ? scope.unitId : null,
      reason,
      author: by.actor,
      recordedAt: by.at,
      validTo,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const after = { clause, scope, validTo }
  await record(tx, { ...by, action: 'exemption.added', subject: `exemption/${row.id}`, detail: {}, reason, after })
  return row.id
}

/** Ends an exemption now, for all campaigns that are not published: it was a mistake. */
export async function endExemption(tx: Tx, id: number, reason: string, by: By): Promise<void> {
  const ended = await tx
    .updateTable('exemption')
    .set({ endedAt: by.at, endedBy: by.actor })
    .where('id', '=', id)
    .where('endedAt', 'is', null)
    .executeTakeFirst()
  if (ended.numUpdatedRows === 0n) {
    throw new Failure('notFound.exemption', `没有生效中的白名单 ${id}`, '可用 review exempt list 查看')
  }
  await record(tx, { ...by, action: 'exemption.ended', subject: `exemption/${id}`, detail: {}, reason })
}

/** All that were not ended; with `on` those that still count on that day. */
export async function listExemptions(tx: Tx, on?: Day): Promise<Exemption[]> {
  const rows = tx
    .selectFrom('exemption')
    .select(['id', 'clauseId', 'scope', 'place', 'target', 'targetId', 'unitId', 'reason', 'author', 'validTo'])
    .where('endedAt', 'is', null)
    .orderBy('id')
  return (await (on === undefined ? rows : rows.where('validTo', '>=', on)).execute()) as Exemption[]
}

export interface NamedExemption extends Exemption {
  readonly recordedAt: string
  /** What it covers, in words. */
  readonly covers: string
  /** Whether it covers nothing but the given units and what they organise. */
  readonly own: boolean
}

/** Those in force or to come, with what they cover; for some units theirs and those that cover everybody. */
export async function namedExemptions(tx: Tx, units: 'all' | readonly number[]): Promise<NamedExemption[]> {
  const rows = await tx
    .selectFrom('exemption')
    .leftJoin('site', (join) => join.onRef('site.id', '=', 'exemption.targetId').on('exemption.target', '=', 'site'))
    .leftJoin('account', (join) =>
      join.onRef('account.id', '=', 'exemption.targetId').on('exemption.target', '=', 'account'),
    )
    .leftJoin('unit', 'unit.id', 'exemption.unitId')
    .select(['exemption.id', 'clauseId', 'scope', 'place', 'target', 'targetId', 'unitId', 'reason', 'author'])
    .select(['validTo', 'recordedAt', 'unit.name as unitName', 'site.name as siteName', 'account.name as accountName'])
    .select((eb) => eb.fn.coalesce('site.organiserId', 'account.organiserId', 'unitId').as('organiserId'))
    .where('endedAt', 'is', null)
    .orderBy('exemption.id', 'desc')
    .execute()
  return rows.flatMap(({ unitName, siteName, accountName, organiserId, ...row }) => {
    const own = organiserId !== null && (units === 'all' || units.includes(organiserId))
    if (organiserId !== null && !own) return []
    const covers = row.place ?? siteName ?? accountName ?? unitName ?? '全部对象'
    return [{ ...row, scope: row.scope as ExemptionScope, covers, own }]
  })
}

/** What an exemption is asked about. */
export interface ExemptSubject {
  readonly target: TargetKind
  readonly targetId: number
  readonly unitId: number
  readonly monitorPoint: Day
}

/** A judgement after exemptions: `exempted` holds the findings that do not count. */
export interface ReviewedJudgement extends Judgement {
  readonly exempted?: readonly Finding[]
}

/**
 * Takes exempted findings out of a failed judgement. Without any left it is not asked (`inapplicable`); a deduction keeps the
 * price of the others; where a number of faults makes the failure, a person has to say whether those left still do.
 */
export function exempt(
  judgement: Judgement,
  clause: Clause | undefined,
  exemptions: readonly Exemption[],
  subject: ExemptSubject,
): ReviewedJudgement {
  if (judgement.outcome !== 'failed') return judgement
  const own = exemptions.filter(
    ({ clauseId, validTo }) => clauseId === judgement.clause && validTo >= subject.monitorPoint,
  )
  if (own.length === 0) return judgement
  const whole = own.find((exemption) => coversAll(exemption, subject))
  const isExempt = (finding: Finding) => own.some(({ place }) => place !== null && covers(place, finding))
  const exempted = whole ? judgement.findings : judgement.findings.filter(isExempt)
  const findings = judgement.findings.filter((finding) => !exempted.includes(finding))
  if (whole || (exempted.length > 0 && findings.length === 0)) {
    const reason = (whole ?? own.find(({ place }) => place !== null && covers(place, exempted[0]!)))!.reason
    return { ...judgement, outcome: 'inapplicable', because: `列入白名单：${reason}`, findings: [], exempted }
  }
  if (exempted.length === 0) return judgement
  if (clause?.effect === 'deduction' && findings.every(({ points }) => points !== undefined)) {
    return { ...judgement, findings, exempted }
  }
  const because = `${exempted.length} 处列入白名单，其余 ${findings.length} 处是否仍达到本条的标准由人工判断。${judgement.because}`
  return { ...judgement, outcome: 'cantTell', because, findings, exempted }
}

function coversAll({ scope, target, targetId, unitId }: Exemption, subject: ExemptSubject): boolean {
  if (scope === 'everywhere') return true
  if (scope === 'unit') return unitId === subject.unitId
  return scope === 'target' && target === subject.target && targetId === subject.targetId
}

/** An address ending in `*` covers all that begin with what stands before it. */
function covers(place: string, { url, where }: Finding): boolean {
  const here = url ?? where
  return place.endsWith('*') ? here.startsWith(place.slice(0, -1)) : here === place
}
