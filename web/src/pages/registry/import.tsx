/** 导入: a file is chosen, previewed, looked at, and imported exactly as it was seen. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, DatePicker, Form, Input, Select, Upload } from 'antd'
import { useState } from 'react'
import type { ImportAnswer } from '../../../../src/http/routes/imports.ts'
import { asProblem } from '../../api/problem.ts'
import { request } from '../../api/request.ts'
import { Page, Panel } from '../../shell/page.tsx'
import { ImportOutcome } from './import-outcome.tsx'

const kinds = [
  { value: 'units', label: '单位', advice: '机构代码、名称、类别、上级机构代码、序号' },
  {
    value: 'sites',
    label: '网站',
    advice: '国家系统导出的网站名录，或网站标识码、名称、网址、类别、主办单位代码、状态',
  },
  { value: 'columns', label: '栏目', advice: '网站标识码、栏目名称、网址、类别、级别、首页展示、更新要求' },
  { value: 'accounts', label: '账号', advice: '国家系统导出的账号名录，或账号类型、标识、名称、主办单位、状态' },
  { value: 'earlier-problems', label: '前期问题账号', advice: '前期检查中存在问题的账号，抽样时复查' },
  { value: 'posts', label: '账号发布记录', advice: '单位报送或采集服务商提供的发布记录' },
  { value: 'probes', label: '可用性监测记录', advice: '首页访问记录' },
  { value: 'messages', label: '找错留言', advice: '国家系统导出的找错留言' },
  { value: 'security-scan', label: '第三方安全扫描结果', advice: '每个网站一行' },
]

interface Given {
  readonly kind: string
  readonly source?: string
  readonly knownThrough?: { format(pattern: string): string }
  readonly coveredFrom?: { format(pattern: string): string }
  readonly vantage?: string
  readonly campaign?: string
}

export default function Import() {
  const [file, setFile] = useState<File | null>(null)
  const [form] = Form.useForm<Given>()
  const kind = Form.useWatch('kind', form) ?? 'units'
  const client = useQueryClient()
  const { message } = App.useApp()
  const send = (path: string, previewId?: string) => {
    const { kind: wanted, knownThrough, coveredFrom, ...texts } = form.getFieldsValue()
    return request<ImportAnswer>(`/api/imports/${wanted}${path}`, {
      method: 'POST',
      query: {
        ...texts,
        name: file!.name,
        knownThrough: knownThrough?.format('YYYY-MM-DD'),
        coveredFrom: coveredFrom?.format('YYYY-MM-DD'),
        previewId,
      },
      body: file,
    })
  }
  const preview = useMutation({ mutationFn: () => send('/preview') })
  const apply = useMutation({
    mutationFn: (previewId: string) => send('', previewId),
    onSuccess: async ({ added, changed }) => {
      void message.success(`已导入：新增 ${added}，变更 ${changed}`)
      preview.reset()
      setFile(null)
      await client.invalidateQueries()
    },
  })
  const forget = () => {
    preview.reset()
    apply.reset()
  }
  const found = preview.data
  const problem = preview.error ?? apply.error
  const noun = kinds.find(({ value }) => value === kind)
  const ready = found !== undefined && found.errorCount === 0 && found.added + found.changed > 0
  return (
    <Page title="导入">
      <Panel>
        <Form<Given>
          form={form}
          layout="vertical"
          requiredMark={false}
          style={{ maxWidth: 560 }}
          initialValues={{ kind: 'units' }}
          onValuesChange={forget}
          onFinish={() => preview.mutate()}
        >
          <Form.Item name="kind" label="种类" extra={noun?.advice}>
            <Select options={kinds.map(({ value, label }) => ({ value, label }))} />
          </Form.Item>
          {kind === 'posts' && (
            <>
              <Form.Item name="source" label="报送来源" rules={[{ required: true, message: '例如：市统计局报送' }]}>
                <Input />
              </Form.Item>
              <Form.Item name="coveredFrom" label="从哪一天起完整" rules={[{ required: true, message: '请选择日期' }]}>
                <DatePicker />
              </Form.Item>
              <Form.Item name="knownThrough" label="截止到哪一天" rules={[{ required: true, message: '请选择日期' }]}>
                <DatePicker />
              </Form.Item>
            </>
          )}
          {kind === 'probes' && (
            <Form.Item name="vantage" label="监测点" rules={[{ required: true, message: '例如：上海电信' }]}>
              <Input />
            </Form.Item>
          )}
          {kind === 'security-scan' && (
            <Form.Item name="campaign" label="检查编号" rules={[{ required: true, message: '例如：2025Q3' }]}>
              <Input style={{ width: 160 }} />
            </Form.Item>
          )}
          <Form.Item label="文件" extra="xlsx、csv 或 json，不超过 50 兆字节、20 万行">
            <Upload
              accept=".xlsx,.csv,.json"
              maxCount={1}
              fileList={file === null ? [] : [{ uid: file.name, name: file.name }]}
              beforeUpload={(chosen) => {
                setFile(chosen)
                forget()
                return false
              }}
              onRemove={() => {
                setFile(null)
                forget()
              }}
            >
              <Button>选择文件</Button>
            </Upload>
          </Form.Item>
          <Button
            htmlType="submit"
            type={ready ? 'default' : 'primary'}
            disabled={file === null}
            loading={preview.isPending}
          >
            预览
          </Button>
        </Form>
      </Panel>
      {problem && (
        <Alert
          type="error"
          showIcon
          title={asProblem(problem).message}
          description={
            <>
              {asProblem(problem).advice}
              <ul>
                {asProblem(problem)
                  .details.slice(0, 20)
                  .map((line) => (
                    <li key={line}>{line}</li>
                  ))}
              </ul>
            </>
          }
          style={{ marginBottom: 16 }}
        />
      )}
      {found && (
        <Panel
          title="预览（尚未写入）"
          actions={
            <Button
              type="primary"
              disabled={!ready}
              loading={apply.isPending}
              onClick={() => apply.mutate(found.previewId)}
            >
              确认导入
            </Button>
          }
        >
          <ImportOutcome noun={noun?.label ?? ''} result={found} />
        </Panel>
      )}
    </Page>
  )
}
