/** 立项: a wizard of four steps; the sample is seen before anything is written. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Alert, Button, DatePicker, Form, Input, Select, Space, Steps } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import type { CampaignChoicesAnswer } from '../../../../src/http/routes/campaign-work.ts'
import { asProblem } from '../../api/problem.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page, Panel } from '../../shell/page.tsx'
import { today } from '../../zh.ts'
import { SamplePreview } from './sample-preview.tsx'
import { readStrata, StrataFields, type StratumFields } from './strata-fields.tsx'
import { quarterName } from './words.ts'

interface Given {
  readonly id: string
  readonly ruleSet: string
  readonly style: string
  readonly issuer: string
  readonly monitorPoint: Dayjs
  readonly siteRounds: readonly Dayjs[]
  readonly strata: readonly StratumFields[]
  readonly seed?: string
}

const day = (value: Dayjs) => value.format('YYYY-MM-DD')

export default function NewCampaign() {
  const choices = useQuery({
    queryKey: ['/api/campaign-choices'],
    queryFn: ({ signal }) => request<CampaignChoicesAnswer>('/api/campaign-choices', { signal }),
    staleTime: Infinity,
  })
  return (
    <Page title="立项">
      <Loaded of={choices}>{(found) => <Wizard choices={found} />}</Loaded>
    </Page>
  )
}

/** Fields of each step: they are checked before the next one. */
const fieldsOf = [['id', 'ruleSet', 'style', 'issuer'], ['monitorPoint', 'siteRounds'], ['strata', 'seed'], []] as const

