/** The posting records of accounts in use, part by part. */
import { sql } from 'kysely'
import { dayOfInstant } from '../kernel/day.ts'
import { epochMs } from '../kernel/instant.ts'
import { platformLabels, type PlatformId } from '../registry/platforms/index.ts'
import type { Tx } from '../store/database.ts'
import { knownAccounts, type ChunkOf } from './known-posts.ts'
import { postingRecord, type PostingRecord } from './posting-record.ts'

export interface ListedRecord {
  readonly id: number
  /** 账号类型/账号标识 */
  readonly key: string
  readonly name: string
  readonly unit: { readonly code: string; readonly name: string }
  readonly followers: number | null
  readonly yearlyCostYuan: number | null
  /** `null`: no source was ever read. */
  readonly record: PostingRecord | null
}

export interface RecordQuestion extends ChunkOf {
  /** ISO instant of the question. */
  readonly at: string
  readonly dormantAfterDays: number
}

/** Records of the accounts after an id, in order of ids; fewer than `limit` when there are no more. */
export async function listRecords(tx: Tx, question: RecordQuestion): Promise<readonly ListedRecord[]> {
  const accounts = await knownAccounts(tx, question)
  const { rows } = await sql<
    Omit<ListedRecord, 'key' | 'name' | 'unit' | 'record'> & { code: string; unitName: string }
  >`
    select account.id, followers, yearly_cost_yuan as "yearlyCostYuan", unit.code, unit.name as "unitName"
    from account join unit on unit.id = organiser_id
    where account.id = any(${accounts.map(({ id }) => id)}::integer[])`.execute(tx)
  const byId = new Map(rows.map((row) => [row.id, row]))
  const on = dayOfInstant(epochMs(question.at))
  return accounts.map(({ id, platform, platformId, name, posts }) => {
    const { code, unitName, followers, yearlyCostYuan } = byId.get(id)!
    const options = { on, dormantAfterDays: question.dormantAfterDays, freshWithinDays: 3, yearlyCostYuan }
    const record = 'value' in posts ? postingRecord(posts.value, options) : null
    const key = `${platformLabels[platform as PlatformId]}/${platformId}`
    return { id, key, name, unit: { code, name: unitName }, followers, yearlyCostYuan, record }
  })
}
