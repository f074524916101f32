/** `mingcha messages list|assign|handler|hand-over|statistics` */
import { Option, type Command as Program } from 'commander'
import { holidayCalendar } from '../../config.ts'
import { formatRate } from '../../kernel/rate.ts'
import { clip, normaliseText } from '../../kernel/text.ts'
import { assignMessage, handOver, setHandler } from '../../messages/assign.ts'
import { listMessages, type ListedMessage } from '../../messages/list.ts'
import { messageCategories, standingNames, type MessageStanding, dayOf } from '../../messages/message.ts'
import { messageStatistics } from '../../messages/statistics.ts'
import { transaction } from '../../store/database.ts'
import { run, type Command, type CommonOptions } from '../context.ts'
import { dayOption, wholeNumber } from '../options.ts'

interface ListOptions {
  readonly unit?: string
  readonly handler?: string
  readonly unassigned?: boolean
  readonly standing?: MessageStanding
  readonly overMonth?: boolean
  readonly at?: string
  readonly limit: number
  readonly offset: number
}

export function messageCommands(program: Program): void {
  const messages = program.command('messages').description('找错留言：查看、分派、交接、统计（导入用 import messages）')
  const options = () => program.opts<CommonOptions>()

  messages
    .command('list')
    .description('列出留言，最急的在前')
    .option('--unit <code>', '办理单位的机构代码')
    .option('--handler <name>', '经办人')
    .option('--unassigned', '只列没有经办人的')
    .addOption(new Option('--standing <word>', `状态：${words(standingNames)}`).choices(Object.keys(standingNames)))
    .option('--over-month', '只列超过一个月的')
    .option('--at <day>', '按哪一天计算（默认今天）')
    .option('--limit <n>', '最多列出多少条', wholeNumber(1), 50)
    .option('--offset <n>', '从第几条之后列起', wholeNumber(0), 0)
    .action(({ at, limit, offset, ...filter }: ListOptions) =>
      run(options(), async (command) => {
        const app = await command.open()
        const [today, calendar] = [dayAsked(command, at), holidayCalendar(app.config)]
        const page = await listMessages(app.store.db, filter, { today, calendar, limit, offset })
        command.answer({ today, ...page }, [`共 ${page.total} 条`, ...page.messages.map(line)].join('\n'))
      }),
    )

  messages
    .command('assign <number>')
    .description('把一条留言转给另一个单位或经办人')
    .option('--unit <code>', '办理单位的机构代码')
    .option('--handler <name>', '经办人（不写则为该单位的经办人）')
    .option('--reason <text>', '原因')
    .action((number: string, { unit, handler, reason }: { unit?: string; handler?: string; reason?: string }) =>
      run(options(), async (command) => {
        const { db } = (await command.open()).store
        await transaction(db, (tx) =>
          assignMessage(tx, number, { unitCode: unit, handler }, { ...command.by(), reason }),
        )
        command.answer({ number, unit, handler }, `留言 ${number} 已转办`)
      }),
    )

  messages
    .command('handler <unit> <name>')
    .description('指定一个单位的经办人；该单位没有经办人的留言归其办理')
    .action((unit: string, name: string) =>
      run(options(), async (command) => {
        const { db } = (await command.open()).store
        const assigned = await transaction(db, (tx) => setHandler(tx, unit, name, command.by()))
        command.answer({ unit, handler: name, assigned }, `${unit} 的经办人是 ${name}，接手 ${assigned} 条留言`)
      }),
    )

  messages
    .command('hand-over <from> <to>')
    .description('人员变动：把一个人办理的留言和负责的单位全部交给另一个人')
    .option('--reason <text>', '原因')
    .action((from: string, to: string, { reason }: { reason?: string }) =>
      run(options(), async (command) => {
        const { db } = (await command.open()).store
        const done = await transaction(db, (tx) => handOver(tx, from, to, { ...command.by(), reason }))
        command.answer(done, `${from} 的 ${done.messages} 条留言、${done.units} 个单位已交给 ${to}`)
      }),
    )

  messages
    .command('statistics')
    .description('一段时间内收到的留言：办结率、按期办结率、逾期、超过一个月的')
    .requiredOption('--from <day>', '从哪一天起')
    .requiredOption('--to <day>', '到哪一天止')
    .option('--unit <code>', '办理单位的机构代码')
    .option('--at <day>', '按哪一天的办理情况（默认今天）')
    .action((asked: { from: string; to: string; unit?: string; at?: string }) =>
      run(options(), async (command) => {
        const { db } = (await command.open()).store
        const period = { from: dayOption('--from', asked.from), to: dayOption('--to', asked.to) }
        const counts = await messageStatistics(db, period, dayAsked(command, asked.at), asked.unit)
        const percent = { decimals: 1, rounding: 'halfUp' } as const
        command.answer(
          counts,
          [
            `收到 ${counts.received} 条，涉及网站 ${counts.sites} 家；有效 ${counts.valid} 条，无效 ${counts.invalid} 条`,
            `办结 ${counts.answered} 条（办结率 ${formatRate(counts.closedRate, percent)}），其中超期办结 ${counts.answeredLate} 条；按期办结率 ${formatRate(counts.inTimeRate, percent)}`,
            `办理中 ${counts.open} 条，已逾期 ${counts.overdue} 条，没有经办人 ${counts.unassigned} 条`,
            `超过一个月：办结 ${counts.answeredAfterMonth} 条，未办结 ${counts.openOverMonth} 条`,
          ].join('\n'),
        )
      }),
    )
}

const words = (names: Readonly<Record<string, string>>) =>
  Object.entries(names)
    .map(([word, name]) => `${word}（${name}）`)
    .join('、')

function dayAsked(command: Command, at: string | undefined) {
  return at === undefined ? dayOf(command.by().at) : dayOption('--at', at)
}

function line({
  number,
  siteName,
  unit,
  handler,
  category,
  content,
  standing,
  daysLeft,
  dueOn,
}: ListedMessage): string {
  const left = daysLeft === null ? '' : daysLeft >= 0 ? `剩 ${daysLeft} 个工作日` : `逾期 ${-daysLeft} 个工作日`
  const text = clip(normaliseText(content), 40)
  return `${number}  ${standingNames[standing]}  ${left}（${dueOn}）  ${siteName}  ${unit} ${handler ?? '（没有经办人）'}  ${messageCategories[category]}：${text}`
}
