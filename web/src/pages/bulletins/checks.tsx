/** The checks of a bulletin: what fails first, what holds behind a fold. */
import { CheckCircleOutlined, CloseCircleOutlined, ExclamationCircleOutlined } from '@ant-design/icons'
import type { BulletinWorkAnswer } from '../../../../src/http/routes/bulletin-work.ts'
import { Panel } from '../../shell/page.tsx'

export function Checks({ work: { checks } }: { readonly work: BulletinWorkAnswer }) {
  const failed = checks.filter(({ ok }) => !ok)
  const held = checks.filter(({ ok }) => ok)
  return (
    <Panel title="核对" note={failed.length === 0 ? `${checks.length} 项全部通过` : `${failed.length} 项未通过`}>
      <ul className="checks">
        {failed.map(({ id, severity, message }) => (
          <li key={`${id}${message}`}>
            {severity === 'error' ? (
              <CloseCircleOutlined className="bad" aria-label="不通过，不得印发" role="img" />
            ) : (
              <ExclamationCircleOutlined className="unsure" aria-label="提醒" role="img" />
            )}
            <span>{message}</span>
          </li>
        ))}
      </ul>
      <details {...(failed.length === 0 ? { open: true } : {})}>
        <summary>通过 {held.length} 项</summary>
        <ul className="checks">
          {held.map(({ id, message }) => (
            <li key={`${id}${message}`}>
              <CheckCircleOutlined className="good" aria-hidden="true" />
              <span>{message}</span>
            </li>
          ))}
        </ul>
      </details>
    </Panel>
  )
}
