/** The two drawings of a site's availability; their numbers stand in the list below them. */
import { useMemo } from 'react'
import type { DayOfVisits } from '../../../../src/monitoring/availability.ts'
import { Chart } from '../../chart/chart.tsx'
import type { AvailabilityOfSite } from './site.tsx'

interface ChartOfSite {
  readonly site: AvailabilityOfSite
  readonly onPick: (day: string) => void
}

/** Share of failures of a day, in percent with two digits; `null`: no visit counts, for blocked is neither down nor up. */
const shareOf = ({ opened, slow, failed }: DayOfVisits): number | null => {
  const counted = opened + slow + failed
  return counted === 0 ? null : Math.round(((slow + failed) / counted) * 10_000) / 100
}
const wordsOf = (day: DayOfVisits): string =>
  `${day.day}：失败 ${day.slow + day.failed} / 计入 ${day.opened + day.slow + day.failed}（${shareOf(day) ?? '—'}%）`

export function CalendarOfYear({ site, onPick }: ChartOfSite) {
  const counted = useMemo(() => site.days.filter((day) => shareOf(day) !== null), [site])
  const option = useMemo(
    () => ({
      tooltip: {
        trigger: 'item' as const,
        formatter: ({ dataIndex }: { readonly dataIndex: number }) => wordsOf(counted[dataIndex]!),
      },
      visualMap: {
        type: 'piecewise' as const,
        orient: 'horizontal' as const,
        left: 'center',
        bottom: 0,
        pieces: [
          { value: 0, label: '0', color: '#dcefe2' },
          { gt: 0, lt: 2, label: '不到 2%', color: '#a9d5b8' },
          { gte: 2, lt: 5, label: '2%～5%', color: '#f0b45a' },
          { gte: 5, label: '5% 以上', color: '#b3261e' },
        ],
      },
      calendar: {
        range: [site.from, site.to],
        left: 44,
        right: 12,
        top: 28,
        cellSize: ['auto', 15] as ['auto', number],
        yearLabel: { show: false },
        monthLabel: { nameMap: 'ZH' },
        dayLabel: { nameMap: 'ZH', firstDay: 1 },
        itemStyle: { borderColor: '#fff', borderWidth: 2, color: '#eef1f5' },
        splitLine: { show: false },
      },
      series: [
        {
          type: 'heatmap' as const,
          name: '失败占比（%）',
          coordinateSystem: 'calendar' as const,
          data: counted.map((day) => [day.day, shareOf(day)!] as [string, number]),
        },
      ],
    }),
    [site, counted],
  )
  const worst = counted.toSorted((one, other) => shareOf(other)! - shareOf(one)!)[0]
  return (
    <Chart
      option={option as never}
      height={190}
      label={`${site.from} 至 ${site.to} 逐日失败占比；最高 ${worst ? `${worst.day} ${shareOf(worst)}%` : '没有'}`}
      onPick={({ dataIndex }) => onPick(counted[dataIndex]!.day)}
    />
  )
}

export function SharesByDay({ site, onPick }: ChartOfSite) {
  const option = useMemo(
    () => ({
      tooltip: { trigger: 'axis' as const },
      legend: { top: 0 },
      grid: { left: 56, right: 56, top: 36, bottom: 28 },
      xAxis: { type: 'category' as const, data: site.days.map(({ day }) => day) },
      yAxis: [
        // the line of 5 % is seen also where nothing comes near it
        {
          type: 'value' as const,
          name: '失败占比 %',
          min: 0,
          max: ({ max }: { readonly max: number }) => Math.max(10, Math.ceil(max)),
        },
        { type: 'value' as const, name: '秒', min: 0, splitLine: { show: false } },
      ],
      series: [
        {
          type: 'bar' as const,
          name: '失败占比（%）',
          data: site.days.map(shareOf),
          itemStyle: { color: '#c5221f' },
          markLine: {
            silent: true,
            symbol: 'none',
            data: [{ yAxis: 5 }],
            label: { formatter: '5%', position: 'insideStartTop' },
            lineStyle: { type: 'dashed' as const, color: '#b3261e' },
          },
        },
        {
          type: 'line' as const,
          name: '打开时间中位数（秒）',
          yAxisIndex: 1,
          showSymbol: false,
          data: site.days.map(({ medianMs }) => (medianMs === null ? null : medianMs / 1000)),
          itemStyle: { color: '#0b57d0' },
        },
        {
          type: 'line' as const,
          name: '95% 在（秒）',
          yAxisIndex: 1,
          showSymbol: false,
          data: site.days.map(({ p95Ms }) => (p95Ms === null ? null : p95Ms / 1000)),
          itemStyle: { color: '#8a5a00' },
        },
      ],
    }),
    [site],
  )
  return (
    <Chart
      option={option as never}
      height={280}
      label="逐日失败占比与打开时间"
      onPick={({ dataIndex }) => onPick(site.days[dataIndex]!.day)}
    />
  )
}
