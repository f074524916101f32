/**
 * Facts of a made-up third quarter of 2025 with the numbers of the published bulletin (S01): 67 sites = 59 + 4 + 4 in two
 * rounds, 348 of 1609 accounts, five of them stale. Units besides the four that were named are numbered.
 */
import { day, windowOfDays } from '../kernel/day.ts'
import type { PlatformId } from '../registry/platforms/index.ts'
import type { SiteCategory, UnitKind } from '../registry/register.ts'
import type { AccountSnapshot, SiteSnapshot, UnitSnapshot } from '../registry/snapshot.ts'
import { national2019 } from '../regulations/national-2019.ts'
import type { ClauseId } from '../regulations/index.ts'
import type { CampaignFacts, InspectionFact, Problem, VerdictWord } from './facts.ts'

const monitorPoint = day('2025-08-14')

const urbanManagement = unit(101, '上海市城市管理行政执法局', '市城管执法局', 'department')
const commerce = unit(102, '上海市商务委员会', '市商务委', 'department')
const statistics = unit(103, '上海市统计局', '市统计局', 'department')
const religion = unit(104, '上海市民族和宗教事务局', '市民族宗教局', 'department')
const named = [urbanManagement, commerce, statistics, religion]
const city = unit(1, '上海市人民政府', '市政府', 'municipal')
const districts = numbered(16, (n) => unit(10 + n, `第${n}区人民政府`, `第${n}区`, 'district'))
const departments = [...named, ...numbered(38, (n) => unit(104 + n, `上海市第${n}局`, `市第${n}局`, 'department'))]
const committees = numbered(4, (n) => unit(200 + n, `第${n}管理委员会`, `第${n}管委会`, 'committee'))

/** Ids: 1 portal, 2–17 districts, 18–59 departments, 60–63 sub-sites, 64–67 committees. */
const sites: readonly SiteSnapshot[] = [
  ...[city].map((organiser) => ({ organiser, category: 'municipalPortal' as const })),
  ...districts.map((organiser) => ({ organiser, category: 'districtPortal' as const })),
  ...departments.map((organiser) => ({ organiser, category: 'department' as const })),
  ...departments.slice(0, 4).map((organiser) => ({ organiser, category: 'subsite' as const })),
  ...committees.map((organiser) => ({ organiser, category: 'committee' as const })),
].map(({ organiser, category }, index) => site(index + 1, organiser, category))

/** The five that were not updated between 1 and 14 August 2025. */
const stale: readonly AccountSnapshot[] = [
  account(1, 'weixin', '长三角城管综合执法', urbanManagement),
  account(2, 'weixin', '上海追溯', commerce),
  account(3, 'weixin', '上海统计', statistics),
  account(4, 'weibo', '上海民宗发布', religion),
  account(5, 'thepaper', '上海统计', statistics),
]

/** Ids 1–1609: every third of the further accounts is on Weibo, every seventh on a third platform. */
const accounts: readonly AccountSnapshot[] = [
  ...stale,
  ...numbered(1604, (n) => {
    const organisers = [...districts, ...departments]
    const platform = n % 7 === 0 ? 'douyin' : n % 3 === 0 ? 'weibo' : 'weixin'
    return account(5 + n, platform, `政务账号${n}`, organisers[n % organisers.length]!)
  }),
]
const census = accounts.slice(0, 340)
const recheck = accounts.slice(340, 348)

/** The quarter as it was published. */
export const thirdQuarter2025: CampaignFacts = {
  campaign: {
    id: '2025Q3',
    year: 2025,
    quarter: 3,
    issuer: '上海市人民政府办公厅',
    ruleSet: 'shanghai-2025',
    ruleSetVersion: 1,
    basis: ['国办秘函〔2019〕19号', '国办公开办函〔2021〕31号'],
    monitorPoint,
    window: windowOfDays(monitorPoint, 14),
    seed: '2025Q3-20250814',
    demonstration: false,
  },
  sites: {
    rounds: [
      { ordinal: 1, monitorPoint: day('2025-07-16'), frozenIds: idsOf(sites) },
      { ordinal: 2, monitorPoint, frozenIds: idsOf(sites) },
    ],
    population: sites,
    inspections: [1, 2].flatMap((round) => sites.map((target) => qualified(round * 1000 + target.id, round, target))),
    securityScan: { by: '第三方机构', scannedIds: idsOf(sites), goodIds: idsOf(sites) },
  },
  messages: [],
  accounts: {
    population: accounts,
    strata: [
      {
        id: 'census',
        rule: 'census',
        label: '各区政府和市级部门政务新媒体账号',
        populationIds: idsOf(census),
        memberIds: idsOf(census),
      },
      {
        id: 'recheck',
        rule: 'recheck',
        label: '前期检查中存在问题的账号',
        populationIds: idsOf(recheck),
        memberIds: idsOf(recheck),
      },
    ],
    inspections: [
      ...census.map((target) => inspectionOfAccount(target, ['census'])),
      ...recheck.map((target) => inspectionOfAccount(target, ['recheck'])),
    ],
    methodStatement: '普查340个，复查8个，合并去重后348个。',
  },
}

