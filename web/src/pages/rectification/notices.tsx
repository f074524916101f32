/** 整改通知: who was told what, and how far they are. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, Modal, Select } from 'antd'
import { useState, type Key } from 'react'
import type { CampaignAnswer } from '../../../../src/http/routes/campaigns.ts'
import type { NoticeRow } from '../../../../src/http/routes/notices.ts'
import { useMay } from '../../api/me.ts'
import { request } from '../../api/request.ts'
import { Page } from '../../shell/page.tsx'
import { ProblemNote } from '../../shell/problem-note.tsx'
import { DaysLeft } from '../../shell/tag.tsx'
import { QueryTable, type QueryColumn } from '../../table/query-table.tsx'
import { instant } from '../../zh.ts'
import { StateTag } from './state-tag.tsx'
import { choices, noticeStates } from './words.ts'

const columns: readonly QueryColumn<NoticeRow>[] = [
  {
    key: 'number',
    title: '文号',
    fixed: 'left',
    render: ({ id, number }) => (
      <Link to="/notices/$id" params={{ id: String(id) } as never}>
        {number}
      </Link>
    ),
  },
  { key: 'unit', title: '单位', render: ({ unit }) => unit.name },
  { key: 'campaign', title: '检查', render: ({ campaignId }) => campaignId },
  { key: 'state', title: '状态', render: ({ state }) => <StateTag of={noticeStates} state={state} /> },
  {
    key: 'open',
    title: '未办结 / 全部',
    align: 'right',
    render: ({ open, cases }) => <span className="number">{`${open} / ${cases}`}</span>,
  },
  { key: 'waiting', title: '待反馈', align: 'right', render: ({ waiting }) => waiting },
  { key: 'vetoes', title: '单项否决', align: 'right', render: ({ vetoes }) => vetoes },
  { key: 'dueOn', title: '最近期限', render: ({ dueOn }) => dueOn ?? '—' },
  { key: 'daysLeft', title: '剩余', render: ({ daysLeft, dueOn }) => <DaysLeft days={daysLeft} on={dueOn} /> },
  { key: 'extension', title: '延期', render: ({ extensionAsked }) => (extensionAsked ? '待审批' : '') },
  { key: 'sentAt', title: '发出', render: ({ sentAt }) => instant(sentAt) },
  {
    key: 'readAt',
    title: '签收',
    render: ({ readAt, readBy }) => (readAt ? `${instant(readAt)} ${readBy ?? ''}` : '—'),
  },
  { key: 'repliedAt', title: '反馈', hidden: true, render: ({ repliedAt }) => instant(repliedAt) },
  { key: 'closedAt', title: '办结', hidden: true, render: ({ closedAt }) => instant(closedAt) },
]

export default function Notices() {
  const may = useMay()
  const manages = may('rectification:manage')
  return (
    <Page title="整改通知" actions={manages && <DraftNotices />}>
      <QueryTable<NoticeRow>
        name="notices"
        path="/api/notices"
        exportPath="/api/notices.xlsx"
        columns={columns}
        rowKey={({ id }) => id}
        filters={[
          { name: 'search', label: '文号或单位', type: 'text' },
          { name: 'unit', label: '单位', type: 'unit' },
          { name: 'campaign', label: '检查', type: 'text', placeholder: '例如 2025Q3' },
          { name: 'state', label: '状态', type: 'choices', options: choices(noticeStates) },
          { name: 'overdue', label: '逾期', type: 'choice', options: [{ value: 'true', label: '只看有逾期的' }] },
        ]}
        {...(manages ? { batch: (keys, clear) => <SendNotices keys={keys} clear={clear} /> } : {})}
        empty={{ title: '还没有整改通知', advice: '检查结果经复核确认后起草并发出' }}
      />
    </Page>
  )
}

function SendNotices({ keys, clear }: { readonly keys: readonly Key[]; readonly clear: () => void }) {
  const { message, modal } = App.useApp()
  const client = useQueryClient()
  const send = useMutation({
    mutationFn: () => request('/api/notices/send', { method: 'POST', body: { ids: keys.map(Number) } }),
    onSuccess: () => {
      void message.success(`已发出 ${keys.length} 份通知`)
      clear()
      return client.invalidateQueries()
    },
    onError: (error) => void modal.error({ title: '没有发出', content: <ProblemNote error={error} /> }),
  })
  const ask = () =>
    void modal.confirm({
      title: `发出 ${keys.length} 份通知？`,
      content: '整改期限自今日起算，单位立即收到。',
      okText: '发出',
      onOk: () => send.mutateAsync().catch(() => undefined),
    })
  return (
    <Button type="primary" size="small" loading={send.isPending} onClick={ask}>
      发出
    </Button>
  )
}

function DraftNotices() {
  const [open, setOpen] = useState(false)
  const [campaign, setCampaign] = useState<string | null>(null)
  const { message } = App.useApp()
  const client = useQueryClient()
  const campaigns = useQuery({
    queryKey: ['/api/campaigns'],
    enabled: open,
    queryFn: ({ signal }) => request<readonly CampaignAnswer[]>('/api/campaigns', { signal }),
  })
  const draft = useMutation({
    mutationFn: () =>
      request<{ noticeIds: number[]; cases: number; recurred: number }>(
        `/api/campaigns/${encodeURIComponent(campaign ?? '')}/notices`,
        { method: 'POST', body: {} },
      ),
    onSuccess: ({ noticeIds, cases, recurred }) => {
      void message.success(`起草 ${noticeIds.length} 份通知，${cases} 个问题；办结后再次出现 ${recurred} 个`)
      setOpen(false)
      return client.invalidateQueries()
    },
  })
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        起草通知
      </Button>
      <Modal
        open={open}
        title="起草整改通知"
        okText="起草"
        okButtonProps={{ disabled: campaign === null, loading: draft.isPending }}
        onOk={() => draft.mutate()}
        onCancel={() => setOpen(false)}
      >
        <ProblemNote error={draft.error ?? campaigns.error} />
        <p className="muted">按经复核确认的问题，每个单位一份；再次起草只补新确认的问题。</p>
        <Select
          aria-label="检查"
          placeholder="选择一次检查"
          style={{ width: '100%' }}
          loading={campaigns.isLoading}
          value={campaign}
          onChange={setCampaign}
          options={(campaigns.data ?? []).map(({ id }) => ({ value: id, label: id }))}
        />
      </Modal>
    </>
  )
}
