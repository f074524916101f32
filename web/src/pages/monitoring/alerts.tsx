/** 告警: outages that two places confirmed, and certificates that end. */
import { Link } from '@tanstack/react-router'
import type { AlertRow } from '../../../../src/http/routes/watch.ts'
import { Page } from '../../shell/page.tsx'
import { Tag } from '../../shell/tag.tsx'
import { QueryTable } from '../../table/query-table.tsx'
import { instant } from '../../zh.ts'
import '../rectification/rectification.css'
import { alertKinds } from './words.ts'

export default function Alerts() {
  return (
    <Page title="告警">
      <QueryTable<AlertRow>
        name="alerts"
        path="/api/alerts"
        exportPath="/api/alerts.xlsx"
        rowKey={({ id }) => id}
        refreshMs={60_000}
        filters={[
          { name: 'search', label: '网站名称或标识码', type: 'text' },
          {
            name: 'kind',
            label: '类别',
            type: 'choice',
            options: Object.entries(alertKinds).map(([value, label]) => ({ value, label })),
          },
          { name: 'lasting', label: '范围', type: 'choice', options: [{ value: 'true', label: '只看持续中的' }] },
          { name: 'unit', label: '主办单位', type: 'unit' },
        ]}
        columns={[
          {
            key: 'site',
            title: '网站',
            fixed: 'left',
            render: ({ siteCode, site }) => (
              <Link to="/availability/$siteCode" params={{ siteCode } as never} search={{ days: '7' } as never}>
                {site}
              </Link>
            ),
          },
          { key: 'unit', title: '主办单位', render: ({ unit }) => unit.name },
          {
            key: 'kind',
            title: '类别',
            render: ({ kind, severity }) => (
              <Tag tone={severity === 'severe' ? 'bad' : 'unsure'}>{alertKinds[kind]}</Tag>
            ),
          },
          { key: 'openedAt', title: '开始', render: ({ openedAt }) => instant(openedAt) },
          {
            key: 'closedAt',
            title: '结束',
            render: ({ closedAt }) => (closedAt === null ? <Tag tone="bad">持续中</Tag> : instant(closedAt)),
          },
          { key: 'lasted', title: '时长', render: ({ lastedMinutes }) => lasted(lastedMinutes) },
          {
            key: 'message',
            title: '情况',
            render: ({ message }) => <span className="answer-text">{message}</span>,
          },
        ]}
        empty={{ title: '没有告警', advice: '两个监测点都打不开首页、证书将要到期时在这里告警' }}
      />
    </Page>
  )
}

function lasted(minutes: number): string {
  if (minutes < 60) return `${minutes} 分钟`
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分钟`
  return `${Math.floor(minutes / 1440)} 天`
}
