/** 今日待办: what waits for whoever is signed in. */
import { Link } from '@tanstack/react-router'
import type { OverviewAnswer } from '../../../../src/http/routes/overview.ts'
import { Panel } from '../../shell/page.tsx'
import { number } from '../../zh.ts'

/** The list in which the counted rows are. */
const lists: Readonly<Record<string, string>> = {
  review: '/review',
  cases: '/cases',
  closing: '/cases',
  appeals: '/requests',
  extensions: '/requests',
  messages: '/messages',
  warnings: '/warnings',
  alerts: '/alerts',
}

interface TodayProps {
  readonly due: OverviewAnswer['today']
  readonly campaign: string | null
}

export function Today({ due, campaign }: TodayProps) {
  if (due.length === 0) return null
  return (
    <Panel title="今日待办">
      <ul className="cards">
        {due.map(({ key, title, count, severe, filter }) => {
          const place = lists[key]
          const content = (
            <>
              <strong className={`number ${severe ? 'bad' : ''}`}>{number(count)}</strong>
              <span>
                {title}
                {severe && !title.includes('逾期') && key !== 'alerts' && <span className="bad">（有逾期）</span>}
              </span>
            </>
          )
          return (
            <li key={key + title} className="card">
              {key === 'bulletin' && campaign !== null ? (
                <Link to="/campaigns/$id/bulletin" params={{ id: campaign }}>
                  {content}
                </Link>
              ) : place === undefined ? (
                <div>{content}</div>
              ) : (
                <Link to={place} search={filter as never}>
                  {content}
                </Link>
              )}
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}
