/** 口径说明: how the sample was drawn and how things were counted, so that every figure can be counted again. */
import { chineseDay } from '../kernel/day.ts'
import { normaliseText } from '../kernel/text.ts'
import { findRuleSet } from '../regulations/index.ts'
import { roundPoints } from './annexes.ts'
import type { CampaignFacts } from './facts.ts'
import type { BulletinStyle } from './style.ts'
import { windowText } from './words.ts'

/** One sentence or two per line, in the order of the work. */
export function methodStatement(facts: CampaignFacts, style: BulletinStyle): readonly string[] {
  return [...scope(facts, style), ...counting(style)]
}

function scope(facts: CampaignFacts, style: BulletinStyle): readonly string[] {
  const { campaign, sites, accounts } = facts
  const ruleSet = findRuleSet(campaign.ruleSet)?.title ?? campaign.ruleSet
  const populations = sites.rounds.map(({ ordinal, frozenIds }) => `第${ordinal}轮${frozenIds.length}家`).join('，')
  return [
    `检查指标：${ruleSet}，第${campaign.ruleSetVersion}版（${campaign.ruleSet}）；依据${campaign.basis.join('、')}。`,
    ...scoring(facts),
    ...(sites.rounds.length > 0
      ? [`网站检查监测时间点：${roundPoints(facts, style)}。各轮检查的网站名录在检查开始前冻结：${populations}。`]
      : []),
    accountWindow(campaign, style),
    `账号抽样：${normaliseText(accounts.methodStatement)}`,
    ...lookedBack(facts),
    `抽样种子：${campaign.seed}。使用同一名录、方案和种子可以重复抽出同一样本。`,
  ]
}

function accountWindow({ monitorPoint, window, byInterval }: CampaignFacts['campaign'], style: BulletinStyle): string {
  const days = `${windowText(window, style.rangeDash)}，含首尾两日，按北京时间计算`
  return byInterval
    ? `政务新媒体监测时间段：${days}；看整个时间段，不只看末日之前的一段。`
    : `政务新媒体监测时间点：${chineseDay(monitorPoint)}；更新情况的时间段为${days}。`
}

function lookedBack({ lookBack }: CampaignFacts): readonly string[] {
  if (lookBack === undefined) return []
  const { looked, again, gone, open } = lookBack
  const rest = open > 0 ? `，${open}个尚无结论` : ''
  return [`“回头看”：对以往检查确认的${looked}个问题再次检查，${again}个再次出现，${gone}个没有再出现${rest}。`]
}

function scoring({ sites, accounts }: CampaignFacts): readonly string[] {
  const scores = [...sites.inspections, ...accounts.inspections].flatMap(({ score }) => score ?? [])
  if (scores.length === 0) return []
  const provisional = scores.filter((score) => score.provisional.length > 0).length
  return [
    '有单项否决情形的不计分；扣分以各项指标的分值为限；扣分后低于60分的为不合格，高于80分的计入加分。',
    ...(provisional > 0
      ? [`${scores.length}次计分检查中有${provisional}次的得分为暂定，原因和未经核实的分值见得分表。`]
      : []),
  ]
}

function counting(style: BulletinStyle): readonly string[] {
  const { decimals, rounding } = style.rate
  const passRate =
    style.passRatePer === 'site'
      ? '网站合格率＝合格网站数÷检查的网站数；同一网站各次检查均合格的，计为合格。'
      : '网站合格率＝合格次数÷检查次数。'
  return [
    '检查次数＝各轮冻结的网站数之和＋复查次数。',
    passRate,
    '同属多个抽样类别的账号只统计一次；账号以平台和平台标识区分，同名而平台不同的是不同账号。',
    '只统计经复核确认的问题；尚无结论的网站和账号不计入合格，也不计入不合格。整改后通过复查的，本期结论不变。',
    `比率由分子、分母计算，保留${decimals}位小数，${rounding === 'halfUp' ? '四舍五入' : '截尾'}；整数百分比不带小数。`,
  ]
}
