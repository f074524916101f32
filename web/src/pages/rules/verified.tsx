/** Whether somebody has compared a clause with the page that it comes from. */
import type { ClauseAnswer } from '../../../../src/http/routes/rules.ts'

export function Verified({
  clause,
}: {
  readonly clause: Pick<ClauseAnswer, 'verified' | 'pointsVerified' | 'sources'>
}) {
  const { sources, verified, pointsVerified } = clause
  return (
    <div>
      {sources.map((source) => (
        <div key={source}>{source}</div>
      ))}
      <div>
        <Mark what="文字" verified={verified} />
        {pointsVerified !== null && (
          <>
            {'　'}
            <Mark what="分值" verified={pointsVerified} />
          </>
        )}
      </div>
    </div>
  )
}

function Mark({ what, verified }: { readonly what: string; readonly verified: boolean }) {
  return <span className={verified ? 'good' : 'unsure'}>{`${what}${verified ? '已核实' : '未核实'}`}</span>
}
