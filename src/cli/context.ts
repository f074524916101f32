/** What every command needs: who is asking, how to answer, and the installation, opened when it is used and closed after. */
import { userInfo } from 'node:os'
import type { App, AppSettings } from '../app.ts'
import { homeFolder } from '../config.ts'
import { Failure, failureKind } from '../kernel/failure.ts'
import { lostConnection } from '../store/lost-connection.ts'
import { fileTrouble } from './file-trouble.ts'

export interface Command {
  readonly json: boolean
  /** Prints the value as JSON, or its words for people. */
  answer(value: unknown, words: string): void
  /** Words for people on stderr; nothing with `--json`. */
  note(words: string): void
  /** Author of changes and the instant they are made. */
  by(this: void): { readonly actor: string; readonly at: string }
  home: string
  /** A demonstration brings a clock of its own. */
  open(settings?: Pick<AppSettings, 'clock'>): Promise<App>
}

/** Options of every command. */
export interface CommonOptions {
  readonly json?: boolean
  readonly by?: string
}

/** Runs a command; ends with the exit code that its result or failure stands for. */
export async function run(options: CommonOptions, work: (command: Command) => Promise<number | void>): Promise<void> {
  const opened: App[] = []
  const json = options.json ?? false
  const home = homeFolder(process.env)
  const command: Command = {
    json,
    answer: (value, words) => process.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : `${words}\n`),
    note: (words) => {
      if (!json) process.stderr.write(`${words}\n`)
    },
    by: () => ({ actor: options.by ?? userInfo().username, at: new Date().toISOString() }),
    home,
    async open(settings) {
      // Loaded when it is used: commands that need no database start three times as fast.
      const { openApp } = await import('../app.ts')
      const app = await openApp({ home, databaseUrl: process.env['DATABASE_URL'], ...settings })
      opened.push(app)
      return app
    },
  }
  try {
    process.exitCode = (await work(command)) ?? 0
  } catch (error) {
    process.exitCode = explain(error, json)
  } finally {
    for (const app of opened) await app.close()
  }
}

/** Prints what went wrong and what to do; returns the exit code. A bug is shown with its stack: 70. */
export function explain(error: unknown, json: boolean): number {
  const failure = error instanceof Failure ? error : (fileTrouble(error) ?? lostConnection(error))
  if (failure === null) {
    process.stderr.write(`程序内部错误（请反馈）：${error instanceof Error ? error.stack : String(error)}\n`)
    return 70
  }
  const { code, message, advice, details } = failure
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, message, advice, details } }, null, 2)}\n`)
  else
    process.stderr.write(
      [`错误：${message}`, ...details.map((line) => `  · ${line}`), `建议：${advice}`, ''].join('\n'),
    )
  return failureKind(failure).exitCode
}

/** Waits until the terminal or the system asks the program to stop. */
export async function untilStopped(): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
}
