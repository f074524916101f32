/**
 * 人工检查表: every clause of a campaign that waits for a person to look, one row each, with what must be handed in and who
 * may fill it. Printed or filled without a network, and read back by `readDecisionFile`.
 */
import type { CampaignWithRounds } from '../campaigns/store.ts'
import { effectWords, fillerWords } from '../indicators/clause-page.ts'
import { rulesOfCampaign } from '../campaigns/rule-set-version.ts'
import { Failure } from '../kernel/failure.ts'
import type { Clause } from '../regulations/rule-set.ts'
import type { Tx } from '../store/database.ts'
import { notAsked } from './decision-file.ts'
import { reviewQueue, type QueueFilter } from './queue.ts'

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

/** More than this nobody fills by hand, and the file would not open in the spreadsheet programs of old machines. */
const mostSheetRows = 20_000

/**
 * The open checks in order of round, target and clause: what only persons judge, what the machine proposes, and what it
 * could not tell. Deductions and bonuses too, which never hold up a verdict.
 *
 * @throws Failure `badInput.sheetRows` when the filter leaves more than `mostSheetRows`
 */
export async function checkSheet(
  tx: Tx,
  campaign: CampaignWithRounds,
  filter: Omit<QueueFilter, 'sheet'> = {},
): Promise<CheckSheet> {
  const { clauses } = await rulesOfCampaign(tx, campaign)
  const { total, items } = await reviewQueue(tx, campaign, { filter: { ...filter, sheet: true }, limit: mostSheetRows })
  if (total > mostSheetRows) {
    const advice = '请先按单位、条款或类别筛选，再分几次导出'
    throw new Failure('badInput.sheetRows', `待检查的有 ${total} 项，一张检查表最多 ${mostSheetRows} 项`, advice)
  }
  const open = items
    .map((item) => ({ item, clause: clauses[item.clause]! }))
    .toSorted(
      ({ item: one }, { item: other }) =>
        compare(one.round, other.round) || one.inspectionId - other.inspectionId || compare(one.clause, other.clause),
    )
  const proof = [...new Set(open.flatMap(({ clause }) => clause.evidenceFields.map(({ name }) => name)))]
  return {
    title: `${campaign.id} 人工检查表`,
    headings: [...asked, ...proof, ...decided],
    rows: open.map(({ item, clause }) => [
      item.round,
      item.target,
      item.targetName,
      item.organiser,
      item.clause,
      effectWords(clause),
      [clause.wording, ...(clause.situations ?? [])].join('；'),
      machineWords(item.outcome, item.because),
      fillerWords(clause),
      proofWords(clause),
      ...proof.map((name) => (clause.evidenceFields.some((field) => field.name === name) ? '' : notAsked)),
      ...decided.map((heading) => (heading === '分值' && clause.maxPoints === undefined ? notAsked : '')),
    ]),
  }
}

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)

function machineWords(outcome: string, because: string): string {
  const words: Readonly<Record<string, string>> = { passed: '拟通过', failed: '拟不通过', cantTell: '无法判断' }
  return words[outcome] === undefined ? because : `${words[outcome]}：${because}`
}

/** Required fields carry an asterisk. */
function proofWords({ evidenceFields }: Clause): string {
  return evidenceFields.map(({ name, required }) => `${name}${required ? '*' : ''}`).join('、')
}
