/** One message in the drawer: what it says, where it stands, and giving it to somebody else. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input } from 'antd'
import type { showMessage } from '../../../../src/messages/list.ts'
import { useMay } from '../../api/me.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { ProblemNote } from '../../shell/problem-note.tsx'
import { DaysLeft, Tag } from '../../shell/tag.tsx'
import { UnitPicker } from '../../units/unit-picker.tsx'
import { instant } from '../../zh.ts'
import { History } from '../rectification/history.tsx'
import '../rectification/rectification.css'
import { actionWords, categories, standings } from './words.ts'

type Message = Awaited<ReturnType<typeof showMessage>>

export function MessageDetails({ number }: { readonly number: string }) {
  const path = `/api/messages/${encodeURIComponent(number)}`
  const found = useQuery({ queryKey: [path], queryFn: ({ signal }) => request<Message>(path, { signal }) })
  const handles = useMay()('messages:handle')
  return (
    <Loaded of={found}>
      {(message) => (
        <>
          <p>
            <Tag tone={standings[message.standing][1]}>{standings[message.standing][0]}</Tag>{' '}
            {message.daysLeft !== null && <DaysLeft days={message.daysLeft} on={message.dueOn} />}{' '}
            {message.overMonth && <Tag tone="bad">超过一个月</Tag>} {message.valid === false && <Tag>无效留言</Tag>}
          </p>
          <div className="facts">
            <span>网站：{message.siteName}</span>
            <span>类型：{categories[message.category]}</span>
            <span>提交：{instant(message.receivedAt)}</span>
            <span>办理期限：{message.dueOn}</span>
            <span>办理单位：{message.unit}</span>
            <span>经办人：{message.handler ?? '尚未指定'}</span>
          </div>
          <h3>留言内容</h3>
          <p className="answer-text">{message.content}</p>
          {message.pageUrl && <p className="mono">{message.pageUrl}</p>}
          {message.answeredAt && (
            <>
              <h3>办理情况（{instant(message.answeredAt)}）</h3>
              <p className="answer-text">{message.answer || '没有写明'}</p>
            </>
          )}
          {handles && message.answeredAt === null && (
            <Assign key={String(message.handler)} path={path} message={message} />
          )}
          <h3>经过</h3>
          <History entries={message.history} words={actionWords} />
        </>
      )}
    </Loaded>
  )
}

interface Assigned {
  readonly unitCode: string
  readonly handler?: string
  readonly reason?: string
}

function Assign({ path, message: shown }: { readonly path: string; readonly message: Message }) {
  const { message } = App.useApp()
  const client = useQueryClient()
  const assign = useMutation({
    mutationFn: ({ unitCode, handler, reason }: Assigned) =>
      request(`${path}/assignment`, {
        method: 'POST',
        body: {
          unitCode,
          reason,
          handler: handler?.trim() ? handler : undefined,
          // Where this page has seen it: when somebody was quicker, the server says so.
          from: { unitCode: shown.unitCode, handler: shown.handler },
        },
      }),
    onSuccess: () => {
      void message.success('已转办')
      return client.invalidateQueries()
    },
  })
  return (
    <Form
      layout="vertical"
      className="narrow-form"
      initialValues={{ unitCode: shown.unitCode, handler: shown.handler ?? '' }}
      onFinish={assign.mutate}
    >
      <h3>转办</h3>
      <ProblemNote error={assign.error} />
      <Form.Item name="unitCode" label="办理单位" rules={[{ required: true, message: '请选择单位' }]}>
        <UnitPicker label="办理单位" />
      </Form.Item>
      <Form.Item name="handler" label="经办人（不写则为该单位的经办人）">
        <Input maxLength={50} autoComplete="off" />
      </Form.Item>
      <Form.Item name="reason" label="原因">
        <Input maxLength={200} />
      </Form.Item>
      <Button htmlType="submit" type="primary" loading={assign.isPending}>
        转办
      </Button>
    </Form>
  )
}
