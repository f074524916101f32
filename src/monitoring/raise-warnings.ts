/** Raising early warnings: what is found today against what was open yesterday. Asked twice on a day it changes nothing. */
import { sql } from 'kysely'
import { record } from '../store/audit.ts'
import type { Row, Tx } from '../store/database.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { assessTargets, type AssessSettings, type Assessed } from './assess-targets.ts'
import { nextWarningState, type WarningEvent, type WarningState } from './warning.ts'

export interface RaiseSettings extends AssessSettings {
  readonly actor: string
}

export interface RaisedWarnings {
  /** Accounts and sites that were looked at. */
  readonly targets: number
  readonly raised: number
  /** Open ones that came nearer to the limit. */
  readonly escalated: number
  readonly expired: number
  readonly resolved: number
  readonly withdrawn: number
  /** Clauses of targets of which nobody can tell. */
  readonly unknown: number
}

type Counts = { -readonly [Count in keyof RaisedWarnings]: RaisedWarnings[Count] }

/**
 * Looks at every target in use, raises what comes near to its limit, escalates, expires and resolves what was open. Give it a
 * transaction: two that raise at once do it one after the other.
 */
export async function raiseWarnings(tx: Tx, settings: RaiseSettings): Promise<RaisedWarnings> {
  await sql`select pg_advisory_xact_lock(hashtext('mingcha warnings'))`.execute(tx)
  const counts: Counts = { targets: 0, raised: 0, escalated: 0, expired: 0, resolved: 0, withdrawn: 0, unknown: 0 }
  for await (const chunk of assessTargets(tx, settings)) {
    counts.targets += chunk.length
    await writeWarnings(tx, chunk, settings, counts)
    await writeUnknown(tx, chunk, settings, counts)
  }
  counts.withdrawn += await withdrawUnasked(tx, settings.at)
  const { at, actor, today, ruleSet, unit } = settings
  const detail = { ruleSet: ruleSet.id, version: ruleSet.version, unit: unit ?? null, ...counts }
  await record(tx, { at, actor, action: 'warnings.raised', subject: today, detail })
  return counts
}

type OpenWarning = Pick<
  Row<'warning'>,
  'id' | 'targetId' | 'clauseId' | 'place' | 'level' | 'failsOn' | 'because' | 'unknownBecause' | 'state' | 'levelAt'
> &
  Pick<Row<'warning'>, 'expiredAt' | 'endedAt'>

async function writeWarnings(tx: Tx, chunk: readonly Assessed[], settings: RaiseSettings, counts: Counts) {
  const { target } = chunk[0]!
  const ids = chunk.map(({ targetId }) => targetId)
  const open: readonly OpenWarning[] = await tx
    .selectFrom('warning')
    .select(['id', 'targetId', 'clauseId', 'place', 'level', 'failsOn', 'because', 'unknownBecause', 'state'])
    .select(['levelAt', 'expiredAt', 'endedAt'])
    .where('endedAt', 'is', null)
    .where('target', '=', target)
    .where(sql<boolean>`target_id = any(${ids}::integer[])`)
    .execute()
  const before = new Map(open.map((warning) => [keyOf(warning), warning]))
  const changed: OpenWarning[] = []
  const added: Partial<Row<'warning'>>[] = []
  for (const { targetId, organiserId, outlooks } of chunk) {
    for (const outlook of outlooks) {
      const key = keyOf({ targetId, clauseId: outlook.clause, place: outlook.place })
      const was = before.get(key)
      before.delete(key)
      const { after, isNew } = follow(was, outlook, settings, counts)
      if (after !== null) changed.push(after)
      if (isNew) added.push(newWarning({ target, targetId, organiserId }, outlook, settings, counts))
    }
  }
  // A column that is no longer there, a clause that is no longer asked.
  for (const gone of before.values()) changed.push(moved(gone, 'notAsked', settings.at, counts))
  await updateWarnings(tx, changed)
  await upsertRows(tx, 'warning', [], added)
}

const keyOf = ({ targetId, clauseId, place }: Pick<OpenWarning, 'targetId' | 'clauseId' | 'place'>) =>
  `${targetId}\n${clauseId}\n${place}`

/** What becomes of an open warning, and whether a new one is raised. */
function follow(
  was: OpenWarning | undefined,
  { level, failsOn, because, isUnknown }: Assessed['outlooks'][number],
  { at, today }: RaiseSettings,
  counts: Counts,
): { readonly after: OpenWarning | null; readonly isNew: boolean } {
  if (was === undefined) return { after: null, isNew: level !== null }
  if (isUnknown) {
    // Nobody can tell: it is neither resolved nor expired.
    return { after: was.unknownBecause === because ? null : { ...was, unknownBecause: because }, isNew: false }
  }
  const known = { ...was, unknownBecause: null }
  if (level === null || failsOn === null) return { after: moved(known, 'updated', at, counts), isNew: false }
  const isLater = failsOn > was.failsOn && failsOn > today
  if (isLater) return { after: moved(known, 'updated', at, counts), isNew: true }
  if (level < was.level) {
    const nearer = { ...known, level, because, failsOn, levelAt: at }
    return { after: moved(nearer, level === 0 ? 'expired' : 'escalated', at, counts), isNew: false }
  }
  const isSame = was.unknownBecause === null && (failsOn === was.failsOn || was.level === 0)
  return { after: isSame ? null : { ...known, failsOn, because }, isNew: false }
}

