/** 用户: list, new ones with a first password, roles and scope, lock, reset, sessions. */
import { useQuery } from '@tanstack/react-query'
import { Button, Dropdown, Space, Tag } from 'antd'
import { useState } from 'react'
import type { UserAnswer } from '../../../../src/http/routes/users.ts'
import { useMay, useMe } from '../../api/me.ts'
import { request } from '../../api/request.ts'
import { useAct } from '../../api/use-act.ts'
import { Page } from '../../shell/page.tsx'
import { ShownOnce } from '../../shell/shown-once.tsx'
import { QueryTable, type QueryColumn } from '../../table/query-table.tsx'
import { instant } from '../../zh.ts'
import { Roles } from './roles.tsx'
import { UserForm, type GivenUser, type RoleAnswer } from './user-form.tsx'

const path = '/api/users'
const refresh = [path]
const of = (userName: string, rest: string) => `${path}/${encodeURIComponent(userName)}/${rest}`

export default function Users() {
  const may = useMay()
  const [form, setForm] = useState<'new' | UserAnswer | null>(null)
  const [given, setGiven] = useState<{ readonly userName: string; readonly password: string } | null>(null)
  const [showsRoles, setShowsRoles] = useState(false)
  const roles = useQuery({
    queryKey: ['/api/roles'],
    queryFn: ({ signal }) => request<RoleAnswer[]>('/api/roles', { signal }),
  })
  const create = useAct(
    (body: GivenUser) => request<{ userName: string; password: string }>(path, { method: 'POST', body }),
    {
      refresh,
      onDone: (answer) => {
        setForm(null)
        setGiven(answer)
      },
    },
  )
  const authorise = useAct(
    ({ userName, name: _name, ...body }: GivenUser) => request(of(userName, 'reach'), { method: 'PUT', body }),
    { done: '角色和范围已更改，该用户须重新登录', refresh, onDone: () => setForm(null) },
  )
  const roleName = (role: string | null) => roles.data?.find((entry) => entry.role === role)?.title ?? role
  const columns: readonly QueryColumn<UserAnswer>[] = [
    { key: 'userName', title: '用户名', render: ({ userName }) => <span className="mono">{userName}</span> },
    { key: 'name', title: '姓名', render: ({ name }) => name },
    {
      key: 'role',
      title: '角色',
      render: ({ role }) => (role === null ? <Tag color="orange">尚未授权</Tag> : roleName(role)),
    },
    { key: 'scope', title: '范围', render: scopeWords },
    { key: 'state', title: '状态', render: (user) => <UserState user={user} /> },
    { key: 'secondFactor', title: '动态验证码', render: ({ secondFactor }) => (secondFactor ? '已启用' : '未启用') },
    { key: 'lastSignInAt', title: '最近登录', render: ({ lastSignInAt }) => instant(lastSignInAt) },
    { key: 'createdAt', title: '建立时间', hidden: true, render: ({ createdAt }) => instant(createdAt) },
    {
      key: 'actions',
      title: '操作',
      fixed: 'right',
      render: (user) => <UserActions user={user} edit={() => setForm(user)} onPassword={setGiven} />,
    },
  ]
  return (
    <Page
      title="用户"
      actions={
        <Space>
          <Button onClick={() => setShowsRoles(true)}>角色和权限</Button>
          {may('users:create') && (
            <Button type="primary" onClick={() => setForm('new')}>
              新建用户
            </Button>
          )}
        </Space>
      }
    >
      <QueryTable<UserAnswer>
        name="users"
        path={path}
        exportPath={`${path}.xlsx`}
        columns={columns}
        rowKey={({ id }) => id}
        filters={[
          { name: 'search', label: '用户', type: 'text', placeholder: '用户名或姓名' },
          {
            name: 'role',
            label: '角色',
            type: 'choice',
            options: (roles.data ?? []).map(({ role, title }) => ({ value: role, label: title })),
          },
          {
            name: 'state',
            label: '状态',
            type: 'choice',
            options: [
              { value: 'active', label: '正常' },
              { value: 'disabled', label: '停用' },
            ],
          },
        ]}
      />
      {showsRoles && <Roles roles={roles.data ?? []} onClose={() => setShowsRoles(false)} />}
      {form !== null && (
        <UserForm
          user={form === 'new' ? null : form}
          roles={roles.data ?? []}
          mayAuthorise={may('users:authorise')}
          saving={create.isPending || authorise.isPending}
          onSave={(user) => (form === 'new' ? create : authorise).mutate(user)}
          onClose={() => setForm(null)}
        />
      )}
      <ShownOnce
        title={`${given?.userName ?? ''} 的初始密码`}
        explains="请当面或另行告知本人。首次登录时必须改为自己的密码。"
        secret={given?.password ?? null}
        onClose={() => setGiven(null)}
      />
    </Page>
  )
}

