/** The queue as administrators see it: how much waits, who works at what, and what does not get on. */
import { sql } from 'kysely'
import { roundKey } from '../campaigns/round.ts'
import type { TargetKind } from '../regulations/rule-set.ts'
import type { Tx } from '../store/database.ts'
import { enqueueInspections, type Jobs } from '../store/jobs.ts'
import { record } from '../store/audit.ts'
import { transaction } from '../store/database.ts'

/** The queues of the program, in Chinese. */
export const queueNames = { inspect: '检查', 'recheck-links': '错链复测' } as const
export type QueueName = keyof typeof queueNames

export interface QueueState {
  readonly queue: QueueName
  /** Ready to be taken. */
  readonly ready: number
  /** Not before a later time: night hours, a stop, a pause between two tries. */
  readonly later: number
  readonly active: number
  /** Ended within the last hour. */
  readonly doneLastHour: number
  /** Given up after all tries. */
  readonly failed: number
}

export interface QueueWorker {
  /** Host and process. */
  readonly worker: string
  readonly startedAt: string
  readonly seenAt: string
  readonly state: 'working' | 'silent' | 'stopped'
  /** Inspections that it may have under way at once. */
  readonly slots: number
}

export interface RunningInspection {
  readonly inspectionId: number
  readonly campaignId: string
  readonly round: string
  readonly target: TargetKind
  readonly targetName: string
  /** `null`: nothing was written yet that says who. */
  readonly worker: string | null
  readonly startedAt: string
  /** Tries before this one. */
  readonly earlierTries: number
  readonly pagesDone: number | null
  readonly pagesKnown: number | null
  readonly pagesPerSecond: number | null
  readonly remainingSeconds: number | null
  readonly savedAt: string | null
}

/** `silent`: its worker says nothing any more · `gaveUp`: failed after all tries · `notQueued`: waits, but is in no queue. */
export type StuckReason = 'silent' | 'gaveUp' | 'notQueued'

export interface StuckInspection {
  readonly inspectionId: number
  readonly campaignId: string
  readonly round: string
  readonly targetName: string
  readonly reason: StuckReason
  readonly since: string | null
  /** What the last try said. */
  readonly detail: string
}

export interface LateDeadline {
  readonly id: number
  readonly kind: string
  readonly subject: string
  readonly dueAt: string
  readonly attempts: number
  readonly detail: string
}

export interface QueueOverview {
  readonly queues: readonly QueueState[]
  readonly workers: readonly QueueWorker[]
  readonly running: readonly RunningInspection[]
  readonly stuck: readonly StuckInspection[]
  readonly stuckTotal: number
  readonly deadlines: { readonly open: number; readonly late: readonly LateDeadline[] }
}

const [mostShown, silentSeconds, lateMinutes] = [200, 30, 5]

/** Everything about the queue at the instant `now`, which deadlines are compared with. */
export async function queueOverview(tx: Tx, now: string): Promise<QueueOverview> {
  const deadlines = await deadlineState(tx, now)
  // Before the first campaign there is no queue.
  const { rows } = await sql<{ queue: unknown }>`select to_regclass('pgboss.job') as queue`.execute(tx)
  if (rows[0]!.queue === null) {
    return { queues: [], workers: [], running: [], stuck: [], stuckTotal: 0, deadlines }
  }
  const [queues, workers, running, stuck] = [
    await queueStates(tx),
    await workersOf(tx),
    await runningInspections(tx),
    await stuckInspections(tx),
  ]
  return { queues, workers, running, stuck: stuck.slice(0, mostShown), stuckTotal: stuck.length, deadlines }
}

async function queueStates(tx: Tx): Promise<readonly QueueState[]> {
  const { rows } = await sql<QueueState>`
    select queue.name as queue,
      count(*) filter (where state in ('created', 'retry') and start_after <= now())::int as ready,
      count(*) filter (where state in ('created', 'retry') and start_after > now())::int as later,
      count(*) filter (where state = 'active')::int as active,
      count(*) filter (where state = 'completed' and completed_on > now() - interval '1 hour')::int as "doneLastHour",
      count(*) filter (where state = 'failed')::int as failed
    from pgboss.queue left join pgboss.job on job.name = queue.name
    where queue.name = any(${Object.keys(queueNames)}) group by queue.name order by queue.name`.execute(tx)
  return rows
}

/** Processes that take inspections; one that ended more than a day ago is left out. */
async function workersOf(tx: Tx): Promise<readonly QueueWorker[]> {
  const { rows } = await sql<QueueWorker>`
    select host || ':' || pid as worker, started_on as "startedAt", heartbeat_on as "seenAt",
      case when stopped_on is not null then 'stopped'
        when heartbeat_on < now() - make_interval(secs => heartbeat_seconds * 3) then 'silent' else 'working' end as state,
      (select count(*) from jsonb_array_elements(workers) as entry where entry ->> 'queue' = 'inspect')::int as slots
    from pgboss.instance
    where heartbeat_on > now() - interval '1 day'
      and exists (select from jsonb_array_elements(workers) as entry where entry ->> 'queue' = 'inspect')
    order by stopped_on is not null, host, pid`.execute(tx)
  return rows
}

