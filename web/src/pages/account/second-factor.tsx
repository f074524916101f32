/** 动态验证码: what an authenticator is given, shown as a QR code that this page draws itself, and the recovery codes. */
import { Alert, Button, Form, Input, QRCode, Space, Typography } from 'antd'
import { useState } from 'react'
import { request } from '../../api/request.ts'
import { useAct } from '../../api/use-act.ts'

interface Enrolment {
  readonly secret: string
  readonly uri: string
}

interface EnrolProps {
  /** When the recovery codes have been put away. */
  readonly onDone: () => void
}

/** From the password to the recovery codes. */
export function EnrolSecondFactor({ onDone }: EnrolProps) {
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const begin = useAct(
    (body: { readonly password: string }) => request<Enrolment>('/api/me/second-factor', { method: 'POST', body }),
    { onDone: setEnrolment },
  )
  const confirm = useAct(
    (body: { readonly code: string }) =>
      request<{ recoveryCodes: string[] }>('/api/me/second-factor', { method: 'PUT', body }),
    { onDone: ({ recoveryCodes }) => setCodes(recoveryCodes) },
  )
  if (codes !== null) {
    return (
      <>
        <Alert
          type="success"
          showIcon
          title="动态验证码已启用"
          description="下面的恢复码各可用一次，在验证器丢失时代替验证码。只显示这一次，请打印或抄下，妥善保存。"
          style={{ marginBottom: 12 }}
        />
        <Typography.Paragraph copyable={{ text: codes.join('\n'), tooltips: ['复制', '已复制'] }}>
          <ul className="recovery-codes mono">
            {codes.map((code) => (
              <li key={code}>{code}</li>
            ))}
          </ul>
        </Typography.Paragraph>
        <Button type="primary" onClick={onDone}>
          已妥善保存
        </Button>
      </>
    )
  }
  if (enrolment === null) {
    return (
      <Form<{ password: string }>
        layout="vertical"
        requiredMark={false}
        onFinish={({ password }) => begin.mutate({ password })}
      >
        <Form.Item name="password" label="先输入现在的密码" rules={[{ required: true, message: '请填写密码' }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={begin.isPending}>
          下一步
        </Button>
      </Form>
    )
  }
  return (
    <>
      <p>用手机上的验证器（支持 TOTP 的任何一种）扫描，或手工输入密钥：</p>
      <Space align="center" size={20} wrap>
        <QRCode type="canvas" aria-label="动态验证码的二维码" value={enrolment.uri} size={180} />
        <Typography.Text className="mono" copyable={{ tooltips: ['复制', '已复制'] }}>
          {enrolment.secret}
        </Typography.Text>
      </Space>
      <CodeForm
        label="验证器上的六位数字"
        action="启用"
        busy={confirm.isPending}
        onCode={(code) => confirm.mutate({ code })}
      />
    </>
  )
}

interface CodeFormProps {
  readonly label: string
  readonly action: string
  readonly busy: boolean
  readonly onCode: (code: string) => void
}

export function CodeForm({ label, action, busy, onCode }: CodeFormProps) {
  return (
    <Form<{ code: string }>
      layout="vertical"
      requiredMark={false}
      style={{ marginTop: 12 }}
      onFinish={({ code }) => onCode(code.trim())}
    >
      <Form.Item name="code" label={label} rules={[{ required: true, whitespace: true, message: '请填写验证码' }]}>
        <Input autoComplete="one-time-code" autoFocus maxLength={40} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={busy}>
        {action}
      </Button>
    </Form>
  )
}