const counted: Readonly<Record<Exclude<WarningEvent, 'sent'>, keyof Counts>> = {
  escalated: 'escalated',
  expired: 'expired',
  updated: 'resolved',
  notAsked: 'withdrawn',
}

function moved(warning: OpenWarning, event: Exclude<WarningEvent, 'sent'>, at: string, counts: Counts): OpenWarning {
  const state = nextWarningState(warning.state as WarningState, event)
  if (state === null) throw new Error(`a warning that is ${warning.state} cannot be ${event}`)
  counts[counted[event]] += 1
  return {
    ...warning,
    state,
    expiredAt: state === 'expired' ? at : warning.expiredAt,
    endedAt: state === 'resolved' || state === 'withdrawn' ? at : null,
  }
}

function newWarning(
  of: Pick<Assessed, 'target' | 'targetId' | 'organiserId'>,
  { clause, place, placeName, level, failsOn, because }: Assessed['outlooks'][number],
  { at, ruleSet }: RaiseSettings,
  counts: Counts,
): Partial<Row<'warning'>> {
  counts[level === 0 ? 'expired' : 'raised'] += 1
  return {
    ...of,
    clauseId: clause,
    place,
    placeName,
    level: level!,
    failsOn: failsOn!,
    because,
    state: level === 0 ? 'expired' : 'raised',
    ruleSet: ruleSet.id,
    ruleSetVersion: ruleSet.version,
    raisedAt: at,
    levelAt: at,
    expiredAt: level === 0 ? at : null,
  }
}

async function updateWarnings(tx: Tx, warnings: readonly OpenWarning[]): Promise<void> {
  if (warnings.length === 0) return
  await sql`
    update warning set level = changed.level, fails_on = changed."failsOn", because = changed.because,
      unknown_because = changed."unknownBecause", state = changed.state, level_at = changed."levelAt",
      expired_at = changed."expiredAt", ended_at = changed."endedAt"
    from json_to_recordset(${JSON.stringify(warnings)}::json) as changed(
      id bigint, level smallint, "failsOn" date, because text, "unknownBecause" text, state text,
      "levelAt" timestamptz, "expiredAt" timestamptz, "endedAt" timestamptz)
    where warning.id = changed.id`.execute(tx)
}

async function writeUnknown(tx: Tx, chunk: readonly Assessed[], { today }: RaiseSettings, counts: Counts) {
  const { target } = chunk[0]!
  const ids = chunk.map(({ targetId }) => targetId)
  const wanted = chunk.flatMap(({ targetId, organiserId, knownThrough, outlooks }) =>
    outlooks
      .filter(({ isUnknown, place }) => isUnknown && place === '')
      .map(({ clause, because }) => ({ target, targetId, organiserId, clauseId: clause, because, knownThrough })),
  )
  counts.unknown += wanted.length
  const stored = await tx
    .selectFrom('updateUnknown')
    .selectAll()
    .where('target', '=', target)
    .where(sql<boolean>`target_id = any(${ids}::integer[])`)
    .execute()
  const before = new Map(stored.map((row) => [`${row.targetId} ${row.clauseId}`, row]))
  const changed = wanted.flatMap((row) => {
    const key = `${row.targetId} ${row.clauseId}`
    const was = before.get(key)
    before.delete(key)
    const isSame = was?.because === row.because && was.knownThrough === row.knownThrough
    return isSame ? [] : [{ ...row, since: was?.since ?? today }]
  })
  await upsertRows(tx, 'updateUnknown', ['target', 'targetId', 'clauseId'], changed)
  const known = [...before.values()]
  if (known.length === 0) return
  await sql`
    delete from update_unknown using json_to_recordset(${JSON.stringify(known)}::json) as known("targetId" integer, "clauseId" text)
    where target = ${target} and target_id = known."targetId" and clause_id = known."clauseId"`.execute(tx)
}

/** Accounts and sites that are no longer in use are warned of no more. */
async function withdrawUnasked(tx: Tx, at: string): Promise<number> {
  const isInUse = sql`exists (
    select from account where target = 'account' and account.id = target_id and account.state = 'active'
    union all
    select from site where target = 'site' and site.id = target_id and site.state = 'active')`
  await sql`delete from update_unknown where not ${isInUse}`.execute(tx)
  const { numAffectedRows } = await sql`
    update warning set state = 'withdrawn', ended_at = ${at} where ended_at is null and not ${isInUse}`.execute(tx)
  return Number(numAffectedRows ?? 0)
}
