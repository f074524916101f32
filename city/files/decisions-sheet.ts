/**
 * What the persons of the campaign decided: the clauses that only persons decide, the five stale accounts and planted
 * vetoes with two signatures, and the accounts whose source failed.
 */
import type { Account } from '../accounts/account.ts'
import { isSampled, platformLabel } from '../accounts/accounts.ts'
import type { City } from '../city.ts'
import type { SiteTruth } from '../truth/site-truth.ts'
import type { Sheet } from './sheet.ts'

/** The clauses of the rule set `shanghai-2025` that persons decide or confirm; a test compares them with it. */
export const personClauses = {
  site: ['WEB-V1.1', 'WEB-V1.2', 'WEB-V1.3', 'WEB-V1.4', 'WEB-V1.5', 'WEB-V1.6', 'WEB-V5.1', 'WEB-V5.2'],
  siteWithServices: ['WEB-V6.1', 'WEB-V6.2', 'WEB-V6.3'],
  account: ['NM-V1', 'NM-V3.1', 'NM-V3.2', 'NM-V3.3'],
  /** Apps and service accounts. */
  app: ['NM-V2.2'],
} as const

/** Fictional persons. */
export const inspectors = ['陆明远', '顾若澄', '沈思齐', '严书瑶'] as const
export const reviewer = '邵知行'
export const supervisor = '瞿静之'

type Row = [
  round: string,
  target: string,
  clause: string,
  kind: string,
  reason: string,
  note: string,
  author: string,
  role: string,
]

export function decisionsSheet(city: City): Sheet {
  return {
    headings: ['检查轮次', '对象标识', '条款', '结论', '原因', '说明', '经办人', '角色'],
    rows: [...siteRows(city), ...accountRows(city)],
  }
}

function siteRows(city: City): Row[] {
  const withServices = new Set(city.sites.filter(({ hasServices }) => hasServices).map(({ code }) => code))
  const rounds = ['first', 'second'] as const
  return rounds.flatMap((round, ordinal) =>
    city.truth.sites.flatMap((site, index) => {
      const clauses = [...personClauses.site, ...(withServices.has(site.code) ? personClauses.siteWithServices : [])]
      const name = `site-${ordinal + 1}`
      return [
        ...clauses
          .filter((clause) => !site.rounds[round].vetoes.includes(clause))
          .map((clause) => inspected(name, site.code, clause, index, '')),
        ...(ordinal === 1 && site.faults.falsifiedDates.length > 0 ? looked(name, site) : []),
        ...site.rounds[round].vetoes.flatMap((clause) => confirmed(name, site.code, clause, vetoNote(site, clause))),
      ]
    }),
  )
}

/** Dates that disagree are a lead: here the reviewer found an article that was published anew, and no forgery. */
function looked(round: string, { code, faults }: SiteTruth): Row[] {
  const [{ url, shown }] = faults.falsifiedDates as [SiteTruth['faults']['falsifiedDates'][number]]
  const note = `${url}：原文补充后于${shown}重新发布，不属于伪造发稿日期`
  return [[round, code, 'WEB-V1.5', '误报', '经向主办单位核实', note, reviewer, '复核人员']]
}

function vetoNote(site: SiteTruth, clause: string): string {
  return `${site.name}：${clause}，经人工访问核实`
}

function accountRows(city: City): Row[] {
  const earlier = new Set(city.earlierProblems)
  const sampled = city.accounts.filter((account) => isSampled(account, earlier))
  const keys = (list: readonly { platform: string; platformId: string }[]) =>
    new Set(list.map(({ platform, platformId }) => `${platform}/${platformId}`))
  const stale = keys(city.truth.accounts.stale)
  const unknown = keys(city.truth.accounts.unknown)
  return sampled.flatMap((account, index) => {
    const target = `${platformLabel(account.platform)}/${account.platformId}`
    const clauses =
      account.platform === 'app' || account.purpose === 'service'
        ? [...personClauses.account, ...personClauses.app]
        : personClauses.account
    return [
      ...clauses.map((clause) => inspected('account-1', target, clause, index, '')),
      ...(stale.has(target) ? confirmed('account-1', target, 'NM-V2.1', '登录平台核实，监测点前两周未更新') : []),
      ...(unknown.has(target) ? seenOnPlatform(target, account, index) : []),
    ]
  })
}

function inspected(round: string, target: string, clause: string, index: number, note: string): Row {
  return [round, target, clause, '通过', '', note, inspectors[index % inspectors.length]!, '检查人员']
}

/** Two persons: the reviewer and the municipal supervisor. */
function confirmed(round: string, target: string, clause: string, note: string): Row[] {
  const reason = '经复核情况属实'
  return [
    [round, target, clause, '确认', reason, note, reviewer, '复核人员'],
    [round, target, clause, '确认', reason, '同意复核意见', supervisor, '市级主管'],
  ]
}

/** The source did not tell, so a person looked on the platform itself. */
function seenOnPlatform(target: string, account: Account, index: number): Row[] {
  const seen = account.posts.find(({ at }) => at < '2025-08-15')?.at.slice(0, 10) ?? ''
  // Where the model has no post in the window either (the bridge lags, the newest days only), the platform shows one.
  const last = seen >= '2025-08-01' ? seen : '2025-08-11'
  return [
    inspected('account-1', target, 'NM-V2.1', index, `人工登录平台查看，最近发布${last}`),
    ['account-1', target, 'NM-V2.1', '通过', '', '复核一致', reviewer, '复核人员'],
  ]
}
