/** A new user, or another role and scope for one. */
import { useQuery } from '@tanstack/react-query'
import { Alert, Form, Input, Modal, Select } from 'antd'
import type { ReachChoicesAnswer } from '../../../../src/http/routes/reach-choices.ts'
import type { UserAnswer } from '../../../../src/http/routes/users.ts'
import { request } from '../../api/request.ts'
import { UnitsPicker } from '../../units/unit-picker.tsx'
import { zh } from '../../zh.ts'

export interface RoleAnswer {
  readonly role: string
  readonly title: string
  readonly capabilities: readonly { readonly id: string; readonly title: string }[]
}

export interface GivenUser {
  readonly userName: string
  readonly name: string
  readonly role: string | null
  readonly units: readonly string[]
  readonly campaigns: readonly string[]
}

interface UserFormProps {
  /** `null`: a new one. */
  readonly user: UserAnswer | null
  readonly roles: readonly RoleAnswer[]
  readonly mayAuthorise: boolean
  readonly saving: boolean
  readonly onSave: (user: GivenUser) => void
  readonly onClose: () => void
}

const administrators = ['systemAdministrator', 'securityAdministrator', 'auditAdministrator']

export function UserForm({ user, roles, mayAuthorise, saving, onSave, onClose }: UserFormProps) {
  const [form] = Form.useForm<GivenUser>()
  const role = Form.useWatch('role', form) ?? user?.role ?? null
  const choices = useQuery({
    queryKey: ['/api/reach-choices'],
    queryFn: ({ signal }) => request<ReachChoicesAnswer>('/api/reach-choices', { signal }),
    enabled: role === 'inspector',
  })
  const needsUnits = role === 'unitSupervisor' || role === 'operator'
  const concernsUnits = role !== null && !administrators.includes(role)
  const may = roles.find((entry) => entry.role === role)?.capabilities ?? []
  return (
    <Modal
      open
      width={620}
      title={user === null ? '新建用户' : `${user.name} 的角色和范围`}
      okText={user === null ? '建立' : zh.save}
      cancelText={zh.cancel}
      confirmLoading={saving}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<GivenUser>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{
          userName: user?.userName,
          name: user?.name,
          role: user?.role,
          units: user?.units.map(({ code }) => code) ?? [],
          campaigns: user?.campaigns ?? [],
        }}
        onFinish={(given) =>
          onSave({
            userName: user?.userName ?? given.userName.trim(),
            name: user?.name ?? given.name.trim(),
            role: given.role ?? null,
            units: concernsUnits ? (given.units ?? []) : [],
            campaigns: role === 'inspector' ? (given.campaigns ?? []) : [],
          })
        }
      >
        {user === null && (
          <>
            <Form.Item
              name="userName"
              label="用户名（登录用）"
              rules={[{ required: true, whitespace: true, message: '请填写用户名' }]}
            >
              <Input autoComplete="off" autoFocus maxLength={100} placeholder="例如 zhangsan" />
            </Form.Item>
            <Form.Item
              name="name"
              label="姓名"
              extra="写入复核结论和审计日志，不能与他人相同，可加上处室，例如“张伟（法规处）”"
              rules={[{ required: true, whitespace: true, message: '请填写姓名' }]}
            >
              <Input autoComplete="off" maxLength={100} />
            </Form.Item>
          </>
        )}
        {mayAuthorise ? (
          <Form.Item name="role" label="角色" rules={[{ required: true, message: '请选择角色' }]}>
            <Select
              aria-label="角色"
              placeholder="请选择"
              options={roles.map(({ role: value, title }) => ({ value, label: title }))}
            />
          </Form.Item>
        ) : (
          <Alert type="info" showIcon title="三员分立：角色和范围由安全管理员授予，授予之前该用户不能登录" />
        )}
        {mayAuthorise && may.length > 0 && <p className="muted">可以：{may.map(({ title }) => title).join('；')}</p>}
        {mayAuthorise && concernsUnits && (
          <Form.Item
            name="units"
            label="单位（含其下级）"
            {...(needsUnits ? {} : { extra: '不选则为全部单位' })}
            rules={needsUnits ? [{ required: true, type: 'array', min: 1, message: '请选择单位' }] : []}
          >
            <UnitsPicker label="单位" />
          </Form.Item>
        )}
        {mayAuthorise && role === 'inspector' && (
          <Form.Item name="campaigns" label="检查（按合同）" extra="只能看到所选检查中的对象；不选则为全部检查">
            <Select
              mode="multiple"
              aria-label="检查"
              options={(choices.data?.campaigns ?? []).map((id) => ({ value: id, label: id }))}
            />
          </Form.Item>
        )}
      </Form>
    </Modal>
  )
}
