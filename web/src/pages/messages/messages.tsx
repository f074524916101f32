/** 找错留言: the list with its clock, numbers that filter it, assignment and hand-over. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import type { ListedMessage } from '../../../../src/messages/list.ts'
import { useMay } from '../../api/me.ts'
import { request } from '../../api/request.ts'
import { Page } from '../../shell/page.tsx'
import { ProblemNote } from '../../shell/problem-note.tsx'
import { DaysLeft, Tag } from '../../shell/tag.tsx'
import { OpenLink } from '../../table/open-link.tsx'
import { QueryTable, type QueryColumn } from '../../table/query-table.tsx'
import { UnitPicker } from '../../units/unit-picker.tsx'
import { instant, zh } from '../../zh.ts'
import { MessageDetails } from './message-details.tsx'
import { Numbers } from './numbers.tsx'
import { categories, standings } from './words.ts'

const columns: readonly QueryColumn<ListedMessage>[] = [
  { key: 'number', title: '编号', fixed: 'left', render: ({ number }) => <OpenLink row={number}>{number}</OpenLink> },
  {
    key: 'standing',
    title: '状态',
    render: ({ standing }) => <Tag tone={standings[standing][1]}>{standings[standing][0]}</Tag>,
  },
  { key: 'daysLeft', title: '剩余', render: ({ daysLeft, dueOn }) => <DaysLeft days={daysLeft} on={dueOn} /> },
  { key: 'siteName', title: '网站', render: ({ siteName }) => siteName },
  { key: 'category', title: '类型', render: ({ category }) => categories[category] },
  {
    key: 'content',
    title: '留言内容',
    width: 240,
    render: ({ content }) => (
      <span className="clip" title={content}>
        {content}
      </span>
    ),
  },
  { key: 'unit', title: '办理单位', render: ({ unit }) => unit },
  {
    key: 'handler',
    title: '经办人',
    // One that was answered without needs none any more.
    render: ({ handler, answeredAt }) =>
      handler ?? (answeredAt === null ? <span className="bad">尚未指定</span> : zh.unknown),
  },
  { key: 'dueOn', title: '办理期限', render: ({ dueOn }) => dueOn },
  { key: 'receivedAt', title: '提交', render: ({ receivedAt }) => instant(receivedAt) },
  { key: 'answeredAt', title: '办结', hidden: true, render: ({ answeredAt }) => instant(answeredAt) },
  { key: 'overMonth', title: '超过一个月', hidden: true, render: ({ overMonth }) => (overMonth ? '是' : '') },
]
const flag = (label: string) => [{ value: 'true', label }]

export default function Messages() {
  const may = useMay()
  return (
    <Page
      title="找错留言"
      actions={
        <>
          {may('messages:handle') && <NameHandler />}
          {may('messages:handle') && <HandOver />}
          {may('messages:import') && (
            <Link to="/messages/import">
              <Button type="primary">导入留言</Button>
            </Link>
          )}
        </>
      }
    >
      <Numbers />
      <QueryTable<ListedMessage>
        name="messages"
        path="/api/messages"
        exportPath="/api/messages.xlsx"
        columns={columns}
        rowKey={({ number }) => number}
        filters={[
          { name: 'search', label: '编号、网站或内容', type: 'text' },
          {
            name: 'standing',
            label: '状态',
            type: 'choice',
            options: Object.entries(standings).map(([value, [label]]) => ({ value, label })),
          },
          {
            name: 'category',
            label: '类型',
            type: 'choice',
            options: Object.entries(categories).map(([value, label]) => ({ value, label })),
          },
          { name: 'unit', label: '办理单位', type: 'unit' },
          { name: 'handler', label: '经办人', type: 'text' },
          { name: 'unassigned', label: '分派', type: 'choice', options: flag('尚未指定经办人') },
          { name: 'overMonth', label: '时长', type: 'choice', options: flag('超过一个月') },
          { name: 'from', label: '提交自', type: 'day' },
          { name: 'to', label: '至', type: 'day' },
        ]}
        drawer={{
          title: (number) => `留言 ${number}`,
          content: (number) => <MessageDetails number={number} />,
        }}
        empty={{ title: '还没有找错留言', advice: '从“政府网站找错”平台导出后在这里导入' }}
      />
    </Page>
  )
}

interface HandlerRow {
  readonly handler: string
  readonly units: readonly { readonly code: string; readonly name: string }[]
  readonly open: number
  readonly overdue: number
}

function HandOver() {
  const [open, setOpen] = useState(false)
  const { message } = App.useApp()
  const client = useQueryClient()
  const [form] = Form.useForm<{ from: string; to: string; reason?: string }>()
  const handlers = useQuery({
    queryKey: ['/api/messages/handlers'],
    enabled: open,
    queryFn: ({ signal }) => request<readonly HandlerRow[]>('/api/messages/handlers', { signal }),
  })
  const handOver = useMutation({
    mutationFn: (given: { from: string; to: string; reason?: string }) =>
      request<{ messages: number; units: number }>('/api/messages/hand-over', { method: 'POST', body: given }),
    onSuccess: ({ messages, units }, { to }) => {
      void message.success(`${messages} 条留言、${units} 个单位已交给 ${to}`)
      setOpen(false)
      form.resetFields()
      return client.invalidateQueries()
    },
  })
  return (
    <>
      <Button onClick={() => setOpen(true)}>人员交接</Button>
      <Modal
        open={open}
        title="人员交接"
        okText="全部交接"
        confirmLoading={handOver.isPending}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
      >
        <p className="muted">把一个人在办的留言和负责的单位全部交给另一个人。</p>
        <ProblemNote error={handOver.error ?? handlers.error} />
        <Form form={form} layout="vertical" onFinish={handOver.mutate}>
          <Form.Item name="from" label="交出的人" rules={[{ required: true, message: '请填写姓名' }]}>
            <Input list="handlers" maxLength={50} autoComplete="off" />
          </Form.Item>
          <datalist id="handlers">
            {(handlers.data ?? []).map(({ handler, open: count, overdue }) => (
              <option key={handler} value={handler}>
                {`在办 ${count} 条，逾期 ${overdue} 条`}
              </option>
            ))}
          </datalist>
          <Form.Item name="to" label="接手的人" rules={[{ required: true, message: '请填写姓名' }]}>
            <Input maxLength={50} autoComplete="off" />
          </Form.Item>
          <Form.Item name="reason" label="原因">
            <Input maxLength={200} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  )
}

function NameHandler() {
  const [open, setOpen] = useState(false)
  const { message } = App.useApp()
  const client = useQueryClient()
  const [form] = Form.useForm<{ unitCode: string; handler: string }>()
  const name = useMutation({
    mutationFn: (given: { unitCode: string; handler: string }) =>
      request<{ assigned: number }>('/api/messages/handlers', { method: 'POST', body: given }),
    onSuccess: ({ assigned }, { handler }) => {
      void message.success(`${handler} 接手 ${assigned} 条留言`)
      setOpen(false)
      form.resetFields()
      return client.invalidateQueries()
    },
  })
  return (
    <>
      <Button onClick={() => setOpen(true)}>指定经办人</Button>
      <Modal
        open={open}
        title="指定单位的经办人"
        okText="指定"
        confirmLoading={name.isPending}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
      >
        <p className="muted">该单位没有经办人的在办留言随即归其办理，以后导入的也是。</p>
        <ProblemNote error={name.error} />
        <Form form={form} layout="vertical" onFinish={name.mutate}>
          <Form.Item name="unitCode" label="单位" rules={[{ required: true, message: '请选择单位' }]}>
            <UnitPicker label="单位" />
          </Form.Item>
          <Form.Item name="handler" label="经办人" rules={[{ required: true, message: '请填写姓名' }]}>
            <Input maxLength={50} autoComplete="off" />
          </Form.Item>
        </Form>
      </Modal>
    </>
  )
}
