/** The original finding and its re-checks side by side. */
import type { CaseAnswer } from '../../../../src/http/routes/cases.ts'
import type { SeenAt } from '../../../../src/rectification/find-cases.ts'
import { Panel } from '../../shell/page.tsx'
import { Tag } from '../../shell/tag.tsx'
import { instant, outcomeNames } from '../../zh.ts'
import { StateTag } from './state-tag.tsx'
import { grades } from './words.ts'

/** Places that a page shows; all of them stand in the inspection. */
const mostPlaces = 50

export function Comparison({ one }: { readonly one: CaseAnswer }) {
  const newestFirst = one.rechecks.toReversed()
  return (
    <>
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
            </Panel>
          ))}
        </div>
      </div>
      <PlaceByPlace one={one} />
    </>
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
          {places.slice(0, mostPlaces).map((place, index) => (
            <li key={`${place.where} ${index}`}>
              {place.where && <strong>{place.where}：</strong>}
              {place.message}
              {place.url && <div className="mono">{place.url}</div>}
            </li>
          ))}
        </ul>
      )}
      {places.length > mostPlaces && <p className="muted">另有 {places.length - mostPlaces} 处，见检查结果。</p>}
      <p>
        <a href={`/inspections/${seen.inspectionId}`}>查看检查结果和证据</a>
        <span className="muted">（采集于 {instant(seen.capturedAt)}）</span>
      </p>
    </>
  )
}

/** Each place of the original beside what the latest re-check found there. */
function PlaceByPlace({ one }: { readonly one: CaseAnswer }) {
  const latest = one.rechecks.findLast(({ grade }) => grade !== null)
  const named = latest?.places.filter(({ where }) => where !== '') ?? []
  if (latest === undefined || named.length === 0) return null
  const said = (places: readonly Place[], where: string) => places.find((place) => place.where === where)?.message
  return (
    <Panel title="逐处对照" note={`${named.length} 处，复查于 ${instant(latest.gradedAt)}`}>
      <div className="compared-places">
        <table>
          <thead>
            <tr>
              <th scope="col">位置</th>
              <th scope="col">检查时</th>
              <th scope="col">复查</th>
              <th scope="col">结果</th>
            </tr>
          </thead>
          <tbody>
            {named.slice(0, mostPlaces).map((place, index) => (
              <tr key={`${place.where} ${index}`}>
                <td>{place.where}</td>
                <td>{said(one.places, place.where) ?? '—'}</td>
                <td>{said(latest.findings, place.where) ?? '没有再发现'}</td>
                <td>
                  <StateTag of={grades} state={place.grade} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {named.length > mostPlaces && <p className="muted">另有 {named.length - mostPlaces} 处，见检查结果。</p>}
    </Panel>
  )
}
