/** The main job in a process of its own: from an empty folder to the published bulletin, simulated city included. */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { sql } from 'kysely'
import { openStore } from '../src/store/connect.ts'
import type { Benchmark } from './benchmark.ts'
import { short } from './measure.ts'
import { watchMemory } from './process-memory.ts'
import { withTemporaryFolder } from './temporary-store.ts'

const launcher = path.resolve(import.meta.dirname, '../bin/mingcha.mjs')
const mebibyte = 2 ** 20

export const demo: Benchmark = {
  name: 'demo',
  goal: 'an empty folder becomes the bulletin in less than 120 s, with less than 1 GiB of memory in all processes',
  run: () =>
    withTemporaryFolder(async (home) => {
      const { seconds, memory } = await runDemo(home)
      const { pages, records, roundSeconds } = await siteRounds(home)
      const programs = Object.entries(memory.byProgram).map(
        ([name, bytes]) => `${name} ${Math.round(bytes / mebibyte)}`,
      )
      const warning = memory.unreadable > 0 ? `; TOO SMALL: ${memory.unreadable} looks were refused` : ''
      return [
        { label: 'whole campaign', value: seconds, unit: 's', atMost: 120, note: 'one run' },
        {
          label: 'peak memory',
          value: memory.bytes / mebibyte,
          unit: 'MiB',
          atMost: 1024,
          note: `PSS of all processes twice a second: ${programs.join(', ')}${warning}`,
        },
        {
          label: 'pages read in the site rounds',
          value: pages / roundSeconds,
          unit: 'pages/s',
          note: `${pages} pages, ${records} archived records in ${short(roundSeconds)} s; the city shares the processors`,
        },
      ]
    }),
}

async function runDemo(home: string) {
  const start = performance.now()
  const env = { ...process.env, MINGCHA_HOME: home, DATABASE_URL: '' }
  const child = spawn(process.execPath, [launcher, '--json', 'demo', '--exit'], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const watch = watchMemory(child.pid!, 500)
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve))
  const seconds = (performance.now() - start) / 1000
  const memory = await watch.stop()
  if (code !== 0) throw new Error(`the demo ended with ${code}`)
  return { seconds, memory }
}

/** What the site rounds have left in the store. */
async function siteRounds(home: string) {
  const store = await openStore({ home })
  try {
    const { rows } = await sql<{ pages: number; records: number; seconds: number }>`
      select sum((links.value->>'pagesRead')::int) as pages, sum((archive->>'records')::int) as records,
             extract(epoch from max(gathered_at) - min(started_at))::float8 as seconds
      from inspection
      join round on round.id = round_id and round.target = 'site'
      left join evidence links on links.inspection_id = inspection.id and links.kind = 'links'
      group by round_id`.execute(store.db)
    const sum = (field: 'pages' | 'records' | 'seconds') => rows.reduce((total, row) => total + row[field], 0)
    return { pages: sum('pages'), records: sum('records'), roundSeconds: sum('seconds') }
  } finally {
    await store.close()
  }
}
