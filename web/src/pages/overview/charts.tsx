/** Accounts by platform, and pass rates over the quarters; both as a drawing with its numbers beside it. */
import type { OverviewAnswer } from '../../../../src/http/routes/overview.ts'
import { Lines } from '../../chart/lines.tsx'
import { Panel } from '../../shell/page.tsx'
import { percent } from '../../zh.ts'
import { RowsLink } from '../campaigns/rows-link.tsx'
import { quarterName, resultVerdicts, type ResultVerdict } from '../campaigns/words.ts'

const colours: Readonly<Record<ResultVerdict, string>> = {
  qualified: '#2f7d4f',
  unqualified: '#c5332a',
  undecided: '#d99a1c',
  waiting: '#b8c2d0',
}
const verdicts = Object.keys(colours) as ResultVerdict[]

interface PlatformsProps {
  readonly campaign: string
  readonly platforms: OverviewAnswer['platforms']
}

export function Platforms({ campaign, platforms }: PlatformsProps) {
  if (platforms.length === 0) return null
  const most = Math.max(...platforms.map(({ total }) => total))
  const shown = verdicts.filter((verdict) => platforms.some((part) => part[verdict] > 0))
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="账号按平台">
      <p className="legend" aria-hidden="true">
        {shown.map((verdict) => (
          <span key={verdict}>
            <i style={{ background: colours[verdict] }} />
            {resultVerdicts[verdict]}
          </span>
        ))}
      </p>
      <table className="plain-table">
        <caption className="hidden">账号按平台</caption>
        <thead>
          <tr>
            <th scope="col">平台</th>
            <th scope="col" className="right">
              检查
            </th>
            <th scope="col" className="right">
              不合格
            </th>
            <th scope="col" className="wide">
              <span className="hidden">比较</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {platforms.map((part) => (
            <tr key={part.key}>
              <th scope="row">{part.name}</th>
              <td className="right">
                <RowsLink
                  campaign={campaign}
                  filter={{ kind: 'account', category: part.key }}
                  count={part.total}
                  label={part.name}
                />
              </td>
              <td className="right">
                <RowsLink
                  campaign={campaign}
                  filter={{ kind: 'account', category: part.key, verdict: 'unqualified' }}
                  count={part.unqualified}
                  label={`${part.name}不合格`}
                  className={part.unqualified > 0 ? 'bad' : ''}
                />
              </td>
              <td>
                <span className="stacked" aria-hidden="true">
                  {shown.map((verdict) => (
                    <span
                      key={verdict}
                      title={`${resultVerdicts[verdict]} ${part[verdict]}`}
                      style={{ width: `${(part[verdict] / most) * 100}%`, background: colours[verdict] }}
                    />
                  ))}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** In percent with two digits. */
const rateOf = (counted: OverviewAnswer['trend'][number]['sites']) =>
  counted === null || counted.inspected === 0 ? null : Math.round((counted.qualified / counted.inspected) * 1e4) / 100

export function Trend({ trend }: { readonly trend: OverviewAnswer['trend'] }) {
  return (
    <Panel title="各季度合格率" note="以各期通报为准">
      {trend.length === 0 ? (
        <p className="muted">起草第一期通报之后，这里显示合格率的变化</p>
      ) : (
        <div className="columns-2">
          <Lines
            label="各季度网站和账号合格率"
            marks={trend.map(({ campaign }) => campaign)}
            lines={[
              { name: '网站合格率', colour: '#0b57d0', values: trend.map(({ sites }) => rateOf(sites)) },
              { name: '账号合格率', colour: '#b85a00', values: trend.map(({ accounts }) => rateOf(accounts)) },
            ]}
          />
          <div>
            <table className="plain-table">
              <caption className="hidden">各季度合格率</caption>
              <thead>
                <tr>
                  <th scope="col">检查</th>
                  <th scope="col" className="right">
                    网站
                  </th>
                  <th scope="col" className="right">
                    账号
                  </th>
                </tr>
              </thead>
              <tbody>
                {trend.toReversed().map(({ campaign, sites, accounts }) => (
                  <tr key={campaign}>
                    <th scope="row">{quarterName(campaign)}</th>
                    {(['site', 'account'] as const).map((kind) => {
                      const counted = kind === 'site' ? sites : accounts
                      return (
                        <td key={kind} className="right">
                          {counted === null || counted.inspected === 0 ? (
                            '—'
                          ) : (
                            <RowsLink
                              campaign={campaign}
                              filter={{ kind }}
                              count={counted.inspected}
                              label={quarterName(campaign)}
                            >
                              {percent(counted.qualified, counted.inspected)}（{counted.qualified}/{counted.inspected}）
                            </RowsLink>
                          )}
                        </td>
                      )
                    })}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </div>
      )}
    </Panel>
  )
}
