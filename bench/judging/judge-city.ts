/** Gathers sites of the simulated city with every kind of evidence, judges them and compares with what was planted. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { cityToday, epochOf, moment, monitorPoint } from '../../city/calendar.ts'
import type { RunningCity } from '../../city/server.ts'
import { plannedFaults } from '../../city/sites/faults.ts'
import type { Site } from '../../city/sites/site.ts'
import { clauseTruths, type PlantedFault } from '../../city/truth/clause-truth.ts'
import type { EvidenceKind } from '../../src/evidence/evidence.ts'
import { gatherSite } from '../../src/gather/gather-site.ts'
import { gatherLimits } from '../../src/gather/limits.ts'
import type { Finding } from '../../src/indicators/define.ts'
import { indicators } from '../../src/indicators/index.ts'
import { judge, type Judgement } from '../../src/judging/judge.ts'
import { judgedTarget } from '../../src/judging/judged-target.ts'
import type { SiteSnapshot } from '../../src/registry/snapshot.ts'
import { national2019 } from '../../src/regulations/national-2019.ts'
import type { RuleSet } from '../../src/regulations/rule-set.ts'

/** The national table, but for the days between the looks at a broken link: here is one look. */
const rules: RuleSet = {
  ...national2019,
  clauses: {
    ...national2019.clauses,
    'WEB-D-FUN-3': {
      ...national2019.clauses['WEB-D-FUN-3'],
      params: { ...national2019.clauses['WEB-D-FUN-3'].params, minFailures: 1 },
    },
  },
}

/** What the clauses with a truth need; a clause without one is not judged here. */
const wanted = new Set(
  indicators
    .filter(({ clause }) => Object.hasOwn(clauseTruths, clause))
    .flatMap(({ needs }) => needs as EvidenceKind[]),
)

/** What was found of one clause over all sites that it is asked of. */
export interface ClauseScore {
  readonly clause: string
  /** Sites that the clause was asked of. */
  readonly sites: number
  readonly planted: number
  readonly found: number
  readonly rightlyFound: number
  /** Sites with neither a fault found nor a clean bill: what is missing is no wrong finding. */
  readonly undecided: number
  /** Planted and not found, found and not planted, in words. */
  readonly misses: readonly string[]
}

export const precision = ({ found, rightlyFound }: ClauseScore): number => (found === 0 ? 1 : rightlyFound / found)
export const recall = ({ planted, misses }: ClauseScore): number =>
  planted === 0 ? 1 : 1 - misses.filter((miss) => miss.startsWith('missed')).length / planted

/** Inspects these sites of the city and scores every clause that has a truth. */
export async function judgeCity(city: RunningCity, sites: readonly Site[]): Promise<ClauseScore[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mingcha-judging-'))
  try {
    const judged: { site: Site; judgements: Judgement[] }[] = []
    const queue = [...sites]
    const inspector = async () => {
      for (let site = queue.shift(); site !== undefined; site = queue.shift()) {
        judged.push({ site, judgements: await inspect(site, path.join(folder, `${site.slug}.wacz`)) })
      }
    }
    await Promise.all(Array.from({ length: 4 }, inspector))
    return Object.keys(clauseTruths).map((clause) => score(clause, city, judged))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function inspect(site: Site, archiveFile: string): Promise<Judgement[]> {
  const { name, code: siteCode, origin, columns } = site
  const gathered = await gatherSite(
    {
      name,
      siteCode,
      url: `${origin}/`,
      monitorPoint,
      wanted,
      columns: columns.map((column) => ({ ...column, url: origin + column.path })),
    },
    {
      limits: gatherLimits.parse({
        allowNetworks: ['127.0.0.0/8'],
        publicInternet: false,
        hostGapMs: 0,
        hostInFlight: 4,
        maxPagesPerSite: 5000,
        maxLinksPerSite: 20_000,
      }),
      clock: () => epochOf(moment(cityToday, '12:00')),
      signal: new AbortController().signal,
      archiveFile,
    },
  )
  const snapshot = { ...site, siteCode, url: `${origin}/` } as unknown as SiteSnapshot
  return judge(rules, judgedTarget('site', snapshot), gathered.evidence, monitorPoint)
}

function score(
  clause: string,
  { model }: RunningCity,
  judged: readonly { site: Site; judgements: readonly Judgement[] }[],
): ClauseScore {
  const faults = plannedFaults(model.plant, 0)
  const total = { clause, sites: 0, planted: 0, found: 0, rightlyFound: 0, undecided: 0, misses: [] as string[] }
  for (const { site, judgements } of judged) {
    const { outcome, findings, because } = judgements.find((judgement) => judgement.clause === clause)!
    if (outcome === 'inapplicable') continue
    const truth = model.truth.sites.find(({ slug }) => slug === site.slug)!
    const planted = clauseTruths[clause]!({ site, faults: faults[site.slug] ?? {}, truth })
    const right = findings.filter((finding) => planted.some((fault) => isAbout(finding, fault, site)))
    const missed = planted.filter((fault) => !findings.some((finding) => isAbout(finding, fault, site)))
    total.sites += 1
    total.planted += planted.length
    total.found += findings.length
    total.rightlyFound += right.length
    if (outcome === 'cantTell' || outcome === 'untested') {
      total.undecided += 1
      total.misses.push(`undecided ${site.slug}: ${because}`)
    }
    total.misses.push(
      ...missed.map(({ place, says }) => `missed ${site.slug} ${place}: ${says}`),
      ...findings
        .filter((finding) => !right.includes(finding))
        .map(({ where, message, url }) => `wrong ${site.slug} ${url ?? ''} ${where}: ${message}`),
    )
  }
  return total
}

function isAbout({ url, where, message }: Finding, { place, says }: PlantedFault, { origin }: Site): boolean {
  const isHome = url === `${origin}/`
  const isThere =
    place === 'any' || (place === 'home' ? isHome : place === 'inner' ? url !== undefined && !isHome : url === place)
  return isThere && `${where} ${message}`.includes(says)
}
