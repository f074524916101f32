/** A campaign as a path: its steps with what is done of how much. */
import type { CampaignState } from '../campaigns/campaign.ts'
import type { CampaignWithRounds } from '../campaigns/store.ts'
import type { ResultRow } from './result-rows.ts'

export interface CampaignStep {
  readonly key: 'opened' | 'frozen' | 'sampled' | 'collected' | 'reviewed' | 'drafted' | 'published'
  readonly title: string
  readonly done: number
  readonly total: number
  readonly state: 'done' | 'current' | 'ahead'
}

/** Steps in order; counts are of what the rows show (a unit sees its own). */
export function campaignSteps(
  { state, rounds }: Pick<CampaignWithRounds, 'state' | 'rounds'>,
  all: readonly ResultRow[],
): readonly CampaignStep[] {
  const rows = all.filter(({ purpose }) => purpose === 'regular')
  const made = rows.filter(({ verdict }) => verdict !== 'waiting')
  const reviewed = made.filter(({ open }) => open === 0)
  const past = states.indexOf(state as CampaignState)
  const step = (
    key: CampaignStep['key'],
    title: string,
    [done, total]: readonly [number, number],
    since: CampaignState,
  ) => ({ key, title, done, total, isDone: past >= states.indexOf(since) })
  const steps = [
    step('opened', '立项', [1, 1], 'draft'),
    step(
      'frozen',
      '冻结名录',
      [rounds.filter((round) => round.frozenAt !== null).length, rounds.length],
      'registryFrozen',
    ),
    step('sampled', '抽样', [rounds.filter((round) => round.sample !== null).length, rounds.length], 'sampled'),
    step('collected', '检查', [made.length, rows.length], 'review'),
    step('reviewed', '复核', [reviewed.length, rows.length], 'bulletinDraft'),
    step('drafted', '起草通报', [past >= states.indexOf('bulletinDraft') ? 1 : 0, 1], 'bulletinDraft'),
    step('published', '发布', [state === 'published' ? 1 : 0, 1], 'published'),
  ]
  const current = steps.findIndex(({ isDone, done, total }) => !isDone || done < total)
  return steps.map(({ isDone: _isDone, ...entry }, index) => ({
    ...entry,
    state: current === -1 || index < current ? 'done' : index === current ? 'current' : 'ahead',
  }))
}

const states: readonly CampaignState[] = [
  'draft',
  'registryFrozen',
  'sampled',
  'collecting',
  'review',
  'bulletinDraft',
  'published',
]
