/**
 * `npm start`: the main job on the simulated city, from an empty folder to the published bulletin; then it serves the
 * result. Every step looks at what is stored first, so a second start resumes where the first one ended.
 */
import { InvalidArgumentError, type Command as Program } from 'commander'
import { Listr } from 'listr2'
import { loadCampaignLife } from '../../bulletins/campaign-life.ts'
import { findCampaign } from '../../campaigns/store.ts'
import { writeInitialConfig } from '../../config.ts'
import { day, dayOfInstant } from '../../kernel/day.ts'
import { everything } from '../../registry/scope.ts'
import type { Tx } from '../../store/database.ts'
import { accountLines, demoAccounts } from '../demo/accounts.ts'
import { refuseRealRegister } from '../demo/demonstration.ts'
import { atHour, movableClock } from '../demo/movable-clock.ts'
import { demonstrated } from '../demo/quarter/steps.ts'
import { demoSteps } from '../demo/steps.ts'
import { plants, startSimulatedCity } from '../demo/simulated-city.ts'
import { lifeLines } from './campaign-life.ts'
import { run, untilStopped, type CommonOptions } from '../context.ts'
import { wholeNumber } from '../options.ts'
import { addresses, serveApp, takePart } from './serve.ts'

export function demoCommand(program: Program): void {
  program
    .command('demo')
    .description('主流程演示：用模拟城市从名录做到通报（npm start）')
    .option('--exit', '文件生成后退出，不提供网页')
    .option('--plant <faults>', `额外埋设问题，逗号分隔：${plants.join('、')}`, plantsOption)
    .option('--articles <n>', '每个模拟网站的文章数', wholeNumber(1, 10_000))
    .action(async (options: { exit?: boolean; plant?: string; articles?: number }) => {
      const stopped = untilStopped().then(() => 'stopped' as const)
      await run(program.opts<CommonOptions>(), async (command) => {
        const started = Date.now()
        // The city lives on loopback, which the address guard refuses unless the installation allows it. Its pages link to
        // real sites, which a demonstration must never visit. And the city is
        // ours, so no pause between requests is needed.
        await writeInitialConfig(command.home, {
          gather: {
            allowNetworks: ['127.0.0.0/8', '::1/128'],
            publicInternet: false,
            hostGapMs: 0,
            hostInFlight: 4,
            screenshotsPerSite: 0,
          },
          // Nobody in the city publishes after the quarter but those whom the script lets do so.
          warnings: { automatic: false },
          // its inspections read the feeds themselves, and afterwards there is no city to ask
          collection: { automatic: false },
        })
        // The quarter is played on a clock of its own: its deadlines come when it moves it.
        const clock = movableClock(atHour(day('2025-07-01'), '09:00'))
        const app = await command.open({ clock: clock.now })
        clock.moveTo(await playedTo(app.store.db))
        const by = () => ({ actor: command.by().actor, at: new Date(clock.now()).toISOString() })
        await refuseRealRegister(app.store.db, command.home)
        await using city = await startSimulatedCity(command.home, options)
        const files: string[] = []
        const steps = demoSteps({ app, city, clock, by, written: (file) => files.push(file) })
        const work = new Listr(steps, {
          renderer: command.json ? 'silent' : 'default',
          fallbackRenderer: 'simple',
          rendererOptions: { collapseSubtasks: false, showErrorMessage: false },
          // It would end the process at once, before the database and the city are stopped.
          registerSignalListeners: false,
        }).run()
        if ((await Promise.race([work, stopped])) === 'stopped') {
          command.note('已中断，再次运行 npm start 会接着做')
          return INTERRUPTED
        }
        const seconds = Math.round((Date.now() - started) / 100) / 10
        // Of today: `mingcha serve` knows no other time, and passwords grow old.
        const accounts = await demoAccounts(app, command.by())
        const life = await loadCampaignLife(
          app.store.db,
          await findCampaign(app.store.db, '2025Q3'),
          everything,
          dayOfInstant(clock.now()),
        )
        const words = [
          `用时 ${seconds} 秒。通报文件：`,
          ...files.map((file) => `  ${file}`),
          '整改全过程：',
          ...lifeLines(life).map((line) => `  ${line}`),
        ].join('\n')
        if (options.exit) {
          command.answer({ seconds, files, accounts, life }, words)
          return
        }
        // The city and its workers stay at the day on which the demonstration has ended.
        await city.setToday(dayOfInstant(clock.now()))
        const listening = await serveApp(app)
        command.answer(
          { seconds, files, url: listening.url, accounts, life },
          `${words}\n\n${addresses(listening.url)}\n模拟城市  ${city.url}\n\n${accountLines(accounts)}\n\n按 Ctrl-C 停止；再次运行 npm start 会接着使用已有数据。`,
        )
        await takePart(app, (words) => command.note(words))
        await stopped
        await listening.close()
      })
      // All is closed; what was under way when it was interrupted must not go on, nor say that it failed.
      if (process.exitCode === INTERRUPTED) process.exit()
    })
}

/** When the newest thing happened to a campaign of the demonstration: the clock goes on from there. */
async function playedTo(tx: Tx): Promise<number> {
  const last = await tx
    .selectFrom('auditEntry')
    .select((eb) => eb.fn.max('at').as('at'))
    .where('subject', 'in', [...demonstrated])
    .executeTakeFirst()
  return last?.at ? Date.parse(last.at) : 0
}

/** 128 + SIGINT, as shells say it. */
const INTERRUPTED = 130

function plantsOption(text: string): string {
  const words = text.split(',').filter((word) => word !== '')
  const unknown = words.find((word) => !plants.some((plant) => plant === word))
  if (unknown === undefined) return words.join(',')
  throw new InvalidArgumentError(`没有可埋设的问题“${unknown}”，可用：${plants.join('、')}`)
}
