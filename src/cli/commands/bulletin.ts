/** `mingcha bulletin draft|render` */
import type { Command as Program } from 'commander'
import { bulletinFolder } from '../../app.ts'
import type { BulletinCheck } from '../../bulletins/bulletin.ts'
import { refusal } from '../../bulletins/publication.ts'
import { run, type CommonOptions } from '../context.ts'
import { renderBulletin } from '../bulletin-documents.ts'
import { currentBulletin, draftCampaignBulletin } from '../../bulletins/draft-campaign.ts'
import { transaction } from '../../store/database.ts'
import { latestBulletin } from '../../bulletins/store.ts'
import { dayOption } from '../options.ts'

export function bulletinCommands(program: Program): void {
  const bulletin = program.command('bulletin').description('通报：起草、生成文件')

  bulletin
    .command('draft <campaign>')
    .description('从冻结的数据起草通报，并核对各项数字')
    .option('--date <day>', '成文日期（默认今天）')
    .action((id: string, options: { date?: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const date = options.date === undefined ? undefined : dayOption('--date', options.date)
        const app = await command.open()
        const stored = await transaction(app.store.db, (tx) => draftCampaignBulletin(tx, id, date, command.by()))
        const failedChecks = stored.bulletin.checks.filter((check) => !check.ok)
        command.answer(
          {
            campaign: id,
            version: stored.version,
            sha256: stored.sha256,
            figures: stored.bulletin.figures.length,
            failedChecks,
          },
          [`已起草 ${stored.bulletin.title}（第 ${stored.version} 稿）`, ...failedChecks.map(checkWords)].join('\n'),
        )
      }),
    )

  bulletin
    .command('render <campaign>')
    .description('把最新一稿生成 docx、xlsx、html、json 文件')
    .option('--out <folder>', '输出目录（默认 $MINGCHA_HOME/bulletins/编号）')
    .option('--allow-errors', '核对不通过也生成，仅供内部讨论')
    .action((id: string, options: { out?: string; allowErrors?: boolean }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const app = await command.open()
        const { bulletin: value } = options.allowErrors
          ? await latestBulletin(app.store.db, id)
          : await transaction(app.store.db, (tx) => currentBulletin(tx, id))
        const refused = refusal(value)
        if (refused !== null && !options.allowErrors) throw refused
        const files = await renderBulletin(value, options.out ?? bulletinFolder(app.home, id))
        command.answer({ campaign: id, files }, files.join('\n'))
      }),
    )
}

function checkWords(check: BulletinCheck): string {
  return `${check.severity === 'error' ? '✗' : '!'} ${check.message}`
}
