/** ECharts, only the parts that the console draws; the overview draws by hand (`lines.tsx`). */
import { BarChart, HeatmapChart, LineChart } from 'echarts/charts'
import {
  CalendarComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components'
import { init, use, type ComposeOption } from 'echarts/core'
import type { BarSeriesOption, HeatmapSeriesOption, LineSeriesOption } from 'echarts/charts'
import type {
  CalendarComponentOption,
  GridComponentOption,
  LegendComponentOption,
  TooltipComponentOption,
  VisualMapComponentOption,
} from 'echarts/components'
import { SVGRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'

use([
  BarChart,
  LineChart,
  HeatmapChart,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  VisualMapComponent,
  CalendarComponent,
  MarkLineComponent,
  SVGRenderer,
])

type AnyOption = ComposeOption<
  | BarSeriesOption
  | LineSeriesOption
  | HeatmapSeriesOption
  | GridComponentOption
  | LegendComponentOption
  | TooltipComponentOption
  | VisualMapComponentOption
  | CalendarComponentOption
>

export type ChartOption = Omit<AnyOption, 'tooltip'> & { readonly tooltip?: TooltipComponentOption }

export interface ChartProps {
  readonly option: ChartOption
  /** What the chart shows, for those who do not see it. */
  readonly label: string
  readonly height?: number
  /** A click on a bar, point or cell. */
  readonly onPick?: (picked: { readonly name: string; readonly seriesName: string; readonly dataIndex: number }) => void
}

const palette = ['#0b57d0', '#e8710a', '#188038', '#9334e6', '#c5221f', '#129eaf', '#8a5a00', '#5f6b7c']

export default function DrawnChart({ option, label, height = 280, onPick }: ChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<ReturnType<typeof init>>(undefined)
  const pick = useRef(onPick)
  pick.current = onPick
  useEffect(() => {
    const drawn = init(place.current!, undefined, { renderer: 'svg' })
    chart.current = drawn
    drawn.on('click', (event) =>
      pick.current?.({
        name: event.name,
        seriesName: event.seriesName ?? '',
        dataIndex: event.dataIndex ?? 0,
      }),
    )
    // The first measure may come before the layout has settled.
    const observer = new ResizeObserver(() => drawn.resize())
    observer.observe(place.current!)
    return () => {
      observer.disconnect()
      drawn.dispose()
    }
  }, [])
  useEffect(() => {
    // Tooltips drawn, not written as HTML: names come from the web, and the page's policy allows no styles from there.
    const tooltip = option.tooltip && { tooltip: { ...option.tooltip, renderMode: 'richText' as const } }
    chart.current?.setOption({ color: palette, animation: false, ...option, ...tooltip }, true)
  }, [option])
  return <div ref={place} role="img" aria-label={label} style={{ height, width: '100%' }} />
}
