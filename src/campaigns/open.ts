/** Opening a campaign: rule set, monitoring points and sampling plan are fixed before anybody looks. */
import { Failure } from '../kernel/failure.ts'
import { chineseDay, type Day } from '../kernel/day.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { json } from '../store/json.ts'
import { parseCampaignId } from './campaign.ts'
import { rulesOfInterval } from './interval-rules.ts'
import { currentRules } from './rule-set-version.ts'
import type { Stratum } from './stratum.ts'

export interface NewCampaign {
  /** Such as `2025Q3`. */
  readonly id: string
  /** 发文机关, as the bulletin prints it. */
  readonly issuer: string
  /** Which bulletin style prints it. */
  readonly style: string
  readonly ruleSet: string
  /** T of the account round, and of the last site round. */
  readonly monitorPoint: Day
  /** First day of the interval that ends on T, where the rule set asks accounts by an interval; absent: its own length. */
  readonly intervalFrom?: Day | undefined
  /** One monitoring point per round of site inspections, ascending; the last one not after T. None: accounts only (回头看). */
  readonly siteRounds: readonly Day[]
  readonly strata: readonly Stratum[]
  readonly seed: string
  readonly demonstration: boolean
  readonly openedBy: string
  /** ISO instant. */
  readonly openedAt: string
}

/** Opens a campaign with its rounds. Fails when it exists, or when rule set or monitoring points make no sense. */
export async function openCampaign(tx: Tx, campaign: NewCampaign): Promise<void> {
  const { year, quarter } = parseCampaignId(campaign.id)
  const by = { actor: campaign.openedBy, at: campaign.openedAt }
  const { intervalFrom, monitorPoint } = campaign
  const current = await currentRules(tx, campaign.ruleSet, by)
  const late = campaign.siteRounds.find(
    (point, index) => point > (campaign.siteRounds[index + 1] ?? campaign.monitorPoint),
  )
  if (late !== undefined) {
    throw new Failure(
      'badInput.monitorPoint',
      `网站检查轮次的监测时间点 ${late} 晚于后一轮或总监测时间点`,
      `请按时间先后给出各轮监测时间点，最后一轮不晚于 ${chineseDay(campaign.monitorPoint)}`,
    )
  }
  const existing = await tx.selectFrom('campaign').select('id').where('id', '=', campaign.id).executeTakeFirst()
  if (existing) {
    throw new Failure('conflict.campaignExists', `检查 ${campaign.id} 已经存在`, '可用 campaign status 查看其进展')
  }
  const ruleSet =
    intervalFrom === undefined
      ? current
      : await rulesOfInterval(tx, current, { from: intervalFrom, to: monitorPoint }, by)
  await tx
    .insertInto('campaign')
    .values({
      id: campaign.id,
      year,
      quarter,
      issuer: campaign.issuer,
      style: campaign.style,
      ruleSet: ruleSet.id,
      ruleSetVersion: ruleSet.version,
      monitorPoint,
      state: 'draft',
      seed: campaign.seed,
      strata: json(campaign.strata),
      demonstration: campaign.demonstration,
      openedBy: campaign.openedBy,
      openedAt: campaign.openedAt,
    })
    .execute()
  const sites = campaign.siteRounds.map((monitorPoint, index) => ({ target: 'site', ordinal: index + 1, monitorPoint }))
  const rounds = [...sites, { target: 'account', ordinal: 1, monitorPoint: campaign.monitorPoint }]
  await tx
    .insertInto('round')
    .values(rounds.map((round) => ({ campaignId: campaign.id, ...round })))
    .execute()
  await record(tx, {
    at: campaign.openedAt,
    actor: campaign.openedBy,
    action: 'campaign.opened',
    subject: campaign.id,
    detail: { ruleSet: ruleSet.id, version: ruleSet.version, monitorPoint: campaign.monitorPoint, seed: campaign.seed },
  })
}
