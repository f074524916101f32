/** 投送渠道: how messages leave, who hears through them, a test, and what nobody was to get. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Alert, App, Button, Popconfirm, Space, Table, Tag } from 'antd'
import { useState } from 'react'
import type { ChannelAnswer, ChannelKindAnswer } from '../../../../src/http/routes/delivery.ts'
import type { UnaddressedAnswer } from '../../../../src/http/routes/dispatches.ts'
import { useMay } from '../../api/me.ts'
import { address, request } from '../../api/request.ts'
import { useAct } from '../../api/use-act.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page, Panel } from '../../shell/page.tsx'
import { ReasonButton } from '../../shell/reason-button.tsx'
import { EmptyState } from '../../shell/states.tsx'
import { instant, number, zh } from '../../zh.ts'
import { ChannelForm, type GivenChannel } from './channel-form.tsx'
import { RecipientForm, type GivenRecipient } from './recipient-form.tsx'
import { TestButton } from './test-button.tsx'

const path = '/api/delivery/channels'
const refresh = [path, '/api/delivery/dispatches', '/api/delivery/unaddressed']
export const channelPath = (name: string, rest = '') => `${path}/${encodeURIComponent(name)}${rest}`

export default function Channels() {
  const may = useMay()
  const [form, setForm] = useState<'new' | ChannelAnswer | null>(null)
  const channels = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => request<{ channels: ChannelAnswer[] }>(path, { signal }),
    refetchInterval: 10_000,
  })
  const kinds = useQuery({
    queryKey: ['/api/delivery/kinds'],
    queryFn: ({ signal }) => request<ChannelKindAnswer[]>('/api/delivery/kinds', { signal }),
  })
  const save = useAct(({ name, ...body }: GivenChannel) => request(channelPath(name), { method: 'PUT', body }), {
    done: '渠道已保存',
    refresh,
    onDone: () => setForm(null),
  })
  return (
    <Page
      title="投送渠道"
      actions={
        may('delivery:manage') && (
          <Button type="primary" onClick={() => setForm('new')}>
            新建渠道
          </Button>
        )
      }
    >
      <Loaded of={channels}>
        {({ channels: list }) =>
          list.length === 0 ? (
            <Panel>
              <EmptyState title="还没有渠道">没有渠道时，整改通知、预警和告警只留在发件箱中，不会送到任何人</EmptyState>
            </Panel>
          ) : (
            list.map((channel) => (
              <ChannelPanel
                key={channel.name}
                channel={channel}
                kind={kinds.data?.find(({ id }) => id === channel.kind)}
                edit={() => setForm(channel)}
              />
            ))
          )
        }
      </Loaded>
      <Unaddressed />
      {form !== null && kinds.data && (
        <ChannelForm
          channel={form === 'new' ? null : form}
          kinds={kinds.data}
          saving={save.isPending}
          onSave={(given) => save.mutate(given)}
          onClose={() => setForm(null)}
        />
      )}
    </Page>
  )
}

interface ChannelPanelProps {
  readonly channel: ChannelAnswer
  readonly kind: ChannelKindAnswer | undefined
  readonly edit: () => void
}

function ChannelPanel({ channel, kind, edit }: ChannelPanelProps) {
  const { name, title, active, asleepUntil, asleepReason, counts, recipients } = channel
  const mayManage = useMay()('delivery:manage')
  const { message } = App.useApp()
  const retire = useAct(
    (reason: string) => request(channelPath(name, '/retirement'), { method: 'POST', body: { reason } }),
    { done: '渠道已停用；等待的消息留着，重新保存渠道后继续发送', refresh },
  )
  const test = useAct(
    (to: string) => request<{ id: number }>(channelPath(name, '/tests'), { method: 'POST', body: { address: to } }),
    { refresh, onDone: ({ id }) => void message.success(`测试消息第 ${id} 号已排队，结果见“消息”`) },
  )
  const add = useAct((body: GivenRecipient) => request(channelPath(name, '/recipients'), { method: 'POST', body }), {
    done: '收件方已增加',
    refresh,
  })
  const remove = useAct(
    ({ unit, address: to }: { readonly unit: string | null; readonly address: string }) =>
      request(address(channelPath(name, '/recipients'), { unit, address: to }), { method: 'DELETE' }),
    { done: '收件方已删除', refresh },
  )
  const asleep = asleepUntil !== null && Date.parse(asleepUntil) > Date.now()
  const list = (state: string, label: string) => (
    <Link to="/system/dispatches" search={{ channel: name, state } as never}>
      {label} {number(counts[state] ?? 0)}
    </Link>
  )
  return (
    <Panel
      title={
        <>
          {name} <Tag>{title}</Tag>
          {!active && <Tag color="red">已停用</Tag>}
          {active && asleep && <Tag color="orange">暂歇至 {instant(asleepUntil)}</Tag>}
          {active && !asleep && <Tag color="green">使用中</Tag>}
        </>
      }
      actions={
        mayManage && (
          <Space wrap>
            <TestButton
              hasAddress={kind?.hasAddress ?? false}
              loading={test.isPending}
              onTest={(to) => test.mutate(to)}
            />
            <RecipientForm hasAddress={kind?.hasAddress ?? false} onAdd={(given) => add.mutate(given)} />
            <Button onClick={edit}>{active ? '设置' : '重新启用'}</Button>
            {active && (
              <ReasonButton
                danger
                label="停用"
                explains="停用后不再发送；等待的消息留着。"
                onReason={(reason) => retire.mutate(reason)}
              />
            )}
          </Space>
        )
      }
    >
      {asleep && asleepReason !== '' && (
        <Alert type="warning" showIcon title={asleepReason} style={{ marginBottom: 12 }} />
      )}
      <Space size={20} wrap style={{ marginBottom: 12 }}>
        {list('waiting', '待发')}
        {list('sending', '发送中')}
        {list('accepted', '已送达')}
        {list('dead', '无法送达')}
      </Space>
      <Table
        size="small"
        rowKey={({ unit, address: to }) => `${unit ?? ''} ${to}`}
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: '还没有收件方：消息不会经这个渠道发出' }}
        dataSource={[...recipients]}
        columns={[
          {
            title: '单位',
            render: (_, { unit, unitName, everyUnit }) =>
              `${unit === null ? '主管部门' : (unitName ?? unit)}${everyUnit ? '（也收发给各单位的）' : ''}`,
          },
          { title: '地址', render: (_, { address: to }) => to || '渠道本身' },
          { title: '消息种类', render: (_, { kinds }) => kinds?.join('、') ?? '全部' },
          ...(mayManage
            ? [
                {
                  title: '操作',
                  width: 90,
                  render: (_: unknown, recipient: ChannelAnswer['recipients'][number]) => (
                    <Popconfirm
                      title="删除这个收件方？"
                      okText="删除"
                      cancelText={zh.cancel}
                      onConfirm={() => remove.mutate(recipient)}
                    >
                      <Button size="small" type="link" danger>
                        删除
                      </Button>
                    </Popconfirm>
                  ),
                },
              ]
            : []),
        ]}
      />
    </Panel>
  )
}

function Unaddressed() {
  const messages = useQuery({
    queryKey: ['/api/delivery/unaddressed'],
    queryFn: ({ signal }) => request<UnaddressedAnswer[]>('/api/delivery/unaddressed', { signal }),
  })
  if (messages.data === undefined || messages.data.length === 0) return null
  return (
    <Panel title="没有收件方的消息" note={`最近 ${messages.data.length} 条；增加收件方后，七天内的自动补发`}>
      <Table
        size="small"
        rowKey="id"
        scroll={{ x: 'max-content' }}
        pagination={{ pageSize: 10, hideOnSinglePage: true }}
        dataSource={messages.data}
        columns={[
          { title: '时间', render: (_, { createdAt }) => instant(createdAt) },
          { title: '发给', render: (_, { unit }) => unit ?? '主管部门' },
          { title: '主题', render: (_, { subject }) => subject },
        ]}
      />
    </Panel>
  )
}
