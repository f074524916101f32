/** A channel's settings: the fields of its kind, as the server describes them. What is secret is written, never read. */
import { Alert, Form, Input, InputNumber, Modal, Select } from 'antd'
import { useState } from 'react'
import type { ChannelAnswer, ChannelKindAnswer } from '../../../../src/http/routes/delivery.ts'
import { zh } from '../../zh.ts'

export interface GivenChannel {
  readonly name: string
  readonly kind: string
  readonly settings: Readonly<Record<string, unknown>>
  readonly secret: Readonly<Record<string, unknown>>
}

interface ChannelFormProps {
  /** `null`: a new one. */
  readonly channel: ChannelAnswer | null
  readonly kinds: readonly ChannelKindAnswer[]
  readonly saving: boolean
  readonly onSave: (given: GivenChannel) => void
  readonly onClose: () => void
}

interface Fields {
  readonly name: string
  readonly kind: string
  readonly settings?: Readonly<Record<string, unknown>>
  readonly secret?: Readonly<Record<string, unknown>>
}

export function ChannelForm({ channel, kinds, saving, onSave, onClose }: ChannelFormProps) {
  const [form] = Form.useForm<Fields>()
  const [kindId, setKindId] = useState(channel?.kind ?? kinds[0]!.id)
  const kind = kinds.find(({ id }) => id === kindId)
  return (
    <Modal
      open
      width={560}
      title={channel === null ? '新建渠道' : `渠道“${channel.name}”的设置`}
      okText={zh.save}
      cancelText={zh.cancel}
      confirmLoading={saving}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ name: channel?.name, kind: kindId }}
        onFinish={({ name, settings = {}, secret = {} }) =>
          onSave({
            name: channel?.name ?? name.trim(),
            kind: kindId,
            settings: withoutEmpty(settings),
            secret: withoutEmpty(secret),
          })
        }
      >
        {channel === null && (
          <Form.Item name="name" label="名称" rules={[{ required: true, whitespace: true, message: '请填写名称' }]}>
            <Input maxLength={40} placeholder="例如 值班群" autoFocus />
          </Form.Item>
        )}
        <Form.Item name="kind" label="种类">
          <Select
            aria-label="种类"
            disabled={channel !== null}
            options={kinds.map(({ id, title }) => ({ value: id, label: title }))}
            onChange={(id: string) => setKindId(id)}
          />
        </Form.Item>
        {channel !== null && (
          <Alert
            type="info"
            showIcon
            style={{ marginBottom: 16 }}
            title="地址和密钥加密保存，不再显示；保存时请完整重填各项。"
          />
        )}
        {kind && <SchemaFields key={`settings ${kind.id}`} group="settings" schema={kind.settings} />}
        {kind && <SchemaFields key={`secret ${kind.id}`} group="secret" schema={kind.secret} />}
      </Form>
    </Modal>
  )
}

/** Names of the fields of all kinds; one that is not here is shown by its own name. */
const labels: Readonly<Record<string, string>> = {
  host: 'SMTP 服务器',
  port: '端口',
  security: '加密方式',
  from: '发件邮箱',
  fromName: '发件人名称',
  user: '登录名',
  authority: '自有证书机构的证书（PEM）',
  patienceMs: '最长等待（毫秒）',
  password: '密码',
  url: '机器人或接收方的完整地址',
  secret: '签名密钥',
  keyword: '自定义关键词',
  folder: '文件夹（服务器上的绝对路径）',
}

interface Property {
  readonly type?: string
  readonly enum?: readonly string[]
  readonly default?: unknown
  readonly anyOf?: readonly Property[]
}

interface SchemaFieldsProps {
  readonly group: 'settings' | 'secret'
  readonly schema: Readonly<Record<string, unknown>>
}

function SchemaFields({ group, schema }: SchemaFieldsProps) {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Property>>
  const required = (schema['required'] ?? []) as readonly string[]
  return Object.entries(properties).map(([name, property]) => {
    const label = labels[name] ?? name
    const type = property.type ?? property.anyOf?.find((one) => one.type !== 'null')?.type
    const needed = required.includes(name)
    return (
      <Form.Item
        key={name}
        name={[group, name]}
        label={label}
        initialValue={property.default ?? undefined}
        rules={needed ? [{ required: true, message: `请填写${label}` }] : []}
        {...(needed ? {} : { extra: '可不填' })}
      >
        {property.enum ? (
          <Select
            aria-label={label}
            options={property.enum.map((value) => ({ value, label: enumWords[value] ?? value }))}
          />
        ) : type === 'integer' || type === 'number' ? (
          <InputNumber style={{ width: '100%' }} />
        ) : name === 'authority' ? (
          <Input.TextArea rows={3} className="mono" />
        ) : group === 'secret' ? (
          <Input.Password autoComplete="new-password" />
        ) : (
          <Input autoComplete="off" />
        )}
      </Form.Item>
    )
  })
}

const enumWords: Readonly<Record<string, string>> = {
  starttls: 'STARTTLS（端口 587）',
  tls: 'TLS（端口 465）',
  none: '不加密（仅限内网）',
}

/** What was left empty is as if it had not been asked for: the server has a default. */
const withoutEmpty = (values: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  )
