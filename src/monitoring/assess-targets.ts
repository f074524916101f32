/** The outlook of all accounts and sites in use, chunk by chunk: nothing holds them all. */
import type { RuleSet, TargetKind } from '../regulations/rule-set.ts'
import type { Day } from '../kernel/day.ts'
import type { HolidayCalendar } from '../kernel/working-days.ts'
import { judgedTarget } from '../judging/judged-target.ts'
import type { Tx } from '../store/database.ts'
import { outlooks, tooOld, updateRules, windowOf, type Horizon, type Outlook } from './judge-ahead.ts'
import { knownAccounts, type KnownAccount } from './known-posts.ts'
import { knownSites, type KnownSite } from './known-sites.ts'
import { horizonDays, levelOn, type WarningLevel } from './warning.ts'

export interface AssessSettings {
  readonly ruleSet: RuleSet
  readonly today: Day
  /** ISO instant of the question: by it the recent sources are chosen. */
  readonly at: string
  readonly calendar: HolidayCalendar
  /** Pages of a site that were seen longer ago say nothing about today. */
  readonly siteFreshWithinDays: number
  /** Code of a unit: only its targets and those of the units below it. */
  readonly unit?: string | undefined
}

export interface Assessed {
  readonly target: TargetKind
  readonly targetId: number
  readonly organiserId: number
  /** The last day that the evidence knows; `null`: there is none. */
  readonly knownThrough: Day | null
  readonly outlooks: readonly (Outlook & { readonly level: WarningLevel | null })[]
}

/** How far ahead each clause is asked today; worked out once. */
function horizonsOf({ today, calendar }: AssessSettings): Horizon {
  const known = new Map<number, number>()
  return (clause) => {
    const windowDays = windowOf(clause)
    const days = known.get(windowDays) ?? horizonDays(today, windowDays, calendar)
    known.set(windowDays, days)
    return days
  }
}

/** Posts of an account that are looked at: an update clause asks for the newest before a day. */
const newest = 40
/** Targets read at once. */
const [accountsAtOnce, sitesAtOnce] = [2000, 20]

/** Every account and site that is in use, in chunks of one kind. */
export async function* assessTargets(tx: Tx, settings: AssessSettings): AsyncGenerator<readonly Assessed[]> {
  const horizon = horizonsOf(settings)
  const accounts = { rules: updateRules(settings.ruleSet, 'account'), horizon, settings }
  const { at, unit } = settings
  for await (const chunk of chunks(accountsAtOnce, (part) => knownAccounts(tx, { ...part, unit, at, newest }))) {
    yield chunk.map((account) => assessAccount(account, accounts))
  }
  const sites = { rules: updateRules(settings.ruleSet, 'site'), horizon, settings }
  for await (const chunk of chunks(sitesAtOnce, (part) => knownSites(tx, { ...part, unit }))) {
    yield chunk.map((site) => assessSite(site, sites))
  }
}

/** Reads on by id until nothing is left; the next part is on its way while one is worked on. */
export async function* chunks<Item extends { readonly id: number }>(
  limit: number,
  read: (part: { readonly afterId: number; readonly limit: number }) => Promise<readonly Item[]>,
): AsyncGenerator<readonly Item[]> {
  let items = await read({ afterId: 0, limit })
  while (items.length > 0) {
    const next = items.length < limit ? null : read({ afterId: items.at(-1)!.id, limit })
    // Whoever stops reading must not leave a rejection behind; who goes on meets it below.
    next?.catch(() => {})
    yield items
    items = next === null ? [] : await next
  }
}

interface Question {
  readonly rules: RuleSet
  readonly horizon: Horizon
  readonly settings: AssessSettings
}

function assessAccount(account: KnownAccount, { rules, horizon, settings }: Question): Assessed {
  const { id, organiserId, posts } = account
  const found = outlooks(rules, judgedTarget('account', account), { posts }, settings.today, horizon)
  return {
    target: 'account',
    targetId: id,
    organiserId,
    knownThrough: 'value' in posts ? posts.value.knownThrough : null,
    outlooks: withLevels(found, rules, settings),
  }
}

function assessSite(site: KnownSite, { rules, horizon, settings }: Question): Assessed {
  const { id, organiserId, evidence, capturedOn } = site
  const { today, siteFreshWithinDays } = settings
  const why = capturedOn === null ? '尚未采集过该网站' : tooOld(capturedOn, today, siteFreshWithinDays)
  const found =
    why === null
      ? outlooks(rules, judgedTarget('site', site), evidence, today, horizon)
      : Object.keys(rules.clauses).map((clause) => {
          return { clause, place: '', placeName: '', failsOn: null, because: why, isUnknown: true }
        })
  return {
    target: 'site',
    targetId: id,
    organiserId,
    knownThrough: capturedOn,
    outlooks: withLevels(found, rules, settings),
  }
}

function withLevels(found: readonly Outlook[], { clauses }: RuleSet, { today, calendar }: AssessSettings) {
  return found.map((outlook) => {
    const { clause, failsOn } = outlook
    const level = failsOn === null ? null : levelOn(failsOn, today, windowOf(clauses[clause]!), calendar)
    return { ...outlook, level }
  })
}
