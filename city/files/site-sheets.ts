/** Probe log and security scan of the sites in normal operation. */
import { addDays, type Day } from '../../src/kernel/day.ts'
import { firstMonitorPoint, monitorPoint } from '../calendar.ts'
import type { City } from '../city.ts'
import { random } from '../random.ts'
import { probeFaults } from '../sites/faults.ts'
import type { Site } from '../sites/site.ts'
import { failedProbes } from '../truth/site-truth.ts'
import type { Sheet } from './sheet.ts'

/** 20 probes a day, every 72 minutes, over the two weeks that end at the monitoring points: 140 in each. */
const probesPerDay = 20
const daysPerWeek = 7

export function probesSheet(city: City): Sheet {
  const active = city.sites.filter(({ state }) => state === 'active')
  return {
    headings: ['网站标识码', '监测时间', '结果', '耗时毫秒', '说明'],
    rows: active.flatMap((site) => [firstMonitorPoint, monitorPoint].flatMap((at) => weekOfProbes(city, site, at))),
  }
}

function weekOfProbes(city: City, site: Site, at: Day): string[][] {
  const chance = random(`${city.seed}/probes/${site.code}/${at}`)
  const total = probesPerDay * daysPerWeek
  const failures = new Set<number>()
  while (failures.size < failedProbes(city, site, at)) failures.add(chance.below(total))
  const rows = Array.from({ length: total }, (_, index) => {
    const failed = failures.has(index)
    const timedOut = failed && chance.chance(0.6)
    const [result, elapsed, note] = failed
      ? timedOut
        ? ['超时', '', '15秒内未打开']
        : ['错误', String(40 + chance.below(900)), 'HTTP 503']
      : ['正常', String(180 + chance.below(2400)), '']
    return [site.code, probeTime(at, index, 12), result!, elapsed!, note!]
  })
  return [...rows, ...furtherProbes(site, at)]
}

/** Probes that do not count stand beside the 20 of the day that do. */
function furtherProbes(site: Site, at: Day): string[][] {
  if (at !== monitorPoint) return []
  const extra = (count: number, result: string, note: string): string[][] =>
    Array.from({ length: count }, (_, index) => [site.code, probeTime(at, 40 + index, 40), result, '', note])
  if (site.slug === probeFaults.blocked) return extra(3, '拦截', '返回验证页面')
  if (site.slug === probeFaults.maintenance) return extra(5, '维护', '已登记的停机维护')
  return []
}

/** `2025-08-08 00:12`: the time of the week's probe with this index, the first one at `firstMinute`. */
function probeTime(at: Day, index: number, firstMinute: number): string {
  const on = addDays(at, 1 - daysPerWeek + Math.floor(index / probesPerDay))
  const minutes = firstMinute + (index % probesPerDay) * 72
  return `${on} ${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/** All in good state, by a third party that does not exist. */
export function securityScanSheet({ sites }: City): Sheet {
  return {
    headings: ['网站标识码', '扫描机构', '扫描日期', '结果', '说明'],
    rows: sites
      .filter(({ state }) => state === 'active')
      .map(({ code }, index) => [
        code,
        '申安信息安全测评中心',
        index % 2 === 0 ? '2025-08-11' : '2025-08-12',
        '良好',
        '',
      ]),
  }
}
