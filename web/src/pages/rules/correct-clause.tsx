/** 更正: whoever holds the official table corrects a clause's numbers, marks them verified, or puts the clause on trial. */
import { Link } from '@tanstack/react-router'
import { App, Button, Checkbox, Form, Input, InputNumber, Space } from 'antd'
import { useState } from 'react'
import type { ClauseAnswer } from '../../../../src/http/routes/rules.ts'
import { useMay, useMe } from '../../api/me.ts'
import { request } from '../../api/request.ts'
import { useAct } from '../../api/use-act.ts'

interface CorrectClauseProps {
  readonly ruleSet: string
  readonly version: number
  readonly clause: ClauseAnswer | undefined
}

export function CorrectClause({ ruleSet, version, clause }: CorrectClauseProps) {
  const everywhere = useMe().data?.scope.allUnits === true
  const may = useMay()('rules:manage') && everywhere
  const [open, setOpen] = useState(false)
  if (!may || clause === undefined) return null
  if (!open) {
    return (
      <Space style={{ marginTop: 16 }}>
        <Button onClick={() => setOpen(true)}>更正这一条</Button>
        {clause.indicator !== null && Object.keys(clause.params).length > 0 && (
          <Link to="/rules/dry-run" search={{ clause: clause.id } as never}>
            先试算改动的影响
          </Link>
        )}
      </Space>
    )
  }
  return <CorrectionForm ruleSet={ruleSet} version={version} clause={clause} onClose={() => setOpen(false)} />
}

interface Wanted {
  readonly params?: Readonly<Record<string, number>>
  readonly maxPoints?: number
  readonly verified: boolean
  readonly pointsVerified?: boolean
  readonly shadow: boolean
  readonly source: string
}

interface CorrectionFormProps extends CorrectClauseProps {
  readonly clause: ClauseAnswer
  readonly onClose: () => void
}

function CorrectionForm({ ruleSet, version, clause, onClose }: CorrectionFormProps) {
  const { message } = App.useApp()
  const path = `/api/rule-sets/${encodeURIComponent(ruleSet)}`
  const correct = useAct(
    (wanted: Wanted) =>
      request<{ version: number }>(`${path}/corrections`, {
        method: 'POST',
        body: {
          version,
          correction: { clause: clause.id, ...changesOf(wanted, clause), source: wanted.source.trim() },
        },
      }),
    {
      refresh: ['/api/rule-sets', path, `${path}/clauses/${encodeURIComponent(clause.id)}`],
      onDone: (answer) => {
        void message.success(`已存为第 ${answer.version} 版`)
        onClose()
      },
    },
  )
  const points = clause.maxPoints !== null
  return (
    <Form<Wanted>
      layout="vertical"
      className="narrow-form"
      requiredMark={false}
      style={{ marginTop: 16 }}
      initialValues={{
        params: clause.params,
        maxPoints: clause.maxPoints,
        verified: clause.verified,
        pointsVerified: clause.pointsVerified,
        shadow: clause.shadow,
      }}
      onFinish={(wanted) => correct.mutate(wanted)}
    >
      <h3>更正这一条</h3>
      {Object.keys(clause.params).map((name) => (
        <Form.Item key={name} name={['params', name]} label={clause.paramNames[name]} rules={[needed]}>
          <InputNumber min={0} style={{ width: 160 }} />
        </Form.Item>
      ))}
      {points && (
        <Form.Item name="maxPoints" label="最多扣（加）分" rules={[needed]}>
          <InputNumber min={0} step={0.1} style={{ width: 160 }} />
        </Form.Item>
      )}
      <Form.Item name="verified" valuePropName="checked" noStyle>
        <Checkbox>文字和期限已与原文核对</Checkbox>
      </Form.Item>
      {points && (
        <Form.Item name="pointsVerified" valuePropName="checked" noStyle>
          <Checkbox>分值已与原文核对</Checkbox>
        </Form.Item>
      )}
      <Form.Item name="shadow" valuePropName="checked" noStyle>
        <Checkbox>试运行（照常判定和复核，不计入结果）</Checkbox>
      </Form.Item>
      <Form.Item
        name="source"
        label="出处（哪份文件、哪一页）"
        style={{ marginTop: 16 }}
        rules={[{ required: true, whitespace: true, message: '请填写出处' }]}
      >
        <Input maxLength={200} placeholder="如 国办秘函〔2019〕19号附件1" />
      </Form.Item>
      <Space wrap>
        <Button type="primary" htmlType="submit" loading={correct.isPending}>
          存为第 {version + 1} 版
        </Button>
        <Button onClick={onClose}>取消</Button>
      </Space>
      <p className="muted">新立项的检查用新的一版，进行中的检查不受影响；更正记入审计日志。</p>
    </Form>
  )
}

const needed = { required: true, message: '请填写' }

/** Only what differs: the history says what somebody has changed. */
function changesOf({ params = {}, maxPoints, verified, pointsVerified, shadow }: Wanted, clause: ClauseAnswer) {
  const changed = Object.entries(params).filter(([name, value]) => value !== clause.params[name])
  return {
    ...(changed.length === 0 ? {} : { params: Object.fromEntries(changed) }),
    ...(maxPoints === undefined || maxPoints === clause.maxPoints ? {} : { maxPoints }),
    ...(verified === clause.verified ? {} : { verified }),
    ...(pointsVerified === undefined || pointsVerified === clause.pointsVerified ? {} : { pointsVerified }),
    ...(shadow === clause.shadow ? {} : { shadow }),
  }
}
