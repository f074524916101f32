/** Changes and inspections of one entry of the register, for its drawer. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Timeline } from 'antd'
import type { TargetInspectionAnswer } from '../../../../src/http/routes/target-inspections.ts'
import type { RegisterChangeAnswer } from '../../../../src/http/routes/units.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { instant } from '../../zh.ts'
import {
  inspectionStates,
  quarterName,
  resultVerdicts,
  roundName,
  verdictClass,
  type ResultVerdict,
} from '../campaigns/words.ts'

export function Changes({ changes }: { readonly changes: readonly RegisterChangeAnswer[] }) {
  if (changes.length === 0) return <p className="muted">没有变更记录</p>
  return (
    <Timeline
      items={changes.map(({ at, author, fields }) => ({
        content: (
          <>
            <div className="muted number">
              {instant(at)} · {author}
            </div>
            {fields === null
              ? '登记入册'
              : fields.map(({ field, before, after }) => (
                  <div key={field}>
                    {field}：{before || '空'} → {after || '空'}
                  </div>
                ))}
          </>
        ),
      }))}
    />
  )
}

const purposes: Readonly<Record<string, string>> = { regular: '', recheck: '复查', selfCheck: '自查' }

export function Inspections({ kind, id }: { readonly kind: 'site' | 'account'; readonly id: number }) {
  const path = `/api/targets/${kind}/${id}/inspections`
  const list = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => request<TargetInspectionAnswer[]>(path, { signal }),
  })
  return (
    <Loaded of={list} rows={3}>
      {(inspections) =>
        inspections.length === 0 ? (
          <p className="muted">还没有检查过</p>
        ) : (
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">检查</th>
                <th scope="col">采集时间</th>
                <th scope="col">结论</th>
                <th scope="col">问题</th>
                <th scope="col">证据</th>
              </tr>
            </thead>
            <tbody>
              {inspections.map((entry) => (
                <tr key={entry.id}>
                  <th scope="row">
                    <Link to="/inspections/$id" params={{ id: String(entry.id) }}>
                      {quarterName(entry.campaign)} {roundName(entry.round)} {purposes[entry.purpose]}
                    </Link>
                  </th>
                  <td className="number nowrap">{instant(entry.gatheredAt)}</td>
                  <td className={`nowrap ${verdictClass[entry.verdict ?? ''] ?? ''}`}>
                    {entry.verdict === null
                      ? (inspectionStates[entry.state] ?? entry.state)
                      : resultVerdicts[entry.verdict as ResultVerdict]}
                  </td>
                  <td>{entry.problems.join('；') || '—'}</td>
                  <td className="nowrap">
                    {entry.archived ? (
                      <a href={`/api/inspections/${entry.id}/archive`}>下载存档</a>
                    ) : (
                      <span className="muted">—</span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )
      }
    </Loaded>
  )
}
