/**
 * Rule sets as an installation uses them. A version is stored as a whole when a campaign opens with it or a supervisor
 * corrects it, so what an old campaign was judged by never changes.
 */
import { createHash } from 'node:crypto'
import { Failure } from '../kernel/failure.ts'
import type { RuleSet } from '../regulations/rule-set.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { json } from '../store/json.ts'
import { chosenRules, readCorrections, withCorrections } from './chosen-rules.ts'

export interface Author {
  readonly actor: string
  /** ISO instant. */
  readonly at: string
}

export interface StoredVersion {
  readonly version: number
  readonly author: string
  readonly storedAt: string
  /** `null`: the program's own numbers. */
  readonly corrections: readonly unknown[] | null
}

/**
 * The rule set that a new campaign is judged by: the latest correction, else the program's own. A `conflict` failure when the
 * program's numbers have changed since they were corrected: somebody has to look at the correction again.
 */
export async function currentRules(tx: Tx, id: string, by: Author): Promise<RuleSet> {
  const program = chosenRules(id)
  const sha256 = digestOf(program)
  const latest = await latestVersion(tx, id)
  if (latest?.programSha256 === sha256) return latest.value
  if (latest !== undefined && latest.corrections !== null) {
    throw new Failure(
      'conflict.rulesChanged',
      `程序自带的口径 ${id} 在第 ${latest.version} 版更正之后有了变化`,
      `请核对更正是否仍然适用，再用 rules correct 重新提交（更正文件中写第 ${latest.version} 版）`,
    )
  }
  const value = { ...program, version: Math.max(program.version, (latest?.version ?? 0) + 1) }
  await insert(tx, value, sha256, null, by)
  return value
}

/** The rule set as it would be used now, to be read; nothing is stored. A `badInput` failure when there is none. */
export async function rulesInUse(tx: Tx, id: string): Promise<RuleSet> {
  const program = chosenRules(id)
  return (await latestVersion(tx, id))?.value ?? program
}

/** What a campaign is judged by. */
export async function rulesOfCampaign(
  tx: Tx,
  { ruleSet, ruleSetVersion }: { readonly ruleSet: string; readonly ruleSetVersion: number },
): Promise<RuleSet> {
  const row = await tx
    .selectFrom('ruleSetVersion')
    .select('value')
    .where('ruleSet', '=', ruleSet)
    .where('version', '=', ruleSetVersion)
    .executeTakeFirst()
  if (row !== undefined) return row.value
  // Campaigns that were opened before versions were stored.
  const program = chosenRules(ruleSet)
  if (program.version === ruleSetVersion) return program
  throw new Error(`version ${ruleSetVersion} of rule set ${ruleSet} was never stored`)
}

/**
 * Stores a corrections file (docs/how-to/correct-a-rule.md) as the next version, all or none, with an audit entry. It must
 * name the version that is in use now. Campaigns that are open keep theirs until they adopt the new one.
 */
export async function correctRules(tx: Tx, id: string, text: string, by: Author): Promise<RuleSet> {
  const program = chosenRules(id)
  const latest = await latestVersion(tx, id)
  const sha256 = digestOf(program)
  // Corrections of numbers that the program has changed since start from the program's new numbers.
  const base =
    latest === undefined || latest.programSha256 === sha256
      ? (latest?.value ?? program)
      : { ...program, version: latest.version }
  const corrected = withCorrections(base, text)
  const { corrections } = readCorrections(text)
  await insert(tx, corrected, sha256, corrections, by)
  const detail = { version: corrected.version, corrections }
  await record(tx, { at: by.at, actor: by.actor, action: 'rules.corrected', subject: id, detail })
  return corrected
}

/** All stored versions of a rule set, the oldest first. */
export async function storedVersions(tx: Tx, id: string): Promise<readonly StoredVersion[]> {
  return tx
    .selectFrom('ruleSetVersion')
    .select(['version', 'author', 'storedAt', 'corrections'])
    .where('ruleSet', '=', id)
    .orderBy('version')
    .execute()
}

async function latestVersion(tx: Tx, id: string) {
  return tx
    .selectFrom('ruleSetVersion')
    .select(['version', 'value', 'programSha256', 'corrections'])
    .where('ruleSet', '=', id)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
}

async function insert(tx: Tx, value: RuleSet, sha256: string, corrections: readonly unknown[] | null, by: Author) {
  await tx
    .insertInto('ruleSetVersion')
    .values({
      ruleSet: value.id,
      version: value.version,
      value: json(value),
      programSha256: sha256,
      corrections: corrections && json(corrections),
      author: by.actor,
      storedAt: by.at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

function digestOf(ruleSet: RuleSet): string {
  return createHash('sha256').update(JSON.stringify(ruleSet)).digest('hex')
}
