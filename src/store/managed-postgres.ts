/**
 * Runs a real PostgreSQL server as a child of this process: the store of an installation that has no `DATABASE_URL`. It
 * listens on a local socket only (no port, no password), its data survive `kill -9`, and a second process attaches to the
 * server that is already running.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmod,
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
} from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { Failure } from '../kernel/failure.ts'
import { choosePostgresAccount, type PostgresAccount } from './postgres-account.ts'
import { findPostgresBinaries } from './postgres-binaries.ts'

const run = promisify(execFile)

export interface ManagedPostgres {
  /** Connection string of a database of this server. */
  url(database: string): string
  /** Whether this process started the server; else it attached to a running one. */
  readonly owned: boolean
  /** Stops the server when this process started it; attached processes lose their connections (57P01). */
  stop(): Promise<void>
}

export interface PostgresSettings {
  /** Server settings besides the defaults, e.g. `{ fsync: 'off' }` for tests. */
  readonly settings?: Readonly<Record<string, string>>
  /** How long the server may take to answer, crash recovery included. */
  readonly startTimeoutMs?: number
}

const defaults = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  max_connections: '100',
  jit: 'off',
}

/**
 * Starts the server on `dataDirectory` (created when new) or attaches to the one that already runs there. Safe to call
 * from several processes at once.
 *
 * @throws Failure `unavailable.postgres…` with the end of the server's log
 */
export async function startManagedPostgres(
  dataDirectory: string,
  { settings = {}, startTimeoutMs = 120_000 }: PostgresSettings = {},
): Promise<ManagedPostgres> {
  const parent = path.dirname(path.resolve(dataDirectory))
  // an account borrowed by root must be able to pass through; the data directory itself is closed to others
  await mkdir(parent, { recursive: true, mode: 0o711 })
  // one name for one directory, whatever links lead to it
  const directory = path.join(await realpath(parent), path.basename(dataDirectory))
  const binaries = await findPostgresBinaries(await dataMajor(directory))
  const account = await choosePostgresAccount(binaries, directory)
  const socket = socketDirectory(directory)
  if ((await dataMajor(directory)) === null) await createData(binaries, directory, account)

  const options = { ...defaults, ...settings, unix_socket_directories: socket }
  const url = (database: string) =>
    `postgres://postgres@/${encodeURIComponent(database)}?host=${encodeURIComponent(socket)}&port=5432`
  const server = new ServerProcess([...account.prefix, ...serverCommand(binaries, directory, options)])
  const launch = async () => {
    await prepareSocketDirectory(socket, account)
    server.launch()
  }
  await untilItAnswers({ server, launch, url: url('postgres'), startTimeoutMs })
  if ((await postmasterPid(directory)) !== server.pid) return { url, owned: false, stop: async () => {} }
  return { url, owned: true, stop: () => server.stop().then(() => removeIfEmpty(socket)) }
}

function serverCommand(binaries: string, directory: string, options: Readonly<Record<string, string>>): string[] {
  const settings = Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return [path.join(binaries, 'postgres'), '-D', directory, '-p', '5432', ...settings]
}

/** Another process may have put its socket there meanwhile. */
async function removeIfEmpty(directory: string): Promise<void> {
  await rmdir(directory).catch(() => {})
}

/**
 * Stops the server of `dataDirectory`, whoever started it (fast shutdown: running transactions are rolled back).
 *
 * @returns whether a server was running
 */
export async function stopManagedPostgres(dataDirectory: string): Promise<boolean> {
  const pid = await postmasterPid(path.resolve(dataDirectory))
  if (pid === null || !(await isPostgres(pid))) return false
  process.kill(pid, 'SIGINT')
  while (await isPostgres(pid)) await sleep(50)
  return true
}

/** A lock file left by a crash may name a process id that now belongs to another program. */
async function isPostgres(pid: number): Promise<boolean> {
  const fromProc = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => null)
  if (fromProc !== null || process.platform === 'linux') return fromProc?.trim() === 'postgres'
  const { stdout } = await run('ps', ['-o', 'comm=', '-p', String(pid)]).catch(() => ({ stdout: '' }))
  return path.basename(stdout.trim()) === 'postgres'
}

