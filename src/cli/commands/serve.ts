/** `mingcha serve` and `mingcha worker` */
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import type { Command as Program } from 'commander'
import { archiveFolder, attachmentFolder, backupFolder, type App } from '../../app.ts'
import { config, holidayCalendar, rectificationTerms } from '../../config.ts'
import { createHttpApp } from '../../http/app.ts'
import { listen } from '../../http/listen.ts'
import { Failure } from '../../kernel/failure.ts'
import { createReplayApp } from '../../http/replay/replay-app.ts'
import { replayTokens } from '../../http/replay/replay-token.ts'
import { needsSetUp, newSetUpCode, type SetUpCode } from '../../identity/set-up.ts'
import { isDemonstration } from '../demo/demonstration.ts'
import { openSafe } from '../../store/credentials.ts'
import { run, untilStopped, type CommonOptions } from '../context.ts'
import { wholeNumber } from '../options.ts'

export function serveCommands(program: Program): void {
  program
    .command('serve')
    .description('提供控制台和接口，直到 Ctrl-C；还没有用户时显示建立管理员的一次性代码')
    .option('--port <n>', '端口（默认取配置，占用时顺延）', wholeNumber(0, 65_535))
    .option('--no-work', '只提供页面和接口，检查任务由另外的 mingcha worker 去做')
    .action((options: { port?: number; work?: boolean }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const app = await command.open()
        const setUpCode = (await needsSetUp(app.store.db)) ? newSetUpCode() : null
        const listening = await serveApp(app, { port: options.port, setUpCode })
        command.answer(
          { url: listening.url, api: `${listening.url}api/openapi.json`, setUpCode: setUpCode?.code ?? null },
          [
            addresses(listening.url),
            ...(setUpCode ? [`首次设置  打开控制台，用一次性代码 ${setUpCode.code} 建立管理员`] : []),
          ].join('\n'),
        )
        if (options.work !== false) await takePart(app, (words) => command.note(words))
        await untilStopped()
        await listening.close()
      }),
    )

  program
    .command('worker')
    .description('从队列领取检查任务，直到 Ctrl-C；可在多台机器上同时运行')
    .action(() =>
      run(program.opts<CommonOptions>(), async (command) => {
        const app = await command.open()
        await app.work((inspectionId, error) =>
          command.note(
            `${inspectionId === null ? '后台工作' : `检查 ${inspectionId} `}出错，稍后重试：${String(error)}`,
          ),
        )
        command.answer({ working: true, pid: process.pid }, `开始工作，同时进行 ${app.config.concurrency} 项检查`)
        await untilStopped()
      }),
    )
}

/**
 * Lets the process that serves take inspections from the queue as well, so that one command is the whole program. What keeps
 * it from working, such as a missing contact address, is said and does not keep the console from being served.
 */
export async function takePart(app: App, note: (words: string) => void): Promise<void> {
  const said = (inspectionId: number | null, error: unknown) =>
    note(`${inspectionId === null ? '到期事项' : `检查 ${inspectionId} `}出错，稍后重试：${String(error)}`)
  await app.work(said).catch((error: unknown) => {
    if (!(error instanceof Failure)) throw error
    note(`此进程不执行检查任务：${error.message}。${error.advice}`)
  })
}

/** Serves API and pages of an installation. */
export async function serveApp(
  app: App,
  {
    port = app.config.http.port,
    setUpCode = null,
  }: { readonly port?: number | undefined; readonly setUpCode?: SetUpCode | null } = {},
) {
  const { host, replayPort, replayUrl } = app.config.http
  const { dailyAt, keep } = app.config.backup
  const publicUrl = app.config.delivery.publicUrl === null ? null : new URL(app.config.delivery.publicUrl)
  const [archives, attachments] = [archiveFolder(app.home), attachmentFolder(app.home)]
  const tokens = replayTokens(randomBytes(32))
  const replay = createReplayApp({ db: app.store.db, archiveFolder: archives, tokens, clock: app.clock })
  const replaying = await listen(replay.fetch, { host, port: replayPort })
  const http = createHttpApp({
    db: app.store.db,
    archiveFolder: archives,
    attachmentFolder: attachments,
    calendar: holidayCalendar(app.config),
    terms: rectificationTerms(app.config),
    attachmentBytes: app.config.rectification.attachmentMegabytes * 2 ** 20,
    hostNames: [host, ...(publicUrl === null ? [] : [publicUrl.hostname])],
    identity: app.config.identity,
    setUpCode,
    secure: publicUrl?.protocol === 'https:',
    proxies: app.config.http.proxies,
    publicUrl: app.config.delivery.publicUrl ?? undefined,
    clock: app.clock,
    jobs: () => app.jobs(),
    demonstration: isDemonstration(app.home),
    installation: {
      home: app.home,
      databaseUrl: app.store.url,
      config: app.config,
      usualConfig: config.parse({}),
      backups: {
        folder: backupFolder(app.home, app.config),
        daily: dailyAt === null ? null : { at: dailyAt, keep },
      },
      safe: () => openSafe(app.home),
      jobs: () => app.jobs(),
    },
    consoleFolder: path.resolve(import.meta.dirname, '../../../web/dist'),
    replay: {
      tokens,
      // The same name that the console was reached by, on the other port.
      originFor: (url) => replayUrl ?? `http://${new URL(url).hostname}:${replaying.port}`,
      frameSource: replayUrl ?? `http://*:${replaying.port}`,
    },
  })
  const listening = await listen(http.fetch, { host, port })
  return {
    ...listening,
    close: async () => {
      await Promise.all([listening.close(), replaying.close()])
    },
  }
}

/** The addresses in words. */
export function addresses(url: string): string {
  return `控制台    ${url}\n接口      ${url}api/campaigns\n接口说明  ${url}api/openapi.json`
}
