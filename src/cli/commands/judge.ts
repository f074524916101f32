/** `mingcha judge` and `mingcha explain`: rules and judging without a database or a network. */
import type { Command as Program } from 'commander'
import { readEvidenceFile, type EvidenceFile } from '../../evidence/evidence-file.ts'
import { clausePage } from '../../indicators/clause-page.ts'
import { indicators } from '../../indicators/index.ts'
import { chosenRules, withCorrections } from '../../campaigns/chosen-rules.ts'
import { judge, type Judgement, type Outcome } from '../../judging/judge.ts'
import { scoreTarget, type Score } from '../../judging/score.ts'
import { Failure } from '../../kernel/failure.ts'
import { formatPoints } from '../../kernel/points.ts'
import { clip, normaliseText } from '../../kernel/text.ts'
import { national2019 } from '../../regulations/national-2019.ts'
import type { Clause, RuleSet } from '../../regulations/rule-set.ts'
import { supervision2019 } from '../../regulations/supervision-2019.ts'
import { measuredPrecision, type Precision } from '../../review/precision.ts'
import { run, type Command, type CommonOptions } from '../context.ts'
import { dayOption } from '../options.ts'
import { readText } from '../read-text.ts'
import { precisionWords } from './review-work.ts'

interface RuleOptions {
  readonly rules: string
  readonly corrections?: string
}

const outcomeMarks: Readonly<Record<Outcome, string>> = {
  passed: '✓ 通过',
  failed: '✗ 未通过',
  inapplicable: '– 不适用',
  cantTell: '? 无法判断',
  untested: '· 待人工',
}
const verdictWords = { qualified: '合格', unqualified: '不合格', undecided: '未定' } as const

export function judgeCommands(program: Program): void {
  program
    .command('judge')
    .description('用导出的证据文件判定一个对象，不需要数据库和网络（有未通过的条款时退出码为 1）')
    .requiredOption('--evidence <file>', '证据文件（campaign evidence 导出）')
    .option('--rules <id>', '检查口径', 'national-2019')
    .option('--corrections <file>', '口径的更正（json）')
    .option('--at <day>', '监测时间点（默认证据文件中的）')
    .action((options: RuleOptions & { evidence: string; at?: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const ruleSet = await rulesOf(options)
        const file = readEvidenceFile(await readText(options.evidence))
        const monitorPoint = options.at === undefined ? file.monitorPoint : dayOption('--at', options.at)
        const judgements = judge(ruleSet, file.target, file.evidence, monitorPoint)
        const score = scoreTarget(ruleSet, file.target, judgements, [])
        const { id: rules, version } = ruleSet
        command.answer(
          { rules, version, monitorPoint, target: file.target, judgements, score },
          [...judgementWords(ruleSet, file, judgements), '', ...scoreWords(score)].join('\n'),
        )
        return judgements.some(({ outcome }) => outcome === 'failed') ? 1 : 0
      }),
    )

  program
    .command('explain <clause>')
    .description('解释一个条款：内容、参数、来源、怎样判定、例子')
    .option('--rules <id>', '检查口径', 'national-2019')
    .option('--corrections <file>', '口径的更正（json）')
    .option('--measured', '加上本安装中复核得出的准确率（需要数据库）')
    .action((id: string, options: RuleOptions & { measured?: boolean }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const ruleSet = await rulesOf(options)
        const clause = findClause(id, ruleSet)
        const indicator = indicators.find((entry) => entry.clause === (clause.judgedLike ?? id))
        const { method = null, needs = [], cases = [] } = indicator ?? {}
        const measured = options.measured ? await measuredOf(command, id) : undefined
        command.answer(
          {
            id,
            rules: ruleSet.id,
            version: ruleSet.version,
            clause,
            method,
            needs,
            cases,
            ...(measured === undefined ? {} : { measured }),
          },
          [
            clausePage(id, clause, indicator),
            ...(measured === undefined
              ? []
              : [measured === null ? '还没有复核过的判定' : `实测：${precisionWords(measured)}`]),
            // The cases hold for the national numbers; a region or a correction may have others.
            ...(indicator && ruleSet !== national2019 ? ['例子按 national-2019 的参数判定。'] : []),
          ].join('\n'),
        )
      }),
    )
}

async function measuredOf(command: Command, clause: string): Promise<Precision | null> {
  const [measured = null] = await measuredPrecision((await command.open()).store.db, { clause })
  return measured
}

async function rulesOf({ rules, corrections }: RuleOptions): Promise<RuleSet> {
  const ruleSet = chosenRules(rules)
  return corrections === undefined ? ruleSet : withCorrections(ruleSet, await readText(corrections))
}

function findClause(id: string, ruleSet: RuleSet): Clause {
  const clauses: Readonly<Record<string, Clause>> = { ...supervision2019.clauses, ...ruleSet.clauses }
  const clause = Object.hasOwn(clauses, id) ? clauses[id] : undefined
  if (clause) return clause
  const start = id.split(/[.\d]/)[0] ?? ''
  const near = Object.keys(clauses).filter((known) => start !== '' && known.startsWith(start))
  const known = (near.length > 0 ? near : Object.keys(clauses)).join('、')
  throw new Failure('notFound.clause', `检查口径 ${ruleSet.id} 没有条款“${id}”`, `可用的条款：${known}`)
}

function judgementWords({ title, version, clauses }: RuleSet, file: EvidenceFile, judgements: readonly Judgement[]) {
  return [
    `${shown(file.target.name)}，${title}（第 ${version} 版）`,
    ...judgements.flatMap(({ clause, outcome, because, findings }) => [
      `${outcomeMarks[outcome]}  ${clause} ${clauses[clause]?.title ?? ''}：${shown(because)}`,
      ...findings
        .slice(0, 10)
        .map(
          ({ where, message, points }) =>
            `    ${shown(where)}：${shown(message)}${points === undefined ? '' : `（扣 ${points} 分）`}`,
        ),
      ...(findings.length > 10 ? [`    …… 另有 ${findings.length - 10} 处，见 --json`] : []),
    ]),
  ]
}

function scoreWords({ verdict, points, provisional }: Score): string[] {
  if (points === null) return [`结论：${verdictWords[verdict]}（不计分）`]
  const { deductionPart, bonusPart, total, groups, range } = points
  return [
    `结论：${verdictWords[verdict]}${provisional ? '（暂定）' : ''}`,
    `扣分后 ${formatPoints(deductionPart)} 分，加分 ${bonusPart === null ? '未进入' : formatPoints(bonusPart)}，合计 ${formatPoints(total)} 分`,
    ...groups.map(({ group, max, lost }) => `  ${group} ${formatPoints(max)} 分，扣 ${formatPoints(lost)} 分`),
    ...(provisional
      ? [
          `暂定：${provisional.reasons.join('；')}。扣分后可能在 ${formatPoints(range.lowest)} 至 ${formatPoints(range.highest)} 分之间`,
          ...provisional.unverified.map(
            ({ clause, title, maxPoints, source }) => `  ${clause} ${title} ${maxPoints} 分，来源 ${source}`,
          ),
        ]
      : []),
  ]
}

/** Words of strangers on a terminal: one line, no control characters. */
function shown(text: string): string {
  return clip(normaliseText(text), 200)
}
