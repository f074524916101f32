/** 100,000 accounts with 20 posts each: judged again from the evidence in the database. */
import { openCampaign } from '../src/campaigns/open.ts'
import type { Evidence } from '../src/evidence/evidence.ts'
import { judge } from '../src/judging/judge.ts'
import { judgedTarget } from '../src/judging/judged-target.ts'
import { rejudge } from '../src/judging/rejudge.ts'
import { addDays, day } from '../src/kernel/day.ts'
import type { AccountSnapshot } from '../src/registry/snapshot.ts'
import { shanghai2025 } from '../src/regulations/shanghai-2025.ts'
import type { Store } from '../src/store/connect.ts'
import { transaction } from '../src/store/database.ts'
import type { Benchmark } from './benchmark.ts'
import { copyRows } from './copy-rows.ts'
import { cpuSeconds, median, seconds, spread } from './measure.ts'
import { withTemporaryStore } from './temporary-store.ts'

const accounts = 100_000
const postsEach = 20
const at = '2025-08-20T02:00:00.000Z'
const monitorPoint = day('2025-08-14')
const campaign = { id: '2025Q3', ruleSet: shanghai2025.id, ruleSetVersion: shanghai2025.version, state: 'review' }

export const rejudgeAccounts: Benchmark = {
  name: 'rejudge',
  goal: '100,000 accounts with 20 posts each are judged again from stored evidence in less than 10 s',
  run: () =>
    withTemporaryStore(async (store) => {
      await fill(store)
      const runs: number[] = []
      const before = process.cpuUsage()
      for (let run = 0; run < 3; run += 1) runs.push(await seconds(() => rejudgeAll(store)))
      const used = process.cpuUsage(before)
      const pure = [1, 2, 3].map(() => cpuSeconds(judgeInMemory))
      const bare = await seconds(() => readBare(store))
      return [
        { label: 'from the database', value: median(runs), unit: 's', atMost: 10, note: `median of ${spread(runs)}` },
        {
          label: 'of this, processor time of this process',
          value: (used.user + used.system) / 1e6 / runs.length,
          unit: 's',
          note: 'mean; the rest is the database and other programs',
        },
        { label: 'judging alone, in memory', value: median(pure), unit: 's', note: `median of ${spread(pure)}` },
        {
          label: 'ratio to only reading the evidence',
          value: median(runs) / bare,
          unit: '×',
          note: 'select value::text, 1,000 rows at once, thrown away',
        },
      ]
    }),
}

/** In a transaction, as the command does it. */
async function rejudgeAll({ db }: Store): Promise<void> {
  const { inspections, changed } = await transaction(db, (tx) =>
    rejudge(tx, campaign, { dryRun: true, at, actor: 'bench' }),
  )
  if (inspections !== accounts || changed.length > 0) {
    throw new Error(`judged ${inspections} inspections with ${changed.length} changes`)
  }
}

/** What reading costs whoever reads: server, socket and driver, without a JSON value being made. */
async function readBare({ pool }: Store): Promise<void> {
  for (let from = 1; from <= accounts; from += 1000) {
    const range = [from, from + 999]
    await pool.query('select inspection_id, value::text from evidence where inspection_id between $1 and $2', range)
  }
}

/** The same thousand accounts a hundred times: all of them at once would measure the memory, too. */
function judgeInMemory(): void {
  const prepared = Array.from({ length: 1000 }, (_, index) => ({
    target: judgedTarget('account', snapshot(index + 1)),
    evidence: { posts: { value: posts(index + 1) } },
  }))
  for (let round = 0; round < accounts / prepared.length; round += 1) {
    for (const { target, evidence } of prepared) judge(shanghai2025, target, evidence, monitorPoint)
  }
}

async function fill({ db, pool }: Store): Promise<void> {
  const words = { issuer: '市政府办公厅', style: 'shanghai', seed: 'bench', openedBy: 'bench', openedAt: at }
  await openCampaign(db, {
    ...campaign,
    ...words,
    monitorPoint,
    siteRounds: [monitorPoint],
    strata: [],
    demonstration: true,
  })
  const round = await db.selectFrom('round').select('id').where('target', '=', 'account').executeTakeFirstOrThrow()
  await copyRows(pool, 'frozen_target', ['round_id', 'target_id', 'snapshot'], targets(round.id))
  const inspection = ['id', 'round_id', 'target_id', 'purpose', 'strata', 'state']
  await copyRows(pool, 'inspection', inspection, inspections(round.id))
  const evidence = ['inspection_id', 'kind', 'value', 'sha256', 'captured_at']
  await copyRows(pool, 'evidence', evidence, evidenceRows())
  const judgement = ['inspection_id', 'clause_id', 'outcome', 'because', 'findings', 'rule_set', 'rule_set_version']
  await copyRows(pool, 'judgement', [...judgement, 'judged_at'], judgementRows())
  await pool.query('vacuum analyze')
}

function* numbers(): Generator<number> {
  for (let n = 1; n <= accounts; n += 1) yield n
}

function* targets(roundId: number) {
  for (const n of numbers()) yield [roundId, n, JSON.stringify(snapshot(n))]
}

function* inspections(roundId: number) {
  for (const n of numbers()) yield [n, roundId, n, 'regular', '{census}', 'judged']
}

function* evidenceRows() {
  for (const n of numbers()) yield [n, 'posts', JSON.stringify(posts(n)), 'e3b0c442', at]
}

function* judgementRows() {
  for (const n of numbers()) {
    const evidence = { posts: { value: posts(n) } }
    for (const judged of judge(shanghai2025, judgedTarget('account', snapshot(n)), evidence, monitorPoint)) {
      const findings = JSON.stringify(judged.findings)
      yield [n, judged.clause, judged.outcome, judged.because, findings, shanghai2025.id, shanghai2025.version, at]
    }
  }
}

function snapshot(n: number): AccountSnapshot {
  const organiser = { id: 1, name: '上海市统计局', shortName: '市统计局', kind: 'department', printOrder: 1 } as const
  const account = { id: n, platform: 'weixin', platformId: `gh_${n}`, name: `上海统计${n}` } as const
  const feedUrl = `https://feeds.example/${n}`
  return { ...account, purpose: 'publish', state: 'active', sourceKind: 'feed', feedUrl, organiser }
}

/** As many titles and addresses as a real feed shows; every hundredth account fell silent before the window. */
function posts(n: number): Evidence['posts'] {
  const newest = n % 100 === 0 ? day('2025-07-31') : day('2025-08-19')
  return {
    source: `https://feeds.example/${n}`,
    capturedAt: at,
    knownThrough: day('2025-08-20'),
    coveredFrom: day('2025-06-01'),
    undatedCount: 0,
    posts: Array.from({ length: postsEach }, (_, index) => {
      const publishedOn = addDays(newest, -2 * index)
      return {
        id: `https://mp.example/s?__biz=${n}&mid=${index}&sn=0123456789abcdef`,
        title: `第${n}号账号第${index}条：关于进一步优化营商环境若干措施的通知`,
        url: `https://mp.example/s?__biz=${n}&mid=${index}&sn=0123456789abcdef`,
        publishedOn,
        publishedAt: `${publishedOn}T09:30:00.000Z`,
        rawDate: `${publishedOn} 17:30`,
      }
    }),
  }
}
