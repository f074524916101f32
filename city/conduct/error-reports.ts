/** 找错留言: what citizens reported about the city's sites on the platform in the quarter, and when it was answered. */
import { addDays, day, type Day } from '../../src/kernel/day.ts'
import { moment, officeTime, type Moment } from '../calendar.ts'
import { random, type Random } from '../random.ts'
import type { Site } from '../sites/site.ts'

export interface ErrorReport {
  readonly number: string
  readonly siteCode: string
  readonly category: string
  readonly content: string
  readonly pageUrl: string
  readonly receivedAt: Moment
  readonly valid: boolean
  /** `null`: not by the end of the script. */
  readonly answeredAt: Moment | null
  readonly answer: string
}

const kinds = [
  ['内容无法访问', '页面上的附件打不开', '附件已重新上传，感谢监督。'],
  ['信息不准确', '办公地址与实际不符', '地址已更正，感谢指正。'],
  ['信息不更新', '栏目很久没有新内容', '已督促责任处室更新。'],
  ['错别字', '正文第二段有错别字', '已更正。'],
  ['咨询留言不回复', '上月的咨询没有回复', '已联系本人答复。'],
  ['其他', '手机上显示不完整', '已调整页面样式。'],
] as const

const [first, count] = [day('2025-07-02'), 36] as const
/** By place in time: answered after the limit; never answered. All others within two days, weekends aside. */
const [late, never] = [new Set([7, 19, 29]), new Set([31])] as const

/** In order of time. */
export function buildErrorReports(seed: string, sites: readonly Site[]): ErrorReport[] {
  const running = sites.filter(({ state, columns }) => state === 'active' && columns.length > 0)
  const chance = random(`${seed}/error-reports`)
  const days = Array.from({ length: count }, (_, index) => workday(addDays(first, Math.floor((index * 79) / count))))
  return days.map((on, index): ErrorReport => {
    const site = chance.pick(running)
    const [category, content, answer] = chance.pick(kinds)
    const column = chance.pick(site.columns)
    const answeredAt = answerTime(on, index, chance)
    return {
      number: `ZC${on.replaceAll('-', '')}${String(index + 1).padStart(4, '0')}`,
      siteCode: site.code,
      category,
      content: `“${column.name}”栏目：${content}，请核实。`,
      pageUrl: site.origin + column.path,
      receivedAt: moment(on, officeTime(chance.below(500))),
      valid: index % 9 !== 8,
      answeredAt,
      answer: answeredAt === null ? '' : answer,
    }
  })
}

function answerTime(on: Day, index: number, chance: Random): Moment | null {
  const days = late.has(index) ? 9 : 1 + chance.below(2)
  const time = officeTime(chance.below(500))
  return never.has(index) ? null : moment(workday(addDays(on, days)), time)
}

/** The next day that is no weekend. */
function workday(on: Day): Day {
  const weekday = new Date(`${on}T00:00:00Z`).getUTCDay()
  return weekday === 6 ? addDays(on, 2) : weekday === 0 ? addDays(on, 1) : on
}
