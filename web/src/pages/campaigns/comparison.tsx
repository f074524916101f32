/** 与上次比较: whose conclusion has changed since the campaign before. */
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Button, Table } from 'antd'
import type { ComparisonAnswer } from '../../../../src/http/routes/results.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page, Panel } from '../../shell/page.tsx'
import { EmptyState } from '../../shell/states.tsx'
import { number, zh } from '../../zh.ts'
import { quarterName, resultVerdicts, verdictClass } from './words.ts'

type Change = ComparisonAnswer['changes'][number]

export default function Comparison() {
  const { id } = useParams({ strict: false }) as { id: string }
  const path = `/api/campaigns/${encodeURIComponent(id)}/comparison`
  const comparison = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => request<ComparisonAnswer>(path, { signal }),
  })
  const side = (verdict: Change['before'], inspection: number | null, problems: readonly string[]) =>
    verdict === null ? (
      <span className="muted">未列入</span>
    ) : (
      <>
        <Link to="/inspections/$id" params={{ id: String(inspection) }} className={verdictClass[verdict]}>
          {resultVerdicts[verdict]}
        </Link>
        {problems.length > 0 && <div className="muted">{problems.join('；')}</div>}
      </>
    )
  return (
    <Page
      title="与上次比较"
      note={<span className="muted">{quarterName(id)}</span>}
      actions={
        <Link to="/campaigns/$id" params={{ id }}>
          <Button>返回检查</Button>
        </Link>
      }
    >
      <Loaded of={comparison}>
        {({ before, changes, same }) =>
          before === null ? (
            <Panel>
              <EmptyState title="没有可比较的上一次检查">完成两次检查之后，这里列出结论有变化的网站和账号</EmptyState>
            </Panel>
          ) : (
            <Panel
              title={`与 ${quarterName(before)} 比较`}
              note={`结论有变化 ${number(changes.length)} 个，未变 ${number(same)} 个`}
            >
              <Table<Change>
                size="small"
                rowKey={({ kind, name, organiser }) => `${kind}${name}${organiser}`}
                dataSource={changes}
                scroll={{ x: 'max-content' }}
                pagination={{ pageSize: 20, showTotal: zh.total, hideOnSinglePage: true }}
                columns={[
                  { title: '名称', dataIndex: 'name' },
                  { title: '类别', dataIndex: 'categoryName' },
                  { title: '主办单位', dataIndex: 'organiser' },
                  {
                    title: quarterName(before),
                    key: 'before',
                    render: (_, change) => side(change.before, change.inspectionBefore, change.problemsBefore),
                  },
                  {
                    title: quarterName(id),
                    key: 'after',
                    render: (_, change) => side(change.after, change.inspectionAfter, change.problemsAfter),
                  },
                ]}
              />
            </Panel>
          )
        }
      </Loaded>
    </Page>
  )
}
