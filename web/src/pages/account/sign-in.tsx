/** 登录. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Form, Input } from 'antd'
import { useEffect } from 'react'
import { asProblem } from '../../api/problem.ts'
import { signIn, type Credentials } from '../../api/session.ts'
import { zh } from '../../zh.ts'

export default function SignIn() {
  const client = useQueryClient()
  const attempt = useMutation({
    mutationFn: signIn,
    onSuccess: (me) => client.setQueryData(['me'], me),
  })
  useEffect(() => {
    document.title = `登录 · ${zh.product}`
  }, [])
  return (
    <main className="door">
      <div className="door-card">
        <h1>{zh.product}</h1>
        <p className="lead">{zh.motto}</p>
        {attempt.isError && (
          <Alert
            type="error"
            showIcon
            title={asProblem(attempt.error).message}
            description={asProblem(attempt.error).advice}
            style={{ marginBottom: 16 }}
          />
        )}
        <Form<Credentials> layout="vertical" requiredMark={false} onFinish={(given) => attempt.mutate(given)}>
          <Form.Item name="userName" label="用户名" rules={[{ required: true, message: '请填写用户名' }]}>
            <Input autoComplete="username" autoFocus />
          </Form.Item>
          <Form.Item name="password" label="密码" rules={[{ required: true, message: '请填写密码' }]}>
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={attempt.isPending}>
            登录
          </Button>
        </Form>
      </div>
    </main>
  )
}
