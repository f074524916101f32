/** What stands above a form whose sending failed: what happened and what to do, in the server's words. */
import { Alert } from 'antd'
import { asProblem } from '../api/problem.ts'

export function ProblemNote({ error }: { readonly error: unknown }) {
  if (error === null || error === undefined) return null
  const { message, advice, details } = asProblem(error)
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      style={{ marginBottom: 12 }}
      title={message}
      description={
        <>
          {advice}
          {details.length > 0 && (
            <ul className="problem-details">
              {details.slice(0, 20).map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          )}
        </>
      }
    />
  )
}
