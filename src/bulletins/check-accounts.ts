/** Checks of the account figures. */
import type { BulletinCheck } from './bulletin.ts'
import { must, sameIds, someOf, sum, type UncheckedBulletin } from './check.ts'
import { unproven } from './check-sites.ts'
import type { CampaignFacts } from './facts.ts'
import { figuresById } from './template.ts'

export function accountChecks({ accounts }: CampaignFacts, bulletin: UncheckedBulletin): readonly BulletinCheck[] {
  const figures = figuresById(bulletin.figures)
  const value = (id: string) => figures.get(id)?.value ?? Number.NaN
  const { population, strata, inspections } = accounts

  const inspected = new Set(inspections.map(({ target }) => target.id))
  const sampled = new Set(strata.flatMap(({ memberIds }) => memberIds))
  const registered = new Set(population.map(({ id }) => id))
  const verdicts = ['qualified', 'problem', 'undecided'].map((verdict) => value(`accounts.${verdict}`))
  const open = inspections.filter(({ verdict, purpose }) => verdict === 'undecided' && purpose === 'regular')
  const unprovenOnes = inspections.filter(({ verdict, problems }) => unproven(verdict, problems.length))
  const strangers = inspections.filter(({ target }) => !registered.has(target.id))

  return [
    must(
      'accounts.total',
      value('accounts.total') === registered.size,
      `账号总数应等于冻结名录的账号数：${value('accounts.total')}，名录${registered.size}个`,
    ),
    must(
      'accounts.sample',
      sameIds([...inspected], [...sampled]),
      `检查的账号应与各抽样类别合并去重后一致：检查${inspected.size}个，抽样${sampled.size}个`,
    ),
    must(
      'accounts.strata',
      strata.every(({ populationIds, memberIds }) => new Set(memberIds).isSubsetOf(new Set(populationIds))),
      '每个抽样类别抽出的账号都应在其范围内',
    ),
    must(
      'accounts.verdicts',
      value('accounts.inspected') === inspected.size && sum(verdicts) === inspected.size,
      `合格、存在问题与未定之和应等于检查的账号数：${verdicts.join('＋')}＝${sum(verdicts)}，检查${inspected.size}个`,
    ),
    must(
      'accounts.decided',
      open.length === 0,
      `账号都应有检查结论，尚无结论的${open.length}个${someOf(open.map(({ target }) => target.name))}`,
    ),
    must(
      'accounts.frozen',
      strangers.length === 0,
      `检查的账号都应在冻结的名录内${someOf(strangers.map(({ target }) => target.name))}`,
    ),
    must(
      'accounts.proven',
      unprovenOnes.length === 0,
      `账号存在突出问题须经确认，没有问题的不得点名${someOf(unprovenOnes.map(({ target }) => target.name))}`,
    ),
  ]
}
