/** What a page shows when it has nothing to show: empty, loading, trouble, no permission. */
import { Button, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { ApiProblem, asProblem } from '../api/problem.ts'
import { zh } from '../zh.ts'

/** A plain drawing; the words beside it say everything. */
function Drawing({ children }: { readonly children: ReactNode }) {
  return (
    <svg width="120" height="88" viewBox="0 0 120 88" fill="none" stroke="#8fa3c2" strokeWidth="3" aria-hidden="true">
      <ellipse cx="60" cy="80" rx="46" ry="5" fill="#e6ebf2" stroke="none" />
      {children}
    </svg>
  )
}

interface StateProps {
  readonly title: ReactNode
  readonly children?: ReactNode
  readonly action?: ReactNode
}

export function EmptyState({ title, children, action }: StateProps) {
  return (
    <div className="state">
      <Drawing>
        <path d="M28 36l10-22h44l10 22v32H28z" fill="#fff" />
        <path d="M28 38h20l5 9h14l5-9h20" />
      </Drawing>
      <h2>{title}</h2>
      <div className="muted">{children}</div>
      {action && <p>{action}</p>}
    </div>
  )
}

export function LoadingState({ rows = 6 }: { readonly rows?: number }) {
  return (
    <div role="status" aria-label={zh.loading} className="panel">
      <Skeleton active paragraph={{ rows }} />
    </div>
  )
}

/** An error in the server's own words: what happened, what to do. 403 and 404 have a face of their own. */
export function TroubleState({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const { status, message: words, advice, details } = asProblem(error)
  const again = retry && status !== 403 && status !== 404 && (
    <Button type="primary" onClick={retry}>
      {zh.retry}
    </Button>
  )
  return (
    <div className="state" role="alert">
      <Drawing>
        {status === 403 ? (
          <>
            <rect x="36" y="38" width="48" height="36" rx="4" fill="#fff" />
            <path d="M46 38V28a14 14 0 0 1 28 0v10M60 52v10" />
          </>
        ) : status === 0 ? (
          <>
            <path d="M20 50a56 56 0 0 1 80 0M34 60a36 36 0 0 1 52 0M48 69a17 17 0 0 1 24 0" />
            <path d="M26 20l68 56" stroke="#b3261e" />
          </>
        ) : (
          <>
            <path d="M60 14l40 60H20z" fill="#fff" />
            <path d="M60 34v20M60 62v3" stroke="#b3261e" />
          </>
        )}
      </Drawing>
      <h2>{status === 403 ? `没有权限：${words}` : words}</h2>
      <div className="muted">{advice}</div>
      {details.length > 0 && (
        <ul className="muted">
          {details.slice(0, 10).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      {again && <p>{again}</p>}
    </div>
  )
}

/** A page that the signed-in person's role has no use for. */
export function NoPermissionState() {
  const problem = new ApiProblem(403, 'forbidden', '您的角色不能使用这一页', '需要时请联系系统管理员调整角色或单位范围')
  return <TroubleState error={problem} />
}
