/** 重保期: periods of special watch, with people on duty. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, DatePicker, Form, Input, InputNumber, Space } from 'antd'
import type dayjs from 'dayjs'
import { useMay } from '../../api/me.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page, Panel } from '../../shell/page.tsx'
import { ProblemNote } from '../../shell/problem-note.tsx'
import { EmptyState } from '../../shell/states.tsx'
import { Tag } from '../../shell/tag.tsx'
import { instant } from '../../zh.ts'
import { Decide } from '../rectification/decide.tsx'
import '../rectification/rectification.css'

interface Shift {
  readonly from: string
  readonly to: string
  readonly person: string
  readonly phone: string
}
interface Period {
  readonly id: number
  readonly name: string
  readonly from: string
  readonly until: string
  readonly everyMinutes: number
  readonly shifts: readonly Shift[]
  readonly openedBy: string
  readonly endedAt: string | null
  readonly state: 'ahead' | 'running' | 'over'
}

export default function Guard() {
  const manages = useMay()('monitoring:manage')
  const periods = useQuery({
    queryKey: ['/api/guard-periods'],
    queryFn: ({ signal }) => request<readonly Period[]>('/api/guard-periods', { signal }),
  })
  return (
    <Page title="重保">
      <Loaded of={periods}>
        {(list) =>
          list.length === 0 ? (
            <Panel>
              <EmptyState title="没有重保期">重要时段加密监测、安排值班、每小时汇总</EmptyState>
            </Panel>
          ) : (
            list.map((period) => <PeriodPanel key={period.id} period={period} manages={manages} />)
          )
        }
      </Loaded>
      {manages && <Open />}
    </Page>
  )
}

function PeriodPanel({ period, manages }: { readonly period: Period; readonly manages: boolean }) {
  const [running, over] = [period.state === 'running', period.state === 'over']
  return (
    <Panel
      title={period.name}
      note={`${instant(period.from)} 至 ${instant(period.until)}，每 ${period.everyMinutes} 分钟监测一次`}
      actions={
        <Tag tone={running ? 'unsure' : over ? 'muted' : 'plain'}>
          {running ? '进行中' : over ? (period.endedAt ? `提前结束于 ${instant(period.endedAt)}` : '已结束') : '未开始'}
        </Tag>
      }
    >
      {period.shifts.length === 0 ? (
        <p className="muted">没有安排值班。</p>
      ) : (
        <ul className="places">
          {period.shifts.map((shift) => (
            <li key={`${shift.from} ${shift.person}`}>
              {instant(shift.from)} 至 {instant(shift.to)}：{shift.person} {shift.phone}
            </li>
          ))}
        </ul>
      )}
      {manages && !over && (
        <details>
          <summary>提前结束</summary>
          <Decide path={`/api/guard-periods/${period.id}/end`} yes={{ words: '结束重保', body: {} }} />
        </details>
      )}
    </Panel>
  )
}

interface NewPeriod {
  readonly name: string
  readonly times: readonly [dayjs.Dayjs, dayjs.Dayjs]
  readonly everyMinutes: number
  readonly shifts?: readonly {
    readonly times: readonly [dayjs.Dayjs, dayjs.Dayjs]
    readonly person: string
    readonly phone?: string
  }[]
}

function Open() {
  const { message } = App.useApp()
  const client = useQueryClient()
  const [form] = Form.useForm<NewPeriod>()
  const open = useMutation({
    mutationFn: ({ name, times: [from, until], everyMinutes, shifts = [] }: NewPeriod) =>
      request('/api/guard-periods', {
        method: 'POST',
        body: {
          name,
          from: from.toISOString(),
          until: until.toISOString(),
          everyMinutes,
          shifts: shifts.map(({ times, person, phone = '' }) => ({
            from: times[0].toISOString(),
            to: times[1].toISOString(),
            person,
            phone,
          })),
        },
      }),
    onSuccess: () => {
      void message.success('重保期已登记')
      form.resetFields()
      return client.invalidateQueries({ queryKey: ['/api/guard-periods'] })
    },
  })
  const required = [{ required: true, message: '必填' }]
  return (
    <Panel title="登记重保期">
      <Form
        form={form}
        layout="vertical"
        className="narrow-form"
        initialValues={{ everyMinutes: 5 }}
        onFinish={open.mutate}
      >
        <ProblemNote error={open.error} />
        <Form.Item name="name" label="名称" rules={required}>
          <Input maxLength={100} placeholder="例如 国庆重保" />
        </Form.Item>
        <Form.Item name="times" label="起止时间" rules={required}>
          <DatePicker.RangePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" />
        </Form.Item>
        <Form.Item name="everyMinutes" label="监测间隔（分钟）" rules={required}>
          <InputNumber min={1} max={60} />
        </Form.Item>
        <Form.List name="shifts">
          {(fields, { add, remove }) => (
            <>
              {fields.map(({ key, name }) => (
                <Space key={key} align="end" wrap>
                  <Form.Item name={[name, 'times']} label="值班时间" rules={required}>
                    <DatePicker.RangePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" />
                  </Form.Item>
                  <Form.Item name={[name, 'person']} label="值班人" rules={required}>
                    <Input maxLength={50} />
                  </Form.Item>
                  <Form.Item name={[name, 'phone']} label="电话">
                    <Input maxLength={30} />
                  </Form.Item>
                  <Form.Item label=" " colon={false}>
                    <Button onClick={() => remove(name)}>移除</Button>
                  </Form.Item>
                </Space>
              ))}
              <Form.Item>
                <Button onClick={() => add()}>增加值班</Button>
              </Form.Item>
            </>
          )}
        </Form.List>
        <Button type="primary" htmlType="submit" loading={open.isPending}>
          登记
        </Button>
      </Form>
    </Panel>
  )
}
