/** Districts and departments: bars of problems, and districts by platform as a heat table. */
import { Segmented } from 'antd'
import { useState } from 'react'
import type { OverviewAnswer } from '../../../../src/http/routes/overview.ts'
import { Panel } from '../../shell/page.tsx'
import { RowsLink } from '../campaigns/rows-link.tsx'
import { Share } from './rates.tsx'

interface AreasProps {
  readonly campaign: string
  readonly overview: OverviewAnswer
}

export function Areas({ campaign, overview }: AreasProps) {
  const [view, setView] = useState<'table' | 'heat'>('table')
  const [all, setAll] = useState(false)
  const { areas, heat } = overview
  if (areas.length === 0) return null
  const shown = all ? areas : areas.slice(0, 12)
  return (
    <Panel
      title="各区和部门"
      note={view === 'heat' ? '账号：不合格 / 检查，有不合格的在前' : '有不合格的在前'}
      actions={
        heat.length > 0 && (
          <Segmented
            aria-label="显示方式"
            value={view}
            options={[
              { value: 'table', label: '对比' },
              { value: 'heat', label: '按平台' },
            ]}
            onChange={(next) => setView(next as 'table' | 'heat')}
          />
        )
      }
    >
      {view === 'heat' ? (
        <Heat campaign={campaign} overview={overview} shown={shown} />
      ) : (
        <div className="scroll-x" tabIndex={0} role="region" aria-label="各区和部门结果">
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">区或部门</th>
                <th scope="col" className="right">
                  网站
                </th>
                <th scope="col" className="right">
                  不合格网站
                </th>
                <th scope="col" className="right">
                  账号
                </th>
                <th scope="col" className="right">
                  不合格账号
                </th>
                <th scope="col">合格率</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((area) => (
                <tr key={area.key}>
                  <th scope="row">{area.name}</th>
                  {(['site', 'account'] as const).flatMap((kind) => {
                    const counts = kind === 'site' ? area.sites : area.accounts
                    const label = `${area.name}${kind === 'site' ? '网站' : '账号'}`
                    return [
                      <td key={kind} className="right">
                        <RowsLink
                          campaign={campaign}
                          filter={{ kind, area: area.key }}
                          count={counts.total}
                          label={label}
                        />
                      </td>,
                      <td key={`${kind}-bad`} className="right">
                        <RowsLink
                          campaign={campaign}
                          filter={{ kind, area: area.key, verdict: 'unqualified' }}
                          count={counts.unqualified}
                          label={`${label}不合格`}
                          className={counts.unqualified > 0 ? 'bad' : ''}
                        />
                      </td>,
                    ]
                  })}
                  <td>
                    <Share part={area.qualified} whole={area.total - area.waiting} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {areas.length > 12 && (
        <p>
          <button type="button" className="text-button" onClick={() => setAll(!all)}>
            {all ? '收起' : `显示全部 ${areas.length} 个`}
          </button>
        </p>
      )}
    </Panel>
  )
}

function Heat({ campaign, overview, shown }: AreasProps & { readonly shown: OverviewAnswer['areas'] }) {
  const { heat, platforms } = overview
  const rows = shown.filter(({ key }) => heat.some(({ area }) => area === key))
  const columns = platforms.filter(({ key }) => heat.some(({ platform }) => platform === key))
  const cells = new Map(heat.map((cell) => [`${cell.area}\n${cell.platform}`, cell]))
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="各区和部门账号按平台">
      <table className="plain-table heat">
        <thead>
          <tr>
            <th scope="col">区或部门</th>
            {columns.map(({ key, name }) => (
              <th key={key} scope="col" className="centre">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((area) => (
            <tr key={area.key}>
              <th scope="row">{area.name}</th>
              {columns.map(({ key, name }) => {
                const cell = cells.get(`${area.key}\n${key}`)
                if (cell === undefined)
                  return (
                    <td key={key} className="centre muted">
                      ·
                    </td>
                  )
                const share = cell.unqualified / cell.total
                const level = share === 0 ? 0 : share < 0.1 ? 1 : share < 0.3 ? 2 : 3
                return (
                  <td key={key} className={`centre heat-${level}`}>
                    <RowsLink
                      campaign={campaign}
                      filter={{ kind: 'account', area: area.key, category: key }}
                      count={cell.total}
                      label={`${area.name}${name}，不合格 ${cell.unqualified}，检查`}
                    >
                      {cell.unqualified} / {cell.total}
                    </RowsLink>
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
