/** Pass rates over the quarters, as the bulletins print them. */
import type { ScreenAnswer } from '../../../../src/http/routes/screen.ts'
import { Chart } from '../../chart/chart.tsx'

type Rate = ScreenAnswer['trend'][number]['sites']

const rateOf = (rate: Rate) =>
  rate === null || rate.inspected === 0 ? null : Math.round((rate.qualified / rate.inspected) * 10_000) / 100

export function Trend({ trend }: { readonly trend: ScreenAnswer['trend'] }) {
  const words = trend.map(
    ({ campaign, sites, accounts }) => `${campaign} 网站 ${rateOf(sites) ?? '无'}%，账号 ${rateOf(accounts) ?? '无'}%`,
  )
  const text = { color: '#b8c9e6', fontSize: 14 }
  const values = trend
    .flatMap(({ sites, accounts }) => [rateOf(sites), rateOf(accounts)])
    .filter((rate) => rate !== null)
  const least = Math.max(0, Math.floor(Math.min(100, ...values) / 10) * 10 - 10)
  return (
    <section className="wall-panel wall-grow">
      <h2>
        各季度合格率<span>按通报</span>
      </h2>
      {trend.length === 0 ? (
        <p className="wall-empty">还没有通报</p>
      ) : (
        <Chart
          label={`各季度合格率：${words.join('；')}`}
          height={270}
          option={{
            color: ['#5aa9ff', '#ffb454'],
            textStyle: text,
            grid: { left: 46, right: 16, top: 34, bottom: 28 },
            legend: { top: 0, right: 0, textStyle: text, itemWidth: 18 },
            xAxis: {
              type: 'category',
              data: trend.map(({ campaign }) => campaign),
              axisLabel: text,
              axisLine: { lineStyle: { color: '#33507f' } },
            },
            yAxis: {
              type: 'value',
              min: least,
              max: 100,
              axisLabel: { ...text, formatter: '{value}%' },
              splitLine: { lineStyle: { color: '#1b3357' } },
            },
            series: [
              { name: '网站', type: 'line', data: trend.map(({ sites }) => rateOf(sites)), symbolSize: 8 },
              { name: '账号', type: 'line', data: trend.map(({ accounts }) => rateOf(accounts)), symbolSize: 8 },
            ],
          }}
        />
      )}
    </section>
  )
}
