/** The life cycle of a campaign (regulation 5.3) as a table. */
import { Failure } from '../kernel/failure.ts'
import { demandState, type Transition } from '../kernel/life-cycle.ts'

export const campaignStates = {
  draft: '已立项',
  registryFrozen: '名录已冻结',
  sampled: '已抽样',
  collecting: '检查中',
  review: '复核中',
  bulletinDraft: '通报已起草',
  published: '已发布',
} as const
export type CampaignState = keyof typeof campaignStates

export type CampaignEvent = 'frozen' | 'sampled' | 'started' | 'collected' | 'drafted' | 'published'

/** What an event is called, and the command that brings it about (none can publish yet). */
const eventWords: Readonly<Record<CampaignEvent, readonly [words: string, command: string | null]>> = {
  frozen: ['冻结名录', 'mingcha campaign freeze'],
  sampled: ['抽样', 'mingcha campaign sample'],
  started: ['开始检查', 'mingcha campaign run'],
  collected: ['完成检查', 'mingcha campaign run'],
  drafted: ['起草通报', 'mingcha bulletin draft'],
  published: ['发布', null],
}

export const transitions = [
  { from: 'draft', on: 'frozen', to: 'registryFrozen' },
  // Rounds may be frozen and drawn one by one before the first of them is inspected.
  { from: 'registryFrozen', on: 'frozen', to: 'registryFrozen' },
  { from: 'registryFrozen', on: 'sampled', to: 'sampled' },
  { from: 'sampled', on: 'frozen', to: 'sampled' },
  { from: 'sampled', on: 'sampled', to: 'sampled' },
  { from: 'sampled', on: 'started', to: 'collecting' },
  // The next round has a frozen register of its own.
  { from: 'collecting', on: 'frozen', to: 'collecting' },
  { from: 'collecting', on: 'sampled', to: 'collecting' },
  { from: 'collecting', on: 'started', to: 'collecting' },
  { from: 'collecting', on: 'collected', to: 'review' },
  { from: 'review', on: 'drafted', to: 'bulletinDraft' },
  { from: 'bulletinDraft', on: 'drafted', to: 'bulletinDraft' },
  { from: 'bulletinDraft', on: 'published', to: 'published' },
] as const satisfies readonly Transition<CampaignState, CampaignEvent>[]

/** The state after an event; a `conflict` failure when the campaign is not where the event can happen. */
export function nextState(state: CampaignState, event: CampaignEvent): CampaignState {
  return demandState<CampaignState, CampaignEvent>(transitions, state, event, {
    code: 'conflict.campaignState',
    noun: '检查',
    states: campaignStates,
    event: (other) => eventWords[other][0],
    offer: (other) => {
      const [words, command] = eventWords[other]
      return command ? `${words}（${command}）` : words
    },
    ended: '该检查已经结束',
  })
}

export interface CampaignId {
  readonly year: number
  readonly quarter: 1 | 2 | 3 | 4
}

/** Reads `2025Q3`; a `badInput` failure on anything else. */
export function parseCampaignId(text: string): CampaignId {
  const match = /^(20\d{2})Q([1-4])$/.exec(text)
  if (match) return { year: Number(match[1]), quarter: Number(match[2]) as CampaignId['quarter'] }
  throw new Failure('badInput.campaignId', `检查编号“${text}”不正确`, '编号由年份和季度组成，例如 2025Q3')
}
