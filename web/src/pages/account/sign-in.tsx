/** 登录; on a new installation the first administrators are made here instead. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Divider, Flex, Form, Input } from 'antd'
import { lazy, Suspense, useEffect, useState } from 'react'
import type { SignInWay } from '../../../../src/http/routes/sign-in.ts'
import type { SetUpAnswer } from '../../../../src/http/routes/set-up.ts'
import { asProblem } from '../../api/problem.ts'
import { request } from '../../api/request.ts'
import { signIn, type Credentials } from '../../api/session.ts'
import { zh } from '../../zh.ts'

const FirstRun = lazy(() => import('./first-run.tsx'))

export default function SignIn() {
  const client = useQueryClient()
  const [welcome, setWelcome] = useState(false)
  const setUp = useQuery({
    queryKey: ['/api/setup'],
    queryFn: ({ signal }) => request<SetUpAnswer>('/api/setup', { signal }),
    staleTime: Infinity,
  })
  const ways = useQuery({
    queryKey: ['/api/sign-in'],
    queryFn: ({ signal }) => request<SignInWay[]>('/api/sign-in', { signal }),
    staleTime: Infinity,
  })
  const attempt = useMutation({
    mutationFn: signIn,
    onSuccess: (me) => client.setQueryData(['me'], me),
  })
  useEffect(() => {
    document.title = `登录 · ${zh.product}`
  }, [])
  if (setUp.data?.needed && !welcome) {
    return (
      <Suspense fallback={null}>
        <FirstRun setUp={setUp.data} onDone={() => setWelcome(true)} />
      </Suspense>
    )
  }
  const problem = attempt.isError ? asProblem(attempt.error) : null
  return (
    <main className="door">
      <div className="door-card">
        <h1>{zh.product}</h1>
        <p className="lead">{zh.motto}</p>
        {welcome && <Alert type="success" showIcon title="管理员已建立，请登录" style={{ marginBottom: 16 }} />}
        {problem && (
          <Alert
            type="error"
            showIcon
            title={problem.message}
            description={problem.advice}
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
        <p className="door-hint">忘记密码或账号被锁定，请联系系统管理员。</p>
        {ways.data !== undefined && ways.data.length > 0 && <OtherWays ways={ways.data} />}
      </div>
    </main>
  )
}

/** At a provider of the organisation; the address that was asked for is opened afterwards. */
function OtherWays({ ways }: { readonly ways: readonly SignInWay[] }) {
  const to = encodeURIComponent(location.pathname + location.search)
  return (
    <>
      <Divider plain>其他登录方式</Divider>
      <Flex vertical gap={8}>
        {ways.map(({ id, title }) => (
          <Button key={id} block href={`/api/sign-in/${id}?to=${to}`}>
            {title}
          </Button>
        ))}
      </Flex>
    </>
  )
}
