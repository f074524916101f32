/** 角色和权限: what each role may do, as a table of capabilities with the roles that hold them. */
import { CheckOutlined } from '@ant-design/icons'
import { Modal, Table } from 'antd'
import '../review/review.css'
import { Scrolls } from '../rules/scrolls.tsx'
import type { RoleAnswer } from './user-form.tsx'

interface RolesProps {
  readonly roles: readonly RoleAnswer[]
  readonly onClose: () => void
}

export function Roles({ roles, onClose }: RolesProps) {
  const capabilities = [...new Map(roles.flatMap((role) => role.capabilities).map(({ id, title }) => [id, title]))].map(
    ([id, title]) => ({ id, title, holders: new Set(roles.filter((role) => holds(role, id)).map(({ role }) => role)) }),
  )
  return (
    <Modal open width={1240} title="角色和权限" footer={null} onCancel={onClose} style={{ top: 24 }}>
      <p className="muted">每个用户只有一个角色；看到的单位和检查另由范围决定。权限随程序确定，不能在这里修改。</p>
      <Scrolls label="角色和权限">
        <Table
          size="small"
          rowKey="id"
          dataSource={capabilities}
          pagination={false}
          columns={[
            { title: '权限', key: 'title', width: 240, render: (_, { title }) => title },
            ...roles.map(({ role, title }) => ({
              title: <span className="role-head">{title}</span>,
              key: role,
              width: 84,
              align: 'center' as const,
              render: (_: unknown, { holders, title: what }: (typeof capabilities)[number]) =>
                holders.has(role) ? (
                  <CheckOutlined className="good" role="img" aria-label={`${title}可以${what}`} />
                ) : null,
            })),
          ]}
        />
      </Scrolls>
    </Modal>
  )
}

const holds = ({ capabilities }: RoleAnswer, id: string) => capabilities.some((capability) => capability.id === id)
