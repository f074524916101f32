/** The steps of the main job, each skipped when the store shows that it has been done. */
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import type { ListrTask } from 'listr2'
import { shanghai } from '../../bulletins/styles/shanghai.ts'
import { openCampaign } from '../../campaigns/open.ts'
import { defaultStrata } from '../../campaigns/stratum.ts'
import { runProgress } from '../../campaigns/run.ts'
import { findCampaign, listCampaigns } from '../../campaigns/store.ts'
import { day, type Day } from '../../kernel/day.ts'
import { decide } from '../../review/decide.ts'
import { readDecisionFile } from '../../review/decision-file.ts'
import { transaction } from '../../store/database.ts'
import { importFile, type ImportContext, type ImportKind } from '../../http/import-file.ts'
import { atHour } from './movable-clock.ts'
import { quarterSteps } from './quarter/steps.ts'
import { inspectRound, type DemoSettings } from './rounds.ts'

const campaignId = '2025Q3'
/** S01: monitoring point of the published bulletin; the first round is ours to choose within July. */
const monitorPoint = day('2025-08-14')
const firstRound = day('2025-07-15')
const reviewDay = day('2025-08-22')
/** When each round looks at the city: on a day shortly after its monitoring point. */
const rounds = [
  { key: 'site-1', title: '第一轮网站检查', today: day('2025-07-16') },
  { key: 'site-2', title: '第二轮网站检查', today: day('2025-08-20') },
  { key: 'account-1', title: '政务新媒体账号检查', today: day('2025-08-20') },
] as const

/** Tasks for the terminal's task list, in the order of the work. */
export function demoSteps(settings: DemoSettings): ListrTask[] {
  const { app } = settings
  const { db } = app.store
  return [
    {
      title: '从表格导入名录和监测记录',
      skip: async () => (await listCampaigns(db)).some(({ id }) => id === campaignId) && '已导入',
      task: async (_, task) => importRegister(settings, (line) => (task.output = line)),
    },
    {
      title: `立项：${campaignId}，监测时间点 ${monitorPoint}`,
      skip: async () => (await listCampaigns(db)).some(({ id }) => id === campaignId) && '已立项',
      task: async () => open(settings),
    },
    ...rounds.map((round): ListrTask => ({
      title: `${round.title}：冻结名录、抽样、检查、判定`,
      skip: async () => {
        const { done, total } = await runProgress(db, campaignId, round.key)
        return total > 0 && done === total && `已完成 ${total} 次`
      },
      task: async (_, task) => {
        const report = (line: string) => (task.output = line)
        if (round.key === 'account-1') await importDeliveries(settings, round.today, report)
        const total = await inspectRound(settings, { campaignId, ...round }, report)
        task.title = `${round.title}：完成 ${total} 次`
      },
    })),
    {
      title: '登记第三方安全扫描结果和人工检查、复核结论',
      skip: async () => (await findCampaign(db, campaignId)).state !== 'review' && '已登记',
      task: async (_, task) => {
        const added = await importReview(settings)
        task.title = `登记第三方安全扫描结果和人工检查、复核结论：${added} 条`
      },
    },
    ...quarterSteps(settings),
  ]
}

type Report = (line: string) => void

async function importRegister(settings: DemoSettings, report: Report): Promise<void> {
  const files: readonly (readonly [ImportKind, string])[] = [
    ['units', '机构.xlsx'],
    ['sites', '网站.xlsx'],
    ['columns', '栏目.xlsx'],
    ['accounts', '账号.xlsx'],
    ['earlier-problems', '前期问题账号.xlsx'],
    ['probes', '可用性监测记录.csv'],
  ]
  await importFiles(settings, files, { vantage: '市级监测点' }, report)
}

/** The files of posts reach to the evening on which the accounts are inspected. */
async function importDeliveries(settings: DemoSettings, today: Day, report: Report): Promise<void> {
  settings.clock.moveTo(atHour(today, '22:00'))
  const deliveries = (await readdir(settings.city.files)).filter((name) => name.startsWith('账号发布记录'))
  for (const name of deliveries.toSorted()) {
    const reach = { source: name, knownThrough: today, coveredFrom: day('2025-06-01') }
    await importFiles(settings, [['posts', name]], reach, report)
  }
}

async function importFiles(
  { app, city, by }: DemoSettings,
  files: readonly (readonly [ImportKind, string])[],
  context: ImportContext,
  report: Report,
): Promise<void> {
  for (const [kind, name] of files) {
    const file = path.join(city.files, name)
    const { added, changed, unchanged } = await importFile(app.store.db, kind, file, by(), context)
    report(`${name}：新增 ${added}，变更 ${changed}，未变 ${unchanged}`)
  }
}

async function open({ app, by }: DemoSettings): Promise<void> {
  const { actor, at } = by()
  await transaction(app.store.db, (tx) =>
    openCampaign(tx, {
      id: campaignId,
      style: 'shanghai',
      issuer: shanghai.defaultIssuer,
      ruleSet: 'shanghai-2025',
      monitorPoint,
      siteRounds: [firstRound, monitorPoint],
      strata: defaultStrata.map((stratum) =>
        stratum.rule === 'census' ? { ...stratum, label: '16个区政府及各市级部门政务新媒体账号' } : stratum,
      ),
      seed: campaignId,
      demonstration: true,
      openedBy: actor,
      openedAt: at,
    }),
  )
}

async function importReview({ app, city, by, clock }: DemoSettings): Promise<number> {
  const { db } = app.store
  clock.moveTo(atHour(reviewDay, '09:00'))
  await importFile(db, 'security-scan', path.join(city.files, '安全扫描结果.xlsx'), by(), { campaign: campaignId })
  const decisions = await readDecisionFile(path.join(city.files, '检查与复核结论.xlsx'))
  const outcome = await transaction(db, async (tx) => decide(tx, await findCampaign(tx, campaignId), decisions, by()))
  return outcome.added
}
