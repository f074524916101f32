import type { Probe } from '../../evidence/probes.ts'
import { addDays, dayOfInstant, inWindow, windowOfDays, type Day } from '../../kernel/day.ts'
import { epochMs } from '../../kernel/instant.ts'
import { cantTell, defineIndicator, failed, passed } from '../define.ts'

/** 站点无法访问: the share of failed visits over a week. Never rounded before it is compared. */
export default defineIndicator({
  id: 'site/unreachable',
  clause: 'WEB-V2',
  needs: ['probes'],
  method:
    '统计监测点前一周（含监测点当日）的访问记录：每天至少20次；15秒仍未打开或出错记为一次失败；失败次数占比达到5%即不合格。' +
    '被防火墙拦截和已登记的维护时段不计入；若拦截次数足以改变结论，则判为“无法判断”。',

  judge({ probes }, { params, monitorPoint }) {
    const window = windowOfDays(monitorPoint, params.windowDays)
    const visits = probes.probes.filter((probe) => inWindow(dayOfInstant(epochMs(probe.at)), window))
    const thinDay = firstThinDay(visits, window.from, params.windowDays, params.minProbesPerDay)
    if (thinDay !== null) {
      return cantTell(`${thinDay.day} 只有 ${thinDay.count} 次监测记录，不足每天 ${params.minProbesPerDay} 次`)
    }
    const blocked = visits.filter((probe) => probe.outcome === 'blocked').length
    const counted = visits.filter((probe) => probe.outcome === 'opened' || probe.outcome === 'failed')
    const failures = counted.filter((probe) => didNotOpen(probe, params.timeoutMs))
    const reaches = (count: number) => count * 100 >= (counted.length + blocked) * params.failedSharePercent
    const share = `${counted.length} 次访问中 ${failures.length} 次失败`
    const fails = counted.length > 0 && failures.length * 100 >= counted.length * params.failedSharePercent
    if (counted.length === 0 || (blocked > 0 && reaches(failures.length) !== reaches(failures.length + blocked))) {
      return cantTell(`${share}，另有 ${blocked} 次被防火墙拦截，足以改变结论`)
    }
    if (!fails) return passed(share)
    return failed(`${share}，达到 ${params.failedSharePercent}%`, [
      {
        where: '首页',
        message: failures
          .map((probe) => `${probe.at} ${probe.detail}`)
          .slice(0, 10)
          .join('；'),
      },
    ])
  },

  cases: [
    { name: '140次中失败6次（4.29%）', outcome: 'passed', monitorPoint: '2025-08-14', given: { probes: week(6) } },
    { name: '140次中失败7次（5.00%）', outcome: 'failed', monitorPoint: '2025-08-14', given: { probes: week(7) } },
    {
      name: '14.999秒打开不算失败',
      outcome: 'passed',
      monitorPoint: '2025-08-14',
      given: { probes: week(7, { outcome: 'opened', elapsedMs: 14_999 }) },
    },
    {
      name: '15.000秒才打开算失败',
      outcome: 'failed',
      monitorPoint: '2025-08-14',
      given: { probes: week(7, { outcome: 'opened', elapsedMs: 15_000 }) },
    },
    {
      name: '3次被拦截不影响结论',
      outcome: 'passed',
      monitorPoint: '2025-08-14',
      given: { probes: week(3, { outcome: 'blocked', elapsedMs: null }) },
    },
    {
      name: '7次被拦截不等于打不开',
      outcome: 'cantTell',
      monitorPoint: '2025-08-14',
      given: { probes: week(7, { outcome: 'blocked', elapsedMs: null }) },
    },
    {
      name: '维护时段不计入',
      outcome: 'passed',
      monitorPoint: '2025-08-14',
      given: { probes: week(20, { outcome: 'maintenance', elapsedMs: null }) },
    },
    {
      name: '监测不足一周',
      outcome: 'cantTell',
      monitorPoint: '2025-08-15',
      given: { probes: week(0) },
    },
  ],
})

function didNotOpen(probe: Probe, timeoutMs: number): boolean {
  return probe.outcome === 'failed' || (probe.elapsedMs !== null && probe.elapsedMs >= timeoutMs)
}

function firstThinDay(visits: readonly Probe[], from: Day, days: number, minimum: number) {
  const perDay = new Map<Day, number>()
  for (const visit of visits) {
    const day = dayOfInstant(epochMs(visit.at))
    perDay.set(day, (perDay.get(day) ?? 0) + 1)
  }
  for (let offset = 0; offset < days; offset += 1) {
    const day = addDays(from, offset)
    const count = perDay.get(day) ?? 0
    if (count < minimum) return { day, count }
  }
  return null
}

/** A week of 20 visits a day to 2025-08-14, of which the first `odd` ones are as given. */
function week(odd: number, oddProbe: Pick<Probe, 'outcome' | 'elapsedMs'> = { outcome: 'failed', elapsedMs: null }) {
  const probes: Probe[] = Array.from({ length: 140 }, (_, index) => {
    const date = `2025-08-${String(8 + Math.floor(index / 20)).padStart(2, '0')}`
    const at = `${date}T${String(index % 20).padStart(2, '0')}:00:00+08:00`
    return index < odd ? { at, ...oddProbe, detail: '' } : { at, outcome: 'opened', elapsedMs: 800, detail: '' }
  })
  return { probes }
}
