/**
 * What the register itself says about accounts that break the rules on opening, naming and filing (M31-7, M31-8, M31-9; 123号),
 * and what an account costs. Leads for a person: none of this decides a verdict. Pure.
 */
import { addDays, daysBetween, type Day } from '../kernel/day.ts'
import type { ListedAccount } from './account-list.ts'
import { platforms, rolledUp } from './platforms/index.ts'

export const accountRules = {
  duplicate: '同一单位在同一平台开设多个账号',
  division: '疑似以内设机构名义开设',
  name: '名称不规范',
  nameDiffers: '各平台名称不一致',
  principal: '认证主体与主办单位不一致',
  unfiled: '未备案',
  reappeared: '已注销的账号仍在发布',
  dormant: '长期不更新',
  merge: '建议归并或关停',
} as const
export type AccountRule = keyof typeof accountRules

export interface AccountFact {
  readonly rule: AccountRule
  /** 账号类型/账号标识 */
  readonly key: string
  readonly name: string
  readonly organiser: string
  /** Why, in the words of a notice. */
  readonly because: string
}

export type FactAccount = Pick<
  ListedAccount,
  | 'key'
  | 'platform'
  | 'name'
  | 'organiser'
  | 'state'
  | 'purpose'
  | 'filingState'
  | 'mainAccount'
  | 'verifiedPrincipal'
  | 'openedOn'
  | 'closedOn'
  | 'followers'
  | 'yearlyCostYuan'
> & { readonly organiserShortName: string }

/** What sources showed of an account's posts; an account without it is unknown, never silent. */
export interface Activity {
  /** `null`: the source is complete and shows no post. */
  readonly lastPostOn: Day | null
  readonly postsInYear: number
  /** The last day the source knows about. */
  readonly knownThrough: Day
}

export interface FactOptions {
  readonly on: Day
  /** Silent for more than this many days is dormant. A working threshold: the veto of two weeks is the inspection's. */
  readonly dormantAfterDays: number
  /** Fewer posts in a year, together with */
  readonly fewPosts: number
  /** fewer followers than this, suggest merging (M31-9: 关注少、使用低). */
  readonly fewFollowers: number
}

export const usualFactOptions = { dormantAfterDays: 90, fewPosts: 12, fewFollowers: 1000 } as const

/** All leads, in the order of the accounts and the rules. */
export function accountFacts(
  accounts: readonly FactAccount[],
  activities: ReadonlyMap<string, Activity>,
  options: FactOptions,
): readonly AccountFact[] {
  const kept = accountsToKeep(accounts)
  const names = usualNames(accounts)
  return accounts.flatMap((account) => {
    const activity = activities.get(account.key) ?? null
    const reasons: Readonly<Record<AccountRule, string | null>> = {
      duplicate: duplicateOf(account, kept),
      division: openedByDivision(account),
      name: isLive(account) ? nameProblem(account.name) : null,
      nameDiffers: differsFrom(account, names),
      principal: strangePrincipal(account),
      unfiled: unfiled(account),
      reappeared: reappeared(account, activity),
      dormant: dormant(account, activity, options),
      merge: mergeHint(account, activity, options),
    }
    return (Object.keys(accountRules) as AccountRule[]).flatMap((rule) => {
      const because = reasons[rule]
      return because === null
        ? []
        : [{ rule, key: account.key, name: account.name, organiser: account.organiser.name, because }]
    })
  })
}

/** Whether the public can take it for an account of the unit today. */
function isLive({ state }: Pick<FactAccount, 'state'>): boolean {
  return state === 'active' || state === 'unfiled' || state === 'duplicate'
}

/** M31-7 speaks of accounts on third-party platforms; a unit's several mini programs are several services. */
function placeOf({ organiser, platform }: FactAccount): string {
  return `${organiser.code}\n${rolledUp(platform)}`
}

/** Of several accounts of a unit on a platform the main one, else the one with most followers, else the oldest. */
function accountsToKeep(accounts: readonly FactAccount[]): ReadonlyMap<string, FactAccount> {
  const live = accounts.filter((account) => isLive(account) && platforms[account.platform].carriesPosts)
  const groups = [...Map.groupBy(live, placeOf)].filter(([, own]) => own.length > 1)
  return new Map(groups.map(([place, own]) => [place, own.toSorted(worthKeeping)[0]!]))
}

function worthKeeping(a: FactAccount, b: FactAccount): number {
  return (
    Number(b.mainAccount ?? false) - Number(a.mainAccount ?? false) ||
    (b.followers ?? -1) - (a.followers ?? -1) ||
    compare(a.openedOn ?? '9999', b.openedOn ?? '9999') ||
    compare(a.key, b.key)
  )
}

function duplicateOf(account: FactAccount, kept: ReadonlyMap<string, FactAccount>): string | null {
  const other = kept.get(placeOf(account))
  if (other === undefined || other.key === account.key || !isLive(account)) return null
  if (!platforms[account.platform].carriesPosts) return null
  return `该单位在同一平台已有“${other.name}”（${other.key}），一个单位在同一平台原则上只开设一个账号（M31-7）`
}

/** Words that end the name of a part of a unit; 街道办事处, 派出所 and the like are units of their own. */
const DIVISION =
  /(?:(?<!办事|管理|代表|联络|经营)处|[^学]科|股|(?<!办公|教|实验|图书)室|科室|支队|大队|中队|党支部|党委|团委|工会|宣传部)$/

