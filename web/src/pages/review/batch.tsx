/** 批量复核: one decision for the ticked items, or for all that the filter matches. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Form, Input, Modal, Radio, Select } from 'antd'
import { useState } from 'react'
import { useMe } from '../../api/me.ts'
import { asProblem } from '../../api/problem.ts'
import { request } from '../../api/request.ts'
import { number } from '../../zh.ts'
import { useWords } from './words.ts'

interface BatchProps {
  readonly campaign: string
  readonly what: { readonly keys: readonly string[] } | { readonly filter: Readonly<Record<string, unknown>> }
  readonly onDone: () => void
}

interface Values {
  readonly kind: string
  readonly reason?: string
  readonly note?: string
}

export function BatchButton({ campaign, what, onDone }: BatchProps) {
  const [open, setOpen] = useState(false)
  const label = 'keys' in what ? '批量作出结论' : '对全部筛选结果作出结论'
  return (
    <>
      <Button onClick={() => setOpen(true)}>{label}</Button>
      {open && (
        <BatchForm
          campaign={campaign}
          what={what}
          title={'keys' in what ? `对选中的 ${what.keys.length} 条作出结论` : label}
          close={(done) => {
            setOpen(false)
            if (done) onDone()
          }}
        />
      )}
    </>
  )
}

function BatchForm({
  campaign,
  what,
  title,
  close,
}: Omit<BatchProps, 'onDone'> & { readonly title: string; readonly close: (done: boolean) => void }) {
  const words = useWords()
  const role = useMe().data?.role
  const client = useQueryClient()
  const { message } = App.useApp()
  const [form] = Form.useForm<Values>()
  const kind = Form.useWatch('kind', form)
  const kinds = role === 'inspector' ? ['failed', 'passed', 'doubtful'] : ['confirmed', 'dismissed', 'doubtful']
  const batch = useMutation({
    mutationFn: (values: Values) => {
      const decision = { kind: values.kind, reason: values.reason ?? '', note: values.note ?? '' }
      if ('filter' in what) {
        const body = { filter: what.filter, ...decision }
        return request<{ added: number }>(`/api/campaigns/${campaign}/decisions/matching`, { method: 'POST', body })
      }
      const decisions = what.keys.map((key) => {
        const [inspectionId, clause] = key.split('~')
        return { inspectionId: Number(inspectionId), clause, ...decision }
      })
      return request<{ added: number }>(`/api/campaigns/${campaign}/decisions`, { method: 'POST', body: { decisions } })
    },
    onSuccess: ({ added }) => {
      void message.success(`已记录 ${number(added)} 条结论`)
      void client.invalidateQueries()
      close(true)
    },
  })
  const problem = batch.isError ? asProblem(batch.error) : null
  const needsReason = kind === 'dismissed' || kind === 'failed'
  return (
    <Modal
      open
      title={title}
      okText="提交"
      cancelText="取消"
      confirmLoading={batch.isPending}
      onOk={() => form.submit()}
      onCancel={() => close(false)}
    >
      <Form<Values> form={form} layout="vertical" requiredMark={false} onFinish={(values) => batch.mutate(values)}>
        <Form.Item name="kind" label="结论" rules={[{ required: true, message: '请选择结论' }]}>
          <Radio.Group options={kinds.map((each) => ({ value: each, label: words.decisions[each] ?? each }))} />
        </Form.Item>
        {needsReason && (
          <Form.Item name="reason" label="原因" rules={[{ required: true, message: '请写明原因' }]}>
            {kind === 'dismissed' ? (
              <Select options={Object.values(words.reasons).map((label) => ({ value: label, label }))} />
            ) : (
              <Input maxLength={500} />
            )}
          </Form.Item>
        )}
        <Form.Item name="note" label="说明">
          <Input.TextArea rows={2} maxLength={4000} />
        </Form.Item>
      </Form>
      {'filter' in what && (
        <Alert
          type="info"
          showIcon
          title="只包括您可以处理、且没有被他人领取或由您处理过的条款；全部写入，或一条也不写入。"
        />
      )}
      {problem && (
        <Alert
          type="error"
          showIcon
          title={problem.message}
          description={[problem.advice, ...problem.details.slice(0, 5)].map((line) => (
            <div key={line}>{line}</div>
          ))}
        />
      )}
    </Modal>
  )
}
