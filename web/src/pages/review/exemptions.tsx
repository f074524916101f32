/** 白名单: what is excused, where and until when. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, DatePicker, Form, Input, Modal, Radio, Table, Tag } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import type { ExemptionAnswer } from '../../../../src/http/routes/exemptions.ts'
import { useMay } from '../../api/me.ts'
import { asProblem } from '../../api/problem.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page, Panel } from '../../shell/page.tsx'
import { EmptyState } from '../../shell/states.tsx'
import { UnitPicker } from '../../units/unit-picker.tsx'
import { instant, today, zh } from '../../zh.ts'
import { Scrolls } from '../rules/scrolls.tsx'
import './review.css'

const path = '/api/exemptions'

export default function Exemptions() {
  const list = useQuery({ queryKey: [path], queryFn: ({ signal }) => request<ExemptionAnswer[]>(path, { signal }) })
  const mayChange = useMay()('review:except')
  const [adding, setAdding] = useState(false)
  const [ending, setEnding] = useState<ExemptionAnswer | null>(null)
  return (
    <Page
      title="白名单"
      actions={
        mayChange && (
          <Button type="primary" onClick={() => setAdding(true)}>
            列入白名单
          </Button>
        )
      }
    >
      <Loaded of={list}>
        {(rows) => (
          <Panel title={zh.total(rows.length)} note="截止日期以后自动恢复计算；已公布的检查不受影响">
            {rows.length === 0 ? (
              <EmptyState title="没有白名单">某处、某对象、某单位或全部对象的某一条款可以在期限内不计</EmptyState>
            ) : (
              <Scrolls label="白名单">
                <Table<ExemptionAnswer>
                  size="small"
                  tableLayout="fixed"
                  rowKey="id"
                  dataSource={rows}
                  pagination={{ pageSize: 20, hideOnSinglePage: true }}
                  columns={[
                    {
                      key: 'clause',
                      width: 110,
                      title: '条款',
                      render: (_, { clauseId }) => <span className="mono">{clauseId}</span>,
                    },
                    { key: 'scope', width: 90, title: '范围', render: (_, { scopeName }) => scopeName },
                    { key: 'covers', title: '对象', render: (_, { covers }) => <span className="wrap">{covers}</span> },
                    { key: 'reason', title: '理由', render: (_, { reason }) => <span className="wrap">{reason}</span> },
                    {
                      key: 'until',
                      width: 140,
                      title: '截止日期',
                      render: (_, { validTo }) => (
                        <>
                          {validTo} {validTo < today() && <Tag>已到期</Tag>}
                        </>
                      ),
                    },
                    {
                      key: 'author',
                      width: 190,
                      title: '登记',
                      render: (_, { author, recordedAt }) => (
                        <>
                          {author} <span className="muted">{instant(recordedAt)}</span>
                        </>
                      ),
                    },
                    ...(mayChange
                      ? [
                          {
                            key: 'end',
                            width: 90,
                            title: '操作',
                            render: (_: unknown, row: ExemptionAnswer) => (
                              <Button type="link" size="small" onClick={() => setEnding(row)}>
                                终止
                              </Button>
                            ),
                          },
                        ]
                      : []),
                  ]}
                />
              </Scrolls>
            )}
          </Panel>
        )}
      </Loaded>
      {adding && <AddForm close={() => setAdding(false)} />}
      {ending && <EndForm row={ending} close={() => setEnding(null)} />}
    </Page>
  )
}

interface Values {
  readonly clause: string
  readonly scope: 'place' | 'target' | 'unit' | 'everywhere'
  readonly place?: string
  readonly target?: string
  readonly unit?: string
  readonly reason: string
  readonly validTo: Dayjs
}

const scopes = [
  { value: 'target', label: '某对象' },
  { value: 'place', label: '某处' },
  { value: 'unit', label: '某单位' },
  { value: 'everywhere', label: '全部' },
]
const fields = {
  target: { label: '对象标识', placeholder: '网站标识码，或 账号类型/账号标识' },
  place: { label: '网址', placeholder: '网址，或以 * 结尾的网址开头' },
  unit: { label: '单位', placeholder: '代码、名称或简称' },
} as const

function useWrite(write: (body: unknown) => Promise<unknown>, done: string, close: () => void) {
  const client = useQueryClient()
  const { message } = App.useApp()
  return useMutation({
    mutationFn: write,
    onSuccess: () => {
      void message.success(done)
      void client.invalidateQueries()
      close()
    },
  })
}

function AddForm({ close }: { readonly close: () => void }) {
  const [form] = Form.useForm<Values>()
  const scope = Form.useWatch('scope', form)
  const add = useWrite((body) => request(path, { method: 'POST', body }), '已列入白名单', close)
  const field = scope === undefined || scope === 'everywhere' ? null : fields[scope]
  return (
    <Modal
      open
      title="列入白名单"
      okText="提交"
      cancelText="取消"
      confirmLoading={add.isPending}
      onOk={() => form.submit()}
      onCancel={close}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ scope: 'target' }}
        onFinish={({ validTo, ...values }) => add.mutate({ ...values, validTo: validTo.format('YYYY-MM-DD') })}
      >
        <Form.Item name="clause" label="条款" rules={[{ required: true, message: '请填写条款编号' }]}>
          <Input placeholder="如 WEB-V3" />
        </Form.Item>
        <Form.Item name="scope" label="范围">
          <Radio.Group options={scopes} />
        </Form.Item>
        {field && (
          <Form.Item name={scope} label={field.label} rules={[{ required: true, message: `请填写${field.label}` }]}>
            {scope === 'unit' ? <UnitPicker label="单位" /> : <Input placeholder={field.placeholder} />}
          </Form.Item>
        )}
        <Form.Item name="validTo" label="截止日期（含）" rules={[{ required: true, message: '请选择截止日期' }]}>
          <DatePicker minDate={dayjs(today())} />
        </Form.Item>
        <Form.Item name="reason" label="理由" rules={[{ required: true, whitespace: true, message: '请写明理由' }]}>
          <Input.TextArea rows={2} maxLength={1000} />
        </Form.Item>
      </Form>
      <Trouble of={add.error} />
    </Modal>
  )
}

function EndForm({ row, close }: { readonly row: ExemptionAnswer; readonly close: () => void }) {
  const [form] = Form.useForm<{ reason: string }>()
  const end = useWrite((body) => request(`${path}/${row.id}/end`, { method: 'POST', body }), '已终止', close)
  return (
    <Modal
      open
      title={`终止 ${row.clauseId} 的白名单`}
      okText="终止"
      cancelText="取消"
      confirmLoading={end.isPending}
      onOk={() => form.submit()}
      onCancel={close}
    >
      <p>
        {row.scopeName}：{row.covers}。终止后，未公布的检查立即恢复计算。
      </p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(values) => end.mutate(values)}>
        <Form.Item name="reason" label="理由" rules={[{ required: true, whitespace: true, message: '请写明理由' }]}>
          <Input.TextArea rows={2} maxLength={1000} />
        </Form.Item>
      </Form>
      <Trouble of={end.error} />
    </Modal>
  )
}

function Trouble({ of }: { readonly of: Error | null }) {
  if (of === null) return null
  const { message, advice, details } = asProblem(of)
  return <Alert type="error" showIcon title={message} description={[advice, ...details].join('　')} />
}
