/** After the password: the code of the authenticator, or its enrolment where the role must have one. */
import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect } from 'react'
import { request } from '../../api/request.ts'
import { useSignOut } from '../../api/session.ts'
import { useAct } from '../../api/use-act.ts'
import { zh } from '../../zh.ts'
import { CodeForm, EnrolSecondFactor } from './second-factor.tsx'

export default function SecondStep({ enrol }: { readonly enrol: boolean }) {
  const client = useQueryClient()
  const signOut = useSignOut()
  const again = () => void client.invalidateQueries({ queryKey: ['me'] })
  const give = useAct((code: string) => request('/api/session/second-factor', { method: 'POST', body: { code } }), {
    onDone: again,
  })
  const title = enrol ? '启用动态验证码' : '动态验证码'
  useEffect(() => {
    document.title = `${title} · ${zh.product}`
  }, [title])
  return (
    <main className="door">
      <div className="door-card">
        <h1>{title}</h1>
        <p className="lead">
          {enrol ? '您的角色必须使用动态验证码' : '请输入验证器上的六位数字；验证器丢失时输入一个恢复码'}
        </p>
        {enrol ? (
          <EnrolSecondFactor onDone={again} />
        ) : (
          <CodeForm label="验证码" action="继续" busy={give.isPending} onCode={(code) => give.mutate(code)} />
        )}
        <Button type="link" block onClick={() => signOut.mutate()}>
          退出登录
        </Button>
      </div>
    </main>
  )
}
