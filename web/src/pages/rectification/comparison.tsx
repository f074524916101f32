/** The original finding and its re-checks side by side. */
import type { CaseAnswer } from '../../../../src/http/routes/cases.ts'
import type { RecheckOfCase, SeenAt } from '../../../../src/rectification/find-cases.ts'
import { Panel } from '../../shell/page.tsx'
import { Tag } from '../../shell/tag.tsx'
import { instant, outcomeNames } from '../../zh.ts'
import { StateTag } from './state-tag.tsx'
import { grades } from './words.ts'

export function Comparison({ one }: { readonly one: CaseAnswer }) {
  const newestFirst = one.rechecks.toReversed()
  return (
    <div className="columns-2">
      <Panel title="检查时" note={`监测时间点 ${one.original.monitorPoint}`}>
        <Seen seen={one.original} places={one.places} />
      </Panel>
      <div>
        {newestFirst.length === 0 && (
          <Panel title="复查">
            <p className="muted">还没有复查。单位反馈后自动复查，结果在这里与原来的问题对照。</p>
          </Panel>
        )}
        {newestFirst.map((recheck) => (
          <Panel
            key={recheck.inspectionId}
            title="复查"
            note={recheck.gradedAt ? instant(recheck.gradedAt) : '正在复查…'}
            actions={recheck.grade && <StateTag of={grades} state={recheck.grade} />}
          >
            <Seen seen={recheck} places={recheck.findings} />
            <Grades recheck={recheck} />
          </Panel>
        ))}
      </div>
    </div>
  )
}

interface Place {
  readonly where: string
  readonly message?: string
  readonly url?: string | null
}

function Seen({ seen, places }: { readonly seen: SeenAt; readonly places: readonly Place[] }) {
  return (
    <>
      <p>
        <Tag tone={seen.outcome === 'failed' ? 'bad' : seen.outcome === 'passed' ? 'good' : 'unsure'}>
          {outcomeNames[seen.outcome ?? ''] ?? '尚未判定'}
        </Tag>{' '}
        {seen.because}
      </p>
      {places.length > 0 && (
        <ul className="places">
          {places.slice(0, 50).map((place, index) => (
            <li key={`${place.where} ${index}`}>
              {place.where && <strong>{place.where}：</strong>}
              {place.message}
              {place.url && <div className="mono">{place.url}</div>}
            </li>
          ))}
        </ul>
      )}
      {places.length > 50 && <p className="muted">另有 {places.length - 50} 处，见检查结果。</p>}
      <p>
        <a href={`/inspections/${seen.inspectionId}`}>查看检查结果和证据</a>
        <span className="muted">（采集于 {instant(seen.capturedAt)}）</span>
      </p>
    </>
  )
}

/** How each place of the original stands now. */
function Grades({ recheck }: { readonly recheck: RecheckOfCase }) {
  const named = recheck.places.filter(({ where }) => where !== '')
  if (named.length === 0) return null
  return (
    <details>
      <summary>逐处对照（{named.length} 处）</summary>
      <ul className="places">
        {named.map((place, index) => (
          <li key={`${place.where} ${index}`}>
            <StateTag of={grades} state={place.grade} /> {place.where}
          </li>
        ))}
      </ul>
    </details>
  )
}
