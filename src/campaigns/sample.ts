/**
 * Drawing a sample so that anybody can draw it again: every member of a stratum has a fixed place in the queue,
 * HMAC-SHA-256 of seed and natural key; a spot check takes the first ones. Neither the order of the register nor the
 * growth of another stratum changes who is drawn.
 */
import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { unitKinds, type UnitKind } from '../registry/register.ts'

/**
 * 普查 takes all accounts of organisers of these kinds; 复查 all accounts named in an earlier inspection; 抽查 a share of
 * the accounts that no other stratum has taken.
 */
export const stratum = z.discriminatedUnion('rule', [
  z.object({
    id: z.string(),
    rule: z.literal('census'),
    label: z.string(),
    organiserKinds: z.array(z.enum(Object.keys(unitKinds) as [UnitKind, ...UnitKind[]])).min(1),
  }),
  z.object({ id: z.string(), rule: z.literal('recheck'), label: z.string() }),
  z.object({
    id: z.string(),
    rule: z.literal('spotCheck'),
    label: z.string(),
    sharePercent: z.number().min(0).max(100),
  }),
])
export type Stratum = z.output<typeof stratum>

/** What sampling knows of an account. */
export interface Candidate {
  readonly id: number
  /** Platform and platform id: the key that stays when the register is imported again. */
  readonly key: string
  readonly organiserKind: UnitKind
  readonly hadEarlierProblem: boolean
}

export interface DrawnStratum {
  readonly stratum: Stratum
  readonly populationIds: readonly number[]
  readonly memberIds: readonly number[]
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
    const memberIds = entry.rule === 'spotCheck' ? firstShare(population, entry, seed) : population.map(({ id }) => id)
    for (const id of memberIds) members.set(id, [...(members.get(id) ?? []), entry.id])
    return { stratum: entry, populationIds: population.map(({ id }) => id), memberIds }
  })
  return { strata: drawn, members }
}

function populationOf(entry: Stratum, candidates: readonly Candidate[], taken: ReadonlyMap<number, unknown>) {
  switch (entry.rule) {
    case 'census':
      return candidates.filter(({ organiserKind }) => entry.organiserKinds.includes(organiserKind))
    case 'recheck':
      return candidates.filter(({ hadEarlierProblem }) => hadEarlierProblem)
    case 'spotCheck':
      return candidates.filter(({ id }) => !taken.has(id))
    default:
      return entry satisfies never
  }
}

function firstShare(population: readonly Candidate[], entry: Stratum & { rule: 'spotCheck' }, seed: string): number[] {
  const size = Math.ceil((population.length * entry.sharePercent) / 100)
  return population
    .map(({ id, key }) => ({ id, place: placeInQueue(seed, entry.id, key) }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
    .slice(0, size)
    .map(({ id }) => id)
}

/** The place of an account in the queue of a stratum: hex of HMAC-SHA-256 with the seed as key. */
export function placeInQueue(seed: string, stratumId: string, key: string): string {
  return createHmac('sha256', seed).update(`${stratumId}\n${key}`).digest('hex')
}

const ruleNames = { census: '普查', recheck: '复查', spotCheck: '抽查' } as const

/** The method statement that is printed with the bulletin: strata, counts, seed and how to draw the sample again. */
export function methodStatement(sample: Sample, populationSize: number, seed: string): string {
  const strata = sample.strata.map(
    ({ stratum: entry, populationIds, memberIds }) =>
      `${entry.label}（${ruleNames[entry.rule]}）：${populationIds.length} 个中取 ${memberIds.length} 个`,
  )
  const twice = sample.strata.reduce((sum, { memberIds }) => sum + memberIds.length, 0) - sample.members.size
  const overlap = twice > 0 ? `；同时属于多层的 ${twice} 个只计一次` : ''
  return (
    `抽样总体为冻结名录中正常运行的 ${populationSize} 个账号。${strata.join('；')}${overlap}，合计 ${sample.members.size} 个。` +
    `随机种子“${seed}”；抽查按“层编号、换行、账号类型/账号标识”以种子为密钥的 HMAC-SHA-256 值从小到大取样，任何人可据此重抽。`
  )
}
