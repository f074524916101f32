/** The cases of a campaign, each with every step that was taken. */
import { Link } from '@tanstack/react-router'
import { Segmented } from 'antd'
import { useState } from 'react'
import type { CampaignLife, CaseLife } from '../../../../src/bulletins/campaign-life.ts'
import { Panel } from '../../shell/page.tsx'
import { Tag } from '../../shell/tag.tsx'
import { instant, number } from '../../zh.ts'
import { StateTag } from '../rectification/state-tag.tsx'
import { caseStates, grades } from '../rectification/words.ts'

export function LifeCases({ cases, notices }: Pick<CampaignLife, 'cases' | 'notices'>) {
  const [view, setView] = useState<'open' | 'all'>('all')
  const numbers = new Map(notices.map(({ id, number: word }) => [id, word]))
  const open = cases.filter(({ state }) => state !== 'closed' && state !== 'withdrawn')
  const shown = view === 'open' ? open : cases
  return (
    <Panel
      title="整改事项"
      note={`${number(cases.length)} 个，其中 ${number(open.length)} 个没有办结`}
      actions={
        open.length > 0 &&
        open.length < cases.length && (
          <Segmented
            aria-label="显示哪些整改事项"
            value={view}
            options={[
              { value: 'all', label: '全部' },
              { value: 'open', label: '没有办结的' },
            ]}
            onChange={(next) => setView(next as 'open' | 'all')}
          />
        )
      }
    >
      {shown.map((row) => (
        <details key={row.id} className="entry" open={shown.length <= 5}>
          <summary>
            <strong>{row.targetName}</strong> {row.problem} <StateTag of={caseStates} state={row.state} />{' '}
            {row.grade !== null && <StateTag of={grades} state={row.grade} />}{' '}
            {row.late && <Tag tone="bad">逾期反馈</Tag>}{' '}
            {row.recurrence > 0 && <Tag tone="bad">第 {row.recurrence + 1} 次出现</Tag>}{' '}
            <span className="muted">
              {numbers.get(row.noticeId)} · <span className="mono">{row.clause}</span>
            </span>
          </summary>
          <Steps row={row} />
        </details>
      ))}
    </Panel>
  )
}

function Steps({ row }: { readonly row: CaseLife }) {
  return (
    <>
      <p className="row-actions">
        <Link to="/cases/$id" params={{ id: String(row.id) } as never}>
          整改事项
        </Link>
        <Link to="/inspections/$id" params={{ id: String(row.inspectionId) }}>
          原检查
        </Link>
        {row.rechecks.map(({ inspectionId, grade }, index) => (
          <Link key={inspectionId} to="/inspections/$id" params={{ id: String(inspectionId) }}>
            第 {index + 1} 次复查：{grade === null ? '进行中' : grades[grade][0]}
          </Link>
        ))}
      </p>
      <ol className="history">
        {row.steps.map((step, index) => (
          <li key={`${step.at} ${index}`}>
            <span className="muted number">{instant(step.at)}</span> <strong>{step.words}</strong> {step.actor}
            {step.reason !== '' && <span className="muted">：{step.reason}</span>}
          </li>
        ))}
      </ol>
    </>
  )
}
