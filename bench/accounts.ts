/** A register of 100,000 accounts: imported from one file, previewed, listed page by page through the API, sampled. */
import path from 'node:path'
import { writeFile } from 'node:fs/promises'
import { planSample } from '../src/campaigns/plan-sample.ts'
import { parseStrata } from '../src/campaigns/stratum.ts'
import { accountFormat, importAccounts, previewAccounts } from '../src/registry/import-accounts.ts'
import { readSpreadsheet } from '../src/registry/spreadsheet.ts'
import type { Benchmark } from './benchmark.ts'
import { accountLines, addUnits } from './large-register.ts'
import { seconds } from './measure.ts'
import { pageFigures } from './page-times.ts'
import { withTemporaryStore } from './temporary-store.ts'

const by = { author: 'bench', at: '2025-08-20T02:00:00.000Z' }

/** What people ask of the list: nothing, every filter, a search that has to look at every name, the last page, every order. */
const questions = [
  '',
  '?platform=weibo&state=active',
  '?under=U0&filing=filed',
  '?organiser=U7',
  '?search=%E8%B4%A6%E5%8F%B7999',
  '?search=nothing-like-it',
  '?page=1999&size=50',
  '?order=followers&descending=true',
  '?platform=douyin&purpose=publish&order=name&page=101&size=50',
  '?outsourced=true&size=100',
  '?state=active&state=unfiled&filing=filed&filing=unknown&order=name&descending=true',
  '?supervisor=',
  '?order=openedOn&descending=true&page=1001&size=50',
]

const plan = JSON.stringify([
  { id: 'new', rule: 'newlyFiled', label: '新备案', since: '2025-07-01' },
  { id: 'spot', rule: 'spotCheck', label: '其他', sharePercent: 10, each: ['district', 'platform'] },
])

export const accountRegister: Benchmark = {
  name: 'accounts',
  goal: '100,000 accounts: import under 60 s, a page of any list under 200 ms (p95), a sample drawn under 5 s',
  run: () =>
    withTemporaryStore(async (store, folder) => {
      const file = path.join(folder, '账号.csv')
      await writeFile(file, [...accountLines()].join('\n'))
      await addUnits(store.pool)
      const rows = await readSpreadsheet(file, accountFormat)
      const imported = await seconds(() => importAccounts(store.db, rows, by))
      const previewed = await seconds(() => previewAccounts(store.db, rows))
      await store.pool.query('analyze')
      const pages = await pageFigures(store, '/api/accounts', questions)
      const strata = parseStrata(plan)
      const sampled = await seconds(() => planSample(store.db, strata, 'seed'))
      return [
        { label: 'import into an empty register', value: imported, unit: 's', atMost: 60 },
        { label: 'preview of the same rows', value: previewed, unit: 's', note: 'every field compared, all unchanged' },
        ...pages,
        { label: 'planning a sample by district and platform', value: sampled, unit: 's', atMost: 5 },
      ]
    }),
}
