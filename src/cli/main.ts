/** `mingcha`: everything the program does, from the command line. */
import { Command } from 'commander'

const program = new Command('mingcha')
  .description('明察：政府网站与政务新媒体检查，从名录到通报')
  .option('--json', '以 json 输出结果，供程序读取')
  .option('--by <name>', '操作人（默认当前系统用户）')
  .version('0.1.0', '--version', '版本')
  .helpOption('--help', '帮助')
  .helpCommand(false)
  .showHelpAfterError('（用 --help 查看用法）')
  .addHelpText(
    'after',
    `
数据都在 MINGCHA_HOME 目录（默认 ./data）；设置 DATABASE_URL 可改用已有的 PostgreSQL。
退出码：0 成功，1 查到问题，2 输入有误，3 没有找到，4 状态不允许，5 服务不可用，70 程序错误。`,
  )

// Reading saved pages is measured by the page: it does not wait for the rest of the program to load.
if (process.argv[2] !== 'extract') (await import('./commands/all.ts')).allCommands(program)
;(await import('./commands/extract.ts')).extractCommand(program)

program.exitOverride()
try {
  await program.parseAsync()
} catch (error) {
  // commander has said what was wrong with the words of the call: that is bad input
  const code = (error as { code?: string }).code ?? ''
  if (!code.startsWith('commander.')) throw error
  process.exitCode =
    code === 'commander.helpDisplayed' || code === 'commander.version' || code === 'commander.help' ? 0 : 2
}
