/** `mingcha campaign pause|resume|cancel` */
import type { Command as Program } from 'commander'
import { pauseInspections, resumeInspections, type HoldScope } from '../../campaigns/hold.ts'
import { finishCollecting } from '../../campaigns/run.ts'
import { archiveFolder } from '../../app.ts'
import { cancelInspections } from '../../judging/cancel.ts'
import { removeUnfinished } from '../../judging/inspect.ts'
import { transaction } from '../../store/database.ts'
import { run, type CommonOptions } from '../context.ts'
import { wholeNumber } from '../options.ts'

interface HoldOptions {
  readonly round?: string
  readonly inspection?: number
}

/** Adds the commands to `campaign`; `program` has the options of every command. */
export function holdCommands(campaign: Program, program: Program): void {
  const subcommand = (name: string, description: string) =>
    campaign
      .command(`${name} <id>`)
      .description(description)
      .option('--round <key>', '只限一轮，例如 site-1')
      .option('--inspection <n>', '只限一个检查对象，编号见 campaign status', wholeNumber(1))

  subcommand('pause', '暂停检查：两秒内停下，已查到的保留，继续时接着查').action((id: string, options: HoldOptions) =>
    run(program.opts<CommonOptions>(), async (command) => {
      const { store } = await command.open()
      const paused = await transaction(store.db, (tx) => pauseInspections(tx, scopeOf(id, options), command.by()))
      command.answer({ paused }, paused.length > 0 ? `已暂停 ${paused.length} 次检查` : '没有等待或正在进行的检查')
    }),
  )

  subcommand('resume', '继续已暂停的检查').action((id: string, options: HoldOptions) =>
    run(program.opts<CommonOptions>(), async (command) => {
      const app = await command.open()
      const jobs = await app.jobs()
      const resumed = await transaction(app.store.db, (tx) =>
        resumeInspections(tx, jobs, scopeOf(id, options), command.by()),
      )
      const words = `已放回队列 ${resumed.length} 次检查，由 mingcha worker 或 campaign run 接着做`
      command.answer({ resumed }, resumed.length > 0 ? words : '没有已暂停的检查')
    }),
  )

  subcommand('cancel', '取消检查：不再继续，证据记为“检查已取消”，不能恢复').action(
    (id: string, options: HoldOptions) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { store, home } = await command.open()
        const cancelled = await transaction(store.db, async (tx) => {
          const ids = await cancelInspections(tx, scopeOf(id, options), command.by())
          await finishCollecting(tx, id, command.by())
          return ids
        })
        await removeUnfinished(store.db, cancelled, archiveFolder(home))
        command.answer({ cancelled }, cancelled.length > 0 ? `已取消 ${cancelled.length} 次检查` : '没有可以取消的检查')
      }),
  )
}

function scopeOf(campaignId: string, { round, inspection }: HoldOptions): HoldScope {
  return { campaignId, round, inspectionId: inspection }
}
