/** 首次设置: the first administrators of an installation, with the one-time code of the terminal. */
import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Form, Input } from 'antd'
import { useEffect } from 'react'
import type { SetUpAnswer } from '../../../../src/http/routes/set-up.ts'
import { asProblem } from '../../api/problem.ts'
import { request } from '../../api/request.ts'
import { zh } from '../../zh.ts'

interface Given {
  readonly code: string
  readonly users: readonly { readonly userName: string; readonly name: string; readonly password: string }[]
}

export default function FirstRun({ setUp, onDone }: { readonly setUp: SetUpAnswer; readonly onDone: () => void }) {
  const make = useMutation({
    mutationFn: (given: Given) => request('/api/setup', { method: 'POST', body: given }),
    onSuccess: onDone,
  })
  useEffect(() => {
    document.title = `首次设置 · ${zh.product}`
  }, [])
  const problem = make.isError ? asProblem(make.error) : null
  const password = { min: setUp.passwordLength, message: `密码至少 ${setUp.passwordLength} 位` }
  return (
    <main className="door">
      <div className="door-card">
        <h1>首次设置</h1>
        <p className="lead">建立管理员。一次性代码由启动程序的终端显示。</p>
        {problem && (
          <Alert
            type="error"
            showIcon
            title={problem.message}
            description={[problem.advice, ...problem.details].join('；')}
            style={{ marginBottom: 16 }}
          />
        )}
        <Form<Given> layout="vertical" requiredMark={false} onFinish={(given) => make.mutate(given)}>
          <Form.Item name="code" label="一次性代码" rules={[{ required: true, message: '请填写终端显示的代码' }]}>
            <Input autoComplete="one-time-code" placeholder="XXXX-XXXX-XXXX-XXXX" autoFocus />
          </Form.Item>
          {setUp.users.map(({ role, roleName }, index) => (
            <fieldset key={role} className="plain">
              <legend>{roleName}</legend>
              <Form.Item
                name={['users', index, 'userName']}
                label="用户名"
                rules={[{ required: true, message: '请填写用户名' }]}
              >
                <Input autoComplete="username" />
              </Form.Item>
              <Form.Item
                name={['users', index, 'name']}
                label="姓名"
                rules={[{ required: true, message: '请填写姓名' }]}
              >
                <Input autoComplete="name" />
              </Form.Item>
              <Form.Item
                name={['users', index, 'password']}
                label="密码"
                rules={[{ required: true, message: '请填写密码' }, password]}
              >
                <Input.Password autoComplete="new-password" />
              </Form.Item>
            </fieldset>
          ))}
          <Button type="primary" htmlType="submit" block loading={make.isPending}>
            建立管理员
          </Button>
        </Form>
      </div>
    </main>
  )
}
