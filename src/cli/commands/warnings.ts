/** `mingcha warnings list|unknown|raise|send` */
import { writeFile } from 'node:fs/promises'
import { InvalidArgumentError, Option, type Command as Program } from 'commander'
import type { App } from '../../app.ts'
import { currentRules } from '../../campaigns/rule-set-version.ts'
import { holidayCalendar } from '../../config.ts'
import { dayOfInstant, type Day } from '../../kernel/day.ts'
import { epochMs } from '../../kernel/instant.ts'
import { judgeRegister, type PointAnswer } from '../../monitoring/judge-register.ts'
import { listUnknown, listWarnings, type ListedUnknown, type ListedWarning } from '../../monitoring/list-warnings.ts'
import { raiseWarnings } from '../../monitoring/raise-warnings.ts'
import { sendWarnings } from '../../monitoring/send-warnings.ts'
import { warningStates, type WarningLevel, type WarningState } from '../../monitoring/warning.ts'
import { findUnit } from '../../registry/find-unit.ts'
import { transaction } from '../../store/database.ts'
import { run, type Command, type CommonOptions } from '../context.ts'
import { dayOption, wholeNumber } from '../options.ts'
import { daysLeftWords, warningFormats } from '../warning-files.ts'

interface ListOptions {
  readonly unit?: string
  readonly at?: string
  readonly level?: WarningLevel[]
  readonly state?: WarningState[]
  readonly search?: string
  readonly ended?: boolean
  readonly file?: string
  readonly limit: number
  readonly offset: number
}

export function warningsCommands(program: Program): void {
  const warnings = program.command('warnings').description('更新预警：到期前7、3、1天，按“如果那一天检查会不会不合格”')
  const common = () => program.opts<CommonOptions>()

  warnings
    .command('list')
    .description('列出预警，最紧的在前；加 --at 则试判：如果在这一天检查，哪些账号不合格（不保存）')
    .option('--unit <code>', '只看这个单位及其下属')
    .option('--at <day>', '试判的监测时间点')
    .addOption(levelOption())
    .addOption(new Option('--state <state...>', '预警状态').choices(Object.keys(warningStates)))
    .option('--search <text>', '名称中含有')
    .option('--ended', '包括已更新和不再检查的')
    .option('--file <file>', '另存为 .xlsx 或 .html 清单', listFile)
    .option('--limit <n>', '最多列出多少条', wholeNumber(1, 1_000_000), 200)
    .option('--offset <n>', '跳过多少条', wholeNumber(0), 0)
    .action((options: ListOptions) =>
      run(common(), async (command) => {
        const app = await command.open()
        const today = todayOf(command)
        await knownUnit(app, options.unit)
        if (options.at !== undefined) return tryJudging(command, app, options, dayOption('--at', options.at), today)
        const { unit, level: levels, state: states, search, ended } = options
        const filter = { unit, levels, states, search, ended }
        const found = await listWarnings(app.store.db, filter, options, today)
        if (options.file !== undefined) await writeList(options.file, today, found.warnings)
        const unknown = await listUnknown(app.store.db, { unit, search }, { offset: 0, limit: 1 }, today)
        const answer = { today, ...found, unknown: unknown.total }
        command.answer(answer, listWords(answer))
      }),
    )

  warnings
    .command('unknown')
    .description('更新情况无法判断的对象：原因、最近所知的日期和距今天数')
    .option('--unit <code>', '只看这个单位及其下属')
    .option('--search <text>', '名称中含有')
    .option('--limit <n>', '最多列出多少条', wholeNumber(1, 1_000_000), 200)
    .option('--offset <n>', '跳过多少条', wholeNumber(0), 0)
    .action((options: ListOptions) =>
      run(common(), async (command) => {
        const app = await command.open()
        await knownUnit(app, options.unit)
        const { unit, search } = options
        const found = await listUnknown(app.store.db, { unit, search }, options, todayOf(command))
        command.answer(found, [`共 ${found.total} 条无法判断`, ...found.unknown.map(unknownWords)].join('\n'))
      }),
    )

  warnings
    .command('raise')
    .description('按已有的采集结果生成预警（值守程序每天早上 6:30 自动执行；同一天重复执行不会重复）')
    .option('--unit <code>', '只看这个单位及其下属')
    .option('--rule-set <id>', '检查口径（默认为配置中的 warnings.ruleSet）')
    .action(({ unit, ruleSet }: { unit?: string; ruleSet?: string }) =>
      run(common(), async (command) => {
        const app = await command.open()
        const { actor, at } = command.by()
        await knownUnit(app, unit)
        const { siteFreshWithinDays, ruleSet: usual } = app.config.warnings
        const calendar = holidayCalendar(app.config)
        const today = todayOf(command)
        const counts = await transaction(app.store.db, async (tx) => {
          const rules = await currentRules(tx, ruleSet ?? usual, { actor, at })
          return raiseWarnings(tx, { ruleSet: rules, today, at, calendar, siteFreshWithinDays, unit, actor })
        })
        command.answer(
          { today, ...counts },
          `${today}：查看 ${counts.targets} 个账号和网站；新预警 ${counts.raised}，临近升级 ${counts.escalated}，超期 ${counts.expired}，` +
            `已更新 ${counts.resolved}，不再检查 ${counts.withdrawn}；无法判断 ${counts.unknown}`,
        )
      }),
    )

  warnings
    .command('send')
    .description('取出今天应发送的预警并记为已发送；节假日不发，节前提前发')
    .option('--unit <code>', '只取这个单位及其下属的')
    .option('--file <file>', '另存为 .xlsx 或 .html 清单', listFile)
    .action(({ unit, file }: { unit?: string; file?: string }) =>
      run(common(), async (command) => {
        const app = await command.open()
        await knownUnit(app, unit)
        const [today, calendar] = [todayOf(command), holidayCalendar(app.config)]
        const sent = await transaction(app.store.db, async (tx) => {
          const due = await sendWarnings(tx, { ...command.by(), today, calendar, unit })
          // Before it is noted as sent: a list that cannot be written was not handed out.
          if (file !== undefined) await writeList(file, today, due)
          return due
        })
        command.answer(sent, [`${today} 发送 ${sent.length} 条预警`, ...sent.map(warningWords)].join('\n'))
      }),
    )
}