const ofJob = sql`
  join inspection on inspection.id = (job.data ->> 'inspectionId')::int
  join round on round.id = inspection.round_id
  join frozen_target on frozen_target.round_id = inspection.round_id and frozen_target.target_id = inspection.target_id`

interface OfRound {
  readonly target: TargetKind
  readonly ordinal: number
}

async function runningInspections(tx: Tx): Promise<readonly RunningInspection[]> {
  const { rows } = await sql<Omit<RunningInspection, 'round'> & OfRound>`
    select inspection.id as "inspectionId", round.campaign_id as "campaignId", round.target, round.ordinal,
      frozen_target.name as "targetName", crawl.worker, job.started_on as "startedAt",
      job.retry_count + coalesce((job.data ->> 'earlierAttempts')::int, 0) as "earlierTries",
      crawl.pages_done as "pagesDone", crawl.pages_known as "pagesKnown", crawl.pages_per_second as "pagesPerSecond",
      crawl.remaining_seconds as "remainingSeconds", crawl.saved_at as "savedAt"
    from pgboss.job ${ofJob} left join crawl on crawl.inspection_id = inspection.id
    where job.name = 'inspect' and job.state = 'active'
    order by crawl.worker nulls last, job.started_on limit ${mostShown}`.execute(tx)
  return rows.map(({ ordinal, ...row }) => ({ ...row, round: roundKey({ target: row.target, ordinal }) }))
}

async function stuckInspections(tx: Tx): Promise<readonly StuckInspection[]> {
  const { rows } = await sql<Omit<StuckInspection, 'round'> & OfRound>`
    select inspection.id as "inspectionId", round.campaign_id as "campaignId", round.target, round.ordinal,
      frozen_target.name as "targetName",
      case job.state when 'failed' then 'gaveUp' when 'active' then 'silent' else 'notQueued' end as reason,
      coalesce(job.completed_on, job.heartbeat_on, job.started_on) as since,
      left(coalesce(job.output ->> 'message', ''), 500) as detail
    from inspection
    join round on round.id = inspection.round_id
    join campaign on campaign.id = round.campaign_id
    join frozen_target on frozen_target.round_id = inspection.round_id and frozen_target.target_id = inspection.target_id
    left join lateral (
      select state, completed_on, heartbeat_on, started_on, output from pgboss.job
      where name = 'inspect' and singleton_key = inspection.id::text
      order by (state in ('created', 'retry', 'active')) desc, created_on desc limit 1
    ) job on true
    where inspection.state = 'waiting' and campaign.state = 'collecting'
      and (job.state is null or job.state in ('failed', 'completed', 'cancelled')
        or job.state = 'active' and job.heartbeat_on < now() - make_interval(secs => ${silentSeconds}))
    order by inspection.id`.execute(tx)
  return rows.map(({ target, ordinal, ...row }) => ({ ...row, round: roundKey({ target, ordinal }) }))
}

async function deadlineState(tx: Tx, now: string): Promise<QueueOverview['deadlines']> {
  const { open } = await tx
    .selectFrom('deadline')
    .select((eb) => eb.fn.countAll<number>().as('open'))
    .where('doneAt', 'is', null)
    .executeTakeFirstOrThrow()
  const { rows: late } = await sql<LateDeadline>`
    select id, kind, subject, due_at as "dueAt", attempts, split_part(coalesce(last_error, ''), E'\n', 1) as detail
    from deadline
    where done_at is null
      and (attempts > 0 or due_at < ${now}::timestamptz - make_interval(mins => ${lateMinutes}))
    order by due_at limit ${mostShown}`.execute(tx)
  return { open, late }
}

/** Puts what was given up, or is in no queue, into the queue again; returns the inspections. */
export async function enqueueStuck(
  db: Parameters<typeof transaction>[0],
  jobs: Jobs,
  reason: string,
  by: { readonly actor: string; readonly at: string },
): Promise<readonly number[]> {
  return transaction(db, async (tx) => {
    const stuck = (await stuckInspections(tx)).filter((entry) => entry.reason !== 'silent')
    const ids = stuck.map(({ inspectionId }) => inspectionId)
    if (ids.length === 0) return []
    await enqueueInspections(jobs, tx, ids)
    await record(tx, { ...by, action: 'inspections.requeued', subject: 'queue', detail: { inspections: ids }, reason })
    return ids
  })
}
