/** `mingcha links`: links of a site that failed, and a reviewer's word that one of them does not open. */
import type { Command as Program } from 'commander'
import { confirmFailure, listFailures } from '../../judging/link-failures.ts'
import { refreshLinkEvidence } from '../../judging/recheck.ts'
import { Failure } from '../../kernel/failure.ts'
import { findSite } from '../../registry/find-site.ts'
import { record } from '../../store/audit.ts'
import { transaction } from '../../store/database.ts'
import { run, type CommonOptions } from '../context.ts'

export function linksCommands(program: Program): void {
  const links = program.command('links').description('打不开的链接：失败了几次、从何时起；复核确认')

  links
    .command('list <site-code>')
    .description('一个网站失败后没有再打开过的链接')
    .action((siteCode: string) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const app = await command.open()
        const site = await findSite(app.store.db, siteCode)
        const failures = await listFailures(app.store.db, site.id, app.config.linkRecheck.hoursApart)
        const lines = failures.map(({ url, failures: times, firstFailedAt, confirmed }) => {
          const state = confirmed ? `${confirmed.by} 已确认` : `失败 ${times} 次`
          return `  ${state}  自 ${firstFailedAt}  ${url}`
        })
        command.answer(
          { site: site.siteCode, links: failures },
          [`${site.name}：${lines.length} 个链接`, ...lines].join('\n'),
        )
      }),
    )

  links
    .command('confirm <site-code> <url>')
    .description('复核人员用浏览器打开过，确认打不开：不再等待再次检查，计入判定')
    .requiredOption('--reason <text>', '怎样确认的')
    .action((siteCode: string, url: string, { reason }: { reason: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { store } = await command.open()
        const by = command.by()
        const judgedAgain = await transaction(store.db, async (tx) => {
          const site = await findSite(tx, siteCode)
          if (!(await confirmFailure(tx, site.id, url, { ...by, reason }))) {
            throw new Failure(
              'notFound.link',
              `${site.name} 没有失败过的链接 ${url}`,
              '请用 links list 查看失败过的链接',
            )
          }
          await record(tx, { ...by, action: 'link.confirmed', subject: siteCode, detail: { url, reason } })
          return refreshLinkEvidence(tx, site.id, by.at)
        })
        command.answer({ confirmed: url, judgedAgain }, `已确认打不开：${url}（重新判定 ${judgedAgain} 项检查）`)
      }),
    )
}
