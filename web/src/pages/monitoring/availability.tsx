/** 可用性: every site's visits of a window, the largest share of failures first. */
import { Link } from '@tanstack/react-router'
import { Segmented } from 'antd'
import type { SiteAvailability } from '../../../../src/monitoring/availability.ts'
import { Page } from '../../shell/page.tsx'
import { Tag } from '../../shell/tag.tsx'
import { QueryTable, type QueryColumn } from '../../table/query-table.tsx'
import { textOf, useListSearch } from '../../table/use-list-search.ts'
import { number, percent } from '../../zh.ts'
import { windows } from './window-filter.ts'
import { standings } from './words.ts'

const columns: readonly QueryColumn<SiteAvailability>[] = [
  {
    key: 'name',
    title: '网站',
    fixed: 'left',
    render: ({ siteCode, name, down }) => (
      <>
        <Link to="/availability/$siteCode" params={{ siteCode } as never}>
          {name}
        </Link>{' '}
        {down && <Tag tone="bad">正在中断</Tag>}
      </>
    ),
  },
  { key: 'unit', title: '主办单位', render: ({ unit }) => unit.name },
  {
    key: 'standing',
    title: '结论',
    render: ({ standing }) => <Tag tone={standings[standing][1]}>{standings[standing][0]}</Tag>,
  },
  {
    key: 'share',
    title: '失败占比',
    align: 'right',
    render: ({ opened, slow, failed }) => (
      <span className="number">{percent(slow + failed, opened + slow + failed)}</span>
    ),
  },
  { key: 'failed', title: '失败', align: 'right', render: ({ slow, failed }) => number(slow + failed) },
  {
    key: 'counted',
    title: '计入次数',
    align: 'right',
    render: ({ opened, slow, failed }) => number(opened + slow + failed),
  },
  { key: 'blocked', title: '被拦截', align: 'right', render: ({ blocked }) => number(blocked) },
  { key: 'maintenance', title: '维护', align: 'right', hidden: true, render: ({ maintenance }) => number(maintenance) },
  { key: 'thinDays', title: '不足 20 次的天数', align: 'right', render: ({ thinDays }) => thinDays },
  { key: 'median', title: '打开时间中位数', align: 'right', render: ({ medianMs }) => seconds(medianMs) },
  { key: 'p95', title: '95% 在', align: 'right', render: ({ p95Ms }) => seconds(p95Ms) },
]

export default function Availability() {
  const { search, change } = useListSearch()
  const days = textOf(search['days']) || '7'
  return (
    <Page title="可用性">
      <QueryTable<SiteAvailability>
        name="availability"
        path="/api/availability"
        exportPath="/api/availability.xlsx"
        query={{ days }}
        columns={columns}
        rowKey={({ siteCode }) => siteCode}
        filters={[
          { name: 'search', label: '网站名称或标识码', type: 'text' },
          { name: 'unit', label: '主办单位', type: 'unit' },
          { name: 'failing', label: '范围', type: 'choice', options: [{ value: 'true', label: '只看达到 5% 的' }] },
        ]}
        actions={
          <Segmented
            aria-label="时间段"
            value={days}
            onChange={(next) => change({ days: String(next) })}
            options={[...windows]}
          />
        }
        empty={{ title: '没有网站', advice: '登记网站并设置监测点后开始监测' }}
      />
    </Page>
  )
}

export const seconds = (ms: number | null): string => (ms === null ? '—' : `${(ms / 1000).toFixed(2)} 秒`)
