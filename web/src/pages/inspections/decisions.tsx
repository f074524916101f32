/** Points and decisions of an inspection. */
import type { InspectionAnswer } from '../../../../src/http/routes/inspections.ts'
import { Panel } from '../../shell/page.tsx'
import { instant } from '../../zh.ts'
import { decisionKinds, reviewRoles } from './words.ts'

export function Score({ score: { points, provisional } }: { readonly score: InspectionAnswer['score'] }) {
  if (points === null) return null
  return (
    <Panel
      title="得分"
      note={`扣分后 ${points.deductionPart} 分，加分 ${points.bonusPart ?? '未进入'}，合计 ${points.total} 分`}
      actions={provisional !== null && <strong className="unsure">暂定</strong>}
    >
      <table className="plain-table">
        <caption className="hidden">各一级指标的扣分</caption>
        <thead>
          <tr>
            <th scope="col">一级指标</th>
            <th scope="col" className="right">
              分值
            </th>
            <th scope="col" className="right">
              扣分
            </th>
          </tr>
        </thead>
        <tbody>
          {points.groups.map(({ group, max, lost }) => (
            <tr key={group}>
              <th scope="row">{group}</th>
              <td className="right number">{max}</td>
              <td className="right number">{lost}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {provisional !== null && (
        <p className="muted">
          暂定：{provisional.reasons.join('；')}。扣分后可能在 {points.range.lowest} 至 {points.range.highest} 分之间。
        </p>
      )}
    </Panel>
  )
}

interface Decision {
  readonly id: number
  readonly clauseId: string
  readonly kind: string
  readonly role: string
  readonly author: string
  readonly reason: string
  readonly note: string
  readonly decidedAt: string
}

export function Decisions({ decisions }: { readonly decisions: InspectionAnswer['decisions'] }) {
  const made = decisions as unknown as readonly Decision[]
  if (made.length === 0) return null
  return (
    <Panel title="人工检查与复核">
      <div className="scroll-x" tabIndex={0} role="region" aria-label="人工检查与复核">
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">条款</th>
              <th scope="col">结论</th>
              <th scope="col">角色</th>
              <th scope="col">经办人</th>
              <th scope="col">原因与说明</th>
              <th scope="col">时间</th>
            </tr>
          </thead>
          <tbody>
            {made.map((decision) => (
              <tr key={decision.id}>
                <td className="mono nowrap">{decision.clauseId}</td>
                <td className="nowrap">{decisionKinds[decision.kind] ?? decision.kind}</td>
                <td className="nowrap">{reviewRoles[decision.role] ?? decision.role}</td>
                <td className="nowrap">{decision.author}</td>
                <td>{[decision.reason, decision.note].filter(Boolean).join('；') || '—'}</td>
                <td className="number nowrap">{instant(decision.decidedAt)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}
