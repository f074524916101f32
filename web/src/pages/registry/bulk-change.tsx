/** 批量修改: one field of the ticked accounts or sites, previewed, then made as it was seen. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import type { ImportAnswer } from '../../../../src/http/routes/imports.ts'
import { asProblem } from '../../api/problem.ts'
import { request } from '../../api/request.ts'
import { UnitPicker } from '../../units/unit-picker.tsx'
import { ImportOutcome } from './import-outcome.tsx'
import { accountPurposes, accountStates, filingStates, siteCategories, siteStates } from './words.ts'

interface Given {
  readonly field: string
  readonly value: string
}

/** Fields whose values are words of a list. */
const words: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  账号状态: accountStates,
  备案情况: filingStates,
  账号用途: accountPurposes,
  网站类别: siteCategories,
  运行状态: siteStates,
  是否有办事服务: { true: '是', false: '否' },
}
const nouns = {
  account: { noun: '账号', path: '/api/account-changes', list: '/api/accounts' },
  site: { noun: '网站', path: '/api/site-changes', list: '/api/sites' },
} as const

interface BulkChangeProps {
  readonly kind: keyof typeof nouns
  readonly keys: readonly string[]
  readonly onDone: () => void
}

export function BulkChange({ kind, keys, onDone }: BulkChangeProps) {
  const { noun, path, list } = nouns[kind]
  const [open, setOpen] = useState(false)
  const { message } = App.useApp()
  const client = useQueryClient()
  const [form] = Form.useForm<Given>()
  const field = Form.useWatch('field', form)
  const fields = useQuery({
    queryKey: [`${path}/fields`],
    queryFn: ({ signal }) => request<string[]>(`${path}/fields`, { signal }),
    enabled: open,
    staleTime: Infinity,
  })
  const preview = useMutation({
    mutationFn: (given: Given) =>
      request<ImportAnswer>(`${path}/preview`, { method: 'POST', body: { ...given, keys } }),
  })
  const apply = useMutation({
    mutationFn: ({ given, previewId }: { given: Given; previewId: string }) =>
      request<ImportAnswer>(path, { method: 'POST', body: { ...given, keys, previewId } }),
    onSuccess: async ({ changed }) => {
      void message.success(`已修改 ${changed} 个${noun}`)
      setOpen(false)
      onDone()
      await client.invalidateQueries({ queryKey: [list] })
    },
  })
  const problem = preview.error ?? apply.error
  const found = preview.data
  const ready = found !== undefined && found.errorCount === 0 && found.changed > 0
  const options = field !== undefined ? words[field] : undefined
  return (
    <>
      <Button onClick={() => setOpen(true)}>批量修改</Button>
      <Modal
        open={open}
        title={`批量修改 ${keys.length} 个${noun}`}
        onCancel={() => setOpen(false)}
        afterClose={() => {
          preview.reset()
          apply.reset()
        }}
        footer={[
          <Button key="preview" onClick={() => form.submit()} loading={preview.isPending}>
            预览
          </Button>,
          <Button
            key="apply"
            type="primary"
            disabled={!ready}
            loading={apply.isPending}
            onClick={() => found && apply.mutate({ given: form.getFieldsValue(), previewId: found.previewId })}
          >
            确认修改
          </Button>,
        ]}
      >
        <Form<Given>
          form={form}
          layout="vertical"
          requiredMark={false}
          onValuesChange={() => preview.reset()}
          onFinish={(given) => preview.mutate(given)}
        >
          <Form.Item name="field" label="字段" rules={[{ required: true, message: '请选择字段' }]}>
            <Select showSearch options={(fields.data ?? []).map((value) => ({ value, label: value }))} />
          </Form.Item>
          <Form.Item name="value" label="改为" rules={[{ required: true, message: '请填写' }]}>
            {field === '主办单位代码' || field === '主管单位代码' ? (
              <UnitPicker label="改为" />
            ) : options ? (
              <Select options={Object.values(options).map((value) => ({ value, label: value }))} />
            ) : (
              <Input />
            )}
          </Form.Item>
        </Form>
        {problem && (
          <Alert
            type="error"
            showIcon
            title={asProblem(problem).message}
            description={[asProblem(problem).advice, ...asProblem(problem).details.slice(0, 5)].join('；')}
          />
        )}
        {found && <ImportOutcome noun={noun} result={found} />}
      </Modal>
    </>
  )
}
