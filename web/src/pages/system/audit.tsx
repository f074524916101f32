/** 审计日志: filters, before and after as a difference, and the check of the chain. */
import { Alert, Button, Descriptions, Input, Space } from 'antd'
import { useState } from 'react'
import type { AuditCheckAnswer, AuditEntryAnswer } from '../../../../src/http/routes/audit.ts'
import { request } from '../../api/request.ts'
import { useAct } from '../../api/use-act.ts'
import { Page, Panel } from '../../shell/page.tsx'
import { QueryTable, type QueryColumn } from '../../table/query-table.tsx'
import { instant, number, zh } from '../../zh.ts'
import { actionGroups, actionName } from './audit-actions.ts'
import { Differences } from './differences.tsx'

const columns: readonly QueryColumn<AuditEntryAnswer>[] = [
  {
    key: 'sequence',
    title: '序号',
    align: 'right',
    render: ({ sequence }) => <span className="number">{sequence ?? zh.unknown}</span>,
  },
  { key: 'at', title: '时间', render: ({ at }) => instant(at) },
  { key: 'actor', title: '操作人', render: ({ actor }) => actor },
  { key: 'action', title: '操作', render: ({ action }) => actionName(action) },
  {
    key: 'subject',
    title: '对象',
    render: ({ subject }) => (
      <span className="clip mono" style={{ maxWidth: 260 }} title={subject}>
        {subject}
      </span>
    ),
  },
  {
    key: 'reason',
    title: '原因',
    render: ({ reason }) => (
      <span className="clip" style={{ maxWidth: 240 }} title={reason}>
        {reason}
      </span>
    ),
  },
]

export default function Audit() {
  return (
    <Page title="审计日志">
      <Verification />
      <QueryTable<AuditEntryAnswer>
        name="audit"
        path="/api/audit"
        exportPath="/api/audit.xlsx"
        columns={columns}
        rowKey={({ sequence, at }) => sequence ?? at}
        rowDetail={(entry) => (
          <div className="row-detail">
            <Entry entry={entry} />
          </div>
        )}
        filters={[
          { name: 'actor', label: '操作人', type: 'text', placeholder: '姓名' },
          { name: 'action', label: '操作', type: 'choice', options: actionGroups },
          { name: 'subject', label: '对象', type: 'text', placeholder: '例如 user/zhangsan' },
          { name: 'from', label: '从', type: 'day' },
          { name: 'to', label: '到', type: 'day' },
        ]}
      />
    </Page>
  )
}

function Entry({ entry }: { readonly entry: AuditEntryAnswer }) {
  const { action, detail, before, after, reason, hash } = entry
  const items = [
    { key: 'action', label: '代码', children: <span className="mono">{action}</span> },
    ...(reason === '' ? [] : [{ key: 'reason', label: '原因', children: reason }]),
    ...(Object.keys(detail).length === 0
      ? []
      : [
          { key: 'detail', label: '说明', children: <pre className="mono raw">{JSON.stringify(detail, null, 2)}</pre> },
        ]),
    ...(before === null && after === null
      ? []
      : [{ key: 'change', label: '变更', children: <Differences before={before ?? {}} after={after ?? {}} /> }]),
    { key: 'hash', label: '摘要', children: <span className="mono">{hash ?? zh.unknown}</span> },
  ]
  return <Descriptions bordered size="small" column={1} items={items} styles={{ label: { width: 80 } }} />
}

const faultWords: Readonly<Record<string, string>> = {
  changed: '内容被改动',
  missing: '条目缺失',
  unlinked: '与前一条不衔接',
  cutOff: '链中没有所记的链头：整条链被重写或截断',
}

function Verification() {
  const [known, setKnown] = useState('')
  const [check, setCheck] = useState<AuditCheckAnswer | null>(null)
  const verify = useAct(() => request<AuditCheckAnswer>('/api/audit/verify', { query: { known: known.trim() } }), {
    onDone: setCheck,
  })
  return (
    <Panel title="完整性校验" note="每条记录带有前一条的摘要；沿链逐条重算，可发现改动、缺失和截断">
      <Space wrap>
        <Input
          style={{ width: 420, maxWidth: '100%' }}
          className="mono"
          aria-label="以前记下的链头"
          placeholder="以前记下的链头（可不填）"
          value={known}
          onChange={({ target }) => setKnown(target.value)}
        />
        <Button type="primary" loading={verify.isPending} onClick={() => verify.mutate(undefined)}>
          校验审计链
        </Button>
      </Space>
      {check !== null && (
        <div role="status" style={{ marginTop: 12 }}>
          {check.faults.length === 0 ? (
            <Alert
              type="success"
              showIcon
              title={`审计日志完整：${number(check.entries)} 条`}
              description={
                <>
                  链头 <span className="mono">{check.head}</span>
                  <br />
                  请记在本系统之外；日后填在上面校验，可证明此前的记录没有被重写。
                </>
              }
            />
          ) : (
            <Alert
              type="error"
              showIcon
              title={`审计日志有问题：${number(check.entries)} 条中发现 ${check.faults.length} 处`}
              description={
                <ul>
                  {check.faults.map(({ sequence, fault }) => (
                    <li key={`${sequence} ${fault}`}>
                      第 {number(sequence)} 条：{faultWords[fault] ?? fault}
                    </li>
                  ))}
                </ul>
              }
            />
          )}
        </div>
      )}
    </Panel>
  )
}
