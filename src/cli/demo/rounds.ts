/** Inspecting a round of the demonstration: the register is frozen, the sample drawn, every target inspected and judged. */
import type { App } from '../../app.ts'
import { drawRounds } from '../../campaigns/draw.ts'
import { freezeRounds } from '../../campaigns/freeze.ts'
import { roundKey } from '../../campaigns/round.ts'
import { findCampaign } from '../../campaigns/store.ts'
import type { Day } from '../../kernel/day.ts'
import { transaction } from '../../store/database.ts'
import { progressLine } from '../progress.ts'
import { runRound } from '../run-round.ts'
import { atHour, type MovableClock } from './movable-clock.ts'
import type { SimulatedCity } from './simulated-city.ts'

export interface DemoSettings {
  readonly app: App
  readonly city: SimulatedCity
  readonly clock: MovableClock
  readonly by: (this: void) => { readonly actor: string; readonly at: string }
  readonly written: (file: string) => void
}

export interface DemoRound {
  readonly campaignId: string
  readonly key: string
  /** The day on which it looks at the city, shortly after its monitoring point. */
  readonly today: Day
}

/** Inspects a round late in the evening of its day, when nothing more is published; returns how many inspections it has. */
export async function inspectRound(
  { app, city, clock, by }: DemoSettings,
  { campaignId, key, today }: DemoRound,
  report: (line: string) => void,
): Promise<number> {
  const { db } = app.store
  await city.setToday(today)
  clock.moveTo(atHour(today, '22:30'))
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
