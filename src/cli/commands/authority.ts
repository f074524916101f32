/** `mingcha authority`: written authorities to visit what a site's robots.txt forbids. */
import type { Command as Program } from 'commander'
import { endAuthority, listAuthorities, recordAuthority } from '../../registry/robots-authority.ts'
import { transaction } from '../../store/database.ts'
import { run, type CommonOptions } from '../context.ts'
import { dayOption, wholeNumber } from '../options.ts'

interface RecordOptions {
  readonly document: string
  readonly authority: string
  readonly from: string
  readonly to: string
  readonly scan?: string
}

export function authorityCommands(program: Program): void {
  const authority = program
    .command('authority')
    .description('访问 robots.txt 不允许的地址的书面授权；没有当日有效的授权就遵守 robots.txt')

  authority
    .command('record <site-code>')
    .description('登记一个网站的书面授权')
    .requiredOption('--document <number>', '文号')
    .requiredOption('--authority <name>', '授权机关')
    .requiredOption('--from <day>', '首日')
    .requiredOption('--to <day>', '末日（含）')
    .option('--scan <file-name>', '扫描件的文件名')
    .action((siteCode: string, options: RecordOptions) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const given = {
          documentNumber: options.document,
          authority: options.authority,
          from: dayOption('--from', options.from),
          to: dayOption('--to', options.to),
          scanFile: options.scan,
        }
        const { store } = await command.open()
        const id = await transaction(store.db, (tx) => recordAuthority(tx, siteCode, given, command.by()))
        command.answer(
          { id, siteCode, ...given },
          `已登记授权 ${id}：${siteCode} ${given.documentNumber}，${given.from} 至 ${given.to}`,
        )
      }),
    )

  authority
    .command('list [site-code]')
    .description('列出书面授权')
    .action((siteCode: string | undefined) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const authorities = await listAuthorities((await command.open()).store.db, siteCode)
        const lines = authorities.map((entry) => {
          const ended = entry.endedAt === null ? '' : `，${entry.endedBy} 于 ${entry.endedAt} 终止`
          return `  ${entry.id}  ${entry.siteCode} ${entry.name}  ${entry.documentNumber}（${entry.authority}）${entry.validFrom} 至 ${entry.validTo}${ended}`
        })
        command.answer({ authorities }, [`书面授权 ${lines.length} 件`, ...lines].join('\n'))
      }),
    )

  authority
    .command('end')
    .argument('<id>', '授权的编号', wholeNumber(1, 2_147_483_647))
    .description('提前终止一件授权')
    .action((id: number) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { store } = await command.open()
        await transaction(store.db, (tx) => endAuthority(tx, id, command.by()))
        command.answer({ ended: id }, `授权 ${id} 已终止，此后遵守 robots.txt`)
      }),
    )
}