function scopeWords({ role, allUnits, units, campaigns }: UserAnswer): string {
  if (role === null) return '—'
  const parts = [
    allUnits ? '全部单位' : units.map(({ name }) => name).join('、'),
    campaigns.length > 0 ? `检查 ${campaigns.join('、')}` : '',
  ].filter((part) => part !== '')
  return parts.join('；') || '不涉及业务数据'
}

function UserState({ user }: { readonly user: UserAnswer }) {
  const { state, lockedUntil, mustChangePassword } = user
  return (
    <>
      {state === 'disabled' ? <Tag color="red">停用</Tag> : <Tag color="green">正常</Tag>}
      {lockedUntil !== null && <Tag color="orange">锁定至 {instant(lockedUntil)}</Tag>}
      {mustChangePassword && <Tag>须改密码</Tag>}
    </>
  )
}

interface UserActionsProps {
  readonly user: UserAnswer
  readonly edit: () => void
  readonly onPassword: (given: { readonly userName: string; readonly password: string }) => void
}

function UserActions({ user, edit, onPassword }: UserActionsProps) {
  const may = useMay()
  const me = useMe().data
  const { userName, state, lockedUntil } = user
  const setState = useAct(
    (wanted: 'active' | 'disabled') => request(of(userName, 'state'), { method: 'PUT', body: { state: wanted } }),
    { done: state === 'active' ? '已停用，该用户的登录随即失效' : '已启用', refresh },
  )
  const reset = useAct(
    () => request<{ userName: string; password: string }>(of(userName, 'password'), { method: 'POST' }),
    { refresh, onDone: onPassword },
  )
  const unlock = useAct(() => request(of(userName, 'lock'), { method: 'DELETE' }), { done: '已解锁', refresh })
  const signOut = useAct(() => request(of(userName, 'sessions'), { method: 'DELETE' }), {
    done: '该用户的全部登录已结束',
  })
  const noFactor = useAct(() => request(of(userName, 'second-factor'), { method: 'DELETE' }), {
    done: '动态验证码已重置，该用户下次登录只需密码',
    refresh,
  })
  // Nobody changes their own rights; the server says so too.
  const own = me?.userName === userName
  const items = [
    ...(may('users:authorise') && !own ? [{ key: 'reach', label: '角色和范围', onClick: edit }] : []),
    ...(may('users:authorise') && lockedUntil !== null && !own
      ? [{ key: 'unlock', label: '解锁', onClick: () => unlock.mutate(undefined) }]
      : []),
    ...(may('users:create') && !own
      ? [{ key: 'reset', label: '重置密码', onClick: () => reset.mutate(undefined) }]
      : []),
    ...(may('users:authorise') && user.secondFactor && !own
      ? [{ key: 'factor', label: '重置动态验证码', onClick: () => noFactor.mutate(undefined) }]
      : []),
    ...(may('users:authorise')
      ? [{ key: 'out', label: '结束全部登录', onClick: () => signOut.mutate(undefined) }]
      : []),
    ...(may('users:create') && !own
      ? [
          {
            key: 'state',
            label: state === 'active' ? '停用' : '启用',
            danger: state === 'active',
            onClick: () => setState.mutate(state === 'active' ? 'disabled' : 'active'),
          },
        ]
      : []),
  ]
  if (items.length === 0) return null
  return (
    <Dropdown menu={{ items }} trigger={['click']}>
      <Button size="small" aria-label={`${user.name} 的操作`}>
        操作
      </Button>
    </Dropdown>
  )
}