const todayOf = (command: Command): Day => dayOfInstant(epochMs(command.by().at))

async function knownUnit(app: App, code: string | undefined): Promise<void> {
  if (code !== undefined) await findUnit(app.store.db, code)
}

function levelOption(): Option {
  return new Option('--level <days>', '到期前几天，可重复：7、3、1，0 为已超期').argParser(
    (text: string, before: readonly number[] | undefined): readonly number[] => {
      if (!/^[0137]$/.test(text)) throw new InvalidArgumentError('应为 7、3、1 或 0')
      return [...(before ?? []), Number(text)]
    },
  )
}

function listFile(name: string): string {
  if (!/\.(xlsx|html)$/.test(name)) throw new InvalidArgumentError('文件名应以 .xlsx 或 .html 结尾')
  return name
}

async function writeList(file: string, today: Day, warnings: readonly ListedWarning[]): Promise<void> {
  const format = file.endsWith('.xlsx') ? 'xlsx' : 'html'
  await writeFile(file, await warningFormats[format]({ title: '更新预警清单', today, warnings }))
}

async function tryJudging(command: Command, app: App, options: ListOptions, monitorPoint: Day, today: Day) {
  const { actor, at } = command.by()
  const ruleSet = await currentRules(app.store.db, app.config.warnings.ruleSet, { actor, at })
  const { unit, limit } = options
  const answer = await judgeRegister(app.store.db, { ruleSet, monitorPoint, today, at, unit, limit })
  command.answer(answer, pointWords(answer))
}

function listWords(answer: {
  readonly today: Day
  readonly total: number
  readonly warnings: readonly ListedWarning[]
  readonly unknown: number
}): string {
  const { today, total, warnings, unknown } = answer
  const also = unknown > 0 ? `；另有 ${unknown} 条无法判断（warnings unknown）` : ''
  return [`${today}，共 ${total} 条预警${also}`, ...warnings.map(warningWords)].join('\n')
}

function warningWords(warning: ListedWarning): string {
  const { unit, name, targetKey, placeName, clause, because, unknownBecause, state } = warning
  const column = placeName === '' ? '' : ` 栏目“${placeName}”`
  const doubt = unknownBecause === null ? '' : `；目前无法判断：${unknownBecause}`
  return `  ${daysLeftWords(warning)}  ${unit.name}  ${name}（${targetKey}）${column}  ${clause}：${because}${doubt}  ${warningStates[state]}`
}

function unknownWords({ unit, name, targetKey, clause, because, ageDays }: ListedUnknown): string {
  const age = ageDays === null ? '从未读到' : `${ageDays} 天前的情况`
  return `  ${unit.name}  ${name}（${targetKey}）  ${clause}：${because}（${age}）`
}

function pointWords({ monitorPoint, accounts, counts, rows }: PointAnswer): string {
  const sums = Object.entries(counts).map(([clause, { passed = 0, failed = 0, cantTell = 0, inapplicable = 0 }]) => {
    return `  ${clause}：不合格 ${failed}，通过 ${passed}，无法判断 ${cantTell}，不适用 ${inapplicable}`
  })
  const words = { failed: '不合格', cantTell: '无法判断' }
  const list = rows.map(
    ({ key, name, clause, outcome, because }) => `  ${words[outcome]}  ${name}（${key}）  ${clause}：${because}`,
  )
  return [`如果在 ${monitorPoint} 检查：${accounts} 个账号`, ...sums, ...list].join('\n')
}
