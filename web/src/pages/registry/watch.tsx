/** What is watched of one entry of the register: its warnings, what nobody can tell, and a site's alerts and availability. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { FoundAlert } from '../../../../src/monitoring/find-alerts.ts'
import type { ListedUnknown, ListedWarning } from '../../../../src/monitoring/list-warnings.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Tag } from '../../shell/tag.tsx'
import type { Listed } from '../../table/query-table.tsx'
import { instant } from '../../zh.ts'
import { warningStates } from '../monitoring/words.ts'

/** Filter of the lists: one site or account, or everything of a unit and what is below it. */
export type Asked = Readonly<Record<string, string>>

interface WatchProps {
  readonly asked: Asked
  /** Of a site. */
  readonly siteCode?: string
}

/** So many of each are shown; the lists have all. */
const most = 50

export function Watch({ asked, siteCode }: WatchProps) {
  const query = { ...asked, size: most }
  const ofUnit = asked['unit'] !== undefined
  const warnings = useList<ListedWarning>('/api/warnings', { ...query, ended: 'true' })
  const unknown = useList<ListedUnknown>('/api/warnings/unknown', query)
  return (
    <>
      <Loaded of={warnings} rows={3}>
        {({ items }) => <Warnings warnings={items} named={ofUnit} />}
      </Loaded>
      {unknown.data?.items.map(({ target, targetId, name, clause, because, knownThrough }) => (
        <p key={`${target} ${targetId} ${clause}`} className="unsure">
          {ofUnit && `${name}：`}更新情况无法判断：{because}（
          {knownThrough === null ? '从未读到' : `所知截至 ${knownThrough}`}）
        </p>
      ))}
      {siteCode !== undefined && <Alerts siteCode={siteCode} />}
    </>
  )
}

function useList<Row>(path: string, query: Readonly<Record<string, string | number>>) {
  return useQuery({
    queryKey: [path, query],
    queryFn: ({ signal }) => request<Listed<Row>>(path, { query, signal }),
  })
}

interface WarningsProps {
  readonly warnings: readonly ListedWarning[]
  /** They are of several targets. */
  readonly named: boolean
}

function Warnings({ warnings, named }: WarningsProps) {
  if (warnings.length === 0) return <p className="muted">没有更新预警</p>
  return (
    <table className="plain-table">
      <caption className="hidden">更新预警</caption>
      <thead>
        <tr>
          {named && <th scope="col">对象</th>}
          <th scope="col">栏目</th>
          <th scope="col">不合格起始日</th>
          <th scope="col">依据</th>
          <th scope="col">状态</th>
        </tr>
      </thead>
      <tbody>
        {warnings.map((warning) => (
          <tr key={warning.id}>
            {named && <td>{warning.name}</td>}
            <th scope="row">{warning.placeName || '整个对象'}</th>
            <td className="number nowrap">{warning.failsOn}</td>
            <td>{warning.because}</td>
            <td className="nowrap">
              {warning.endedAt === null ? (
                <Tag tone={warning.level <= 1 ? 'bad' : 'unsure'}>{warningStates[warning.state]}</Tag>
              ) : (
                <Tag tone="muted">{warningStates[warning.state]}</Tag>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Alerts({ siteCode }: { readonly siteCode: string }) {
  const alerts = useList<FoundAlert>('/api/alerts', { search: siteCode, size: most })
  return (
    <>
      <h3 className="part">告警</h3>
      <Loaded of={alerts} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="muted">没有告警</p>
          ) : (
            <ul className="findings">
              {items.map(({ id, message, openedAt, closedAt }) => (
                <li key={id}>
                  <span className="muted number">
                    {instant(openedAt)}
                    {closedAt !== null && ` 至 ${instant(closedAt)}`}
                  </span>{' '}
                  <span className={closedAt === null ? 'bad' : ''}>{message}</span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <p>
        <Link to="/availability/$siteCode" params={{ siteCode } as never}>
          首页可用性
        </Link>
      </p>
    </>
  )
}
