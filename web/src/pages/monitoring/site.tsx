/** One site: a year as a calendar, the shares by day against the 5 % line, times, single visits, shutdowns. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { App, Button, DatePicker, Form, Input, Segmented } from 'antd'
import type dayjs from 'dayjs'
import type { DayOfVisits, ListedProbe, Percentiles } from '../../../../src/monitoring/availability.ts'
import { useMay } from '../../api/me.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page, Panel } from '../../shell/page.tsx'
import { ProblemNote } from '../../shell/problem-note.tsx'
import { EmptyState } from '../../shell/states.tsx'
import { Tag } from '../../shell/tag.tsx'
import { QueryTable } from '../../table/query-table.tsx'
import { textOf, useListSearch } from '../../table/use-list-search.ts'
import { instant, number, percent } from '../../zh.ts'
import '../figures.css'
import '../rectification/rectification.css'
import { seconds } from './availability.tsx'
import { CalendarOfYear, SharesByDay } from './site-charts.tsx'
import { windows } from './window-filter.ts'
import { outcomes } from './words.ts'

export interface AvailabilityOfSite {
  readonly siteCode: string
  readonly name: string
  readonly url: string
  readonly from: string
  readonly to: string
  readonly days: readonly DayOfVisits[]
  readonly percentiles: Percentiles
}

/** From one day to another, both written as 2025-08-14. */
const daysBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000

export default function Site() {
  const { siteCode } = useParams({ strict: false }) as { siteCode: string }
  const { search, change } = useListSearch()
  const days = textOf(search['days']) || '366'
  const path = `/api/sites/${encodeURIComponent(siteCode)}`
  const window = { days }
  const found = useQuery({
    queryKey: [path, 'availability', window],
    queryFn: ({ signal }) => request<AvailabilityOfSite>(`${path}/availability`, { query: window, signal }),
  })
  return (
    <Page
      title={found.data ? `${found.data.name}：可用性` : '可用性'}
      note={<span className="muted">{siteCode}</span>}
      actions={
        <Segmented
          aria-label="时间段"
          value={days}
          onChange={(next) => change({ days: String(next), day: undefined })}
          options={[...windows]}
        />
      }
    >
      <Loaded of={found}>
        {(site) =>
          site.days.length === 0 ? (
            <Panel>
              <EmptyState title="这段时间没有监测记录">设置监测点后开始监测；也可以导入监测记录</EmptyState>
            </Panel>
          ) : (
            <>
              <Totals site={site} />
              {daysBetween(site.from, site.to) > 31 && (
                <Panel
                  title="逐日失败占比"
                  note="达到 5% 为红色，灰色为没有计入的访问（没有监测、被拦截或维护）。点一天查看当天的逐次记录"
                >
                  <CalendarOfYear site={site} onPick={(day) => change({ day })} />
                </Panel>
              )}
              <Panel title="失败占比和打开时间" note="虚线为 5%">
                <SharesByDay site={site} onPick={(day) => change({ day })} />
              </Panel>
            </>
          )
        }
      </Loaded>
      <Visits path={path} window={window} />
      <Maintenance path={path} />
    </Page>
  )
}

function Totals({ site }: { readonly site: AvailabilityOfSite }) {
  const sum = (pick: (day: DayOfVisits) => number) => site.days.reduce((total, day) => total + pick(day), 0)
  const failures = sum(({ slow, failed }) => slow + failed)
  const counted = sum(({ opened, slow, failed }) => opened + slow + failed)
  const { p50, p90, p95, p99 } = site.percentiles
  const figures = [
    ['失败占比', percent(failures, counted), counted > 0 && failures * 100 >= counted * 5],
    ['失败 / 计入', `${number(failures)} / ${number(counted)}`, false],
    ['被拦截', number(sum(({ blocked }) => blocked)), false],
    ['打开时间中位数', seconds(p50), false],
    ['90% 在', seconds(p90), false],
    ['95% 在', seconds(p95), false],
    ['99% 在', seconds(p99), false],
  ] as const
  return (
    <section className="figures" aria-label={`${site.from} 至 ${site.to}`}>
      {figures.map(([name, value, bad]) => (
        <div key={name} className="figure">
          <span className="muted">{name}</span>
          <strong className={bad ? 'bad number' : 'number'}>{value}</strong>
        </div>
      ))}
    </section>
  )
}

