/** 历次版本: who has corrected which numbers of a rule set when, and by what source. */
import type { ClauseAnswer, CorrectionAnswer, WholeRuleSetAnswer } from '../../../../src/http/routes/rules.ts'
import { Panel } from '../../shell/page.tsx'
import { instant } from '../../zh.ts'

interface RuleVersionsProps {
  readonly versions: WholeRuleSetAnswer['versions']
  readonly clauses: readonly ClauseAnswer[]
}

export function RuleVersions({ versions, clauses }: RuleVersionsProps) {
  return (
    <Panel title="历次版本" note="进行中的检查用立项时的一版，已发布的不再改变">
      <ul className="decisions">
        {versions.toReversed().map(({ version, author, storedAt, corrections }) => (
          <li key={version}>
            第 {version} 版 · {author} · <span className="number">{instant(storedAt)}</span>
            {corrections === null ? (
              ' · 程序自带'
            ) : (
              <ul>
                {corrections.map((correction) => (
                  <li key={correction.clause}>
                    <span className="mono">{correction.clause}</span>{' '}
                    {wordsOf(
                      correction,
                      clauses.find(({ id }) => id === correction.clause),
                    ).join('；')}
                    <span className="muted">（出处：{correction.source}）</span>
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function wordsOf(correction: CorrectionAnswer, clause: ClauseAnswer | undefined): string[] {
  const { params = {}, maxPoints, verified, pointsVerified, shadow } = correction
  const marks = [
    verified === undefined ? null : `文字${verified ? '已' : '未'}核实`,
    pointsVerified === undefined ? null : `分值${pointsVerified ? '已' : '未'}核实`,
    shadow === undefined ? null : shadow ? '转为试运行' : '结束试运行',
  ]
  return [
    ...(clause === undefined ? [] : [clause.title]),
    ...Object.entries(params).map(([name, value]) => `${clause?.paramNames[name] ?? name}改为 ${value}`),
    ...(maxPoints === undefined ? [] : [`最多 ${maxPoints} 分`]),
    ...marks.filter((mark) => mark !== null),
  ]
}
