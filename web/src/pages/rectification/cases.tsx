/** 整改事项: every confirmed problem until it is closed. */
import { Link } from '@tanstack/react-router'
import type { CaseRow } from '../../../../src/http/case-row.ts'
import { Page } from '../../shell/page.tsx'
import { DaysLeft, Tag } from '../../shell/tag.tsx'
import { QueryTable, type QueryColumn } from '../../table/query-table.tsx'
import { instant } from '../../zh.ts'
import { StateTag } from './state-tag.tsx'
import { caseStates, choices, grades } from './words.ts'

export const caseColumns: readonly QueryColumn<CaseRow>[] = [
  {
    key: 'target',
    title: '对象',
    fixed: 'left',
    render: ({ id, targetName }) => (
      <Link to="/cases/$id" params={{ id: String(id) } as never}>
        {targetName}
      </Link>
    ),
  },
  {
    key: 'problem',
    title: '问题',
    render: ({ clause, problem, veto }) => (
      <>
        {veto && <Tag tone="bad">单项否决</Tag>} {clause} {problem}
      </>
    ),
  },
  { key: 'unit', title: '单位', render: ({ unit }) => unit.name },
  { key: 'state', title: '状态', render: ({ state }) => <StateTag of={caseStates} state={state} /> },
  { key: 'dueOn', title: '期限', render: ({ dueOn }) => dueOn ?? '—' },
  { key: 'daysLeft', title: '剩余', render: ({ daysLeft, dueOn }) => <DaysLeft days={daysLeft} on={dueOn} /> },
  {
    key: 'grade',
    title: '复查结果',
    render: ({ grade }) => (grade === null ? '—' : <StateTag of={grades} state={grade} />),
  },
  {
    key: 'notice',
    title: '通知',
    render: ({ noticeId, noticeNumber }) => (
      <Link to="/notices/$id" params={{ id: String(noticeId) } as never}>
        {noticeNumber}
      </Link>
    ),
  },
  { key: 'recurrence', title: '再次出现', hidden: true, render: ({ recurrence }) => recurrence || '' },
  {
    key: 'closedAt',
    title: '办结',
    hidden: true,
    render: ({ closedAt, closedBy }) => (closedAt ? `${instant(closedAt)} ${closedBy ?? ''}` : '—'),
  },
]

export default function Cases() {
  return (
    <Page title="整改事项">
      <QueryTable<CaseRow>
        name="cases"
        path="/api/cases"
        exportPath="/api/cases.xlsx"
        columns={caseColumns}
        rowKey={({ id }) => id}
        filters={[
          { name: 'search', label: '对象名称', type: 'text' },
          { name: 'unit', label: '单位', type: 'unit' },
          { name: 'state', label: '状态', type: 'choices', options: choices(caseStates) },
          { name: 'grade', label: '复查结果', type: 'choices', options: choices(grades) },
          {
            name: 'target',
            label: '类别',
            type: 'choice',
            options: [
              { value: 'site', label: '网站' },
              { value: 'account', label: '新媒体账号' },
            ],
          },
          {
            name: 'veto',
            label: '性质',
            type: 'choice',
            options: [
              { value: 'true', label: '单项否决' },
              { value: 'false', label: '其他' },
            ],
          },
          { name: 'overdue', label: '逾期', type: 'choice', options: [{ value: 'true', label: '只看逾期未反馈' }] },
        ]}
        empty={{ title: '没有整改事项', advice: '整改通知发出后在这里办理' }}
      />
    </Page>
  )
}