/** A confirmed problem in the words of the rule set. */
export function problem(clause: ClauseId): Problem {
  const { group, title, wording } = national2019.clauses[clause]
  return { clause, group, title, wording, findings: [{ where: '首页', message: wording }] }
}

/** The same quarter with one inspection's result changed; without a clause the target is undecided. */
export function withResult(facts: CampaignFacts, inspectionId: number, ...clauses: readonly ClauseId[]): CampaignFacts {
  const changed = <Snapshot>(inspection: InspectionFact<Snapshot>): InspectionFact<Snapshot> => {
    if (inspection.inspectionId !== inspectionId) return inspection
    const verdict: VerdictWord = clauses.length > 0 ? 'unqualified' : 'undecided'
    return { ...inspection, verdict, problems: clauses.map(problem), open: clauses.length > 0 ? [] : ['NM-V1'] }
  }
  return {
    ...facts,
    sites: { ...facts.sites, inspections: facts.sites.inspections.map(changed) },
    accounts: { ...facts.accounts, inspections: facts.accounts.inspections.map(changed) },
  }
}

/** The same quarter with every account qualified. */
export function withoutProblems(facts: CampaignFacts): CampaignFacts {
  const healed = <Snapshot>(inspection: InspectionFact<Snapshot>): InspectionFact<Snapshot> => ({
    ...inspection,
    verdict: 'qualified',
    problems: [],
    open: [],
  })
  return {
    ...facts,
    sites: { ...facts.sites, inspections: facts.sites.inspections.map(healed) },
    accounts: { ...facts.accounts, inspections: facts.accounts.inspections.map(healed) },
  }
}

/** Inspection id of an account of the sample. */
export function accountInspection(accountId: number): number {
  return 10_000 + accountId
}

/** Inspection id of a site in a round. */
export function siteInspection(siteId: number, round: number): number {
  return round * 1000 + siteId
}

function inspectionOfAccount(target: AccountSnapshot, strata: readonly string[]): InspectionFact<AccountSnapshot> {
  const inspection = { ...qualified(accountInspection(target.id), 1, target), strata }
  return stale.includes(target) ? { ...inspection, verdict: 'unqualified', problems: [problem('NM-V2.1')] } : inspection
}

function qualified<Snapshot>(inspectionId: number, round: number, target: Snapshot): InspectionFact<Snapshot> {
  return {
    inspectionId,
    round,
    purpose: 'regular',
    strata: [],
    target,
    verdict: 'qualified',
    problems: [],
    open: [],
    score: null,
  }
}

function unit(id: number, name: string, shortName: string, kind: UnitKind): UnitSnapshot {
  return { id, name, shortName, kind, printOrder: id }
}

function site(id: number, organiser: UnitSnapshot, category: SiteCategory): SiteSnapshot {
  return {
    id,
    siteCode: String(3_100_000_000 + id),
    name: category === 'subsite' ? `${organiser.shortName}专题子网站` : `${organiser.name}门户网站`,
    url: `https://site-${id}.example/`,
    category,
    state: 'active',
    hasServices: category !== 'subsite',
    organiser,
    columns: [],
  }
}

function account(id: number, platform: PlatformId, name: string, organiser: UnitSnapshot): AccountSnapshot {
  return {
    id,
    platform,
    platformId: `id-${id}`,
    name,
    purpose: 'publish',
    state: 'active',
    sourceKind: 'feed',
    feedUrl: `https://feeds.example/${id}`,
    organiser,
  }
}

function numbered<Item>(count: number, make: (n: number) => Item): readonly Item[] {
  return Array.from({ length: count }, (_, index) => make(index + 1))
}

function idsOf(targets: readonly { readonly id: number }[]): readonly number[] {
  return targets.map(({ id }) => id)
}
