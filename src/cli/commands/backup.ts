/** `mingcha backup` and `mingcha restore` */
import type { Command as Program } from 'commander'
import { archiveFolder } from '../../app.ts'
import type { BackupManifest } from '../../store/backup-manifest.ts'
import { startBackup } from '../../store/backup-runs.ts'
import { restore } from '../../store/restore.ts'
import { run, type CommonOptions } from '../context.ts'

export function backupCommands(program: Program): void {
  program
    .command('backup <folder>')
    .description('备份数据库和网页存档到一个新目录')
    .action((folder: string) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const app = await command.open()
        const { db, url } = app.store
        const begun = await startBackup(db, { url, archives: archiveFolder(app.home), folder }, command.by())
        const manifest = await begun.ended
        command.answer(counts(manifest, folder), words('已备份', manifest, folder))
      }),
    )

  program
    .command('restore <folder>')
    .description('从备份目录恢复；先核对全部摘要，数据库不为空时须加 --force')
    .option('--force', '替换数据库中已有的内容，包括等待中的任务')
    .action((folder: string, options: { force?: boolean }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const app = await command.open()
        const force = options.force ?? false
        const manifest = await restore({ url: app.store.url, archives: archiveFolder(app.home), folder, force })
        command.answer(counts(manifest, folder), words('已恢复', manifest, folder))
      }),
    )
}

function counts({ tables, archives }: BackupManifest, folder: string) {
  return {
    folder,
    tables: tables.length,
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
    archives: archives.length,
  }
}

function words(verb: string, manifest: BackupManifest, folder: string): string {
  const { tables, rows, archives } = counts(manifest, folder)
  return `${verb}：${tables} 张表 ${rows} 行，网页存档 ${archives} 个（${folder}）`
}