/** Major version of existing data, or `null` when there are none. */
async function dataMajor(directory: string): Promise<string | null> {
  const text = await readFile(path.join(directory, 'PG_VERSION'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  return text === null ? null : text.trim()
}

async function postmasterPid(directory: string): Promise<number | null> {
  const text = await readFile(path.join(directory, 'postmaster.pid'), 'utf8').catch(() => null)
  return text === null ? null : Number(text.split('\n')[0])
}

/**
 * A function of the data directory alone, so that every process finds it, and below /tmp whatever `TMPDIR` says: the path
 * of a socket may have 107 bytes at most.
 */
function socketDirectory(directory: string): string {
  return path.join('/tmp', `mingcha-${createHash('sha256').update(directory).digest('hex').slice(0, 16)}`)
}

/** The directory guards the server (there is no password), so it must be ours: /tmp is shared with other users. */
async function prepareSocketDirectory(socket: string, { owner }: PostgresAccount): Promise<void> {
  await mkdir(socket, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const found = await lstat(socket)
  const allowed = [process.getuid?.() ?? found.uid, owner?.uid]
  if (!found.isDirectory() || !allowed.includes(found.uid)) {
    throw new Failure(
      'unavailable.postgresSocket',
      `${socket} 已被另一个系统用户占用，内置数据库不能使用它`,
      '请删除该目录后重试；若它由其他用户创建，请联系系统管理员',
    )
  }
  await chmod(socket, 0o700)
  if (owner) await chown(socket, owner.uid, owner.gid)
}

/** Made aside and renamed: a first start that was killed half-way, or two at once, leave no broken directory. */
async function createData(binaries: string, directory: string, account: PostgresAccount): Promise<void> {
  await removeAbandoned(directory)
  const aside = await mkdtemp(`${directory}.init-`)
  try {
    if (account.owner) await chown(aside, account.owner.uid, account.owner.gid)
    const locale = ['--encoding=UTF8', '--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=zh-Hans-CN']
    const initdb = [path.join(binaries, 'initdb'), '-D', aside, '-U', 'postgres', '--auth=trust', '--no-instructions']
    const [command, ...args] = [...account.prefix, ...initdb, ...locale] as [string, ...string[]]
    await run(command, args, { cwd: '/', env: { ...process.env, LC_ALL: 'C.UTF-8' } })
    await rename(aside, directory)
  } catch (error) {
    await rm(aside, { recursive: true, force: true })
    if ((await dataMajor(directory)) !== null) return // lost the race: theirs is used
    throw cannotStart(`initdb: ${(error as Error).message}`)
  }
}

/** Half-made directories of first starts that were killed; ten minutes are far more than a living one needs. */
async function removeAbandoned(directory: string): Promise<void> {
  const parent = path.dirname(directory)
  for (const name of await readdir(parent)) {
    if (!name.startsWith(`${path.basename(directory)}.init-`)) continue
    const aside = path.join(parent, name)
    const made = await stat(aside).catch(() => null)
    if (made && Date.now() - made.mtimeMs > 600_000) await rm(aside, { recursive: true, force: true })
  }
}

/** The child process, started anew when it ended because another process' server was just going down. */
class ServerProcess {
  readonly #command: readonly string[]
  #child: ChildProcess | null = null
  #log = ''

  constructor(command: readonly string[]) {
    this.#command = command
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  get log(): string {
    return this.#log
  }

  get ended(): boolean {
    return this.#child === null || this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  /** Detached: Ctrl-C in a terminal reaches this program only, which then stops the server in order. */
  launch(): void {
    const [command, ...args] = this.#command as [string, ...string[]]
    this.#log = ''
    this.#child = spawn(command, args, { detached: true, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] })
    this.#child.on('error', (error) => (this.#log += error.message))
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.#log = (this.#log + text).slice(-4000)))
    // the server alone must not keep a finished program alive
    this.#child.unref()
    ;(this.#child.stderr as unknown as { unref(): void }).unref()
  }

  async stop(): Promise<void> {
    if (this.ended) return
    const ended = new Promise((resolve) => this.#child!.once('exit', resolve))
    this.#child!.ref()
    this.#child!.kill('SIGINT')
    await ended
  }
}

interface Starting {
  readonly server: ServerProcess
  readonly launch: () => Promise<void>
  readonly url: string
  readonly startTimeoutMs: number
}

/** Until one answers: our own server, or the one another process runs on this directory (which may be about to end). */
async function untilItAnswers({ server, launch, url, startTimeoutMs }: Starting): Promise<void> {
  const deadline = Date.now() + startTimeoutMs
  await launch()
  for (;;) {
    const problem = await connectionProblem(url)
    if (problem === null) return
    if (server.ended && !inTheWayOfAnother(server.log)) throw cannotStart(server.log || problem)
    if (Date.now() > deadline) {
      await server.stop()
      throw cannotStart(server.log || problem)
    }
    if (server.ended) await launch()
    await sleep(50)
  }
}

/** Another server holds the data or the socket, or its owner has just removed the socket directory. */
function inTheWayOfAnother(log: string): boolean {
  return /lock file ".*" already exists|pre-existing shared memory block|could not create lock file ".*": No such/.test(
    log,
  )
}

async function connectionProblem(url: string): Promise<string | null> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return null
  } catch (error) {
    return (error as Error).message
  } finally {
    await client.end().catch(() => {})
  }
}

function cannotStart(log: string): Failure {
  return new Failure(
    'unavailable.postgres',
    '内置数据库没有启动成功',
    '请检查磁盘空间和数据目录的权限；也可以用 DATABASE_URL 指定一个已有的 PostgreSQL 数据库',
    log.trim().split('\n').slice(-12),
  )
}
