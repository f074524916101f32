/**
 * Plays the second half of a quarter: notices, answers, re-checks, chasers, appeals, messages. It moves the clock from hour to hour
 * and does at each what units and office do then; everything else happens by itself. Each hour is one transaction that notes that
 * it was played, so a play that was interrupted goes on where it was.
 */
import path from 'node:path'
import { findCampaign } from '../../../campaigns/store.ts'
import { findStyle } from '../../../bulletins/styles/index.ts'
import { addDays, dayOfInstant, type Day } from '../../../kernel/day.ts'
import { isWorkingDay } from '../../../kernel/working-days.ts'
import { handOver, setHandler } from '../../../messages/assign.ts'
import { draftNotices } from '../../../rectification/draft-notices.ts'
import { sendNotice } from '../../../rectification/send-notice.ts'
import type { By } from '../../../rectification/terms.ts'
import { decide } from '../../../review/decide.ts'
import { readDecisionFile } from '../../../review/decision-file.ts'
import { record } from '../../../store/audit.ts'
import { transaction, type Tx } from '../../../store/database.ts'
import { importFile } from '../../../http/import-file.ts'
import { atHour } from '../movable-clock.ts'
import { workOffice } from './office.ts'
import type { QuarterScript } from './script.ts'
import { doUnitAct, type Offices } from './unit-acts.ts'

type Db = Parameters<typeof transaction>[0]

export interface Stage extends Offices {
  readonly db: Db
  readonly script: QuarterScript
  /** Lets it become this time; returns when all that is due by then is done. */
  readonly moveTo: (ms: number) => Promise<void>
  readonly report: (line: string) => void
}

/** Something that happens at an hour. */
interface Scene {
  readonly at: number
  readonly title: string
  readonly play: (tx: Tx, at: string) => Promise<unknown>
}

const played = 'demonstration.played'
/** When offices are told what is due, and when they have done their work. */
const [morning, evening] = ['09:10', '16:30']

/** The last hour that was played; 0 before the first. */
export async function playedUntil(tx: Tx, subject: string): Promise<number> {
  const last = await tx
    .selectFrom('auditEntry')
    .select((eb) => eb.fn.max('at').as('at'))
    .where('action', '=', played)
    .where('subject', '=', subject)
    .executeTakeFirst()
  return last?.at ? Date.parse(last.at) : 0
}

/** Plays scenes in order of time, those that were played already left out. */
async function playScenes({ db, moveTo, report }: Stage, subject: string, scenes: readonly Scene[]): Promise<void> {
  const until = await playedUntil(db, subject)
  let last = 0
  for (const { at: wanted, title, play } of scenes.toSorted((a, b) => a.at - b.at)) {
    // Each has an hour of its own: that it was played says so of no other.
    const at = (last = Math.max(wanted, last + 1000))
    if (at <= until) continue
    const now = new Date(at).toISOString()
    report(`${dayOfInstant(at)} ${title}`)
    await moveTo(at)
    await transaction(db, async (tx) => {
      await play(tx, now)
      await record(tx, { at: now, actor: '演示', action: played, subject, detail: { title } })
    })
    // what it has set in motion: urgent messages leave at once
    await moveTo(at)
  }
}

/** From the review to the day before the bulletin: everything that the notices of a campaign set in motion. */
export async function playRectification(stage: Stage, campaignId: string, until: Day): Promise<void> {
  const { script, terms, files } = stage
  const { noticeDay, office, acts } = script
  const supervisor = (at: string): By => ({ actor: office.supervisor, at, role: 'municipalSupervisor' })
  const exported = (name: string) => async (tx: Tx, at: string) =>
    importFile(tx, 'messages', path.join(files, name), { actor: office.reviewer, at }, { calendar: terms.calendar })
  await playScenes(stage, campaignId, [
    {
      at: atHour(addDays(noticeDay, -1), '10:00'),
      title: '改判、导入找错留言、指定经办人',
      play: async (tx, at) => {
        const decisions = await readDecisionFile(path.join(files, '复核改判.xlsx'))
        await decide(tx, await findCampaign(tx, campaignId), decisions, { actor: office.reviewer, at })
        await exported('找错留言-8月25日.xlsx')(tx, at)
        for (const { unit, person } of script.handlers) {
          await setHandler(tx, unit, person, { actor: office.reviewer, at, reason: '各单位报送的经办人' })
        }
      },
    },
    {
      at: atHour(noticeDay, '09:05'),
      title: '发出整改通知',
      play: async (tx, at) => {
        const campaign = await findCampaign(tx, campaignId)
        const { noticeNumber } = findStyle(campaign.style)!
        const { noticeIds } = await draftNotices(tx, campaign, noticeNumber, terms, supervisor(at))
        for (const id of noticeIds) await sendNotice(tx, id, terms, supervisor(at))
      },
    },
    {
      at: atHour(addDays(noticeDay, 14), '10:00'),
      title: '经办人离任，留言交接',
      play: async (tx, at) => {
        const { from, to } = script.handOver
        await handOver(tx, from, to, { actor: office.reviewer, at, reason: '岗位调整' })
      },
    },
    { at: atHour(until, '10:00'), title: '再次导入找错留言', play: exported('找错留言-9月26日.xlsx') },
    ...acts.map((act) => ({
      at: act.at,
      title: actTitles[act.does],
      play: (tx: Tx, at: string) => doUnitAct(tx, act, at, stage),
    })),
    ...officeHours(stage, addDays(noticeDay, 1), until),
  ])
}

const actTitles = { read: '签收', answer: '反馈整改情况', extend: '申请延期', appeal: '提出申诉' } as const

/** Every working day the messages of the morning leave, and in the evening the office has done its work. */
function officeHours({ script, terms }: Stage, from: Day, to: Day): Scene[] {
  const scenes: Scene[] = []
  for (let on = from; on <= to; on = addDays(on, 1)) {
    if (!isWorkingDay(on, terms.calendar)) continue
    scenes.push({ at: atHour(on, morning), title: '到期提醒和催办', play: async () => {} })
    scenes.push({
      at: atHour(on, evening),
      title: '审批、办结、退回',
      play: (tx, at) => workOffice(tx, script.office, terms, at),
    })
  }
  return scenes
}

/** 回头看: the next campaign confirms what it has found anew; what was closed within 90 days reopens. */
export async function playLookBack(stage: Stage, campaignId: string, from: Day, until: Day): Promise<void> {
  const { script, terms, files } = stage
  const supervisor = (at: string): By => ({ actor: script.office.supervisor, at, role: 'municipalSupervisor' })
  await playScenes(stage, campaignId, [
    {
      at: atHour(from, '10:00'),
      title: '登记回头看结论，再次出现的问题重新整改',
      play: async (tx, at) => {
        const campaign = await findCampaign(tx, campaignId)
        const decisions = await readDecisionFile(path.join(files, '回头看复核结论.xlsx'))
        await decide(tx, campaign, decisions, { actor: script.office.reviewer, at })
        const { noticeNumber } = findStyle(campaign.style)!
        const { noticeIds } = await draftNotices(tx, campaign, noticeNumber, terms, supervisor(at))
        for (const id of noticeIds) await sendNotice(tx, id, terms, supervisor(at))
      },
    },
    ...officeHours(stage, addDays(from, 1), until),
  ])
}
