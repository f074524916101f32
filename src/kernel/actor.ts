/**
 * Who does something, and what they may do: roles stand for capabilities, a capability for one kind of work at the door. What
 * an actor sees is cut by two scopes besides: units (with everything below them) and campaigns (a contract).
 */

/** The roles of an account; each has exactly one. */
export const roles = {
  supervisor: '主管部门',
  technicalSupport: '技术支撑',
  inspector: '检查人员（第三方）',
  reviewer: '复核人员',
  unitSupervisor: '主管单位',
  operator: '运维人员',
  publisher: '发布人员',
  auditor: '审计人员',
  systemAdministrator: '系统管理员',
  securityAdministrator: '安全管理员',
  auditAdministrator: '审计管理员',
} as const
export type Role = keyof typeof roles

/** What may be done, as `<what>:<verb>`. A route names one of them. */
export const capabilities = {
  'registry:read': '查看名录',
  'registry:change': '维护名录：导入、登记、核对',
  'campaigns:read': '查看检查及其进展',
  'campaigns:manage': '立项、冻结、抽样、替换',
  'campaigns:run': '启动、暂停、继续、取消检查',
  'findings:read': '查看检查结果、证据和网页存档',
  'review:read': '查看复核队列和准确率',
  'review:decide': '领取、复核、填写人工检查表',
  'review:except': '登记白名单',
  'rectification:read': '查看整改通知和事项',
  'rectification:manage': '起草、发出整改通知，处理延期和申诉',
  'rectification:close': '办结、退回整改事项',
  'rectification:answer': '反馈整改、申请延期、申诉',
  'selfCheck:start': '发起自查',
  'messages:read': '查看找错留言',
  'messages:handle': '分派、转办、答复找错留言',
  'messages:import': '导入找错留言',
  'monitoring:read': '查看预警、可用性监测和告警',
  'monitoring:manage': '登记重保期、维护时段，发送预警',
  'bulletins:read': '查看通报',
  'bulletins:draft': '起草和修改通报',
  'bulletins:approve': '审核通报',
  'bulletins:publish': '发布通报',
  'rules:read': '查看检查口径',
  'rules:manage': '更正检查口径、试算',
  'delivery:read': '查看渠道和消息',
  'delivery:manage': '设置渠道、重发消息',
  'crawling:stop': '停止和恢复全部采集',
  'system:read': '查看任务、执行者、负载',
  'system:manage': '系统设置、备份',
  'users:read': '查看用户',
  'users:create': '新建、停用用户，重置密码',
  'users:authorise': '授予角色和范围，解锁用户',
  'audit:read': '查看和校验审计日志',
  'keys:own': '建立自己的接口密钥',
  'views:share': '与全体共享列表视图',
} as const
export type Capability = keyof typeof capabilities

/** Reading of all business data. */
const reading = [
  'registry:read',
  'campaigns:read',
  'findings:read',
  'review:read',
  'rectification:read',
  'messages:read',
  'monitoring:read',
  'bulletins:read',
  'rules:read',
] as const satisfies readonly Capability[]

/** A unit's own affairs. */
const ofTheUnit = [
  'registry:read',
  'campaigns:read',
  'findings:read',
  'rectification:read',
  'rectification:answer',
  'messages:read',
  'messages:handle',
  'monitoring:read',
  'bulletins:read',
  'rules:read',
  'selfCheck:start',
] as const satisfies readonly Capability[]

/** What each role may do. Administrators: see also `separatedCapabilities`. */
export const capabilitiesOf = {
  supervisor: [
    ...reading,
    'registry:change',
    'campaigns:manage',
    'campaigns:run',
    'review:decide',
    'review:except',
    'rectification:manage',
    'rectification:close',
    'messages:handle',
    'messages:import',
    'monitoring:manage',
    'bulletins:draft',
    'bulletins:approve',
    'bulletins:publish',
    'rules:manage',
    'delivery:read',
    'crawling:stop',
    'system:read',
    'keys:own',
    'views:share',
  ],
  technicalSupport: [
    ...reading,
    'registry:change',
    'campaigns:manage',
    'campaigns:run',
    'messages:import',
    'monitoring:manage',
    'rules:manage',
    'delivery:read',
    'delivery:manage',
    'crawling:stop',
    'system:read',
    'keys:own',
  ],
  inspector: ['registry:read', 'campaigns:read', 'findings:read', 'review:read', 'review:decide', 'rules:read'],
  reviewer: [...reading, 'review:decide', 'review:except', 'rectification:close'],
  unitSupervisor: ofTheUnit,
  operator: ofTheUnit,
  publisher: [...reading, 'bulletins:draft', 'bulletins:publish', 'delivery:read'],
  auditor: [...reading, 'delivery:read', 'system:read', 'audit:read'],
  systemAdministrator: [
    'delivery:read',
    'delivery:manage',
    'crawling:stop',
    'system:read',
    'system:manage',
    'users:read',
    'users:create',
    'users:authorise',
    'audit:read',
    'keys:own',
  ],
  securityAdministrator: ['users:read', 'users:authorise', 'audit:read'],
  auditAdministrator: ['users:read', 'audit:read'],
} as const satisfies Readonly<Record<Role, readonly Capability[]>>

/** 三员分立: where an installation separates its three administrators, the first one creates accounts and gives nothing. */
export const separatedCapabilities: Readonly<Partial<Record<Role, readonly Capability[]>>> = {
  systemAdministrator: [
    'crawling:stop',
    'system:read',
    'system:manage',
    'delivery:read',
    'delivery:manage',
    'users:read',
    'users:create',
  ],
  securityAdministrator: ['users:read', 'users:authorise'],
  auditAdministrator: ['users:read', 'audit:read'],
  auditor: [...reading, 'delivery:read', 'system:read'],
}

/** The three that exclude each other and see no business data; they and supervisors must be careful most. */
export const administrators = [
  'systemAdministrator',
  'securityAdministrator',
  'auditAdministrator',
] as const satisfies readonly Role[]

/** Who is asking. Made at the door for each request; a use case takes of it what it needs. */
export interface Actor {
  readonly userId: number
  /** As it is written into decisions and the audit log: the person's name. */
  readonly name: string
  readonly role: Role
  readonly capabilities: readonly Capability[]
  /** Ids of the units whose data may be seen, everything below them included. */
  readonly units: 'all' | readonly number[]
  /** Ids of the campaigns that may be seen (an inspector's contract). */
  readonly campaigns: 'all' | readonly string[]
}

/** Whether an actor may do this kind of work at all; its scope is another question. */
export function may({ capabilities: held }: Pick<Actor, 'capabilities'>, capability: Capability): boolean {
  return held.includes(capability)
}
