/** Who hears through a channel. */
import { Button, Form, Input, Modal, Select, Switch } from 'antd'
import { useState } from 'react'
import { UnitPicker } from '../../units/unit-picker.tsx'
import { zh } from '../../zh.ts'

export interface GivenRecipient {
  readonly unit: string | null
  readonly everyUnit: boolean
  readonly address: string
  readonly kinds: readonly string[] | null
}

interface Fields {
  readonly unit?: string
  readonly everyUnit?: boolean
  readonly address?: string
  readonly kinds?: readonly string[]
}

interface RecipientFormProps {
  readonly hasAddress: boolean
  readonly onAdd: (given: GivenRecipient) => void
}

export function RecipientForm({ hasAddress, onAdd }: RecipientFormProps) {
  const [open, setOpen] = useState(false)
  const [form] = Form.useForm<Fields>()
  return (
    <>
      <Button onClick={() => setOpen(true)}>增加收件方</Button>
      <Modal
        open={open}
        title="增加收件方"
        okText="增加"
        cancelText={zh.cancel}
        onCancel={() => setOpen(false)}
        onOk={() => form.submit()}
        destroyOnHidden
      >
        <Form<Fields>
          form={form}
          layout="vertical"
          preserve={false}
          requiredMark={false}
          onFinish={({ unit = '', everyUnit = false, address = '', kinds = [] }) => {
            setOpen(false)
            onAdd({
              unit: unit || null,
              everyUnit,
              address: address.trim(),
              kinds: kinds.length === 0 ? null : kinds,
            })
          }}
        >
          <Form.Item name="unit" label="单位" extra="留空为主管部门">
            <UnitPicker label="单位" />
          </Form.Item>
          <Form.Item name="everyUnit" label="也收发给各单位的消息" valuePropName="checked">
            <Switch />
          </Form.Item>
          {hasAddress && (
            <Form.Item name="address" label="邮箱" rules={[{ required: true, type: 'email', message: '请填写邮箱' }]}>
              <Input autoComplete="off" />
            </Form.Item>
          )}
          <Form.Item name="kinds" label="消息种类" extra="例如 notice.sent、alert.outage；留空为全部">
            <Select mode="tags" open={false} suffixIcon={null} aria-label="消息种类" />
          </Form.Item>
        </Form>
      </Modal>
    </>
  )
}
