/** Checks of the site figures. */
import type { BulletinCheck } from './bulletin.ts'
import { must, sameIds, should, someOf, sum, type UncheckedBulletin } from './check.ts'
import type { CampaignFacts } from './facts.ts'
import { siteGroupFigure } from './figures.ts'
import type { BulletinStyle } from './style.ts'
import { figuresById } from './template.ts'

export function siteChecks(
  facts: CampaignFacts,
  style: BulletinStyle,
  bulletin: UncheckedBulletin,
): readonly BulletinCheck[] {
  const figures = figuresById(bulletin.figures)
  const value = (id: string) => figures.get(id)?.value ?? Number.NaN
  const { sites } = facts

  const groups = style.siteGroups.map(({ id }) => value(siteGroupFigure(id)))
  const populations = sites.rounds.map(({ frozenIds }) => frozenIds.length)
  const rechecks = sites.inspections.filter(({ purpose }) => purpose === 'recheck').length
  const expected = sum(populations) + rechecks
  const checked = new Set(sites.inspections.map(({ target }) => target.id)).size
  const frozen = new Set(sites.rounds.flatMap(({ frozenIds }) => frozenIds))
  const verdicts = ['qualified', 'unqualified', 'undecided'].map((verdict) => value(`sites.${verdict}`))

  return [
    must(
      'sites.groups',
      value('sites.total') === sites.population.length && sum(groups) === sites.population.length,
      `网站分类之和应等于总数：${groups.join('＋')}＝${sum(groups)}，总数${sites.population.length}`,
    ),
    must(
      'sites.inspections',
      value('sites.inspections') === expected,
      `检查次数应等于各轮冻结的网站数与复查次数之和：${[...populations, rechecks].join('＋')}＝${expected}，实际检查${value('sites.inspections')}次`,
    ),
    must(
      'sites.verdicts',
      value('sites.checked') === checked && sum(verdicts) === checked,
      `合格、不合格与未定之和应等于检查的网站数：${verdicts.join('＋')}＝${sum(verdicts)}，检查${checked}家`,
    ),
    undecided(sites),
    must(
      'sites.frozen',
      sites.inspections.every(({ target }) => frozen.has(target.id)),
      '检查的网站都应在冻结的名录内',
    ),
    provenVerdicts(sites),
    ...sites.rounds.map((round) => populationCheck(round, sites)),
    ...scanChecks(sites),
  ]
}

function undecided(sites: CampaignFacts['sites']): BulletinCheck {
  const open = sites.inspections.filter(({ verdict, purpose }) => verdict === 'undecided' && purpose === 'regular')
  const names = [...new Set(open.map(({ target }) => target.name))]
  return must('sites.decided', open.length === 0, `网站都应有检查结论，尚无结论的${open.length}次${someOf(names)}`)
}

function provenVerdicts(sites: CampaignFacts['sites']): BulletinCheck {
  const wrong = sites.inspections.filter(({ verdict, problems }) => unproven(verdict, problems.length))
  return must(
    'sites.proven',
    wrong.length === 0,
    `网站不合格须有经确认的问题，合格则不得有${someOf(wrong.map(({ target }) => target.name))}`,
  )
}

/** Unqualified without a confirmed problem, or qualified with one. */
export function unproven(verdict: string, problemCount: number): boolean {
  return (verdict === 'unqualified' && problemCount === 0) || (verdict === 'qualified' && problemCount > 0)
}

/** The announced total and the denominator of a round may differ; then the reader must know why. */
function populationCheck(
  { ordinal, frozenIds }: CampaignFacts['sites']['rounds'][number],
  { population, inspections }: CampaignFacts['sites'],
): BulletinCheck {
  const announced = new Set(population.map(({ id }) => id))
  const frozen = new Set(frozenIds)
  const names = new Map([...inspections.map(({ target }) => target), ...population].map(({ id, name }) => [id, name]))
  const nameOf = (id: number) => names.get(id) ?? `网站${id}`
  const gone = frozenIds.filter((id) => !announced.has(id)).map(nameOf)
  const later = [...announced].filter((id) => !frozen.has(id)).map(nameOf)
  const reasons = [
    ...(gone.length > 0 ? [`${gone.length}家此后不再正常运行${someOf(gone)}`] : []),
    ...(later.length > 0 ? [`${later.length}家未列入本轮${someOf(later)}`] : []),
  ]
  const ok = sameIds(frozenIds, [...announced])
  const message = `第${ordinal}轮冻结${frozenIds.length}家，通报总数${announced.size}家`
  return should(`sites.population.${ordinal}`, ok, ok ? message : `${message}，两者不同：${reasons.join('，')}`)
}

function scanChecks({ securityScan, population }: CampaignFacts['sites']): readonly BulletinCheck[] {
  if (securityScan === null) return []
  const scanned = new Set(securityScan.scannedIds)
  return [
    must(
      'sites.scan',
      securityScan.goodIds.every((id) => scanned.has(id)),
      '安全扫描结果为良好的网站都应在扫描范围内',
    ),
    should(
      'sites.scan.complete',
      sameIds(
        securityScan.scannedIds,
        population.map(({ id }) => id),
      ),
      `安全扫描${scanned.size}家，正常运行${population.length}家`,
    ),
  ]
}
