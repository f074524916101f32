/** The strata of a sampling plan as a form. */
import { Button, Form, Input, InputNumber, Select, Space } from 'antd'
import { unitKindOptions } from '../registry/words.ts'

/** As the form holds them; which fields count depends on the rule. */
export interface StratumFields {
  readonly id?: string
  readonly rule: string
  readonly label: string
  readonly organiserKinds?: readonly string[]
  readonly since?: string
  readonly accounts?: string | readonly string[]
  readonly sharePercent?: number
  readonly each?: readonly string[]
}

const rules = [
  { value: 'census', label: '普查：这些单位的账号全部检查' },
  { value: 'recheck', label: '复查：前期存在问题的账号' },
  { value: 'newlyFiled', label: '新增全查：此日之后备案的账号' },
  { value: 'spotCheck', label: '抽查：其余账号按比例随机抽取' },
  { value: 'handPicked', label: '指定：列出的账号' },
]

/** The plan as the server takes it. */
export function readStrata(strata: readonly StratumFields[]): readonly Record<string, unknown>[] {
  return strata.map(({ rule, label, id, organiserKinds, since, accounts, sharePercent, each }, index) => ({
    id: id || `${rule}-${index + 1}`,
    rule,
    label,
    ...(rule === 'census' ? { organiserKinds: organiserKinds ?? [] } : {}),
    ...(rule === 'newlyFiled' ? { since } : {}),
    ...(rule === 'handPicked'
      ? { accounts: typeof accounts === 'string' ? accounts.split(/\s+/).filter((key) => key !== '') : accounts }
      : {}),
    ...(rule === 'spotCheck' ? { sharePercent, ...(each && each.length > 0 ? { each } : {}) } : {}),
  }))
}

export function StrataFields() {
  return (
    <Form.List name="strata">
      {(fields, { add, remove }) => (
        <>
          {fields.map(({ key, name }) => (
            <fieldset key={key} className="stratum">
              <legend>第 {name + 1} 层</legend>
              <Space wrap align="start">
                <Form.Item name={[name, 'rule']} label="方式" rules={[{ required: true, message: '请选择' }]}>
                  <Select options={rules} style={{ width: 300 }} />
                </Form.Item>
                <Form.Item
                  name={[name, 'label']}
                  label="名称（印在方法说明中）"
                  rules={[{ required: true, message: '请填写名称' }]}
                >
                  <Input style={{ width: 320 }} />
                </Form.Item>
                <Form.Item noStyle dependencies={[['strata', name, 'rule']]}>
                  {({ getFieldValue }) => <RuleFields name={name} rule={getFieldValue(['strata', name, 'rule'])} />}
                </Form.Item>
                {fields.length > 1 && (
                  <Button style={{ marginTop: 30 }} onClick={() => remove(name)}>
                    删除此层
                  </Button>
                )}
              </Space>
            </fieldset>
          ))}
          <Button onClick={() => add({ rule: 'spotCheck', label: '其他账号', sharePercent: 10 })}>增加一层</Button>
        </>
      )}
    </Form.List>
  )
}

function RuleFields({ name, rule }: { readonly name: number; readonly rule: string }) {
  if (rule === 'census') {
    return (
      <Form.Item name={[name, 'organiserKinds']} label="主办单位类别" rules={[{ required: true, message: '请选择' }]}>
        <Select mode="multiple" options={unitKindOptions} style={{ minWidth: 260 }} />
      </Form.Item>
    )
  }
  if (rule === 'newlyFiled') {
    return (
      <Form.Item
        name={[name, 'since']}
        label="备案日期不早于"
        rules={[{ required: true, pattern: /^\d{4}-\d{2}-\d{2}$/, message: '请写作 2025-07-01' }]}
      >
        <Input placeholder="2025-07-01" style={{ width: 140 }} />
      </Form.Item>
    )
  }
  if (rule === 'handPicked') {
    return (
      <Form.Item
        name={[name, 'accounts']}
        label="账号（账号类型/账号标识，每行一个）"
        rules={[{ required: true, message: '请填写' }]}
      >
        <Input.TextArea rows={3} style={{ width: 320 }} placeholder="微信/gh_1a2b3c" />
      </Form.Item>
    )
  }
  if (rule === 'spotCheck') {
    return (
      <>
        <Form.Item name={[name, 'sharePercent']} label="比例 %" rules={[{ required: true, message: '请填写比例' }]}>
          <InputNumber min={0} max={100} style={{ width: 110 }} />
        </Form.Item>
        <Form.Item name={[name, 'each']} label="分别抽取">
          <Select
            mode="multiple"
            allowClear
            style={{ minWidth: 180 }}
            options={[
              { value: 'district', label: '每个区' },
              { value: 'platform', label: '每个平台' },
            ]}
          />
        </Form.Item>
      </>
    )
  }
  return null
}
