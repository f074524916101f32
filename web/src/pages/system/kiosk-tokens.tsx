/** 大屏令牌: addresses for screens on walls, which need no signing in and open nothing else. */
import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Modal, Popconfirm, Space, Table, Tag } from 'antd'
import { useState } from 'react'
import type { KioskTokenAnswer } from '../../../../src/http/routes/screen.ts'
import { request } from '../../api/request.ts'
import { useAct } from '../../api/use-act.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page, Panel } from '../../shell/page.tsx'
import { ReasonButton } from '../../shell/reason-button.tsx'
import { ShownOnce } from '../../shell/shown-once.tsx'
import { instant, zh } from '../../zh.ts'

const path = '/api/kiosk-tokens'
const usualDays = 180
/** A token that ends sooner deserves a word. */
const soonMs = 14 * 86_400_000

interface GivenToken {
  readonly name: string
  readonly days: number
}

export default function KioskTokens() {
  const [open, setOpen] = useState(false)
  const [shown, setShown] = useState<string | null>(null)
  const [form] = Form.useForm<GivenToken>()
  const tokens = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => request<KioskTokenAnswer[]>(path, { signal }),
  })
  const create = useAct((body: GivenToken) => request<{ token: string }>(path, { method: 'POST', body }), {
    refresh: [path],
    onDone: ({ token }) => {
      setOpen(false)
      setShown(`${location.origin}/screen#${token}`)
    },
  })
  const extend = useAct(
    (id: number) => request(`${path}/${id}/extension`, { method: 'POST', body: { days: usualDays } }),
    {
      done: `已延期 ${usualDays} 天，屏幕上的地址不变`,
      refresh: [path],
    },
  )
  const revoke = useAct(
    ({ id, reason }: { readonly id: number; readonly reason: string }) =>
      request(`${path}/${id}/revocation`, { method: 'POST', body: { reason } }),
    { done: '已吊销，该屏随即不再显示数据', refresh: [path] },
  )
  return (
    <Page
      title="大屏令牌"
      note={<a href="/screen">打开大屏</a>}
      actions={
        <Button type="primary" onClick={() => setOpen(true)}>
          新建令牌
        </Button>
      }
    >
      <Panel
        title="令牌"
        note="墙上的屏幕用带令牌的地址打开大屏，不必登录。令牌只能读大屏的汇总数据，看不到个人信息，也打不开其他页面。"
      >
        <Loaded of={tokens}>
          {(list) => (
            <Table
              size="small"
              rowKey="id"
              pagination={false}
              scroll={{ x: 'max-content' }}
              locale={{ emptyText: '还没有令牌' }}
              dataSource={[...list]}
              columns={[
                { title: '名称', render: (_, { name }) => name },
                { title: '令牌', render: (_, { hint }) => <span className="mono">{hint}…</span> },
                { title: '状态', render: (_, token) => <TokenState token={token} /> },
                { title: '到期', render: (_, { expiresAt }) => instant(expiresAt) },
                { title: '最近使用', render: (_, { lastUsedAt }) => instant(lastUsedAt) },
                { title: '建立', render: (_, { createdBy, createdAt }) => `${createdBy} ${instant(createdAt)}` },
                {
                  title: '操作',
                  render: (_, { id, name, revokedAt }) =>
                    revokedAt === null && (
                      <Space>
                        <Popconfirm
                          title={`“${name}”从今天起再用 ${usualDays} 天？`}
                          okText="延期"
                          cancelText={zh.cancel}
                          onConfirm={() => extend.mutate(id)}
                        >
                          <Button size="small">延期</Button>
                        </Popconfirm>
                        <ReasonButton
                          danger
                          size="small"
                          label="吊销"
                          onReason={(reason) => revoke.mutate({ id, reason })}
                        />
                      </Space>
                    ),
                },
              ]}
            />
          )}
        </Loaded>
      </Panel>
      <Modal
        open={open}
        title="新建令牌"
        okText="建立"
        cancelText={zh.cancel}
        confirmLoading={create.isPending}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Form<GivenToken>
          form={form}
          layout="vertical"
          preserve={false}
          requiredMark={false}
          initialValues={{ days: usualDays }}
          onFinish={({ name, days }) => create.mutate({ name: name.trim(), days })}
        >
          <Form.Item
            name="name"
            label="名称（屏幕所在的地方）"
            rules={[{ required: true, whitespace: true, message: '请填写名称' }]}
          >
            <Input maxLength={60} placeholder="例如 三楼大厅" autoFocus />
          </Form.Item>
          <Form.Item name="days" label="有效天数" rules={[{ required: true, message: '请填写天数' }]}>
            <InputNumber min={1} max={366} style={{ width: '100%' }} />
          </Form.Item>
        </Form>
      </Modal>
      <ShownOnce
        title="大屏地址"
        explains="在大屏的浏览器中打开这个地址；# 之后的令牌不会写进服务器的日志。"
        secret={shown}
        onClose={() => setShown(null)}
      />
    </Page>
  )
}

function TokenState({ token: { revokedAt, expiresAt } }: { readonly token: KioskTokenAnswer }) {
  if (revokedAt !== null) return <Tag>已吊销 {instant(revokedAt)}</Tag>
  const left = Date.parse(expiresAt) - Date.now()
  if (left <= 0) return <Tag color="red">已到期</Tag>
  return left < soonMs ? <Tag color="orange">即将到期</Tag> : <Tag color="green">有效</Tag>
}
