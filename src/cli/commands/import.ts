/** `mingcha import <kind> <file>` */
import { Argument, type Command as Program } from 'commander'
import type { ImportResult } from '../../registry/import.ts'
import { run, type CommonOptions } from '../context.ts'
import { importers, importFile, type ImportKind } from '../import-file.ts'
import { dayOption } from '../options.ts'

interface ImportOptions {
  readonly source?: string
  readonly knownThrough?: string
  readonly coveredFrom?: string
  readonly vantage?: string
  readonly campaign?: string
  readonly preview?: boolean
}

export function importCommands(program: Program): void {
  const kinds = Object.keys(importers)
  program
    .command('import')
    .description('从 xlsx 或 csv 导入名录和记录（格式见 docs/import-formats.md）；有错则一行也不写入')
    .addArgument(new Argument('<kind>', '种类').choices(kinds))
    .argument('<file>', '文件')
    .option('--preview', '只看会有什么变化，不写入')
    .option('--source <text>', 'posts：来源和报送人')
    .option('--known-through <day>', 'posts：记录截止到哪一天')
    .option('--covered-from <day>', 'posts：记录从哪一天起完整，或 beginning（从账号开设起）')
    .option('--vantage <text>', 'probes：监测点')
    .option('--campaign <id>', 'security-scan：检查编号')
    .action((kind: ImportKind, file: string, options: ImportOptions) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const context = {
          ...options,
          knownThrough: options.knownThrough ? dayOption('--known-through', options.knownThrough) : undefined,
          coveredFrom: coveredFrom(options.coveredFrom),
        }
        const { db } = (await command.open()).store
        const result = await importFile(db, kind, file, command.by(), context)
        command.answer(result, words(importers[kind].noun, result, options.preview ?? false))
      }),
    )
}

/** How far back a file of posts is complete: to be said, since what a file lacks would otherwise count against an account. */
function coveredFrom(text: string | undefined) {
  if (text === undefined) return undefined
  return text === 'beginning' ? null : dayOption('--covered-from', text)
}

function words(noun: string, { added, changed, unchanged, changes }: ImportResult, preview: boolean): string {
  const shown = changes
    .slice(0, 50)
    .map(({ key, field, before, after }) => `  ${key}「${field}」：${before} → ${after}`)
  const rest = changes.length > shown.length ? [`  …… 另有 ${changes.length - shown.length} 处变更，见 --json`] : []
  const head = `${noun}${preview ? '（预览，未写入）' : ''}：新增 ${added}，变更 ${changed}，未变 ${unchanged}`
  return [head, ...shown, ...rest].join('\n')
}
