/** A chart, loaded when one is first shown. What it shows also stands beside it as text or table. */
import { Skeleton } from 'antd'
import { lazy, Suspense } from 'react'
import type { ChartProps } from './drawn-chart.tsx'

const Drawn = lazy(() => import('./drawn-chart.tsx'))

export function Chart(props: ChartProps) {
  return (
    <Suspense fallback={<Skeleton active paragraph={{ rows: 5 }} />}>
      <Drawn {...props} />
    </Suspense>
  )
}
