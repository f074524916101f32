/** 采集负荷: what our crawler asked of each host. */
import { useQuery } from '@tanstack/react-query'
import type { HostLoadAnswer, LoadAnswer } from '../../../../src/http/routes/load.ts'
import { request } from '../../api/request.ts'
import { Chart } from '../../chart/chart.tsx'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { OpenLink } from '../../table/open-link.tsx'
import { QueryTable, type QueryColumn } from '../../table/query-table.tsx'
import { textOf, useListSearch } from '../../table/use-list-search.ts'
import { bytes } from '../../bytes.ts'
import { instant, number } from '../../zh.ts'

const columns: readonly QueryColumn<HostLoadAnswer>[] = [
  { key: 'host', title: '主机', render: ({ host }) => <OpenLink row={host}>{host}</OpenLink> },
  { key: 'requests', title: '请求', align: 'right', render: ({ requests }) => number(requests) },
  { key: 'bytes', title: '流量', align: 'right', render: (row) => bytes(row.bytes) },
  { key: 'errors', title: '出错', align: 'right', render: ({ errors }) => number(errors) },
  { key: 'slowDowns', title: '要求放慢（429/503）', align: 'right', render: ({ slowDowns }) => number(slowDowns) },
  { key: 'meanMs', title: '平均（毫秒）', align: 'right', render: ({ meanMs }) => number(meanMs) },
  { key: 'slowestMs', title: '最慢（毫秒）', align: 'right', render: ({ slowestMs }) => number(slowestMs) },
]

export default function Load() {
  return (
    <Page title="采集负荷" note={<span className="muted">按小时记录，保存十三个月；默认最近七天</span>}>
      <QueryTable<HostLoadAnswer>
        name="load"
        path="/api/load"
        exportPath="/api/load.xlsx"
        columns={columns}
        rowKey={({ host }) => host}
        filters={[
          { name: 'search', label: '主机', type: 'text', placeholder: '主机名中含有' },
          { name: 'from', label: '从', type: 'day' },
          { name: 'to', label: '到', type: 'day' },
        ]}
        drawer={{ title: (host) => host, content: (host) => <Hours host={host} /> }}
        empty={{ title: '这段时间没有采集' }}
      />
    </Page>
  )
}

function Hours({ host }: { readonly host: string }) {
  const { search } = useListSearch()
  const path = `/api/load/${encodeURIComponent(host)}`
  const query = { from: textOf(search['from']), to: textOf(search['to']) }
  const load = useQuery({
    queryKey: [path, query],
    queryFn: ({ signal }) => request<{ hours: LoadAnswer[] }>(path, { query, signal }),
  })
  return (
    <Loaded of={load}>
      {({ hours }) => {
        const byHour = new Map<string, number>()
        for (const { hour, requests } of hours) byHour.set(hour, (byHour.get(hour) ?? 0) + requests)
        const total = hours.reduce((sum, { requests }) => sum + requests, 0)
        const most = Math.max(0, ...byHour.values())
        return (
          <>
            <p>
              共 {number(total)} 次请求，最多的一小时 {number(most)} 次，由{' '}
              {new Set(hours.map(({ worker }) => worker)).size} 个采集进程发出。
            </p>
            <Chart
              label={`${host} 每小时的请求，最多 ${most} 次`}
              option={{
                xAxis: { type: 'category', data: [...byHour.keys()].map(instant) },
                yAxis: { type: 'value', name: '次' },
                series: [{ type: 'bar', data: [...byHour.values()] }],
                tooltip: { trigger: 'axis' },
              }}
            />
          </>
        )
      }}
    </Loaded>
  )
}
