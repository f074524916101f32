/**
 * What the city's units do about their notices, and what becomes of their accounts. The script says days and nobody in it looks
 * at a clock: whoever plays it moves the clock and the city's day. Days belong to the quarter, minutes and titles to the seed.
 */
import { addDays, day, type Day } from '../../src/kernel/day.ts'
import type { PlatformId } from '../../src/registry/platforms/index.ts'
import type { Account, Post } from '../accounts/account.ts'
import { platformLabel } from '../accounts/accounts.ts'
import { postTitle } from '../accounts/posts.ts'
import { moment, officeTime, type Moment } from '../calendar.ts'
import { hash, random } from '../random.ts'

/** The notices leave on this day: vetoes are due on 29 August. */
export const noticeDay = day('2025-08-26')
/** The next campaign looks back from here, 90 days of recurrence are not over by then. */
export const nextMonitorPoint = day('2025-11-14')

/** How a unit behaves; an account may do several things one after the other. */
export type Conduct =
  | 'answersInTime'
  | 'answersLate'
  | 'lies'
  | 'appealsRightly'
  | 'appealsWrongly'
  | 'asksForTime'
  | 'relapses'

/** Something a unit does at an hour. */
export interface Act {
  readonly at: Moment
  /** Code of the unit. */
  readonly unit: string
  /** The person who does it; fictional. */
  readonly person: string
  /** 账号类型/账号标识 */
  readonly target: string
  readonly does: 'read' | 'answer' | 'extend' | 'appeal'
  readonly text: string
  /** Of `extend`: the day asked for. */
  readonly until?: Day
  /** Of `answer`: name of a file that the city hands over. */
  readonly proof?: string
}

interface Plan {
  readonly organiser: string
  readonly platform: PlatformId
  readonly name: string
  readonly conduct: readonly Conduct[]
  /** From this day to that one it posts again, every few days; `null`: never. */
  readonly posts: { readonly from: Day; readonly to: Day } | null
  readonly acts: readonly (readonly [
    on: Day,
    does: Act['does'],
    text: string,
    further?: Pick<Act, 'until' | 'proof'>,
  ])[]
}

export const proofFile = '整改佐证.pdf'
const beyond = day('2025-11-20')

const plans: readonly Plan[] = [
  {
    organiser: 'chengguan',
    platform: 'weixin',
    name: '长三角城管综合执法',
    conduct: ['answersInTime'],
    posts: { from: day('2025-08-27'), to: beyond },
    acts: [
      [day('2025-08-26'), 'read', ''],
      [
        day('2025-08-28'),
        'answer',
        '已明确专人负责，8月27日起恢复更新，今后每周不少于两次。附后台发布记录。',
        { proof: proofFile },
      ],
    ],
  },
  {
    // 卡点: it posts for the check and falls silent again.
    organiser: 'shangwu',
    platform: 'weixin',
    name: '上海追溯',
    conduct: ['appealsWrongly', 'relapses'],
    posts: { from: day('2025-08-30'), to: day('2025-10-08') },
    acts: [
      [day('2025-08-27'), 'appeal', '本账号8月16日、18日均有发布，不属于不更新，请予撤销。'],
      [day('2025-09-02'), 'answer', '接受答复意见，8月30日起恢复更新。'],
    ],
  },
  {
    organiser: 'tongji',
    platform: 'weixin',
    name: '上海统计',
    conduct: ['asksForTime'],
    posts: { from: day('2025-09-02'), to: beyond },
    acts: [
      [
        day('2025-08-27'),
        'extend',
        '账号运营合同正在重新签订，完成交接后恢复更新，申请延期一周。',
        { until: day('2025-09-05') },
      ],
      [day('2025-09-04'), 'answer', '交接完成，9月2日起恢复更新。'],
    ],
  },
  {
    organiser: 'tongji',
    platform: 'thepaper',
    name: '上海统计',
    conduct: ['lies'],
    posts: null,
    acts: [[day('2025-09-04'), 'answer', '已恢复更新。']],
  },
  {
    organiser: 'minzong',
    platform: 'weibo',
    name: '上海民宗发布',
    conduct: ['answersLate'],
    posts: { from: day('2025-09-02'), to: beyond },
    acts: [[day('2025-09-04'), 'answer', '因人员调整未及时处理，9月2日起已恢复更新。']],
  },
  {
    // Its feed shows nothing, and persons took that for silence.
    organiser: 'tiyu',
    platform: 'thepaper',
    name: '上海体育',
    conduct: ['appealsRightly'],
    posts: null,
    acts: [
      [
        day('2025-08-27'),
        'appeal',
        '本账号8月4日至8月13日共发布9条，平台可查；监测所用的订阅源没有内容，不能说明账号没有更新。',
      ],
    ],
  },
]

export interface Script {
  /** In order of time. */
  readonly acts: readonly Act[]
  /** What the accounts publish after the city's own today, newest first, by 账号类型/账号标识. */
  readonly laterPosts: ReadonlyMap<string, readonly Post[]>
  readonly conduct: readonly { readonly target: string; readonly conduct: readonly Conduct[] }[]
}

/** The script of a city; the same seed gives the same hours and titles. */
export function writeScript(seed: string, accounts: readonly Account[]): Script {
  const scripted = plans.map((plan) => ({ plan, account: accountOf(plan, accounts) }))
  const acts = scripted.flatMap(({ plan, account }) =>
    plan.acts.map(([on, does, text, further], index): Act => {
      const target = targetKey(account)
      // Offices are open from 9 to 18; what is done on one day is done in the order of the plan.
      const at = moment(on, officeTime(30 + (hash(`${seed}/act/${target}/${index}`) % 300)))
      return { at, unit: account.organiser.code, person: personOf(seed, account), target, does, text, ...further }
    }),
  )
  return {
    acts: acts.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.target < b.target ? -1 : 1)),
    laterPosts: new Map(
      scripted.map(({ plan, account }) => [targetKey(account), plan.posts ? postsOf(seed, account, plan.posts) : []]),
    ),
    conduct: scripted.map(({ plan, account }) => ({ target: targetKey(account), conduct: plan.conduct })),
  }
}

/** 账号类型/账号标识, as files name an account. */
export function targetKey({ platform, platformId }: Pick<Account, 'platform' | 'platformId'>): string {
  return `${platformLabel(platform)}/${platformId}`
}

function accountOf({ organiser, platform, name }: Plan, accounts: readonly Account[]): Account {
  const found = accounts.find(
    (account) => account.organiser.slug === organiser && account.platform === platform && account.name === name,
  )
  if (found === undefined) throw new Error(`a scripted account that nobody owns: ${organiser} ${platform} ${name}`)
  return found
}

const persons = ['陆一鸣', '顾安之', '沈知微', '严冬青', '钱书白', '潘若水', '龚雨时', '费长风'] as const

function personOf(seed: string, { organiser }: Account): string {
  return persons[hash(`${seed}/person/${organiser.code}`) % persons.length]!
}

/** Every one to four days: never two weeks without a post. */
function postsOf(seed: string, account: Account, { from, to }: { readonly from: Day; readonly to: Day }): Post[] {
  const chance = random(`${seed}/later/${targetKey(account)}`)
  const moments: Moment[] = []
  for (let on = from; on <= to; on = addDays(on, 1 + chance.below(4))) {
    moments.push(moment(on, officeTime(chance.below(540))))
  }
  const last = account.posts[0]?.number ?? 0
  return moments.map((at, index) => ({ number: last + index + 1, title: postTitle(chance), at })).toReversed()
}
