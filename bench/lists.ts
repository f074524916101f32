/** Every list of the console over millions of rows: first page, last page, filter, order, as the API answers them. */
import { createHttpApp } from '../src/http/app.ts'
import { signedIn } from '../src/http/sign-in-fixture.ts'
import type { Store } from '../src/store/connect.ts'
import type { Benchmark, Figure } from './benchmark.ts'
import { median, seconds } from './measure.ts'
import { fillWithMillions } from './million-rows.ts'
import { withTemporaryStore } from './temporary-store.ts'

const rounds = 10
const goalMs = 1000

/** What each list is asked; `last` stands for its last page. */
const lists: Readonly<Record<string, readonly string[]>> = {
  '/api/audit': [
    '',
    'last',
    'action=user.',
    'actor=人员7',
    'subject=subject/77',
    'from=2025-08-01&to=2025-08-02',
    'action=none',
  ],
  '/api/campaigns/2025Q3/review': [
    '',
    'last',
    'outcome=failed',
    'clause=NM-V2.1',
    'unit=U7',
    'name=999',
    'waiting=supervisor',
  ],
  '/api/campaigns/2025Q3/check-sheet': ['', 'last', 'unit=U7'],
  '/api/campaigns/2025Q3/results': ['', 'last', 'verdict=unqualified', 'search=999'],
  '/api/accounts': [
    '',
    'last',
    'under=U0',
    'search=号999',
    'order=followers&descending=true',
    'order=openedOn',
    'supervisor=',
  ],
  '/api/sites': ['', 'last', 'under=U0', 'search=999', 'order=name'],
  '/api/columns': ['', 'last', 'search=栏目999', 'updateDuty=true', 'site=S000000077'],
  '/api/units': ['', 'last', 'under=U0', 'search=99'],
  '/api/messages': ['', 'last', 'unit=U0', 'standing=overdue', 'handler=人员7', 'search=999', 'overMonth=true'],
  '/api/notices': ['', 'last', 'unit=U0', 'state=sent', 'overdue=true'],
  '/api/cases': ['', 'last', 'unit=U0', 'state=notified', 'search=999', 'overdue=true'],
  '/api/warnings': ['', 'last', 'unit=U0', 'search=999'],
  '/api/warnings/units': ['', 'last'],
  '/api/alerts': ['', 'last', 'open=true', 'unit=U0', 'search=999'],
  '/api/delivery/dispatches': ['', 'last', 'state=dead', 'channel=群', 'search=999'],
  '/api/load': ['', 'last', 'search=s99'],
  '/api/users': ['', 'last', 'search=99', 'role=operator'],
}

export const manyRows: Benchmark = {
  name: 'lists',
  goal: 'lists over 1,000,000 rows: every page of every list under 1 s (p95), the last one, filters and orders included',
  run: () =>
    withTemporaryStore(async (store) => {
      await fillWithMillions(store)
      return listFigures(store)
    }),
}

/** One figure per list: the 95 % of its slowest question. */
async function listFigures({ db }: Store): Promise<Figure[]> {
  const app = createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [] })
  const office = await signedIn(db, app)
  const administrator = await signedIn(db, app, 'systemAdministrator')
  const figures: Figure[] = []
  for (const [path, questions] of Object.entries(lists)) {
    const who = path === '/api/audit' || path === '/api/users' ? administrator : office
    const ask = async (query: string) => {
      const answer = await who.request(`${path}?${encodeURI(query)}`)
      const text = await answer.text()
      if (answer.status !== 200) throw new Error(`${path}?${query}: ${answer.status} ${text}`)
      return (JSON.parse(text) as { total: number }).total
    }
    const total = await ask('')
    const times: [number, string][] = []
    for (const question of questions) {
      const query = question === 'last' ? `page=${Math.ceil(total / 20)}` : question
      const runs: number[] = []
      for (let round = 0; round < rounds; round += 1) runs.push(1000 * (await seconds(() => ask(query))))
      const p95 = runs.toSorted((a, b) => a - b)[Math.ceil(0.95 * rounds) - 1]!
      times.push([p95, `${question || 'first page'} ${p95.toFixed(0)} (median ${median(runs).toFixed(0)})`])
    }
    const slowest = Math.max(...times.map(([p95]) => p95))
    const note = `${total} rows; ${times.map(([, words]) => words).join(', ')}`
    figures.push({ label: path, value: slowest, unit: 'ms', atMost: goalMs, note })
  }
  return figures
}
