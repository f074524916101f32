/** Everything that is known of a site or an account, in its drawer: inspections with their evidence, rectification, warnings, changes. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Tabs } from 'antd'
import type { ReactNode } from 'react'
import type { CaseRow } from '../../../../src/http/case-row.ts'
import { useMay } from '../../api/me.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import type { Listed } from '../../table/query-table.tsx'
import { quarterName } from '../campaigns/words.ts'
import { StateTag } from '../rectification/state-tag.tsx'
import { caseStates, grades } from '../rectification/words.ts'
import { Inspections } from './history.tsx'
import { Watch, type Asked } from './watch.tsx'

const ofTarget = (kind: 'site' | 'account', id: number): Asked => ({ target: kind, targetId: String(id) })

interface EntryTabsProps {
  readonly kind: 'site' | 'account'
  readonly id: number
  /** Of a site. */
  readonly siteCode?: string
  readonly changes: ReactNode
}

export function EntryTabs({ kind, id, siteCode, changes }: EntryTabsProps) {
  const may = useMay()
  const tabs = [
    may('findings:read') && { key: 'inspections', label: '检查与证据', children: <Inspections kind={kind} id={id} /> },
    may('rectification:read') && { key: 'cases', label: '整改', children: <Cases asked={ofTarget(kind, id)} /> },
    may('monitoring:read') && {
      key: 'watch',
      label: kind === 'site' ? '预警与可用性' : '更新预警',
      children: <Watch asked={ofTarget(kind, id)} {...(siteCode === undefined ? {} : { siteCode })} />,
    },
    { key: 'changes', label: '变更', children: changes },
  ]
  return <Tabs items={tabs.filter((tab) => tab !== false)} />
}

export function Cases({ asked }: { readonly asked: Asked }) {
  const query = { ...asked, size: 50 }
  const ofUnit = asked['unit'] !== undefined
  const cases = useQuery({
    queryKey: ['/api/cases', query],
    queryFn: ({ signal }) => request<Listed<CaseRow>>('/api/cases', { query, signal }),
  })
  return (
    <Loaded of={cases} rows={3}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="muted">没有整改事项</p>
        ) : (
          <table className="plain-table">
            <caption className="hidden">整改事项</caption>
            <thead>
              <tr>
                {ofUnit && <th scope="col">对象</th>}
                <th scope="col">问题</th>
                <th scope="col">检查</th>
                <th scope="col">期限</th>
                <th scope="col">状态</th>
                <th scope="col">复查结果</th>
              </tr>
            </thead>
            <tbody>
              {items.map((row) => (
                <tr key={row.id}>
                  {ofUnit && <td>{row.targetName}</td>}
                  <th scope="row">
                    <Link to="/cases/$id" params={{ id: String(row.id) } as never}>
                      {row.problem}
                    </Link>
                    {row.recurrence > 0 && <span className="bad">（第 {row.recurrence + 1} 次出现）</span>}
                  </th>
                  <td className="nowrap">{quarterName(row.campaignId)}</td>
                  <td className="number nowrap">{row.dueOn ?? '—'}</td>
                  <td className="nowrap">
                    <StateTag of={caseStates} state={row.state} />
                  </td>
                  <td className="nowrap">{row.grade === null ? '—' : <StateTag of={grades} state={row.grade} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )
      }
    </Loaded>
  )
}
