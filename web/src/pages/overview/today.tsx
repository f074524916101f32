/** 今日待办: what waits for whoever is signed in. */
import { Link } from '@tanstack/react-router'
import type { OverviewAnswer } from '../../../../src/http/routes/overview.ts'
import { pages } from '../../pages.ts'
import { Panel } from '../../shell/page.tsx'
import { number } from '../../zh.ts'

/** Where each kind of work is done: the first page of its group. */
const groups: Readonly<Record<string, string>> = {
  review: 'review',
  bulletin: 'bulletins',
  rectification: 'rectification',
  messages: 'messages',
  warnings: 'monitoring',
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
        {due.map(({ key, title, count, severe }) => {
          const place = pages.find(({ menu }) => menu === groups[key])?.path
          const content = (
            <>
              <strong className={`number ${severe ? 'bad' : ''}`}>{number(count)}</strong>
              <span>
                {title}
                {severe && <span className="bad">（有逾期）</span>}
              </span>
            </>
          )
          return (
            <li key={key} className="card">
              {key === 'bulletin' && campaign !== null ? (
                <Link to="/campaigns/$id/bulletin" params={{ id: campaign }}>
                  {content}
                </Link>
              ) : place === undefined ? (
                <div>{content}</div>
              ) : (
                <Link to={place}>{content}</Link>
              )}
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}
