/** The second half of a campaign at its size: 10,000 findings decided by batch, and the notices of 100 units. */
import { docx } from '../src/bulletins/formats/docx.ts'
import { loadNotice } from '../src/bulletins/load-notice.ts'
import { noticeDocument } from '../src/bulletins/notice-document.ts'
import { openCampaign } from '../src/campaigns/open.ts'
import { findCampaign } from '../src/campaigns/store.ts'
import { config, rectificationTerms } from '../src/config.ts'
import { day } from '../src/kernel/day.ts'
import { draftNotices } from '../src/rectification/draft-notices.ts'
import { sendNotice } from '../src/rectification/send-notice.ts'
import { national2019 } from '../src/regulations/national-2019.ts'
import { decideMatching } from '../src/review/decide-matching.ts'
import type { Store } from '../src/store/connect.ts'
import { transaction } from '../src/store/database.ts'
import { upsertRows } from '../src/store/upsert-rows.ts'
import type { Benchmark } from './benchmark.ts'
import { seconds } from './measure.ts'
import { withTemporaryStore } from './temporary-store.ts'

const [units, sites] = [100, 2500]
const clauses = ['WEB-V2', 'WEB-V3', 'WEB-V4.1', 'WEB-V4.3'] as const
const at = '2025-08-20T02:00:00.000Z'
const monitorPoint = day('2025-08-14')
const campaignId = '2025Q3'

export const secondHalf: Benchmark = {
  name: 'second-half',
  goal: '10,000 findings decided by batch under 10 s; the notices of 100 units with 25 problems each drafted, sent and printed under 20 s',
  run: () =>
    withTemporaryStore(async (store) => {
      await fill(store)
      const first = await seconds(() => decideAll(store, '李四', 'reviewer'))
      // a veto takes two persons: only what both have confirmed becomes a case
      const second = await seconds(() => decideAll(store, '王五', 'municipalSupervisor', 'WEB-V3'))
      let ids: readonly number[] = []
      const drafted = await seconds(async () => {
        ids = await notices(store)
      })
      const printed = await seconds(() => print(store, ids))
      if (ids.length !== units) throw new Error(`${ids.length} notices`)
      return [
        {
          label: 'reviewer decides by batch',
          value: first,
          unit: 's',
          atMost: 10,
          note: `${sites * clauses.length} findings`,
        },
        { label: 'supervisor decides by batch', value: second, unit: 's', note: `${sites} findings` },
        { label: 'notices drafted and sent', value: drafted, unit: 's', note: `${ids.length} units` },
        { label: 'notices printed as docx', value: printed, unit: 's' },
        { label: 'notices in all', value: drafted + printed, unit: 's', atMost: 20 },
      ]
    }),
}

async function fill({ db, pool }: Store): Promise<void> {
  const numbered = Array.from({ length: units }, (_, index) => {
    return { code: `U${index}`, name: `第${index}局`, shortName: `${index}局`, kind: 'department', parentId: null }
  })
  await upsertRows(
    db,
    'unit',
    [],
    numbered.map((unit, index) => ({ ...unit, printOrder: index })),
  )
  const organisers = await db.selectFrom('unit').select(['id', 'name', 'shortName', 'kind', 'printOrder']).execute()
  await openCampaign(db, {
    id: campaignId,
    ruleSet: national2019.id,
    issuer: '市政府办公厅',
    style: 'shanghai',
    seed: 'bench',
    openedBy: '张三',
    openedAt: at,
    monitorPoint,
    siteRounds: [monitorPoint],
    strata: [],
    demonstration: true,
  })
  const rounds = db.selectFrom('round').select('id').where('target', '=', 'site')
  const roundId = (await rounds.executeTakeFirstOrThrow()).id
  const targets = Array.from({ length: sites }, (_, index) => index + 1)
  const snapshot = (id: number) => {
    const address = { siteCode: String(3_100_000_000 + id), url: `http://s${id}.example/` }
    const site = { id, name: `网站${id}`, ...address, category: 'department', state: 'active', hasServices: true }
    return { ...site, organiser: organisers[id % units], columns: [] } as never
  }
  await upsertRows(
    db,
    'frozenTarget',
    [],
    targets.map((id) => ({ roundId, targetId: id, snapshot: snapshot(id) })),
  )
  const inspection = { roundId, purpose: 'regular', strata: ['census'], state: 'judged' }
  await upsertRows(
    db,
    'inspection',
    [],
    targets.map((targetId) => ({ ...inspection, targetId })),
  )
  const stored = await db.selectFrom('inspection').select('id').execute()
  const judged = { outcome: 'failed', because: '机器所见', ruleSet: national2019.id, judgedAt: at }
  const findings = [{ where: '首页', message: '机器所见', url: 'http://s.example/' }] as never
  const version = { ruleSetVersion: national2019.version }
  const rows = stored.flatMap(({ id }) =>
    clauses.map((clauseId) => ({ inspectionId: id, clauseId, findings, ...judged, ...version })),
  )
  await upsertRows(db, 'judgement', [], rows)
  await db.updateTable('campaign').set({ state: 'review' }).execute()
  await pool.query('analyze')
}

async function decideAll(
  { db }: Store,
  author: string,
  role: 'reviewer' | 'municipalSupervisor',
  clause?: string,
): Promise<void> {
  const found = await findCampaign(db, campaignId)
  const decision = { kind: 'confirmed', reason: '经复核情况属实', note: '', author, role } as const
  await transaction(db, (tx) =>
    decideMatching(tx, found, { outcome: 'failed', clause }, decision, { actor: author, at }),
  )
}

async function notices({ db }: Store): Promise<readonly number[]> {
  const terms = rectificationTerms(config.parse({}))
  const by = { actor: '王五', at, role: 'municipalSupervisor' } as const
  const found = await findCampaign(db, campaignId)
  const drafted = await transaction(db, (tx) => draftNotices(tx, found, '网检〔{year}〕{sequence}号', terms, by))
  for (const id of drafted.noticeIds) await transaction(db, (tx) => sendNotice(tx, id, terms, by))
  return drafted.noticeIds
}

async function print({ db }: Store, ids: readonly number[]): Promise<void> {
  for (const id of ids) await docx.render(noticeDocument(await loadNotice(db, id, '/inspections/')))
}
