/** `mingcha sample plan|draw|explain|replace|coverage` */
import { readFile } from 'node:fs/promises'
import type { Command as Program } from 'commander'
import { coverageOf, type Coverage } from '../../campaigns/coverage.ts'
import { drawRounds } from '../../campaigns/draw.ts'
import { cellWords, explainSample, type Explanation } from '../../campaigns/explain-sample.ts'
import { planSample, type PlannedSample } from '../../campaigns/plan-sample.ts'
import { replaceMember } from '../../campaigns/replace-member.ts'
import { defaultStrata, parseStrata, ruleNames } from '../../campaigns/stratum.ts'
import { dayOfInstant, parts } from '../../kernel/day.ts'
import { epochMs } from '../../kernel/instant.ts'
import { platforms } from '../../registry/platforms/index.ts'
import { transaction } from '../../store/database.ts'
import { run, type CommonOptions } from '../context.ts'
import { wholeNumber } from '../options.ts'

export function sampleCommands(program: Program): void {
  const sample = program.command('sample').description('抽样：试算、抽取、说明、候补替换、年度覆盖')

  sample
    .command('plan')
    .description('按现在的名录试算一个抽样方案，不写入')
    .option('--strata <file>', '抽样方案（json），默认普查加复查')
    .option('--seed <text>', '随机种子', '试算')
    .action((options: { strata?: string; seed: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const strata = options.strata ? parseStrata(await readFile(options.strata, 'utf8')) : defaultStrata
        const { db } = (await command.open()).store
        const planned = await planSample(db, strata, options.seed)
        command.answer(planned, planWords(planned))
      }),
    )

  sample
    .command('draw <campaign>')
    .description('对已冻结的轮次按方案和种子抽样，打印方法说明（同 campaign sample）')
    .action((id: string) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        const drawn = await transaction(db, (tx) => drawRounds(tx, id, command.by()))
        command.answer(
          { drawn },
          drawn.map((round) => `${round.round}：${round.inspections} 个。${round.statement}`).join('\n'),
        )
      }),
    )

  sample
    .command('explain <campaign> <account>')
    .description('一个账号为什么在样本里或不在，例如 sample explain 2025Q3 微信/gh_1a2b3c')
    .action((id: string, key: string) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        const explanation = await explainSample(db, id, key)
        command.answer(explanation, explanationWords(explanation))
      }),
    )

  sample
    .command('replace <campaign> <account>')
    .description('抽中的账号已消失：由同层下一个候补递补（只在开始检查之前）')
    .requiredOption('--reason <text>', '原因，写入方法说明')
    .action((id: string, key: string, { reason }: { reason: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        const replaced = await transaction(db, (tx) => replaceMember(tx, id, key, reason, command.by()))
        command.answer(replaced, `${replaced.out} 由候补 ${replaced.in} 递补`)
      }),
    )

  sample
    .command('coverage')
    .description('今年检查过和还没有检查过的账号')
    .option('--year <year>', '年份（默认今年）', wholeNumber(2000, 2100))
    .action((options: { year?: number }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        const [thisYear] = parts(dayOfInstant(epochMs(command.by().at)))
        const coverage = await coverageOf(db, options.year ?? thisYear)
        command.answer(coverage, coverageWords(coverage))
      }),
    )
}

function planWords({ statement, strata, notFound, seed }: PlannedSample): string {
  const lines = strata.flatMap(({ rule, label, population, members, parts: cells }) => [
    `  ${ruleNames[rule]} ${label}：${population} 个中取 ${members} 个`,
    ...cells
      .filter(({ cell }) => cell !== '')
      .map((one) => `    ${cellWords(one.cell)}：${one.population} 个中取 ${one.members} 个`),
  ])
  const missing = notFound.length > 0 ? [`指定名单中名录没有的账号：${notFound.join('、')}`] : []
  return [statement, ...lines, ...missing, `以上为种子“${seed}”的试算，没有写入`].join('\n')
}

function explanationWords({ account, name, sampled, strata, replacements }: Explanation): string {
  return [
    `${account} ${name}：${sampled ? '在样本中' : '不在样本中'}`,
    ...strata.map(({ because }) => `  ${because}`),
    ...replacements.map(({ reason, actor, at }) => `  替换：${reason}（${actor}，${at}）`),
  ].join('\n')
}

function coverageWords({ year, total, covered, parts: byPlatform, open }: Coverage): string {
  const shown = open.slice(0, 20).map(({ key, name, organiser }) => `  ${key} ${name}（${organiser}）`)
  return [
    `${year} 年：正常账号 ${total} 个，已检查 ${covered} 个，未检查 ${total - covered} 个`,
    ...byPlatform.map((part) => `  ${platforms[part.platform].label}：${part.covered} / ${part.total}`),
    ...(open.length > 0 ? ['还没有检查的：', ...shown] : []),
    ...(open.length > shown.length ? [`  …… 另有 ${open.length - shown.length} 个，见 --json`] : []),
  ].join('\n')
}
