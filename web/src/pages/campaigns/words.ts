/** Words of campaigns and their results. */
import { campaignStates as states } from '../../../../src/campaigns/campaign.ts'
import { inspectionStates as ofInspections } from '../../../../src/campaigns/inspection-state.ts'

/** By the word of the API, which the console does not narrow. */
export const campaignStates: Readonly<Record<string, string>> = states
export const inspectionStates: Readonly<Record<string, string>> = ofInspections

export const roundName = (key: string): string => {
  const [kind, ordinal] = key.split('-')
  return `${kind === 'site' ? '网站' : '账号'}第${ordinal}轮`
}

export const quarterName = (id: string): string => {
  const match = /^(\d{4})Q([1-4])$/.exec(id)
  return match ? `${match[1]} 年第 ${match[2]} 季度` : id
}

export const resultVerdicts = {
  unqualified: '不合格',
  qualified: '合格',
  undecided: '未定',
  waiting: '未检查',
} as const
export type ResultVerdict = keyof typeof resultVerdicts

export const verdictClass: Readonly<Record<string, string>> = {
  unqualified: 'bad',
  qualified: 'good',
  undecided: 'unsure',
  waiting: 'muted',
}
