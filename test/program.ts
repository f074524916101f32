/** Runs the program as users do: the launcher in a process of its own, with a folder of its own. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'

const launcher = path.resolve(import.meta.dirname, '../bin/mingcha.mjs')

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A program with its own home; `databaseUrl` makes it use that server instead of an embedded one. */
export function program(home: string, databaseUrl?: string) {
  const env = { ...process.env, MINGCHA_HOME: home, DATABASE_URL: databaseUrl ?? '' }

  /** Starts a command and leaves it running. */
  function start(...args: string[]): ChildProcess {
    return spawn(process.execPath, [launcher, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  }

  /** Runs a command to its end. */
  async function run(...args: string[]): Promise<Ended> {
    const child = start(...args)
    const [stdout, stderr] = [collect(child.stdout!), collect(child.stderr!)]
    const code = await new Promise<number | null>((resolve) => child.once('exit', resolve))
    return { code, stdout: await stdout, stderr: await stderr }
  }

  /** Runs a command with `--json` that must succeed, and returns its answer. */
  async function json<Answer>(...args: string[]): Promise<Answer> {
    const { code, stdout, stderr } = await run('--json', ...args)
    if (code !== 0) throw new Error(`mingcha ${args.join(' ')} ended with ${code}: ${stdout}${stderr}`)
    return JSON.parse(stdout) as Answer
  }

  return { home, start, run, json }
}

/** A temporary folder that is removed after the test file. */
export async function temporaryFolder(name: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), `mingcha-${name}-`))
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

async function collect(stream: NodeJS.ReadableStream): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(Buffer.from(part as Buffer))
  return Buffer.concat(parts).toString('utf8')
}
