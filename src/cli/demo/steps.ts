/** The steps of the main job, each skipped when the store shows that it has been done. */
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import type { ListrTask } from 'listr2'
import { bulletinFolder, type App } from '../../app.ts'
import { draftCampaignBulletin } from '../../bulletins/draft-campaign.ts'
import { shanghai } from '../../bulletins/styles/shanghai.ts'
import { drawRounds } from '../../campaigns/draw.ts'
import { freezeRounds } from '../../campaigns/freeze.ts'
import { openCampaign } from '../../campaigns/open.ts'
import { defaultStrata } from '../../campaigns/stratum.ts'
import { roundKey } from '../../campaigns/round.ts'
import { runProgress } from '../../campaigns/run.ts'
import { findCampaign, listCampaigns } from '../../campaigns/store.ts'
import { day } from '../../kernel/day.ts'
import { decide } from '../../review/decide.ts'
import { readDecisionFile } from '../../review/decision-file.ts'
import { transaction } from '../../store/database.ts'
import { renderBulletin } from '../bulletin-documents.ts'
import { importFile, type ImportKind } from '../../http/import-file.ts'
import { progressLine } from '../progress.ts'
import { runRound } from '../run-round.ts'
import type { SimulatedCity } from './simulated-city.ts'

export interface DemoSettings {
  readonly app: App
  readonly city: SimulatedCity
  readonly by: (this: void) => { readonly actor: string; readonly at: string }
  readonly written: (file: string) => void
}

const campaignId = '2025Q3'
/** S01: monitoring point of the published bulletin; the first round is ours to choose within July. */
const monitorPoint = day('2025-08-14')
const firstRound = day('2025-07-15')
/** The bulletin's own date. */
const bulletinDate = day('2025-09-28')

/** When each round looks at the city: on a day shortly after its monitoring point. */
const rounds = [
  { key: 'site-1', title: '第一轮网站检查', today: day('2025-07-16') },
  { key: 'site-2', title: '第二轮网站检查', today: day('2025-08-20') },
  { key: 'account-1', title: '政务新媒体账号检查', today: day('2025-08-20') },
] as const

/** Tasks for the terminal's task list, in the order of the work. */
export function demoSteps(settings: DemoSettings): ListrTask[] {
  const { app, by, written } = settings
  const { db } = app.store
  return [
    {
      title: '从表格导入名录、发布记录和监测记录',
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
        const total = await inspectRound(settings, round, (line) => (task.output = line))
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
    {
      title: '起草通报并生成文件',
      task: async () => {
        // The same facts give the same draft; whatever has changed since the last start is drafted anew.
        const stored = await transaction(db, (tx) => draftCampaignBulletin(tx, campaignId, bulletinDate, by()))
        for (const file of await renderBulletin(stored.bulletin, bulletinFolder(app.home, campaignId))) written(file)
      },
    },
  ]
}

type Report = (line: string) => void

async function importRegister({ app, city, by }: DemoSettings, report: Report): Promise<void> {
  const fixed: readonly (readonly [ImportKind, string])[] = [
    ['units', '机构.xlsx'],
    ['sites', '网站.xlsx'],
    ['columns', '栏目.xlsx'],
    ['accounts', '账号.xlsx'],
    ['earlier-problems', '前期问题账号.xlsx'],
    ['probes', '可用性监测记录.csv'],
  ]
  const deliveries = (await readdir(city.files)).filter((name) => name.startsWith('账号发布记录'))
  const files = [...fixed, ...deliveries.toSorted().map((name) => ['posts', name] as const)]
  for (const [kind, name] of files) {
    const { added, changed, unchanged } = await importFile(app.store.db, kind, path.join(city.files, name), by(), {
      vantage: '市级监测点',
      source: name,
      knownThrough: day('2025-08-20'),
      coveredFrom: day('2025-06-01'),
    })
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

async function inspectRound(
  { app, city, by }: DemoSettings,
  { key, today }: (typeof rounds)[number],
  report: Report,
): Promise<number> {
  const { db } = app.store
  await city.setToday(today)
  const round = (await findCampaign(db, campaignId)).rounds.find((entry) => roundKey(entry) === key)!
  if (round.sample === null) {
    await transaction(db, async (tx) => {
      if (round.frozenAt === null) await freezeRounds(tx, campaignId, key, by())
      await drawRounds(tx, campaignId, by())
    })
  }
  const { total } = await runRound(app, campaignId, key, by(), {
    work: true,
    reportEveryMs: 200,
    onProgress: (progress) => report(progressLine(progress)),
    onError: (inspectionId, error) =>
      report(`${inspectionId === null ? '到期事项' : `检查 ${inspectionId} `}出错，稍后重试：${String(error)}`),
  })
  return total
}

async function importReview({ app, city, by }: DemoSettings): Promise<number> {
  const { db } = app.store
  await importFile(db, 'security-scan', path.join(city.files, '安全扫描结果.xlsx'), by(), { campaign: campaignId })
  const decisions = await readDecisionFile(path.join(city.files, '检查与复核结论.xlsx'))
  const outcome = await transaction(db, async (tx) => decide(tx, await findCampaign(tx, campaignId), decisions, by()))
  return outcome.added
}
