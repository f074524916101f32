/** A register of 100,000 accounts: imported from one file, previewed, listed page by page through the API, sampled. */
import path from 'node:path'
import { writeFile } from 'node:fs/promises'
import { planSample } from '../src/campaigns/plan-sample.ts'
import { parseStrata } from '../src/campaigns/stratum.ts'
import { createHttpApp } from '../src/http/app.ts'
import { signedIn } from '../src/http/sign-in-fixture.ts'
import { accountFormat, importAccounts, previewAccounts } from '../src/registry/import-accounts.ts'
import { readSpreadsheet } from '../src/registry/spreadsheet.ts'
import type { Store } from '../src/store/connect.ts'
import { upsertRows } from '../src/store/upsert-rows.ts'
import type { Benchmark } from './benchmark.ts'
import { seconds } from './measure.ts'
import { withTemporaryStore } from './temporary-store.ts'

const accounts = 100_000
const units = 1000
const by = { author: 'bench', at: '2025-08-20T02:00:00.000Z' }
const platforms = ['微信订阅号', '微信服务号', '新浪微博', '澎湃号', '视频号', '抖音', '今日头条', '快手']

/** What people ask of the list: nothing, filters, a search that has to look at every name, the last page, an order. */
const questions = [
  '',
  '?platform=weibo&state=active',
  '?under=U0&filing=filed',
  '?organiser=U7',
  '?search=%E8%B4%A6%E5%8F%B7999',
  '?search=nothing-like-it',
  '?offset=99950',
  '?order=followers&descending=true',
  '?platform=douyin&purpose=publish&order=name&offset=5000',
  '?outsourced=true&limit=200',
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
      await writeFile(file, [headings, ...lines()].join('\n'))
      await addUnits(store)
      const rows = await readSpreadsheet(file, accountFormat)
      const imported = await seconds(() => importAccounts(store.db, rows, by))
      const previewed = await seconds(() => previewAccounts(store.db, rows))
      await store.pool.query('analyze')
      const pages = await pageTimes(store)
      const strata = parseStrata(plan)
      const sampled = await seconds(() => planSample(store.db, strata, 'seed'))
      return [
        { label: 'import into an empty register', value: imported, unit: 's', atMost: 60 },
        { label: 'preview of the same rows', value: previewed, unit: 's', note: 'every field compared, all unchanged' },
        {
          label: 'a page of the list, p95',
          value: pages.at(Math.floor(pages.length * 0.95))!,
          unit: 'ms',
          atMost: 200,
          note: `${pages.length} pages of ${questions.length} questions through the API`,
        },
        { label: 'slowest page', value: pages.at(-1)!, unit: 'ms' },
        { label: 'planning a sample by district and platform', value: sampled, unit: 's', atMost: 5 },
      ]
    }),
}

const headings = '账号类型,账号标识,账号名称,主办单位代码,是否代运营,备案情况,备案日期,粉丝数,账号状态,采集方式'

function* lines(): Generator<string> {
  for (let n = 0; n < accounts; n += 1) {
    const filed = n % 20 === 0 ? '2025-07-01' : '2024-01-01'
    const outsourced = n % 3 === 0 ? '是' : '否'
    yield `${platforms[n % platforms.length]},id_${n},政务账号${n},U${n % units},${outsourced},已备案,${filed},${(n * 7919) % 1_000_000},正常,文件报送`
  }
}

/** Milliseconds of all pages, ascending. */
async function pageTimes({ db }: Store): Promise<number[]> {
  const app = await signedIn(db, createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [] }))
  const times: number[] = []
  for (let round = 0; round < 20; round += 1) {
    for (const question of questions) {
      const took = await seconds(async () => {
        const answer = await app.request(`/api/accounts${question}`)
        if (answer.status !== 200) throw new Error(`${question}: ${answer.status}`)
        await answer.json()
      })
      times.push(took * 1000)
    }
  }
  return times.toSorted((a, b) => a - b)
}

async function addUnits({ db }: Store): Promise<void> {
  const list = Array.from({ length: units }, (_, n) => ({
    code: `U${n}`,
    name: `第${n}单位`,
    shortName: `${n}单位`,
    kind: n < 20 ? 'district' : 'subordinate',
    parentId: n < 20 ? null : 1 + (n % 20),
    printOrder: n,
  }))
  await upsertRows(db, 'unit', [], list)
}
