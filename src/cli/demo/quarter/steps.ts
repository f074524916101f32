/** The steps of the demonstration after the inspections: rectification, the bulletin, and the next campaign's look-back. */
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ListrTask } from 'listr2'
import { attachmentFolder, bulletinFolder, deliverySettings, type App } from '../../../app.ts'
import { draftCampaignBulletin } from '../../../bulletins/draft-campaign.ts'
import { latestBulletin, type StoredBulletin } from '../../../bulletins/store.ts'
import { shanghai } from '../../../bulletins/styles/shanghai.ts'
import { openCampaign } from '../../../campaigns/open.ts'
import { findCampaign, listCampaigns } from '../../../campaigns/store.ts'
import { rectificationTerms } from '../../../config.ts'
import { addRecipient, saveChannel } from '../../../delivery/channel-list.ts'
import { day, dayOfInstant } from '../../../kernel/day.ts'
import { transaction } from '../../../store/database.ts'
import { renderBulletin } from '../../bulletin-documents.ts'
import { atHour } from '../movable-clock.ts'
import { inspectRound, type DemoSettings } from '../rounds.ts'
import { playedUntil, playLookBack, playRectification, type Stage } from './play.ts'
import { readScript } from './script.ts'
import { leftToDo } from './settled.ts'

/** The campaigns of the demonstration. */
export const demonstrated = ['2025Q3', '2025Q4'] as const
const [quarter, nextQuarter] = demonstrated
/** The bulletin's own date. */
const bulletinDate = day('2025-09-28')
const rectifiedBy = day('2025-09-26')
/** When the next campaign looks back, when it is reviewed, and when the demonstration ends. */
const [lookedBackOn, reviewedOn, endsOn] = [day('2025-11-17'), day('2025-11-18'), day('2025-11-21')] as const

export function quarterSteps(settings: DemoSettings): ListrTask[] {
  const { app, written, by } = settings
  const { db } = app.store
  return [
    {
      title: '发出整改通知，签收、反馈、复查、催办、申诉、办结，找错留言',
      skip: async () =>
        (await playedUntil(db, quarter)) >= atHour(rectifiedBy, '16:30') ? '已完成' : earlierVersion(settings),
      task: async (_, task) => {
        await openOutbox(settings)
        await playRectification(await stageOf(settings, (line) => (task.output = line)), quarter, rectifiedBy)
      },
    },
    {
      title: '起草通报并生成文件',
      task: async () => {
        settings.clock.moveTo(atHour(bulletinDate, '10:00'))
        // Until the next campaign has begun, whatever has changed since the last start is drafted anew.
        const isPast = (await listCampaigns(db)).some(({ id }) => id === nextQuarter)
        const stored = isPast
          ? await latestBulletin(db, quarter)
          : await transaction(db, (tx) => draftCampaignBulletin(tx, quarter, bulletinDate, by()))
        await render(app, stored, quarter, written)
      },
    },
    {
      title: `“回头看”：${nextQuarter} 复查通报过的账号`,
      skip: async () =>
        (await playedUntil(db, nextQuarter)) >= atHour(endsOn, '16:30') ? '已完成' : earlierVersion(settings),
      task: async (_, task) => {
        const report = (line: string) => (task.output = line)
        await lookBackCampaign(settings, report)
        await playLookBack(await stageOf(settings, report), nextQuarter, reviewedOn, endsOn)
        const drafted = await transaction(db, (tx) => draftCampaignBulletin(tx, nextQuarter, endsOn, by()))
        await render(app, drafted, nextQuarter, () => {})
      },
    },
  ]
}

/** Data of a demonstration that ran on the system's clock: in them August is past. */
async function earlierVersion({ app }: DemoSettings): Promise<string | false> {
  const { openedAt } = await findCampaign(app.store.db, quarter)
  return openedAt > '2025-09' && '此目录的演示数据由早先版本生成；要看整改全过程，请换一个 MINGCHA_HOME'
}

async function render(
  app: App,
  { bulletin }: StoredBulletin,
  campaignId: string,
  written: (file: string) => void,
): Promise<void> {
  for (const file of await renderBulletin(bulletin, bulletinFolder(app.home, campaignId))) written(file)
}

async function stageOf(settings: DemoSettings, report: (line: string) => void): Promise<Stage> {
  const { app, city } = settings
  const { db } = app.store
  return {
    db,
    script: await readScript(city.files),
    terms: rectificationTerms(app.config),
    attachmentFolder: attachmentFolder(app.home),
    files: city.files,
    mostBytes: app.config.rectification.attachmentMegabytes * 2 ** 20,
    report,
    async moveTo(ms) {
      await moveDay(settings, ms)
      do await app.runDue()
      while ((await leftToDo(db, ms)) > 0 && (await sleep(50, true)))
    },
  }
}

/** Lets it become a time, in the city and here. */
async function moveDay({ app, city, clock }: DemoSettings, ms: number): Promise<void> {
  const today = dayOfInstant(ms)
  if (today !== dayOfInstant(clock.now())) await city.setToday(today)
  clock.moveTo(ms)
  // Re-checks need a worker; those that are at work already stay.
  await app.work(() => {})
}

/** A file for every message: a demonstration reaches nobody. */
async function openOutbox({ app, by }: DemoSettings): Promise<void> {
  const name = '文件发件箱'
  const { db } = app.store
  const known = await db.selectFrom('channel').select('id').where('name', '=', name).executeTakeFirst()
  if (known !== undefined) return
  const { safe } = await deliverySettings(app.home, app.config, app.clock)
  const entry = { kind: 'file', settings: { folder: path.join(app.home, 'outbox') } }
  await transaction(db, async (tx) => {
    await saveChannel(tx, safe, name, entry, by())
    await addRecipient(tx, name, { unit: null, everyUnit: true, address: '', kinds: null }, by())
  })
}

/** A campaign of accounts only: those with a confirmed problem of the last quarter. */
async function lookBackCampaign(settings: DemoSettings, report: (line: string) => void): Promise<void> {
  const { app, by } = settings
  const { db } = app.store
  if (!(await listCampaigns(db)).some(({ id }) => id === nextQuarter)) {
    await moveDay(settings, atHour(lookedBackOn, '09:00'))
    const { nextMonitorPoint } = await readScript(settings.city.files)
    const { actor, at } = by()
    await transaction(db, (tx) =>
      openCampaign(tx, {
        id: nextQuarter,
        style: 'shanghai',
        issuer: shanghai.defaultIssuer,
        ruleSet: 'shanghai-2025',
        monitorPoint: nextMonitorPoint,
        siteRounds: [],
        strata: [{ id: 'lookBack', rule: 'recheck', label: '第三季度通报问题账号', notedIn: [quarter] }],
        seed: nextQuarter,
        demonstration: true,
        openedBy: actor,
        openedAt: at,
      }),
    )
  }
  await inspectRound(settings, { campaignId: nextQuarter, key: 'account-1', today: lookedBackOn }, report)
}
