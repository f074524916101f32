/** Pages of docs/indicators: the list of all clauses, and which page explains which. */
import { deciderWords } from '../src/indicators/clause-page.ts'
import { indicators } from '../src/indicators/index.ts'
import { national2019 } from '../src/regulations/national-2019.ts'
import type { Clause, RuleSet } from '../src/regulations/rule-set.ts'
import { supervision2019 } from '../src/regulations/supervision-2019.ts'

/** Every clause of the national tables. */
export const explainedClauses: readonly (readonly [id: string, clause: Clause])[] = [
  ...Object.entries<Clause>(national2019.clauses),
  ...Object.entries<Clause>(supervision2019.clauses),
]

/** `WEB-V4.1` → `web-v4.1.md` */
export function fileName(clauseId: string): string {
  return `${clauseId.toLowerCase()}.md`
}

/** The indicator that judges a clause of the national table. */
export function indicatorOf(clauseId: string) {
  return indicators.find(({ clause }) => clause === clauseId)
}

/** The list of all clauses with who decides each. */
export function clauseTable(): string {
  return [
    '# 指标条款',
    '',
    '本目录由 `npm run golden` 生成，每个条款一页。未核实的内容和分值没有与官方指标表核对过，据此得出的分数为暂定。',
    '',
    ...part(national2019, 'veto', '单项否决'),
    ...part(national2019, 'deduction', '扣分指标（政府门户网站，100分）'),
    ...part(national2019, 'bonus', '加分指标（政府门户网站扣分后高于80分的，30分）'),
    `# ${supervision2019.title}`,
    '',
    '考核的是监管单位，不向网站和账号提出。',
    '',
    ...part(supervision2019, 'veto', '单项否决'),
    ...part(supervision2019, 'deduction', '扣分指标（100分）'),
    ...part(supervision2019, 'bonus', '加分指标（20分）'),
  ].join('\n')
}

function part({ clauses }: RuleSet, effect: Clause['effect'], heading: string): string[] {
  const rows = Object.entries(clauses)
    .filter(([, clause]) => clause.effect === effect)
    .map(([id, clause]) => {
      const { group, title, maxPoints, pointsVerified, source, verified } = clause
      const points = maxPoints === undefined ? '' : `${maxPoints}${pointsVerified ? '' : '（未核实）'}`
      const origin = `${source}${verified ? '' : '（未核实）'}`
      return `| [${id}](${fileName(id)}) | ${group} | ${title} | ${points} | ${deciderWords(clause)} | ${origin} |`
    })
  return [
    `## ${heading}`,
    '',
    '| 条款 | 一级指标 | 内容 | 分值 | 由谁判定 | 来源 |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
  ]
}
