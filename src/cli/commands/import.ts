/** `mingcha import <kind> <file>` */
import { Argument, type Command as Program } from 'commander'
import { holidayCalendar } from '../../config.ts'
import { run, type CommonOptions } from '../context.ts'
import { importers, importFile, type ImportKind } from '../../http/import-file.ts'
import { importWords } from '../import-words.ts'
import { dayOption } from '../options.ts'

interface ImportOptions {
  readonly source?: string
  readonly knownThrough?: string
  readonly coveredFrom?: string
  readonly vantage?: string
  readonly campaign?: string
  readonly report?: boolean
  readonly preview?: boolean
  readonly apply?: string
}

export function importCommands(program: Program): void {
  const kinds = Object.keys(importers)
  program
    .command('import')
    .description('从 xlsx 或 csv 导入名录和记录（格式见 docs/import-formats.md）；有错则一行也不写入')
    .addArgument(new Argument('<kind>', '种类').choices(kinds))
    .argument('<file>', '文件')
    .option('--preview', '只看会有什么变化，不写入；给出预览编号')
    .option('--apply <id>', '只写入这个编号的预览所示的变化；文件或名录此后有改动则拒绝')
    .option('--source <text>', 'posts：来源和报送人')
    .option('--known-through <day>', 'posts：记录截止到哪一天')
    .option('--covered-from <day>', 'posts：记录从哪一天起完整，或 beginning（从账号开设起）')
    .option('--report', 'posts：单位自报的记录，可信度低于平台或数据商的导出')
    .option('--vantage <text>', 'probes：监测点')
    .option('--campaign <id>', 'security-scan：检查编号')
    .action((kind: ImportKind, file: string, options: ImportOptions) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const context = {
          ...options,
          knownThrough: options.knownThrough ? dayOption('--known-through', options.knownThrough) : undefined,
          coveredFrom: coveredFrom(options.coveredFrom),
        }
        const app = await command.open()
        const asked = { ...context, calendar: holidayCalendar(app.config) }
        const result = await importFile(app.store.db, kind, file, command.by(), asked)
        command.answer(result, importWords(importers[kind].noun, result, options.preview ?? false))
        return result.errorCount > 0 ? 2 : 0
      }),
    )
}

/** How far back a file of posts is complete: to be said, since what a file lacks would otherwise count against an account. */
function coveredFrom(text: string | undefined) {
  if (text === undefined) return undefined
  return text === 'beginning' ? null : dayOption('--covered-from', text)
}
