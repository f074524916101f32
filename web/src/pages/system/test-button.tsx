/** Sends a test message through a channel; where people have addresses of their own it asks for one. */
import { Button, Input, Popconfirm } from 'antd'
import { useState } from 'react'
import { zh } from '../../zh.ts'

interface TestButtonProps {
  readonly hasAddress: boolean
  readonly loading: boolean
  readonly onTest: (address: string) => void
}

export function TestButton({ hasAddress, loading, onTest }: TestButtonProps) {
  const [address, setAddress] = useState('')
  return (
    <Popconfirm
      title="发送一条测试消息？"
      description={
        hasAddress ? (
          <Input
            aria-label="收件邮箱"
            placeholder="收件邮箱"
            value={address}
            onChange={({ target }) => setAddress(target.value)}
          />
        ) : (
          '排在该渠道的队列中，与其他消息一样计入限频'
        )
      }
      okText="发送"
      cancelText={zh.cancel}
      onConfirm={() => onTest(hasAddress ? address.trim() : '')}
    >
      <Button loading={loading}>测试</Button>
    </Popconfirm>
  )
}
