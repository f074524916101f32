/** The invariants of a rule set (regulation 0.3): what does not add up is refused before anything is judged by it. */
import { addPoints, comparePoints, noPoints, points, type Points } from '../kernel/points.ts'
import type { Clause, PointsTable, RuleSet } from './rule-set.ts'

/** The end of a parameter's name says what is counted; `points…` are points per fault, `counts…` is 1 or 0. */
const unitNames =
  /(Days|Months|Ms|Percent|PerDay|Columns|Classes|Items|Documents|Titles|Activities|Sites|Failures|HoursApart|Pixels)$|^(points|counts)/

/**
 * Throws an `Error` that lists every violation: caps of a first-level indicator and of the bonus add up, first-level
 * indicators add up to the base, points are whole tenths, no fault costs more than its indicator, references exist,
 * parameters name their unit.
 */
export function assertRuleSet(ruleSet: RuleSet): void {
  const wrong = [
    ...Object.entries(ruleSet.clauses).flatMap(([id, clause]) =>
      clauseFaults(clause, ruleSet).map((text) => `${id}: ${text}`),
    ),
    ...ruleSet.points.flatMap((table) => tableFaults(table, ruleSet)),
  ]
  if (wrong.length > 0) throw new Error(`rule set ${ruleSet.id} is inconsistent:\n${wrong.join('\n')}`)
}

function clauseFaults(clause: Clause, { clauses, points: tables }: RuleSet): string[] {
  const { params, maxPoints, effect, target, notTwice, decidedBy, passStands, source } = clause
  const scored = tables.some((table) => table.target === target) && (effect === 'deduction' || effect === 'bonus')
  const faultPoints = Object.entries(params).filter(([name]) => name.startsWith('points'))
  const wrong = [
    scored && maxPoints === undefined && 'has no points although its kind of target is scored',
    !scored && maxPoints !== undefined && 'has points although nothing is scored with them',
    maxPoints !== undefined && !isPoints(maxPoints) && `${maxPoints} are no points`,
    (decidedBy === 'confirmation') !== (passStands !== undefined) && 'passStands belongs to clauses for confirmation',
    source === '' && 'names no source',
    /\bU\b/.test(source) && clause.verified && 'is verified although nobody has seen it',
  ]
  return [
    ...wrong.filter((text) => text !== false),
    ...Object.keys(params).flatMap((name) => (unitNames.test(name) ? [] : [`parameter ${name} names no unit`])),
    ...Object.entries(params).flatMap(([name, value]) =>
      Number.isFinite(value) && value >= 0 ? [] : [`parameter ${name} is ${value}`],
    ),
    ...Object.entries(params).flatMap(([name, value]) =>
      !name.startsWith('counts') || value === 0 || value === 1 ? [] : [`${name} is neither 0 nor 1`],
    ),
    ...faultPoints.flatMap(([name, value]) =>
      isPoints(value) && (maxPoints === undefined || value <= maxPoints) ? [] : [`${name} = ${value} does not fit`],
    ),
    ...(notTwice ?? []).flatMap((other) => (other in clauses ? [] : [`unknown clause ${other}`])),
  ]
}

function tableFaults(table: PointsTable, { clauses }: RuleSet): string[] {
  const own = Object.values(clauses).filter((clause) => clause.target === table.target)
  const sumOf = (effect: Clause['effect'], group?: string) =>
    sum(own.filter((clause) => clause.effect === effect && (group === undefined || clause.group === group)))
  const groups = Object.entries(table.groups)
  const known = new Set(groups.map(([group]) => group))
  return [
    ...groups.flatMap(([group, value]) => differs(`caps of ${group}`, sumOf('deduction', group), points(value))),
    ...differs('first-level indicators', addPoints(...groups.map(([, value]) => points(value))), points(table.base)),
    ...differs('bonus', sumOf('bonus'), points(table.bonus)),
    ...own.flatMap(({ effect, group }) =>
      effect !== 'deduction' || known.has(group) ? [] : [`group ${group} has no points`],
    ),
    ...(table.servicesGroup === undefined || known.has(table.servicesGroup) ? [] : ['unknown services group']),
    ...own.flatMap(({ effect, group, appliesTo, title }) =>
      effect === 'deduction' && (group === table.servicesGroup) !== (appliesTo?.servicesRequired ?? false)
        ? [`${title}: services are asked of units that have them, all of the group`]
        : [],
    ),
    ...(table.passAt <= table.bonusAbove && table.bonusAbove <= table.base ? [] : ['thresholds are out of order']),
  ]
}

function differs(what: string, found: Points, expected: Points): string[] {
  if (comparePoints(found, expected) === 0) return []
  return [`${what} add up to ${found.numerator / found.denominator}, not ${expected.numerator / expected.denominator}`]
}

function sum(clauses: readonly Clause[]): Points {
  return clauses.reduce((total, { maxPoints }) => {
    return maxPoints !== undefined && isPoints(maxPoints) ? addPoints(total, points(maxPoints)) : total
  }, noPoints)
}

function isPoints(value: number): boolean {
  return Number.isFinite(value) && value >= 0 && Math.round(value * 10) / 10 === value
}
