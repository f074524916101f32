/**
 * `npm start`: the main job on the simulated city, from an empty folder to the published bulletin; then it serves the
 * result. Every step looks at what is stored first, so a second start resumes where the first one ended.
 */
import { InvalidArgumentError, type Command as Program } from 'commander'
import { Listr } from 'listr2'
import { writeInitialConfig } from '../../config.ts'
import { accountLines, demoAccounts } from '../demo/accounts.ts'
import { refuseRealRegister } from '../demo/demonstration.ts'
import { demoSteps } from '../demo/steps.ts'
import { plants, startSimulatedCity } from '../demo/simulated-city.ts'
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
          // its inspections read the feeds themselves, and afterwards there is no city to ask
          collection: { automatic: false },
        })
        const app = await command.open()
        await refuseRealRegister(app.store.db, command.home)
        await using city = await startSimulatedCity(command.home, options)
        const files: string[] = []
        const steps = demoSteps({ app, city, by: command.by, written: (file) => files.push(file) })
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
        const accounts = await demoAccounts(app, command.by())
        const words = [`用时 ${seconds} 秒。通报文件：`, ...files.map((file) => `  ${file}`)].join('\n')
        if (options.exit) {
          command.answer({ seconds, files, accounts }, words)
          return
        }
        const listening = await serveApp(app)
        command.answer(
          { seconds, files, url: listening.url, accounts },
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

/** 128 + SIGINT, as shells say it. */
const INTERRUPTED = 130

function plantsOption(text: string): string {
  const words = text.split(',').filter((word) => word !== '')
  const unknown = words.find((word) => !plants.some((plant) => plant === word))
  if (unknown === undefined) return words.join(',')
  throw new InvalidArgumentError(`没有可埋设的问题“${unknown}”，可用：${plants.join('、')}`)
}
