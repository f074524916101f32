/** 可用性监测记录: probes of home pages from one vantage point. */
import type { Probe } from '../evidence/probes.ts'
import type { Tx } from '../store/database.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { beijingTime, instant, milliseconds, optional, remark, siteCode, type Field } from './import-fields.ts'
import { applyImport, previewImport, type Import, type ImportedBy } from './import.ts'
import { sheetFormat, type EntryOf } from './read-entries.ts'
import { checkSite, siteIdsByCode, type IdsByKey } from './register-keys.ts'
import { quoted } from './row-errors.ts'
import type { SheetRow } from './spreadsheet.ts'

type Outcome = Probe['outcome']

/** Two words mean that the page did not open; which one is kept as the detail. */
const outcomes: Readonly<Record<string, Outcome>> = {
  正常: 'opened',
  超时: 'failed',
  错误: 'failed',
  拦截: 'blocked',
  维护: 'maintenance',
}

const outcome: Field<Outcome> = {
  heading: '结果',
  required: true,
  read(cell) {
    const value = Object.hasOwn(outcomes, cell) ? outcomes[cell] : undefined
    return value ? { value } : { problem: `没有${quoted(cell)}，可填：${Object.keys(outcomes).join('、')}` }
  },
  show: (value) => Object.keys(outcomes).find((label) => outcomes[label] === value)!,
}

const fields = {
  siteCode: siteCode(),
  at: instant('监测时间'),
  outcome,
  elapsedMs: optional(milliseconds('耗时毫秒')),
  detail: remark('说明'),
}
type Entry = EntryOf<typeof fields>

/** Where the probes were made from, such as `上海电信`. */
export interface ProbeSource {
  readonly vantage: string
}

const probes = ({ vantage }: ProbeSource): Import<typeof fields, IdsByKey> => ({
  noun: '可用性监测记录',
  subject: 'probe',
  fields,
  logsAdditions: false,
  identity: ['siteCode', 'at'],
  key: (entry) => `${entry.siteCode} ${beijingTime(entry.at)} ${vantage}`,
  refine: (entry, cells) =>
    entry.outcome === 'failed' && entry.detail === '' ? { ...entry, detail: cells.get('结果')! } : entry,
  async load(tx, entries) {
    const known = await siteIdsByCode(tx)
    return { stored: await storedProbes(tx, vantage, entries, known), known }
  },
  check(entry, sites, problem) {
    checkSite(entry.siteCode, sites, problem)
  },
  async write(tx, news, sites) {
    const entries = news.map(({ after }) => after)
    const rows = entries.map(({ siteCode: code, ...probe }) => ({ ...probe, vantage, siteId: sites.get(code)! }))
    await upsertRows(tx, 'probe', ['siteId', 'at', 'vantage'], rows)
  },
})

/** What is stored for the sites and the time that the file covers. */
async function storedProbes(tx: Tx, vantage: string, entries: readonly Entry[], sites: IdsByKey): Promise<Entry[]> {
  if (entries.length === 0) return []
  const times = entries.map(({ at }) => at).toSorted()
  const siteIds = [...new Set(entries.flatMap((entry) => sites.get(entry.siteCode) ?? []))]
  const rows = await tx
    .selectFrom('probe')
    .innerJoin('site', 'site.id', 'probe.siteId')
    .select(['siteCode', 'at', 'outcome', 'elapsedMs', 'detail'])
    .where('vantage', '=', vantage)
    .where((eb) => eb('siteId', '=', eb.fn.any(eb.val(siteIds))))
    .where('at', '>=', times[0]!)
    .where('at', '<=', times.at(-1)!)
    .execute()
  return rows as Entry[]
}

export const probeFormat = sheetFormat(fields)

export async function previewProbes(tx: Tx, rows: readonly SheetRow[], source: ProbeSource) {
  return await previewImport(tx, probes(source), rows)
}

export async function importProbes(tx: Tx, rows: readonly SheetRow[], by: ImportedBy & ProbeSource) {
  return await applyImport(tx, probes(by), rows, by)
}