function Visits({ path, window }: { readonly path: string; readonly window: { readonly days: string } }) {
  const { search, change } = useListSearch()
  const day = textOf(search['day'])
  return (
    <>
      <h2 className="list-title">逐次监测记录{day && `（${day}）`}</h2>
      <QueryTable<ListedProbe>
        name="visits"
        path={`${path}/visits`}
        exportPath={`${path}/visits.xlsx`}
        query={day === '' ? window : { from: day, to: day }}
        rowKey={({ at, vantage }) => `${at} ${vantage}`}
        filters={[
          {
            name: 'outcome',
            label: '结果',
            type: 'choice',
            options: Object.entries(outcomes).map(([value, [label]]) => ({ value, label })),
          },
        ]}
        actions={day !== '' && <Button onClick={() => change({ day: undefined })}>显示整个时间段</Button>}
        columns={[
          { key: 'at', title: '时间', render: ({ at }) => instant(at) },
          { key: 'vantage', title: '监测点', render: ({ vantage }) => vantage },
          {
            key: 'outcome',
            title: '结果',
            render: ({ outcome, elapsedMs }) => {
              const [words, tone] = outcomes[outcome === 'opened' && (elapsedMs ?? 0) >= 15_000 ? 'slow' : outcome]!
              return <Tag tone={tone}>{words}</Tag>
            },
          },
          { key: 'elapsed', title: '用时', align: 'right', render: ({ elapsedMs }) => seconds(elapsedMs) },
          { key: 'detail', title: '说明', render: ({ detail }) => detail },
          {
            key: 'purpose',
            title: '性质',
            render: ({ purpose }) => (purpose === 'confirming' ? '核实（不计入）' : '定时'),
          },
        ]}
        empty={{ title: '没有监测记录' }}
      />
    </>
  )
}

interface Shutdown {
  readonly id: number
  readonly from: string
  readonly until: string
  readonly reason: string
  readonly registeredBy: string
}

function Maintenance({ path }: { readonly path: string }) {
  const may = useMay()
  const found = useQuery({
    queryKey: [path, 'maintenance'],
    queryFn: ({ signal }) => request<readonly Shutdown[]>(`${path}/maintenance`, { signal }),
  })
  return (
    <Panel title="维护时段" note="事先登记的维护不计为失败">
      <Loaded of={found} rows={2}>
        {(list) =>
          list.length === 0 ? (
            <p className="muted">没有登记的维护时段。</p>
          ) : (
            <ul className="places">
              {list.map((row) => (
                <li key={row.id}>
                  {instant(row.from)} 至 {instant(row.until)}：{row.reason}
                  <span className="muted">（{row.registeredBy}）</span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {may('monitoring:manage') && <Register path={path} />}
    </Panel>
  )
}

function Register({ path }: { readonly path: string }) {
  const { message } = App.useApp()
  const client = useQueryClient()
  const [form] = Form.useForm<{ times: [dayjs.Dayjs, dayjs.Dayjs]; reason: string }>()
  const register = useMutation({
    mutationFn: ({ times: [from, until], reason }: { times: [dayjs.Dayjs, dayjs.Dayjs]; reason: string }) =>
      request(`${path}/maintenance`, {
        method: 'POST',
        body: { from: from.toISOString(), until: until.toISOString(), reason },
      }),
    onSuccess: () => {
      void message.success('已登记')
      form.resetFields()
      return client.invalidateQueries({ queryKey: [path, 'maintenance'] })
    },
  })
  return (
    <Form form={form} layout="vertical" className="narrow-form" onFinish={register.mutate}>
      <ProblemNote error={register.error} />
      <Form.Item name="times" label="起止时间" rules={[{ required: true, message: '请选择起止时间' }]}>
        <DatePicker.RangePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" />
      </Form.Item>
      <Form.Item name="reason" label="原因或文号" rules={[{ required: true, whitespace: true, message: '请写明原因' }]}>
        <Input maxLength={500} />
      </Form.Item>
      <Button htmlType="submit" loading={register.isPending}>
        登记维护时段
      </Button>
    </Form>
  )
}
