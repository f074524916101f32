/** `mingcha account facts` (or `doubts`): what the register and the stored posts say that a person should look at. */
import { Option, type Command as Program } from 'commander'
import { dayOfInstant, type Day } from '../../kernel/day.ts'
import { epochMs } from '../../kernel/instant.ts'
import { accountDoubts, type AccountDoubts } from '../../registry/account-doubts.ts'
import { accountRules, usualFactOptions, type AccountRule } from '../../registry/account-facts.ts'
import { run, type CommonOptions } from '../context.ts'
import { dayOption, wholeNumber } from '../options.ts'
import { filtered, filterOf, type FilterOptions } from './account-filter.ts'

interface FactsOptions extends FilterOptions {
  readonly rule?: AccountRule[]
  readonly on?: string
  readonly dormantAfter: number
  readonly fewPosts: number
  readonly fewFollowers: number
}

export function factsCommand(account: Program, program: Program): void {
  filtered(account.command('facts').alias('doubts'))
    .description('需要核实的线索：重复开设、内设机构、名称、未备案、长期不更新、归并建议等')
    .addOption(new Option('--rule <id...>', '只看这些线索').choices(Object.keys(accountRules)))
    .option('--on <day>', '以哪一天为准（默认今天）')
    .option(
      '--dormant-after <days>',
      '超过多少天没有更新算长期不更新',
      wholeNumber(1),
      usualFactOptions.dormantAfterDays,
    )
    .option('--few-posts <n>', '一年少于多少条建议归并', wholeNumber(0), usualFactOptions.fewPosts)
    .option('--few-followers <n>', '且粉丝少于多少个', wholeNumber(0), usualFactOptions.fewFollowers)
    .action((options: FactsOptions) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        const today: Day = dayOfInstant(epochMs(command.by().at))
        const answer = await accountDoubts(db, filterOf(options), {
          on: options.on ? dayOption('--on', options.on) : today,
          dormantAfterDays: options.dormantAfter,
          fewPosts: options.fewPosts,
          fewFollowers: options.fewFollowers,
        })
        const facts = answer.facts.filter(({ rule }) => options.rule?.includes(rule) ?? true)
        command.answer({ ...answer, facts }, words({ ...answer, facts }))
      }),
    )
}

function words({ on, accounts, withoutSource, facts }: AccountDoubts): string {
  const byRule = Map.groupBy(facts, ({ rule }) => rule)
  const unknown = withoutSource > 0 ? `；${withoutSource} 个没有任何发布记录来源，更新情况未知` : ''
  const sections = [...byRule].flatMap(([rule, own]) => [
    `${accountRules[rule]}（${own.length}）：`,
    ...own.map(({ key, name, organiser, because }) => `  ${key} ${name}（${organiser}）：${because}`),
  ])
  return [`以 ${on} 为准，${accounts} 个账号，${facts.length} 条线索${unknown}`, ...sections].join('\n')
}
