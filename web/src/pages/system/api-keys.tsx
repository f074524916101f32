/** 接口密钥: keys for one's own programs. */
import { Link } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Modal, Popconfirm, Select, Table, Tag } from 'antd'
import { useState } from 'react'
import type { KeyListAnswer } from '../../../../src/http/routes/keys.ts'
import { request } from '../../api/request.ts'
import { useAct } from '../../api/use-act.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page, Panel } from '../../shell/page.tsx'
import { ShownOnce } from '../../shell/shown-once.tsx'
import { instant, zh } from '../../zh.ts'

const path = '/api/me/keys'

type ApiKey = KeyListAnswer['keys'][number]

interface GivenKey {
  readonly name: string
  readonly capabilities: readonly string[]
  readonly days: number
}

export default function ApiKeys() {
  const [open, setOpen] = useState(false)
  const [shown, setShown] = useState<string | null>(null)
  const list = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => request<KeyListAnswer>(path, { signal }),
  })
  const create = useAct((body: GivenKey) => request<{ key: string }>(path, { method: 'POST', body }), {
    refresh: [path],
    onDone: ({ key }) => {
      setOpen(false)
      setShown(key)
    },
  })
  return (
    <Page
      title="接口密钥"
      note={<Link to="/api-docs">接口说明</Link>}
      actions={
        <Button type="primary" onClick={() => setOpen(true)}>
          新建密钥
        </Button>
      }
    >
      <Panel title="我的密钥" note="程序凭密钥以您的身份和范围读写，只有密钥上的权限；您的权限收回时一并失效">
        <Loaded of={list}>{({ keys, available }) => <Keys keys={keys} available={available} />}</Loaded>
      </Panel>
      {open && (
        <KeyForm
          available={list.data?.available ?? []}
          saving={create.isPending}
          onSave={(given) => create.mutate(given)}
          onClose={() => setOpen(false)}
        />
      )}
      <ShownOnce
        title="新的接口密钥"
        explains="请求时放在 Authorization: Bearer 之后，请像密码一样保管。"
        secret={shown}
        onClose={() => setShown(null)}
      />
    </Page>
  )
}

function Keys({ keys, available }: KeyListAnswer) {
  const revoke = useAct((id: number) => request(`${path}/${id}`, { method: 'DELETE' }), {
    done: '已吊销，随即失效',
    refresh: [path],
  })
  const title = (id: string) => available.find((entry) => entry.id === id)?.title ?? id
  return (
    <Table
      size="small"
      rowKey="id"
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: '还没有密钥' }}
      dataSource={[...keys]}
      columns={[
        { title: '名称', render: (_, { name }) => name },
        { title: '密钥', render: (_, { hint }) => <span className="mono">{hint}…</span> },
        { title: '权限', width: 320, render: (_, { capabilities }) => capabilities.map(title).join('；') },
        { title: '状态', render: (_, key) => <KeyState apiKey={key} /> },
        { title: '到期', render: (_, { expiresAt }) => instant(expiresAt) },
        {
          title: '最近使用',
          render: (_, { lastUsedAt, lastAddress }) =>
            lastUsedAt === null ? zh.unknown : `${instant(lastUsedAt)} ${lastAddress ?? ''}`,
        },
        {
          title: '操作',
          render: (_, { id, revokedAt }) =>
            revokedAt === null && (
              <Popconfirm
                title="吊销这个密钥？"
                description="用它的程序随即不能再访问，不能恢复。"
                okText="吊销"
                cancelText={zh.cancel}
                onConfirm={() => revoke.mutate(id)}
              >
                <Button danger size="small">
                  吊销
                </Button>
              </Popconfirm>
            ),
        },
      ]}
    />
  )
}

function KeyState({ apiKey: { revokedAt, expiresAt } }: { readonly apiKey: ApiKey }) {
  if (revokedAt !== null) return <Tag>已吊销</Tag>
  return Date.parse(expiresAt) <= Date.now() ? <Tag color="orange">已到期</Tag> : <Tag color="green">有效</Tag>
}

interface KeyFormProps extends Pick<KeyListAnswer, 'available'> {
  readonly saving: boolean
  readonly onSave: (given: GivenKey) => void
  readonly onClose: () => void
}

function KeyForm({ available, saving, onSave, onClose }: KeyFormProps) {
  const [form] = Form.useForm<GivenKey>()
  return (
    <Modal
      open
      title="新建密钥"
      okText="建立"
      cancelText={zh.cancel}
      confirmLoading={saving}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<GivenKey>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ days: 90 }}
        onFinish={(given) => onSave({ ...given, name: given.name.trim() })}
      >
        <Form.Item
          name="name"
          label="名称（用在哪里）"
          rules={[{ required: true, whitespace: true, message: '请填写名称' }]}
        >
          <Input maxLength={100} placeholder="例如 数据共享平台" autoFocus />
        </Form.Item>
        <Form.Item
          name="capabilities"
          label="权限"
          extra="只给需要的；单位和检查的范围与您相同"
          rules={[{ required: true, type: 'array', min: 1, message: '请选择权限' }]}
        >
          <Select
            mode="multiple"
            aria-label="权限"
            showSearch={{ optionFilterProp: 'label' }}
            options={available.map(({ id, title }) => ({ value: id, label: `${title}（${id}）` }))}
          />
        </Form.Item>
        <Form.Item name="days" label="有效天数" rules={[{ required: true, message: '请填写天数' }]}>
          <InputNumber min={1} max={366} style={{ width: '100%' }} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