function Wizard({ choices }: { readonly choices: CampaignChoicesAnswer }) {
  const [step, setStep] = useState(0)
  const [form] = Form.useForm<Given>()
  const navigate = useNavigate()
  const client = useQueryClient()
  const open = useMutation({
    mutationFn: (given: Given) =>
      request<{ readonly id: string }>('/api/campaigns', {
        method: 'POST',
        body: {
          id: given.id,
          ruleSet: given.ruleSet,
          style: given.style,
          issuer: given.issuer,
          monitorPoint: day(given.monitorPoint),
          siteRounds: given.siteRounds.map(day),
          strata: readStrata(given.strata),
          ...(given.seed ? { seed: given.seed } : {}),
        },
      }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries()
      await navigate({ to: '/campaigns/$id', params: { id } })
    },
  })
  const next = async () => {
    await form.validateFields([...fieldsOf[step]!], { recursive: true })
    setStep(step + 1)
  }
  const problem = open.isError ? asProblem(open.error) : null
  const values = () => form.getFieldsValue(true) as Given
  return (
    <Panel>
      <Steps
        current={step}
        size="small"
        items={['基本内容', '监测时间点和轮次', '账号抽样方案', '核对'].map((title) => ({ title }))}
        style={{ marginBottom: 24 }}
      />
      <Form<Given>
        form={form}
        layout="vertical"
        requiredMark={false}
        style={{ maxWidth: 860 }}
        initialValues={{
          id: thisQuarter(),
          ruleSet: choices.ruleSets[0]?.id,
          style: choices.styles[0]?.id,
          issuer: choices.styles[0]?.issuer,
          monitorPoint: dayjs(today()),
          siteRounds: [dayjs(today())],
          strata: choices.strata,
        }}
      >
        <div hidden={step !== 0}>
          <Form.Item
            name="id"
            label="检查编号"
            extra="年份和季度，例如 2025Q3"
            rules={[{ required: true, pattern: /^20\d{2}Q[1-4]$/, message: '请写作年份和季度，例如 2025Q3' }]}
          >
            <Input style={{ width: 160 }} />
          </Form.Item>
          <Form.Item name="ruleSet" label="检查口径">
            <Select
              style={{ maxWidth: 480 }}
              options={choices.ruleSets.map(({ id, name, version }) => ({
                value: id,
                label: `${name} 第 ${version} 版`,
              }))}
            />
          </Form.Item>
          <Form.Item name="style" label="通报样式">
            <Select
              style={{ maxWidth: 480 }}
              options={choices.styles.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={(id: string) =>
                form.setFieldValue('issuer', choices.styles.find((style) => style.id === id)?.issuer)
              }
            />
          </Form.Item>
          <Form.Item name="issuer" label="发文机关" rules={[{ required: true, message: '请填写发文机关' }]}>
            <Input style={{ maxWidth: 480 }} />
          </Form.Item>
        </div>
        <div hidden={step !== 1}>
          <Form.Item
            name="monitorPoint"
            label="监测时间点"
            extra="账号的监测时间点，也是最后一轮网站检查的最晚时间点"
            rules={[{ required: true, message: '请选择日期' }]}
          >
            <DatePicker allowClear={false} />
          </Form.Item>
          <Form.List name="siteRounds">
            {(fields, { add, remove }) => (
              <fieldset className="plain">
                <legend>网站检查轮次的监测时间点</legend>
                {fields.map(({ key, name }) => (
                  <Space key={key} align="start">
                    <Form.Item
                      name={name}
                      label={`网站第 ${name + 1} 轮`}
                      rules={[{ required: true, message: '请选择日期' }]}
                    >
                      <DatePicker allowClear={false} />
                    </Form.Item>
                    {fields.length > 1 && (
                      <Button style={{ marginTop: 30 }} onClick={() => remove(name)}>
                        删除
                      </Button>
                    )}
                  </Space>
                ))}
                <div>
                  <Button onClick={() => add(form.getFieldValue('monitorPoint'))}>增加一轮</Button>
                </div>
              </fieldset>
            )}
          </Form.List>
        </div>
        <div hidden={step !== 2}>
          <StrataFields />
          <Form.Item
            name="seed"
            label="随机种子"
            extra="不填则随机生成，抽样后公开；同一名录、方案和种子总是抽到同样的账号"
            style={{ marginTop: 16 }}
          >
            <Input style={{ maxWidth: 320 }} maxLength={100} />
          </Form.Item>
          <SamplePreview plan={() => ({ strata: readStrata(values().strata), seed: values().seed || '预览' })} />
        </div>
        {step === 3 && <Summary given={values()} choices={choices} />}
      </Form>
      {problem && (
        <Alert
          type="error"
          showIcon
          title={problem.message}
          description={[problem.advice, ...problem.details].join('；')}
        />
      )}
      <Space style={{ marginTop: 20 }}>
        {step > 0 && <Button onClick={() => setStep(step - 1)}>上一步</Button>}
        {step < 3 ? (
          <Button type="primary" onClick={() => void next().catch(() => undefined)}>
            下一步
          </Button>
        ) : (
          <Button type="primary" loading={open.isPending} onClick={() => open.mutate(values())}>
            立项
          </Button>
        )}
      </Space>
    </Panel>
  )
}

function Summary({ given, choices }: { readonly given: Given; readonly choices: CampaignChoicesAnswer }) {
  const rows = [
    ['检查', quarterName(given.id)],
    ['检查口径', choices.ruleSets.find(({ id }) => id === given.ruleSet)?.name ?? given.ruleSet],
    ['发文机关', given.issuer],
    ['监测时间点', day(given.monitorPoint)],
    ['网站检查', given.siteRounds.map((point, index) => `第 ${index + 1} 轮 ${day(point)}`).join('；')],
    ['账号抽样', given.strata.map(({ label }) => label).join('；')],
    ['随机种子', given.seed || '随机生成'],
  ]
  return (
    <table className="plain-table">
      <caption className="hidden">核对立项内容</caption>
      <tbody>
        {rows.map(([name, value]) => (
          <tr key={name}>
            <th scope="row" style={{ width: 140 }}>
              {name}
            </th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function thisQuarter(): string {
  const [year, month] = today().split('-')
  return `${year}Q${Math.ceil(Number(month) / 3)}`
}
