/** Pages of docs/indicators: what a clause asks, how it is judged, and its conformance cases. */
import type { AnyIndicator } from '../src/indicators/define.ts'
import { ruleSets } from '../src/regulations/index.ts'
import type { Clause } from '../src/regulations/rule-set.ts'

const outcomes = { passed: '通过', failed: '未通过', inapplicable: '不适用', cantTell: '无法判断' } as const
const clauses: Readonly<Record<string, Clause>> = ruleSets['national-2019'].clauses

/** The page of one indicator, in Chinese, as Markdown. */
export function indicatorPage(indicator: AnyIndicator): string {
  const clause = clauses[indicator.clause]!
  const params = Object.entries(clause.params).map(([name, value]) => `| \`${name}\` | ${value} |`)
  const cases = indicator.cases.map(
    (example) => `| ${example.name} | ${example.monitorPoint} | ${outcomes[example.outcome]} |`,
  )
  return [
    `# ${clause.title}`,
    '',
    `条款 ${indicator.clause}（${clause.group}，单项否决）· 指标 \`${indicator.id}\` · 来源 ${clause.source}${verified(clause)}`,
    '',
    `**怎样判定。** ${indicator.method}`,
    '',
    `所需证据：${indicator.needs.map((kind: string) => `\`${kind}\``).join('、')}。机器判为未通过的，须经两人确认（其中一人为市级主管）才成立。`,
    '',
    '| 参数 | 值 |',
    '|---|---|',
    ...params,
    '',
    '| 例子 | 监测时间点 | 结果 |',
    '|---|---|---|',
    ...cases,
    '',
  ].join('\n')
}

/** The list of all clauses with who decides each. */
export function clauseTable(indicators: readonly AnyIndicator[]): string {
  const rows = Object.entries(clauses).map(([id, clause]) => {
    const indicator = indicators.find((entry) => entry.clause === id)
    const how = indicator ? `[机器判定](${fileName(indicator)})` : '人工检查'
    return `| ${id} | ${clause.group} | ${clause.title} | ${how} | ${clause.source}${verified(clause)} |`
  })
  return [
    '# 指标条款',
    '',
    `${ruleSets['national-2019'].title}第一部分：单项否决。本页由 \`npm run golden\` 生成。`,
    '',
    '| 条款 | 一级指标 | 内容 | 由谁判定 | 来源 |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}

/** `site/home-stale` → `site-home-stale.md` */
export function fileName(indicator: AnyIndicator): string {
  return `${indicator.id.replace('/', '-')}.md`
}

function verified(clause: Clause): string {
  return clause.verified ? '' : '（未核实）'
}
