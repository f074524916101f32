/** 延期与申诉: what units have asked for and somebody has to decide. */
import { Link } from '@tanstack/react-router'
import { Tabs } from 'antd'
import type { FoundAppeal, FoundExtension } from '../../../../src/rectification/find-requests.ts'
import { Page } from '../../shell/page.tsx'
import { QueryTable } from '../../table/query-table.tsx'
import { textOf, useListSearch } from '../../table/use-list-search.ts'
import { instant, outcomeNames } from '../../zh.ts'
import { StateTag } from './state-tag.tsx'
import { appealStates, choices, extensionStates } from './words.ts'

export default function Requests() {
  const { search, replaceAll } = useListSearch()
  const tab = textOf(search['tab']) || 'appeals'
  return (
    <Page title="申诉与延期">
      <Tabs
        activeKey={tab}
        destroyOnHidden
        onChange={(next) => replaceAll({ tab: next })}
        items={[
          { key: 'appeals', label: '申诉', children: <Appeals /> },
          { key: 'extensions', label: '延期申请', children: <Extensions /> },
        ]}
      />
    </Page>
  )
}

function Appeals() {
  return (
    <QueryTable<FoundAppeal>
      name="appeals"
      path="/api/appeals"
      exportPath="/api/appeals.xlsx"
      rowKey={({ id }) => id}
      filters={[
        { name: 'state', label: '状态', type: 'choices', options: choices(appealStates) },
        { name: 'clause', label: '指标', type: 'text' },
      ]}
      columns={[
        {
          key: 'target',
          title: '对象',
          render: ({ caseId, targetName }) => (
            <Link to="/cases/$id" params={{ id: String(caseId) } as never}>
              {targetName}
            </Link>
          ),
        },
        { key: 'problem', title: '问题', render: ({ clause, problem }) => `${clause} ${problem}` },
        { key: 'unit', title: '单位', render: ({ unit }) => unit.name },
        { key: 'state', title: '状态', render: ({ state }) => <StateTag of={appealStates} state={state} /> },
        { key: 'text', title: '理由', render: ({ text }) => text },
        { key: 'filedAt', title: '提出', render: ({ filedAt, author }) => `${instant(filedAt)} ${author}` },
        { key: 'dueOn', title: '答复期限', render: ({ dueOn }) => dueOn },
        {
          key: 'rejudged',
          title: '重新判定',
          render: ({ rejudgedOutcome }) => outcomeNames[rejudgedOutcome ?? ''] ?? '—',
        },
        {
          key: 'reason',
          title: '答复',
          render: ({ reason, decidedBy }) => (decidedBy ? `${decidedBy}：${reason}` : '—'),
        },
      ]}
      empty={{ title: '没有申诉' }}
    />
  )
}

function Extensions() {
  return (
    <QueryTable<FoundExtension>
      name="extensions"
      path="/api/extensions"
      exportPath="/api/extensions.xlsx"
      rowKey={({ id }) => id}
      filters={[{ name: 'state', label: '状态', type: 'choices', options: choices(extensionStates) }]}
      columns={[
        {
          key: 'notice',
          title: '通知',
          render: ({ noticeId, noticeNumber }) => (
            <Link to="/notices/$id" params={{ id: String(noticeId) } as never}>
              {noticeNumber}
            </Link>
          ),
        },
        { key: 'unit', title: '单位', render: ({ unit }) => unit.name },
        {
          key: 'state',
          title: '状态',
          render: ({ state }) => <StateTag of={extensionStates} state={state as keyof typeof extensionStates} />,
        },
        { key: 'dueOn', title: '现有期限', render: ({ dueOn }) => dueOn ?? '—' },
        { key: 'wantedOn', title: '申请延至', render: ({ wantedOn }) => wantedOn },
        { key: 'reason', title: '理由', render: ({ reason }) => reason },
        { key: 'askedAt', title: '提出', render: ({ askedAt, askedBy }) => `${instant(askedAt)} ${askedBy}` },
        {
          key: 'decision',
          title: '审批',
          render: ({ decidedBy, decisionReason }) => (decidedBy ? `${decidedBy}：${decisionReason ?? ''}` : '—'),
        },
      ]}
      empty={{ title: '没有延期申请' }}
    />
  )
}
