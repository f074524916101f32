/** 10,000 accounts from an xlsx file into the register; the lower bound is COPY of the same rows into such a table. */
import path from 'node:path'
import { writeFile } from 'node:fs/promises'
import { writeXlsx } from 'hucre'
import { accountFormat, importAccounts } from '../src/registry/import-accounts.ts'
import { readSpreadsheet } from '../src/registry/spreadsheet.ts'
import type { Store } from '../src/store/connect.ts'
import { upsertRows } from '../src/store/upsert-rows.ts'
import type { Benchmark } from './benchmark.ts'
import { copyRows } from './copy-rows.ts'
import { median, seconds, spread } from './measure.ts'
import { withTemporaryStore } from './temporary-store.ts'

const accounts = 10_000
const units = 100
const by = { author: 'bench', at: '2025-08-20T02:00:00.000Z' }

export const importAccountsFile: Benchmark = {
  name: 'import',
  goal: '10,000 accounts are imported from an xlsx file in less than 10 s',
  run: () =>
    withTemporaryStore(async (store, folder) => {
      const file = path.join(folder, '账号.xlsx')
      await writeFile(file, await writeXlsx({ sheets: [{ name: '账号', rows: [headings, ...rows()] }] }))
      await addUnits(store)
      const imports = await repeated(store, () => importFile(store, file))
      const copies = await repeated(store, () => copy(store))
      await importFile(store, file)
      const again = await seconds(() => importFile(store, file))
      const reading = await seconds(() => readSpreadsheet(file, accountFormat))
      return [
        {
          label: 'import of a new file',
          value: median(imports),
          unit: 's',
          atMost: 10,
          note: `median of ${spread(imports)}`,
        },
        { label: 'of this, reading the xlsx', value: reading, unit: 's' },
        { label: 'the same file again', value: again, unit: 's', note: 'changes nothing' },
        {
          label: 'ratio to COPY of the same rows',
          value: median(imports) / median(copies),
          unit: '×',
          note: `from memory, no checks, no change log: median of ${spread(copies)}`,
        },
      ]
    }),
}

const headings = ['账号类型', '账号标识', '账号名称', '主办单位代码', '账号用途', '账号状态', '采集方式', '订阅源地址']

function rows(): string[][] {
  return Array.from({ length: accounts }, (_, n) => {
    const address = `https://feeds.example/weixin/gh_${n}.xml`
    return ['微信', `gh_${n}`, `政务新媒体账号${n}`, `U${n % units}`, '发布类', '正常', '订阅源', address]
  })
}

async function importFile({ db }: Store, file: string): Promise<void> {
  await importAccounts(db, await readSpreadsheet(file, accountFormat), by)
}

async function copy({ pool }: Store): Promise<void> {
  const columns = [
    'platform',
    'platform_id',
    'name',
    'organiser_id',
    'purpose',
    'state',
    'source_kind',
    'feed_url',
    'identity_key',
  ]
  const lines = rows().map(([, id, name, , , , , address], n) => {
    return ['weixin', id!, name!, 1 + (n % units), 'publish', 'active', 'feed', address!, `weixin/${id}`]
  })
  await copyRows(pool, 'account', columns, lines)
}

/** Three runs, each into an empty table. */
async function repeated({ pool }: Store, work: () => Promise<void>): Promise<number[]> {
  const runs: number[] = []
  for (let run = 0; run < 3; run += 1) {
    await pool.query('truncate account, registry_change restart identity cascade')
    runs.push(await seconds(work))
  }
  await pool.query('truncate account, registry_change restart identity cascade')
  return runs
}

async function addUnits({ db }: Store): Promise<void> {
  const unit = { kind: 'department', parentId: null }
  const list = Array.from({ length: units }, (_, n) => {
    return { code: `U${n}`, name: `第${n}局`, shortName: `第${n}局`, printOrder: n, ...unit }
  })
  await upsertRows(db, 'unit', [], list)
}
