/** One open check: what is asked, what the machine says, and the sheet to fill. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, DatePicker, Form, Input, InputNumber, Radio } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import type { CheckSheetItemAnswer, ProofPictureAnswer } from '../../../../src/http/routes/check-sheets.ts'
import { asProblem } from '../../api/problem.ts'
import { request } from '../../api/request.ts'
import { outcomeNames } from '../../zh.ts'
import { PictureField } from './picture-field.tsx'

type Field = CheckSheetItemAnswer['fields'][number]

interface Values {
  readonly kind: 'passed' | 'failed' | 'doubtful'
  readonly reason?: string
  readonly note?: string
  readonly points?: number
  readonly proof?: Readonly<Record<string, string | number | Dayjs | null | undefined>>
}

interface SheetFormProps {
  readonly campaign: string
  readonly item: CheckSheetItemAnswer
  readonly onDone: () => void
}

const kinds = [
  { value: 'passed', label: '通过' },
  { value: 'failed', label: '不通过' },
  { value: 'doubtful', label: '存疑' },
]

export function SheetForm({ campaign, item, onDone }: SheetFormProps) {
  const client = useQueryClient()
  const { message } = App.useApp()
  const [form] = Form.useForm<Values>()
  const kind = Form.useWatch('kind', form)
  const [pictures, setPictures] = useState<Readonly<Record<string, readonly ProofPictureAnswer[]>>>({})
  const submit = useMutation({
    mutationFn: ({ proof = {}, ...values }: Values) => {
      const texts = Object.entries(proof).flatMap(([name, value]) => {
        const text = dayjs.isDayjs(value) ? value.format('YYYY-MM-DD') : String(value ?? '')
        return text === '' ? [] : [[name, text]]
      })
      const decision = {
        inspectionId: item.inspectionId,
        clause: item.clause,
        kind: values.kind,
        reason: values.reason ?? '',
        note: values.note ?? '',
        proof: Object.fromEntries(texts) as Record<string, string>,
        pictures: Object.values(pictures).flatMap((own) => own.map(({ id }) => id)),
        seen: 0,
        ...(typeof values.points === 'number' ? { points: values.points } : {}),
      }
      return request(`/api/campaigns/${campaign}/decisions`, { method: 'POST', body: { decisions: [decision] } })
    },
    onSuccess: () => {
      void message.success('已提交')
      void client.invalidateQueries()
      onDone()
    },
  })
  const problem = submit.isError ? asProblem(submit.error) : null
  return (
    <>
      <p className="muted">
        {item.organiser} · <span className="mono">{item.target}</span> · {item.effect}
      </p>
      <ul>
        {item.asked.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <p>
        机器意见：{outcomeNames[item.outcome]}。{item.because}
      </p>
      {!item.mayFill ? (
        <Alert type="info" showIcon title={`这份检查表由${item.fillers}填写`} />
      ) : (
        <Form<Values> form={form} layout="vertical" onFinish={(values) => submit.mutate(values)}>
          <Form.Item name="kind" label="结论" rules={[{ required: true, message: '请选择结论' }]}>
            <Radio.Group options={kinds} />
          </Form.Item>
          {kind === 'failed' && (
            <Form.Item name="reason" label="原因" rules={[{ required: true, whitespace: true, message: '请写明原因' }]}>
              <Input maxLength={500} />
            </Form.Item>
          )}
          {item.maxPoints !== null && kind === 'failed' && (
            <Form.Item name="points" label={`分值（最多 ${item.maxPoints}）`}>
              <InputNumber min={0} max={item.maxPoints} step={0.1} precision={1} />
            </Form.Item>
          )}
          {item.fields.map((field) =>
            field.kind === 'screenshot' ? (
              <Form.Item key={field.name} label={field.name} required={kind === 'failed' && field.required}>
                <PictureField
                  inspectionId={item.inspectionId}
                  clause={item.clause}
                  field={field.name}
                  value={pictures[field.name] ?? []}
                  onChange={(own) => setPictures((before) => ({ ...before, [field.name]: own }))}
                />
              </Form.Item>
            ) : (
              <Form.Item
                key={field.name}
                name={['proof', field.name]}
                label={field.name}
                rules={[{ required: kind === 'failed' && field.required, message: `请填写${field.name}` }]}
              >
                {inputFor(field)}
              </Form.Item>
            ),
          )}
          <Form.Item name="note" label="说明">
            <Input.TextArea rows={2} maxLength={4000} />
          </Form.Item>
          {problem && (
            <Alert
              type="error"
              showIcon
              className="work-problem"
              title={problem.message}
              description={[problem.advice, ...problem.details].map((line) => (
                <div key={line}>{line}</div>
              ))}
            />
          )}
          <Button type="primary" htmlType="submit" loading={submit.isPending}>
            提交
          </Button>
        </Form>
      )}
    </>
  )
}

function inputFor({ kind }: Field) {
  if (kind === 'number') return <InputNumber />
  if (kind === 'day') return <DatePicker />
  if (kind === 'yesNo')
    return (
      <Radio.Group
        options={[
          { value: '是', label: '是' },
          { value: '否', label: '否' },
        ]}
      />
    )
  if (kind === 'url') return <Input placeholder="http://" maxLength={2000} />
  return <Input.TextArea rows={2} maxLength={2000} />
}
