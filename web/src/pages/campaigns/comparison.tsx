/** 与上次比较: whose conclusion has changed since the campaign before. */
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Button, Segmented, Table } from 'antd'
import { useState } from 'react'
import type { ComparisonAnswer } from '../../../../src/http/routes/results.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page, Panel } from '../../shell/page.tsx'
import { EmptyState } from '../../shell/states.tsx'
import { number, zh } from '../../zh.ts'
import { quarterName, resultVerdicts, verdictClass } from './words.ts'

type Change = ComparisonAnswer['changes'][number]

const directions = {
  worse: '变为不合格',
  better: '不再不合格',
  added: '这次新列入',
  left: '这次未列入',
  other: '其他变化',
} as const
type Direction = keyof typeof directions
type Shown = Direction | 'all'

/** Which way a conclusion went; what was in one campaign only went neither. */
function directionOf({ before, after }: Change): Direction {
  if (before === null) return 'added'
  if (after === null) return 'left'
  if (after === 'unqualified') return 'worse'
  return before === 'unqualified' ? 'better' : 'other'
}

export default function Comparison() {
  const { id } = useParams({ strict: false }) as { id: string }
  const path = `/api/campaigns/${encodeURIComponent(id)}/comparison`
  const comparison = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => request<ComparisonAnswer>(path, { signal }),
  })
  const [shown, show] = useState<Shown>('all')
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
              actions={<Directions changes={changes} shown={shown} show={show} />}
            >
              <Table<Change>
                size="small"
                rowKey={({ kind, name, organiser }) => `${kind}${name}${organiser}`}
                dataSource={changes.filter((change) => shown === 'all' || directionOf(change) === shown)}
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

interface DirectionsProps {
  readonly changes: readonly Change[]
  readonly shown: Shown
  readonly show: (wanted: Shown) => void
}

function Directions({ changes, shown, show }: DirectionsProps) {
  const counts = Map.groupBy(changes, directionOf)
  const options = (Object.entries(directions) as [Direction, string][]).flatMap(([value, label]) => {
    const count = counts.get(value)?.length ?? 0
    return count === 0 ? [] : [{ value, label: `${label} ${number(count)}` }]
  })
  if (options.length === 0) return null
  return (
    <Segmented<Shown>
      aria-label="显示哪些变化"
      value={shown}
      options={[{ value: 'all', label: `全部 ${number(changes.length)}` }, ...options]}
      onChange={show}
    />
  )
}
