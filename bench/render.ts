/** The bulletin of a quarter with 67 sites and 348 of 1,609 accounts: from the stored draft to the files. */
import { draftBulletin } from '../src/bulletins/draft.ts'
import { thirdQuarter2025 } from '../src/bulletins/facts-fixture.ts'
import { formats } from '../src/bulletins/formats/index.ts'
import { latestBulletin, saveDraft } from '../src/bulletins/store.ts'
import { shanghai } from '../src/bulletins/styles/shanghai.ts'
import { openCampaign } from '../src/campaigns/open.ts'
import { renderBulletin } from '../src/cli/bulletin-documents.ts'
import { day } from '../src/kernel/day.ts'
import type { Store } from '../src/store/connect.ts'
import type { Benchmark, Figure } from './benchmark.ts'
import { median, seconds, spread } from './measure.ts'
import { withTemporaryStore } from './temporary-store.ts'

const at = '2025-09-28T02:00:00.000Z'

export const renderDocuments: Benchmark = {
  name: 'render',
  goal: 'a stored draft is written in all formats in less than 2 s',
  run: () =>
    withTemporaryStore(async (store, folder) => {
      await saveQuarter(store)
      const write = async () => renderBulletin((await latestBulletin(store.db, '2025Q3')).bulletin, folder)
      const first = await seconds(write)
      const runs: number[] = []
      for (let run = 0; run < 5; run += 1) runs.push(await seconds(write))
      const { bulletin } = await latestBulletin(store.db, '2025Q3')
      const each: Figure[] = []
      for (const format of formats) {
        const value = await seconds(() => format.render(bulletin))
        each.push({ label: `of this, ${format.id}`, value, unit: 's' })
      }
      return [
        { label: 'the first time', value: first, unit: 's', atMost: 2, note: 'nothing is compiled yet' },
        { label: 'afterwards', value: median(runs), unit: 's', atMost: 2, note: `median of ${spread(runs)}` },
        ...each,
      ]
    }),
}

async function saveQuarter({ db }: Store): Promise<void> {
  const { id, issuer, ruleSet, monitorPoint, seed } = thirdQuarter2025.campaign
  const siteRounds = [monitorPoint]
  const words = { style: 'shanghai', demonstration: true, openedBy: 'bench', openedAt: at }
  await openCampaign(db, { id, issuer, ruleSet, monitorPoint, seed, siteRounds, strata: [], ...words })
  await db.updateTable('campaign').set({ state: 'review' }).execute()
  const draft = draftBulletin(thirdQuarter2025, shanghai, { date: day('2025-09-28') })
  await saveDraft(db, draft, { actor: 'bench', at })
}
