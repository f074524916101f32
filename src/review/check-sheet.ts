/**
 * 人工检查表: every clause of a campaign that waits for a person to look, one row each, with what must be handed in and who
 * may fill it. Printed or filled without a network, and read back by `readDecisionFile`.
 */
import type { CampaignWithRounds } from '../campaigns/store.ts'
import { roundKey } from '../campaigns/round.ts'
import { effectWords, fillerWords } from '../indicators/clause-page.ts'
import { conclude } from '../judging/verdict.ts'
import { rulesOfCampaign } from '../campaigns/rule-set-version.ts'
import type { Clause } from '../regulations/rule-set.ts'
import type { Tx } from '../store/database.ts'
import { notAsked } from './decision-file.ts'
import { targetKey } from './target-key.ts'
import { loadResults } from './results.ts'

export interface CheckSheet {
  readonly title: string
  readonly headings: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Before the proof: what is asked. After it: what the person decides. */
const asked = [
  '检查轮次',
  '对象标识',
  '对象名称',
  '主办单位',
  '条款',
  '性质',
  '检查内容',
  '机器意见',
  '可填写人',
  '应交证明',
]
const decided = ['结论', '分值', '原因', '说明', '经办人', '角色']

/**
 * The open checks in order of round, target and clause: what only persons judge, what the machine proposes, and what it
 * could not tell. Deductions and bonuses too, which never hold up a verdict.
 */
export async function checkSheet(tx: Tx, campaign: CampaignWithRounds): Promise<CheckSheet> {
  const { clauses } = await rulesOfCampaign(tx, campaign)
  const open = (await loadResults(tx, campaign)).flatMap((inspection) =>
    inspection.judgements.flatMap((judgement) => {
      const clause = clauses[judgement.clause]
      if (clause === undefined || clause.effect === 'warning' || clause.shadow) return []
      const own = inspection.decisions.filter((decision) => decision.clause === judgement.clause)
      const waits = conclude(clause, judgement, own).state === 'open' && own.length === 0
      return waits ? [{ inspection, judgement, clause }] : []
    }),
  )
  const proof = [...new Set(open.flatMap(({ clause }) => clause.evidenceFields.map(({ name }) => name)))]
  return {
    title: `${campaign.id} 人工检查表`,
    headings: [...asked, ...proof, ...decided],
    rows: open.map(({ inspection, judgement, clause }) => [
      roundKey({ target: inspection.kind, ordinal: inspection.round }),
      targetKey(inspection.target),
      inspection.target.name,
      inspection.target.organiser.shortName,
      judgement.clause,
      effectWords(clause),
      [clause.wording, ...(clause.situations ?? [])].join('；'),
      machineWords(judgement.outcome, judgement.because),
      fillerWords(clause),
      proofWords(clause),
      ...proof.map((name) => (clause.evidenceFields.some((field) => field.name === name) ? '' : notAsked)),
      ...decided.map((heading) => (heading === '分值' && clause.maxPoints === undefined ? notAsked : '')),
    ]),
  }
}

function machineWords(outcome: string, because: string): string {
  const words: Readonly<Record<string, string>> = { passed: '拟通过', failed: '拟不通过', cantTell: '无法判断' }
  return words[outcome] === undefined ? because : `${words[outcome]}：${because}`
}

/** Required fields carry an asterisk. */
function proofWords({ evidenceFields }: Clause): string {
  return evidenceFields.map(({ name, required }) => `${name}${required ? '*' : ''}`).join('、')
}
