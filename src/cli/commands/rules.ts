/** `mingcha rules list|correct|history` */
import type { Command as Program } from 'commander'
import { correctRules, storedVersions, type StoredVersion } from '../../campaigns/rule-set-version.ts'
import { ruleSets } from '../../regulations/index.ts'
import type { RuleSet } from '../../regulations/rule-set.ts'
import { transaction } from '../../store/database.ts'
import { run, type CommonOptions } from '../context.ts'
import { readText } from '../read-text.ts'

export function rulesCommands(program: Program): void {
  const rules = program.command('rules').description('检查口径：列出、更正、查看更正的历史')

  rules
    .command('list')
    .description('列出程序自带的检查口径')
    .action(() =>
      run(program.opts<CommonOptions>(), async (command) => {
        const all = Object.values(ruleSets).map(summary)
        command.answer(
          all,
          all
            .map(
              ({ id, version, title, clauses, unverified }) =>
                `${id}  第 ${version} 版  ${title}：${clauses} 条，其中 ${unverified} 条未核实`,
            )
            .join('\n'),
        )
      }),
    )

  rules
    .command('correct <id>')
    .description('按更正文件存为新的一版（全部采用或一条也不采用）；进行中的检查用 campaign judge --adopt 改用新版')
    .requiredOption('--file <file>', '更正文件（json，格式见 docs/how-to/correct-a-rule.md）')
    .action((id: string, options: { file: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const text = await readText(options.file)
        const { db } = (await command.open()).store
        const { version } = await transaction(db, (tx) => correctRules(tx, id, text, command.by()))
        command.answer({ id, version }, `检查口径 ${id} 现在是第 ${version} 版`)
      }),
    )

  rules
    .command('history <id>')
    .description('检查口径各版：谁在何时更正了什么')
    .action((id: string) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const versions = await storedVersions((await command.open()).store.db, id)
        command.answer(versions, versions.map(words).join('\n') || '还没有检查用过这套口径，也没有更正')
      }),
    )
}

function summary({ id, version, title, clauses }: RuleSet) {
  const all = Object.values(clauses)
  const unverified = all.filter((clause) => !clause.verified).length
  return { id, version, title, clauses: all.length, unverified }
}

function words({ version, author, storedAt, corrections }: StoredVersion): string {
  const what = corrections === null ? '程序自带' : `更正 ${corrections.length} 条`
  return `第 ${version} 版  ${storedAt}  ${author}  ${what}`
}
