/** 修改密码: by choice, or demanded before anything else. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Form, Input } from 'antd'
import { useEffect } from 'react'
import { asProblem } from '../../api/problem.ts'
import { changePassword, useSignOut, type NewPassword } from '../../api/session.ts'
import { Page } from '../../shell/page.tsx'
import { zh } from '../../zh.ts'

interface Given extends NewPassword {
  readonly again: string
}

export default function ChangePassword({ forced = false }: { readonly forced?: boolean }) {
  const client = useQueryClient()
  const { message } = App.useApp()
  const signOut = useSignOut()
  const [form] = Form.useForm<Given>()
  const change = useMutation({
    mutationFn: changePassword,
    onSuccess: (me) => {
      client.setQueryData(['me'], me)
      form.resetFields()
      void message.success('密码已修改')
    },
  })
  useEffect(() => {
    document.title = `修改密码 · ${zh.product}`
  }, [])
  const problem = change.isError ? asProblem(change.error) : null
  const fields = (
    <>
      {problem && (
        <Alert
          type="error"
          showIcon
          title={problem.message}
          description={[problem.advice, ...problem.details].join('；')}
          style={{ marginBottom: 16 }}
        />
      )}
      <Form<Given> form={form} layout="vertical" requiredMark={false} onFinish={(given) => change.mutate(given)}>
        <Form.Item name="current" label="现在的密码" rules={[{ required: true, message: '请填写现在的密码' }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item name="password" label="新密码" rules={[{ required: true, message: '请填写新密码' }]}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="again"
          label="再输入一次新密码"
          dependencies={['password']}
          rules={[
            { required: true, message: '请再输入一次' },
            ({ getFieldValue }) => ({
              validator: async (_, value: string) => {
                if (value && value !== getFieldValue('password')) throw new Error('两次输入的新密码不一致')
              },
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={change.isPending}>
          修改密码
        </Button>
      </Form>
    </>
  )
  if (!forced) {
    return (
      <Page title="修改密码">
        <section className="panel" style={{ maxWidth: 440 }}>
          {fields}
        </section>
      </Page>
    )
  }
  return (
    <main className="door">
      <div className="door-card">
        <h1>修改密码</h1>
        <p className="lead">首次登录、密码被重置或到期时，须先修改密码</p>
        {fields}
        <Button type="link" block onClick={() => signOut.mutate()}>
          退出登录
        </Button>
      </div>
    </main>
  )
}
