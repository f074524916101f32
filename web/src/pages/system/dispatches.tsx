/** 消息: what left, what waits, what could not be delivered, and sending it again. */
import { useQuery } from '@tanstack/react-query'
import { Alert, App, Descriptions, Tag } from 'antd'
import type { ChannelAnswer } from '../../../../src/http/routes/delivery.ts'
import type { DispatchAnswer, DispatchDetailAnswer } from '../../../../src/http/routes/dispatches.ts'
import { useMay, useMe } from '../../api/me.ts'
import { request } from '../../api/request.ts'
import { useAct } from '../../api/use-act.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { ReasonButton } from '../../shell/reason-button.tsx'
import { OpenLink } from '../../table/open-link.tsx'
import { QueryTable, type QueryColumn } from '../../table/query-table.tsx'
import { instant, zh } from '../../zh.ts'

const path = '/api/delivery/dispatches'

const states: Readonly<Record<string, readonly [string, string]>> = {
  waiting: ['待发', 'blue'],
  sending: ['发送中', 'blue'],
  accepted: ['已送达', 'green'],
  dead: ['无法送达', 'red'],
}
const StateTag = ({ state }: { readonly state: string }) => (
  <Tag color={states[state]?.[1] ?? 'default'}>{states[state]?.[0] ?? state}</Tag>
)

const columns: readonly QueryColumn<DispatchAnswer>[] = [
  { key: 'id', title: '编号', align: 'right', render: ({ id }) => <OpenLink row={id}>{id}</OpenLink> },
  {
    key: 'subject',
    title: '主题',
    render: ({ id, subject }) => <OpenLink row={id}>{subject ?? '（尚未成文）'}</OpenLink>,
  },
  { key: 'unit', title: '发给', render: ({ unit }) => unit ?? '主管部门' },
  { key: 'channel', title: '渠道', render: ({ channel, address }) => `${channel}${address && ` ${address}`}` },
  {
    key: 'state',
    title: '状态',
    render: ({ state, uncertain, severe }) => (
      <>
        <StateTag state={state} />
        {severe && <Tag color="orange">紧急</Tag>}
        {uncertain && <Tag>可能重复</Tag>}
      </>
    ),
  },
  { key: 'attempts', title: '尝试', align: 'right', render: ({ attempts }) => attempts },
  { key: 'createdAt', title: '写成', render: ({ createdAt }) => instant(createdAt) },
  { key: 'acceptedAt', title: '送达', render: ({ acceptedAt }) => instant(acceptedAt) },
  {
    key: 'readAt',
    title: '已读',
    hidden: true,
    render: ({ readAt, readBy }) => (readAt === null ? zh.unknown : `${readBy ?? ''} ${instant(readAt)}`),
  },
]

export default function Dispatches() {
  const me = useMe().data
  const channels = useQuery({
    queryKey: ['/api/delivery/channels'],
    queryFn: ({ signal }) => request<{ channels: ChannelAnswer[] }>('/api/delivery/channels', { signal }),
  })
  return (
    <Page
      title="消息"
      note={
        me?.scope.allUnits === false && (
          <span className="muted">只列出范围内单位的消息和测试消息；系统管理员不涉及业务数据</span>
        )
      }
    >
      <QueryTable<DispatchAnswer>
        name="dispatches"
        path={path}
        exportPath={`${path}.xlsx`}
        columns={columns}
        rowKey={({ id }) => id}
        refreshMs={10_000}
        filters={[
          {
            name: 'state',
            label: '状态',
            type: 'choice',
            options: Object.entries(states).map(([value, [label]]) => ({ value, label })),
          },
          {
            name: 'channel',
            label: '渠道',
            type: 'choice',
            options: (channels.data?.channels ?? []).map(({ name }) => ({ value: name, label: name })),
          },
          { name: 'search', label: '主题', type: 'text', placeholder: '主题或地址中含有' },
        ]}
        drawer={{ title: (id) => `消息第 ${id} 号`, content: (id) => <Dispatch id={id} /> }}
        empty={{ title: '还没有消息', advice: '通知、预警和告警有了收件方后，会在这里看到它们的去向' }}
      />
    </Page>
  )
}

function Dispatch({ id }: { readonly id: string }) {
  const may = useMay()
  const { message } = App.useApp()
  const found = useQuery({
    queryKey: [path, id],
    queryFn: ({ signal }) => request<DispatchDetailAnswer>(`${path}/${id}`, { signal }),
  })
  const again = useAct(
    (reason: string) => request<{ id: number }>(`${path}/${id}/resend`, { method: 'POST', body: { reason } }),
    { refresh: [path], onDone: (answer) => void message.success(`已作为第 ${answer.id} 号消息重发`) },
  )
  return (
    <Loaded of={found}>
      {(dispatch) => (
        <>
          {dispatch.state === 'dead' && (
            <Alert
              type="error"
              showIcon
              title="无法送达"
              description={dispatch.lastError}
              style={{ marginBottom: 12 }}
            />
          )}
          <Descriptions
            bordered
            size="small"
            column={1}
            items={[
              { key: 'state', label: '状态', children: <StateTag state={dispatch.state} /> },
              { key: 'unit', label: '发给', children: dispatch.unit ?? '主管部门' },
              { key: 'channel', label: '渠道', children: `${dispatch.channel} ${dispatch.address}` },
              { key: 'created', label: '写成', children: instant(dispatch.createdAt) },
              { key: 'accepted', label: '送达', children: instant(dispatch.acceptedAt) },
              { key: 'receipt', label: '回执', children: dispatch.receipt || zh.unknown },
              ...(dispatch.lastError !== '' && dispatch.state !== 'dead'
                ? [{ key: 'error', label: '上次失败', children: dispatch.lastError }]
                : []),
              ...(dispatch.resendOf === null
                ? []
                : [{ key: 'of', label: '重发自', children: `第 ${dispatch.resendOf} 号` }]),
              { key: 'text', label: '全文', children: <pre className="raw">{dispatch.text ?? zh.unknown}</pre> },
            ]}
          />
          {may('delivery:manage') && (dispatch.state === 'accepted' || dispatch.state === 'dead') && (
            <p>
              <ReasonButton
                label="重发"
                explains="作为新的一条立即发送；原来的一条保持不变。"
                onReason={(reason) => again.mutate(reason)}
              />
            </p>
          )}
        </>
      )}
    </Loaded>
  )
}
