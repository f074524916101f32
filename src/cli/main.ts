/** `mingcha`: everything the program does, from the command line. */
import { Command, CommanderError } from 'commander'
import { groupsFor } from './commands/groups.ts'
import { explain } from './context.ts'
import { chineseHelp } from './help.ts'
import { interruption } from './interruption.ts'
import { usageFailure } from './usage.ts'

const program = new Command('mingcha')
  .description('明察：政府网站与政务新媒体检查，从名录到通报')
  .option('--json', '以 json 输出结果，供程序读取')
  .option('--by <name>', '操作人（默认当前系统用户）')
  .version('0.1.0', '--version', '版本')
  .configureHelp(chineseHelp)
  .helpOption('--help', '帮助')
  .helpCommand(false)
  .addHelpText(
    'after',
    `
数据都在 MINGCHA_HOME 目录（默认 ./data）；设置 DATABASE_URL 可改用已有的 PostgreSQL。
退出码：0 成功，1 查到问题，2 输入有误，3 没有找到，4 状态不允许，5 服务不可用，70 程序错误，130 被中断。`,
  )
  // Before the commands are made: they inherit it. What was wrong is said once, below.
  .exitOverride()
  .configureOutput({ outputError: () => {} })

// Before all that a check needs is loaded: from here on it reports what it has, however early it is stopped.
if (process.argv.includes('check')) interruption()

for (const group of groupsFor(process.argv.slice(2))) (await group.load())(program)

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  const asked = ['commander.helpDisplayed', 'commander.version', 'commander.help'].includes(error.code)
  // Not from the parsed options: the error may stand before `--json`.
  process.exitCode = asked ? 0 : explain(usageFailure(error), process.argv.includes('--json'))
}
