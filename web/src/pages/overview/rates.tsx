/** Pass rates with both counts, and the problems behind them. */
import type { ReactNode } from 'react'
import type { OverviewAnswer } from '../../../../src/http/routes/overview.ts'
import { Panel } from '../../shell/page.tsx'
import { number, percent } from '../../zh.ts'
import { RowsLink } from '../campaigns/rows-link.tsx'
import { resultVerdicts, verdictClass, type ResultVerdict } from '../campaigns/words.ts'

type Counts = OverviewAnswer['sites']

interface RatesProps {
  readonly title: string
  readonly kind: 'site' | 'account'
  readonly campaign: string
  readonly all: Counts
  readonly parts: OverviewAnswer['siteCategories']
  readonly children?: ReactNode
}

const shownVerdicts: readonly ResultVerdict[] = ['qualified', 'unqualified', 'undecided', 'waiting']

export function Rates({ title, kind, campaign, all, parts, children }: RatesProps) {
  const made = all.total - all.waiting
  return (
    <Panel title={title} note={`检查 ${number(made)} 个，合格 ${number(all.qualified)} 个`}>
      <div className="figures">
        <div className="figure">
          <span className="figure-value number">{percent(all.qualified, made)}</span>
          <span className="muted">合格率</span>
        </div>
        {shownVerdicts
          .filter((verdict) => verdict !== 'waiting' || all.waiting > 0)
          .map((verdict) => (
            <div key={verdict} className="figure">
              <RowsLink
                campaign={campaign}
                filter={{ kind, verdict }}
                count={all[verdict]}
                label={`${title}${resultVerdicts[verdict]}`}
                className={`figure-value ${verdictClass[verdict]}`}
              />
              <span className="muted">{resultVerdicts[verdict]}</span>
            </div>
          ))}
      </div>
      {parts.length > 0 && (
        <table className="plain-table">
          <caption className="hidden">{title}按类别的合格率</caption>
          <thead>
            <tr>
              <th scope="col">类别</th>
              <th scope="col" className="right">
                检查
              </th>
              <th scope="col" className="right">
                不合格
              </th>
              <th scope="col">合格率</th>
            </tr>
          </thead>
          <tbody>
            {parts.map((part) => (
              <tr key={part.key}>
                <th scope="row">{part.name}</th>
                <td className="right">
                  <RowsLink
                    campaign={campaign}
                    filter={{ kind, category: part.key }}
                    count={part.total}
                    label={part.name}
                  />
                </td>
                <td className="right">
                  <RowsLink
                    campaign={campaign}
                    filter={{ kind, category: part.key, verdict: 'unqualified' }}
                    count={part.unqualified}
                    label={`${part.name}不合格`}
                  />
                </td>
                <td>
                  <Share part={part.qualified} whole={part.total - part.waiting} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {children}
    </Panel>
  )
}

/** A share as a bar with its number beside it. */
export function Share({ part, whole }: { readonly part: number; readonly whole: number }) {
  return (
    <span className="share">
      <span className="share-bar" aria-hidden="true">
        <span style={{ width: whole === 0 ? 0 : `${(part / whole) * 100}%` }} />
      </span>
      <span className="number">{percent(part, whole)}</span>
    </span>
  )
}

interface ProblemsProps {
  readonly campaign: string
  readonly problems: OverviewAnswer['problems']
}

export function Problems({ campaign, problems }: ProblemsProps) {
  const most = Math.max(1, ...problems.map(({ count }) => count))
  return (
    <Panel title="问题类型" note="经复核确认的问题，按涉及的网站和账号计">
      {problems.length === 0 ? (
        <p className="muted">没有经确认的问题</p>
      ) : (
        <table className="plain-table">
          <caption className="hidden">问题类型和数量</caption>
          <thead>
            <tr>
              <th scope="col">问题</th>
              <th scope="col">对象</th>
              <th scope="col" className="right">
                数量
              </th>
              <th scope="col" className="wide">
                <span className="hidden">比较</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {problems.slice(0, 12).map(({ kind, clause, title, count }) => (
              <tr key={`${kind}${clause}`}>
                <th scope="row">{title}</th>
                <td className="muted">{kind === 'site' ? '网站' : '账号'}</td>
                <td className="right">
                  <RowsLink campaign={campaign} filter={{ kind, clause }} count={count} label={title} />
                </td>
                <td>
                  <span className="share-bar bad-bar" aria-hidden="true">
                    <span style={{ width: `${(count / most) * 100}%` }} />
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}