/** M31-7: no account in the name of an internal division, unless the organiser itself is called so. */
function openedByDivision({ name, verifiedPrincipal, organiser, organiserShortName, ...account }: FactAccount) {
  if (!isLive(account)) return null
  for (const [what, called] of [['名称', name] as const, ['认证主体', verifiedPrincipal] as const]) {
    const ending = DIVISION.exec(called)?.[0]
    if (ending === undefined) continue
    if (organiser.name.endsWith(ending) || organiserShortName.endsWith(ending)) continue
    return `${what}“${called}”像是内设机构，不得以内设机构名义新开账号（M31-7），请核实`
  }
  return null
}

/** Longest name that is still 简短: what fits a line of a platform's list. */
const LONG_NAME_CHARS = 20

/** What is wrong with a name itself; `null` when nothing is. */
export function nameProblem(name: string): string | null {
  const chars = Array.from(name)
  if (/[\p{Extended_Pictographic}\p{Regional_Indicator}\ufe0f]/u.test(name.replaceAll(/[\d#*©®™]/g, ''))) {
    return `名称“${name}”含有表情符号`
  }
  const odd = chars.find((char) => !/[\p{Script=Han}\p{Letter}\p{Number} ·•—\-_.、，&（）()“”‘’《》〇]/u.test(char))
  if (odd !== undefined) return `名称“${name}”含有特殊符号“${odd}”`
  if (/\d{7,}/.test(name)) return `名称“${name}”含有号码`
  if (!/\p{Script=Han}/u.test(name)) return `名称“${name}”没有汉字，看不出主办单位`
  return chars.length > LONG_NAME_CHARS ? `名称有 ${chars.length} 个字，应简短并与职责相关` : null
}

/** The name that most accounts of a unit have, where several platforms share one. */
function usualNames(accounts: readonly FactAccount[]): ReadonlyMap<string, string> {
  const byUnit = Map.groupBy(accounts.filter(isLive), ({ organiser }) => organiser.code)
  return new Map(
    [...byUnit].flatMap(([code, own]) => {
      const counts = [...Map.groupBy(own, ({ name }) => name)].map(([name, same]) => [name, same.length] as const)
      const [name, count] = counts.toSorted((a, b) => b[1] - a[1] || compare(a[0], b[0]))[0]!
      return count > 1 && count < own.length ? [[code, name] as const] : []
    }),
  )
}

function differsFrom(account: FactAccount, names: ReadonlyMap<string, string>): string | null {
  const usual = names.get(account.organiser.code)
  if (usual === undefined || usual === account.name || !isLive(account)) return null
  return `该单位在其他平台的账号名称为“${usual}”，各平台名称原则上应一致`
}

function strangePrincipal({ verifiedPrincipal, organiser, organiserShortName, ...account }: FactAccount) {
  if (verifiedPrincipal === '' || !isLive(account)) return null
  const own = [organiser.name, organiserShortName]
  return own.includes(verifiedPrincipal) ? null : `认证主体为“${verifiedPrincipal}”，主办单位为“${organiser.name}”`
}

function unfiled({ filingState, ...account }: FactAccount): string | null {
  const isUnfiled = account.state === 'unfiled' || (isLive(account) && filingState === 'unfiled')
  return isUnfiled ? '未在全国政务新媒体信息报送系统备案（M31-8）' : null
}

function reappeared({ state, closedOn }: FactAccount, activity: Activity | null): string | null {
  const last = activity?.lastPostOn ?? null
  if (state !== 'deregistered' || last === null || closedOn === null || last <= closedOn) return null
  return `登记于 ${closedOn} 注销，${last} 仍有发布`
}

/** Only what a source knows up to the day before yesterday can be called silent. */
const FRESH_WITHIN_DAYS = 3

function dormant(account: FactAccount, activity: Activity | null, options: FactOptions): string | null {
  const { on, dormantAfterDays } = options
  if (activity === null || !isLive(account) || account.purpose === 'service') return null
  if (!platforms[account.platform].carriesPosts || activity.knownThrough < addDays(on, -FRESH_WITHIN_DAYS)) return null
  if (activity.lastPostOn === null) return '没有任何发布记录'
  const days = daysBetween(activity.lastPostOn, on)
  return days > dormantAfterDays ? `最近发布于 ${activity.lastPostOn}，已 ${days} 天没有更新` : null
}

function mergeHint(account: FactAccount, activity: Activity | null, options: FactOptions): string | null {
  if (activity === null || !isLive(account) || account.mainAccount === true || account.purpose === 'service')
    return null
  const { followers, yearlyCostYuan } = account
  if (activity.postsInYear >= options.fewPosts || followers === null || followers >= options.fewFollowers) return null
  return `近一年发布 ${activity.postsInYear} 条，粉丝 ${followers} 个${costText(yearlyCostYuan, activity.postsInYear)}，建议归并或关停（M31-9）`
}

function costText(yearlyCostYuan: number | null, posts: number): string {
  if (yearlyCostYuan === null) return ''
  const each = posts === 0 ? '' : `，平均每条 ${Math.round(yearlyCostYuan / posts)} 元`
  return `，年度费用 ${yearlyCostYuan} 元${each}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
