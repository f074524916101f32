/** The steps of a campaign as a path with counts. */
import { CheckOutlined } from '@ant-design/icons'
import { Link } from '@tanstack/react-router'
import type { OverviewAnswer } from '../../../../src/http/routes/overview.ts'
import { useMay } from '../../api/me.ts'
import { number } from '../../zh.ts'

type Steps = NonNullable<OverviewAnswer['campaign']>['steps']

const stateWords = { done: '已完成', current: '进行中', ahead: '未开始' } as const

export function Path({ campaign, steps }: { readonly campaign: string; readonly steps: Steps }) {
  const may = useMay()
  return (
    <ol className="path">
      {steps.map(({ key, title, done, total, state }, index) => (
        <li key={key} className={`path-step ${state}`} aria-current={state === 'current' ? 'step' : undefined}>
          <Link {...(placeOf(key, campaign, may('bulletins:read')) as { to: string })}>
            <span className="path-mark" aria-hidden="true">
              {state === 'done' ? <CheckOutlined /> : index + 1}
            </span>
            <span>
              <strong>{title}</strong>
              <span className="path-count number">
                {total > 1 ? `${number(done)} / ${number(total)}` : stateWords[state]}
              </span>
            </span>
          </Link>
        </li>
      ))}
    </ol>
  )
}

/** Where the rows or the work of a step are; `bulletins`: whether they may be seen. */
function placeOf(key: Steps[number]['key'], campaign: string, bulletins: boolean) {
  const params = { id: campaign }
  if (key === 'collected') return { to: '/campaigns/$id/results', params }
  if (key === 'reviewed') return { to: '/campaigns/$id/results', params, search: { verdict: 'undecided' } }
  if ((key === 'drafted' || key === 'published') && bulletins) return { to: '/campaigns/$id/bulletin', params }
  return { to: '/campaigns/$id', params }
}
