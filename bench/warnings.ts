/** 100,000 accounts with 100 posts each: warnings raised, the register judged at a point, the list page by page. */
import { addDays, day } from '../src/kernel/day.ts'
import { judgeRegister } from '../src/monitoring/judge-register.ts'
import { raiseWarnings } from '../src/monitoring/raise-warnings.ts'
import { announcedHolidays } from '../src/regulations/holidays.ts'
import { ruleSets } from '../src/regulations/index.ts'
import type { Store } from '../src/store/connect.ts'
import { transaction } from '../src/store/database.ts'
import type { Benchmark } from './benchmark.ts'
import { copyRows } from './copy-rows.ts'
import { accountNumbers, addAccounts, addUnits, registerSize } from './large-register.ts'
import { seconds } from './measure.ts'
import { pageFigures } from './page-times.ts'
import { withTemporaryStore } from './temporary-store.ts'

const { accounts } = registerSize
const postsEach = 100
const today = day('2025-08-20')
const at = '2025-08-19T22:30:00.000Z'
const ruleSet = ruleSets['gansu-2025']

/** What people ask of the list. */
const questions = [
  '',
  '?unit=U0',
  '?unit=U7&state=raised',
  '?level=1',
  '?level=3&level=7&target=account',
  '?state=expired&limit=200',
  '?search=%E8%B4%A6%E5%8F%B7999',
  '?search=nothing-like-it',
  '?clause=NM-V2.1&offset=5000',
  '/unknown',
  '/unknown?unit=U0&offset=100',
]

export const earlyWarnings: Benchmark = {
  name: 'warnings',
  goal: '100,000 accounts with 100 posts each: warnings raised under 15 s, judged at a point under 15 s, a page of the list under 200 ms (p95)',
  run: () =>
    withTemporaryStore(async (store) => {
      await fill(store)
      const memory = watchMemory()
      const first = await seconds(() => raise(store))
      const before = process.cpuUsage()
      const again = await seconds(() => raise(store))
      const used = process.cpuUsage(before)
      const point = await seconds(() => judgeAt(store))
      const peak = memory.stop()
      await store.pool.query('analyze')
      const pages = await pageFigures(store, '/api/warnings', questions)
      return [
        {
          label: 'warnings raised, the first time',
          value: first,
          unit: 's',
          atMost: 15,
          note: `${await counts(store)}`,
        },
        { label: 'the same again, nothing changed', value: again, unit: 's', atMost: 15 },
        {
          label: 'of this, processor time of this process',
          value: (used.user + used.system) / 1e6,
          unit: 's',
          note: 'the rest is the database and other programs',
        },
        { label: 'judged at a point in the future', value: point, unit: 's', atMost: 15 },
        {
          label: 'memory of this process',
          value: peak,
          unit: 'MiB',
          atMost: 1024,
          note: 'highest resident set, every 50 ms',
        },
        ...pages,
      ]
    }),
}

async function raise({ db }: Store): Promise<void> {
  const settings = { ruleSet, today, at, calendar: announcedHolidays, siteFreshWithinDays: 3, actor: 'bench' }
  const { targets, unknown } = await transaction(db, (tx) => raiseWarnings(tx, settings))
  if (targets !== accounts || unknown === 0) throw new Error(`looked at ${targets} accounts, ${unknown} unknown`)
}

async function judgeAt({ db }: Store): Promise<void> {
  const answer = await judgeRegister(db, { ruleSet, today, at, monitorPoint: addDays(today, 5), limit: 100 })
  if (answer.accounts !== accounts) throw new Error(`judged ${answer.accounts}`)
}

async function counts({ pool }: Store): Promise<string> {
  const { rows } = await pool.query(
    'select (select count(*) from warning) as w, (select count(*) from update_unknown) as u',
  )
  return `${rows[0].w} warnings, ${rows[0].u} unknown`
}

function watchMemory() {
  let peak = 0
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50)
  return {
    stop() {
      clearInterval(timer)
      return peak / 2 ** 20
    },
  }
}

async function fill({ pool }: Store): Promise<void> {
  await addUnits(pool)
  await addAccounts(pool)
  const source = ['id', 'account_id', 'kind', 'address', 'trust', 'fresh_hours', 'host', 'added_by', 'added_at']
  await copyRows(pool, 'account_source', source, sourceRows())
  const posts = [
    'source_id',
    'account_id',
    'captured_at',
    'known_until',
    'covered_from',
    'undated_count',
    'last_on',
    'days',
    'gone_days',
    'posts',
  ]
  await copyRows(pool, 'account_posts', posts, postRows())
  await pool.query('vacuum analyze')
}

function* sourceRows() {
  for (const n of accountNumbers())
    yield [n, n, 'feed', `https://feeds.example/${n}`, 3, 72, 'feeds.example', 'bench', at]
}

/** A post every other day; every tenth account is silent for up to 30 days, every fiftieth source is ten days old. */
function* postRows() {
  const title = '关于进一步优化营商环境若干措施的通知'
  for (const n of accountNumbers()) {
    const newest = addDays(today, n % 10 === 0 ? -((n / 10) % 30) : -1)
    const days = Array.from({ length: postsEach }, (_, index) => addDays(newest, -2 * index))
    const known = n % 50 === 0 ? '2025-08-10T02:00:00.000Z' : at
    const texts = JSON.stringify(days.map((publishedOn, index) => ({ id: `${n}-${index}`, title, publishedOn })))
    yield [n, n, known, known, days.at(-1)!, 0, newest, `{${days.join(',')}}`, '{}', texts]
  }
}
