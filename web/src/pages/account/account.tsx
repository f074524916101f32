/** 我的账户: who one is, password, second factor, and where one is signed in. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Descriptions, Form, Input, Modal, Popconfirm, Table, Tag } from 'antd'
import { useState } from 'react'
import { useMe } from '../../api/me.ts'
import { request } from '../../api/request.ts'
import { useAct } from '../../api/use-act.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page, Panel } from '../../shell/page.tsx'
import { instant, zh } from '../../zh.ts'
import { EnrolSecondFactor } from './second-factor.tsx'

const sessionsPath = '/api/me/sessions'

interface OwnSession {
  readonly id: number
  readonly current: boolean
  readonly createdAt: string
  readonly seenAt: string
  readonly address: string
  readonly client: string
}

export default function Account() {
  const me = useMe().data
  if (!me) return null
  const { name, userName, roleName, scope, endsAt, idleMinutes, passwordExpiresAt } = me
  return (
    <Page title="我的账户">
      <Panel title="基本情况">
        <Descriptions
          size="small"
          column={{ xs: 1, lg: 2 }}
          items={[
            { key: 'name', label: '姓名', children: name },
            { key: 'userName', label: '用户名', children: <span className="mono">{userName}</span> },
            { key: 'role', label: '角色', children: roleName },
            {
              key: 'scope',
              label: '范围',
              children: [
                scope.allUnits ? '全部单位' : '所属单位及其下级',
                ...(scope.campaigns === null ? [] : [`检查 ${scope.campaigns.join('、')}`]),
              ].join('；'),
            },
            {
              key: 'session',
              label: '这次登录',
              children: `最迟到 ${instant(endsAt)}；${idleMinutes} 分钟不操作即退出`,
            },
            {
              key: 'password',
              label: '密码',
              children: (
                <>
                  {passwordExpiresAt === null ? '长期有效' : `${instant(passwordExpiresAt)} 到期`}
                  <Link to="/account/password" style={{ marginLeft: 12 }}>
                    修改密码
                  </Link>
                </>
              ),
            },
          ]}
        />
      </Panel>
      <SecondFactor enabled={me.secondFactor} />
      <OwnSessions />
    </Page>
  )
}

function SecondFactor({ enabled }: { readonly enabled: boolean }) {
  const client = useQueryClient()
  const [open, setOpen] = useState<'enrol' | 'giveUp' | null>(null)
  const again = () => {
    setOpen(null)
    void client.invalidateQueries({ queryKey: ['me'] })
    void client.invalidateQueries({ queryKey: [sessionsPath] })
  }
  const giveUp = useAct(
    (body: { readonly password: string }) => request('/api/me/second-factor', { method: 'DELETE', body }),
    { done: '动态验证码已停用', onDone: again },
  )
  const [form] = Form.useForm<{ password: string }>()
  return (
    <Panel
      title={<>动态验证码 {enabled ? <Tag color="green">已启用</Tag> : <Tag>未启用</Tag>}</>}
      actions={
        enabled ? (
          <Button danger onClick={() => setOpen('giveUp')}>
            停用
          </Button>
        ) : (
          <Button type="primary" onClick={() => setOpen('enrol')}>
            启用
          </Button>
        )
      }
    >
      <p className="muted">
        登录时除密码外再输入验证器上的六位数字；他人只知道密码时进不来。验证器丢失时可用恢复码，恢复码也没有时请联系管理员重置。
      </p>
      <Modal open={open === 'enrol'} title="启用动态验证码" footer={null} onCancel={again} destroyOnHidden>
        <EnrolSecondFactor onDone={again} />
      </Modal>
      <Modal
        open={open === 'giveUp'}
        title="停用动态验证码"
        okText="停用"
        okButtonProps={{ danger: true }}
        cancelText={zh.cancel}
        confirmLoading={giveUp.isPending}
        onOk={() => form.submit()}
        onCancel={() => setOpen(null)}
        destroyOnHidden
      >
        <Form<{ password: string }>
          form={form}
          layout="vertical"
          preserve={false}
          requiredMark={false}
          onFinish={(given) => giveUp.mutate(given)}
        >
          <Form.Item name="password" label="现在的密码" rules={[{ required: true, message: '请填写密码' }]}>
            <Input.Password autoComplete="current-password" />
          </Form.Item>
        </Form>
      </Modal>
    </Panel>
  )
}

function OwnSessions() {
  const sessions = useQuery({
    queryKey: [sessionsPath],
    queryFn: ({ signal }) => request<OwnSession[]>(sessionsPath, { signal }),
  })
  const end = useAct((id: number) => request(`${sessionsPath}/${id}`, { method: 'DELETE' }), {
    done: '该处的登录已结束',
    refresh: [sessionsPath],
  })
  return (
    <Panel title="正在使用的登录" note="有不是自己的，请结束它并修改密码">
      <Loaded of={sessions} rows={2}>
        {(list) => (
          <Table
            size="small"
            rowKey="id"
            pagination={false}
            scroll={{ x: 'max-content' }}
            dataSource={[...list]}
            columns={[
              {
                title: '浏览器',
                render: (_, { client, current }) => (
                  <>
                    {browserOf(client)} {current && <Tag color="green">当前</Tag>}
                  </>
                ),
              },
              { title: '地址', render: (_, { address }) => <span className="mono">{address}</span> },
              { title: '登录', render: (_, { createdAt }) => instant(createdAt) },
              { title: '最近使用', render: (_, { seenAt }) => instant(seenAt) },
              {
                title: '操作',
                render: (_, { id, current }) =>
                  !current && (
                    <Popconfirm
                      title="结束这处登录？"
                      okText="结束"
                      cancelText={zh.cancel}
                      onConfirm={() => end.mutate(id)}
                    >
                      <Button size="small" danger>
                        结束
                      </Button>
                    </Popconfirm>
                  ),
              },
            ]}
          />
        )}
      </Loaded>
    </Panel>
  )
}

/** `Chrome 109 · Windows`, as far as the browser tells. */
function browserOf(client: string): string {
  const [, name, version] = /(Edg|Firefox|Chrome|Safari)\/(\d+)/.exec(client) ?? []
  const [system] = /Windows|Macintosh|Android|iPhone|Linux/.exec(client) ?? []
  return name === undefined ? client.slice(0, 60) || '不明' : [`${name} ${version}`, system].filter(Boolean).join(' · ')
}
