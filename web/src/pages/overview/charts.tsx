/** Accounts by platform, and pass rates over the quarters; both as a chart with its numbers beside it. */
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { OverviewAnswer } from '../../../../src/http/routes/overview.ts'
import { Chart } from '../../chart/chart.tsx'
import type { ChartOption } from '../../chart/drawn-chart.tsx'
import { Panel } from '../../shell/page.tsx'
import { percent } from '../../zh.ts'
import { RowsLink } from '../campaigns/rows-link.tsx'
import { quarterName, resultVerdicts, type ResultVerdict } from '../campaigns/words.ts'

const colours: Readonly<Record<ResultVerdict, string>> = {
  qualified: '#2f7d4f',
  unqualified: '#c5332a',
  undecided: '#d99a1c',
  waiting: '#b8c2d0',
}
const verdicts = Object.keys(colours) as ResultVerdict[]

interface PlatformsProps {
  readonly campaign: string
  readonly platforms: OverviewAnswer['platforms']
}

export function Platforms({ campaign, platforms }: PlatformsProps) {
  const navigate = useNavigate()
  const shown = useMemo(() => platforms.slice(0, 12).toReversed(), [platforms])
  const option = useMemo(
    (): ChartOption => ({
      grid: { left: 8, right: 24, top: 28, bottom: 8, containLabel: true },
      legend: { top: 0, itemWidth: 12, itemHeight: 12 },
      tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' } },
      xAxis: { type: 'value', minInterval: 1 },
      yAxis: { type: 'category', data: shown.map(({ name }) => name), axisTick: { show: false } },
      series: verdicts
        .filter((verdict) => shown.some((part) => part[verdict] > 0))
        .map((verdict) => ({
          type: 'bar' as const,
          stack: 'all',
          name: resultVerdicts[verdict],
          itemStyle: { color: colours[verdict] },
          barMaxWidth: 18,
          data: shown.map((part) => part[verdict]),
        })),
    }),
    [shown],
  )
  if (platforms.length === 0) return null
  return (
    <>
      <Chart
        label={`账号按平台：${platforms.map(({ name, total, unqualified }) => `${name} ${total} 个，不合格 ${unqualified} 个`).join('；')}`}
        height={Math.max(160, shown.length * 26 + 60)}
        option={option}
        onPick={({ name, seriesName }) => {
          const category = platforms.find((part) => part.name === name)?.key
          const verdict = verdicts.find((known) => resultVerdicts[known] === seriesName)
          void navigate({
            to: '/campaigns/$id/results',
            params: { id: campaign },
            search: { kind: 'account', category, verdict } as never,
          })
        }}
      />
      <p className="inline-list">
        {platforms.map(({ key, name, total }) => (
          <span key={key}>
            {name}{' '}
            <RowsLink campaign={campaign} filter={{ kind: 'account', category: key }} count={total} label={name} />
          </span>
        ))}
      </p>
    </>
  )
}

export function Trend({ trend }: { readonly trend: OverviewAnswer['trend'] }) {
  const option = useMemo((): ChartOption => {
    const rate = (counted: OverviewAnswer['trend'][number]['sites']) =>
      counted === null || counted.inspected === 0
        ? null
        : Math.round((counted.qualified / counted.inspected) * 1e4) / 100
    return {
      grid: { left: 8, right: 24, top: 32, bottom: 8, containLabel: true },
      legend: { top: 0 },
      tooltip: {
        trigger: 'axis',
        valueFormatter: (value) => (typeof value === 'number' ? `${value.toFixed(2)}%` : '—'),
      },
      xAxis: { type: 'category', data: trend.map(({ campaign }) => campaign) },
      yAxis: {
        type: 'value',
        max: 100,
        min: (value: { readonly min: number }) => Math.max(0, Math.floor((value.min - 5) / 10) * 10),
        axisLabel: { formatter: '{value}%' },
      },
      series: [
        { type: 'line', name: '网站合格率', symbolSize: 8, data: trend.map(({ sites }) => rate(sites)) },
        { type: 'line', name: '账号合格率', symbolSize: 8, data: trend.map(({ accounts }) => rate(accounts)) },
      ],
    }
  }, [trend])
  return (
    <Panel title="各季度合格率" note="以各期通报为准">
      {trend.length === 0 ? (
        <p className="muted">起草第一期通报之后，这里显示合格率的变化</p>
      ) : (
        <div className="columns-2">
          <Chart label="各季度网站和账号合格率" height={240} option={option} />
          <table className="plain-table">
            <caption className="hidden">各季度合格率</caption>
            <thead>
              <tr>
                <th scope="col">检查</th>
                <th scope="col" className="right">
                  网站
                </th>
                <th scope="col" className="right">
                  账号
                </th>
              </tr>
            </thead>
            <tbody>
              {trend.toReversed().map(({ campaign, sites, accounts }) => (
                <tr key={campaign}>
                  <th scope="row">{quarterName(campaign)}</th>
                  {(['site', 'account'] as const).map((kind) => {
                    const counted = kind === 'site' ? sites : accounts
                    return (
                      <td key={kind} className="right">
                        {counted === null || counted.inspected === 0 ? (
                          '—'
                        ) : (
                          <RowsLink
                            campaign={campaign}
                            filter={{ kind }}
                            count={counted.inspected}
                            label={quarterName(campaign)}
                          >
                            {percent(counted.qualified, counted.inspected)}（{counted.qualified}/{counted.inspected}）
                          </RowsLink>
                        )}
                      </td>
                    )
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  )
}
