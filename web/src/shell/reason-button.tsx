/** A button for what needs a reason in the audit log: asks for it first. */
import { Button, Form, Input, Modal, type ButtonProps } from 'antd'
import { useState, type ReactNode } from 'react'
import { zh } from '../zh.ts'

interface ReasonButtonProps extends Pick<ButtonProps, 'danger' | 'type' | 'size' | 'disabled' | 'loading'> {
  readonly label: string
  /** What will happen, above the field. */
  readonly explains?: ReactNode
  readonly onReason: (reason: string) => void
}

export function ReasonButton({ label, explains, onReason, ...button }: ReasonButtonProps) {
  const [open, setOpen] = useState(false)
  const [form] = Form.useForm<{ readonly reason: string }>()
  return (
    <>
      <Button {...button} onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Modal
        open={open}
        title={label}
        okText={label}
        cancelText={zh.cancel}
        okButtonProps={{ danger: button.danger === true }}
        onCancel={() => setOpen(false)}
        onOk={() => form.submit()}
        destroyOnHidden
      >
        {explains && <p>{explains}</p>}
        <Form
          form={form}
          layout="vertical"
          preserve={false}
          requiredMark={false}
          onFinish={({ reason }) => {
            setOpen(false)
            onReason(reason.trim())
          }}
        >
          <Form.Item
            name="reason"
            label="原因（写入审计日志）"
            rules={[{ required: true, whitespace: true, message: '请写明原因' }]}
          >
            <Input.TextArea rows={3} maxLength={500} autoFocus />
          </Form.Item>
        </Form>
      </Modal>
    </>
  )
}
