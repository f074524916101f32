/**
 * Drawing a sample so that anybody can draw it again: every member of a stratum has a fixed place in the queue,
 * HMAC-SHA-256 of seed and natural key; a spot check takes the first ones, and those behind them are its reserve. Neither the
 * order of the register nor the growth of another stratum changes who is drawn, and one account more changes one member.
 */
import { createHmac } from 'node:crypto'
import type { Day } from '../kernel/day.ts'
import type { UnitKind } from '../registry/register.ts'
import { ruleNames, type Stratum } from './stratum.ts'

/** What sampling knows of an account. */
export interface Candidate {
  readonly id: number
  /** Platform and platform id: the key that stays when the register is imported again. */
  readonly key: string
  /** 账号类型/账号标识, as a hand-picked list names it. */
  readonly name: string
  readonly platform: string
  readonly district: string
  readonly organiserKind: UnitKind
  readonly filedOn: Day | null
  /** In which inspections it was named. */
  readonly notedIn: readonly string[]
}

export interface DrawnStratum {
  readonly stratum: Stratum
  readonly populationIds: readonly number[]
  readonly memberIds: readonly number[]
  /** Parts of a spot check that are drawn each for itself, with those who come next if a member vanishes. */
  readonly cells: readonly Cell[]
}

export interface Cell {
  /** District and platform as far as the plan divides by them; `''` when it does not divide. */
  readonly cell: string
  /** The whole cell in the order of the queue: the first `size` are members. */
  readonly queue: readonly number[]
  readonly size: number
}

export interface Sample {
  readonly strata: readonly DrawnStratum[]
  /** Every sampled account once, with all strata that took it. */
  readonly members: ReadonlyMap<number, readonly string[]>
}

/** Draws the sample; the same candidates, strata and seed always give the same members. */
export function drawSample(candidates: readonly Candidate[], strata: readonly Stratum[], seed: string): Sample {
  const members = new Map<number, string[]>()
  // Spot checks last: they draw from what the other strata have left.
  const ordered = [...strata].sort((a, b) => Number(a.rule === 'spotCheck') - Number(b.rule === 'spotCheck'))
  const drawn = ordered.map((entry) => {
    const population = populationOf(entry, candidates, members)
    const cells = entry.rule === 'spotCheck' ? drawCells(population, entry, seed) : []
    const memberIds =
      entry.rule === 'spotCheck'
        ? cells.flatMap(({ queue, size }) => queue.slice(0, size))
        : population.map(({ id }) => id)
    for (const id of memberIds) members.set(id, [...(members.get(id) ?? []), entry.id])
    return { stratum: entry, populationIds: population.map(({ id }) => id), memberIds, cells }
  })
  return { strata: drawn, members }
}

function populationOf(entry: Stratum, candidates: readonly Candidate[], taken: ReadonlyMap<number, unknown>) {
  switch (entry.rule) {
    case 'census':
      return candidates.filter(({ organiserKind }) => entry.organiserKinds.includes(organiserKind))
    case 'recheck': {
      const { notedIn } = entry
      if (notedIn === undefined) return candidates.filter((candidate) => candidate.notedIn.length > 0)
      return candidates.filter((candidate) => candidate.notedIn.some((noted) => notedIn.includes(noted)))
    }
    case 'newlyFiled':
      return candidates.filter(({ filedOn }) => filedOn !== null && filedOn >= entry.since)
    case 'handPicked':
      return candidates.filter(({ name }) => entry.accounts.includes(name))
    case 'spotCheck':
      return candidates.filter(({ id }) => !taken.has(id))
    default:
      return entry satisfies never
  }
}

function drawCells(population: readonly Candidate[], entry: Stratum & { rule: 'spotCheck' }, seed: string): Cell[] {
  const each = entry.each ?? []
  const cells = Map.groupBy(population, (candidate) => each.map((field) => candidate[field]).join(' '))
  return [...cells]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([cell, own]) => ({
      cell,
      size: Math.ceil((own.length * entry.sharePercent) / 100),
      queue: own
        .map(({ id, key }) => ({ id, place: placeInQueue(seed, entry.id, key) }))
        .sort((a, b) => (a.place < b.place ? -1 : 1))
        .map(({ id }) => id),
    }))
}

/** The place of an account in the queue of a stratum: hex of HMAC-SHA-256 with the seed as key. */
export function placeInQueue(seed: string, stratumId: string, key: string): string {
  return createHmac('sha256', seed).update(`${stratumId}\n${key}`).digest('hex')
}

/** The method statement that is printed with the bulletin: strata, counts, seed and how to draw the sample again. */
export function methodStatement(sample: Sample, populationSize: number, seed: string): string {
  const strata = sample.strata.map(
    ({ stratum, populationIds, memberIds }) =>
      `${stratum.label}（${ruleNames[stratum.rule]}${divisionWords(stratum)}）：${populationIds.length} 个中取 ${memberIds.length} 个`,
  )
  const absent = sample.strata.reduce(
    (sum, { stratum, populationIds }) =>
      sum + (stratum.rule === 'handPicked' ? new Set(stratum.accounts).size - populationIds.length : 0),
    0,
  )
  const notFound = absent > 0 ? `；指定名单中有 ${absent} 个不在冻结名录中` : ''
  const twice = sample.strata.reduce((sum, { memberIds }) => sum + memberIds.length, 0) - sample.members.size
  const overlap = twice > 0 ? `；同时属于多层的 ${twice} 个只计一次` : ''
  return (
    `抽样总体为冻结名录中正常运行的 ${populationSize} 个账号。${strata.join('；')}${overlap}${notFound}，合计 ${sample.members.size} 个。` +
    `随机种子“${seed}”；抽查按“层编号、换行、账号类型/账号标识”以种子为密钥的 HMAC-SHA-256 值从小到大取样，任何人可据此重抽。`
  )
}

function divisionWords(entry: Stratum): string {
  if (entry.rule !== 'spotCheck' || !entry.each?.length) return ''
  const words = { district: '区和部门', platform: '平台' }
  return `，按${entry.each.map((field) => words[field]).join('、')}分别抽取 ${entry.sharePercent}%`
}
