/** With real processes: what a machine does to a program that carries its own database server. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Failure } from '../kernel/failure.ts'
import { startManagedPostgres, stopManagedPostgres } from './managed-postgres.ts'

const root = process.getuid?.() === 0
let home = ''
const children: ChildProcess[] = []

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'mingcha-managed-'))
  await chmod(home, 0o711)
})

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await stopManagedPostgres(path.join(home, 'postgres'))
  await rm(home, { recursive: true, force: true })
})

interface StoreProcess {
  readonly entries: number
  readonly kill: () => Promise<void>
  readonly end: () => Promise<void>
}

/** Starts test/store-process.ts on `home` and waits until its store is open. */
async function openInProcess(
  options: { env?: Record<string, string>; prefix?: string[]; folder?: string } = {},
): Promise<StoreProcess> {
  const script = path.join(import.meta.dirname, '../../test/store-process.ts')
  const [command, ...args] = [...(options.prefix ?? []), process.execPath, script, options.folder ?? home]
  const child = spawn(command!, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...options.env } })
  children.push(child)
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const exited = once(child, 'exit')
  for await (const line of createInterface(child.stdout)) {
    const { entries } = JSON.parse(line) as { entries: number }
    const kill = async () => void (child.kill('SIGKILL'), await exited)
    const end = async () => void (child.stdin.end(), await exited)
    return { entries, kill, end }
  }
  throw new Error(`the process ended: ${errors}`)
}

const serverPid = async () =>
  Number((await readFile(path.join(home, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0])

const gone = async (pid: number) => {
  for (let tries = 0; tries < 200; tries += 1) {
    try {
      process.kill(pid, 0)
    } catch {
      return true
    }
    await sleep(50)
  }
  return false
}

test('four processes on an empty folder use one server, and no half-made folder stays', async () => {
  const processes = await Promise.all([1, 2, 3, 4].map(() => openInProcess()))
  expect(Math.max(...processes.map(({ entries }) => entries))).toBe(4)
  expect((await readdir(home)).toSorted()).toEqual(['postgres'])
  await Promise.all(processes.map((process) => process.end()))
})

test('when its owner is killed the server ends too, and no data are lost', async () => {
  const owner = await openInProcess()
  const pid = await serverPid()
  await owner.kill()
  expect(await gone(pid)).toBe(true)
  const second = await openInProcess()
  expect(second.entries).toBe(2)
  process.kill(await serverPid(), 'SIGKILL') // server and owner at once
  await second.kill()
  const third = await openInProcess()
  expect(third.entries).toBe(3)
  await third.end()
})

test('a long TMPDIR or a link to the folder does not matter, and any process can stop the server', async () => {
  const long = path.join(home, 'x'.repeat(120))
  await mkdir(long)
  await symlink(home, path.join(home, 'link'))
  await openInProcess({ env: { TMPDIR: long } })
  const attached = await openInProcess({ folder: path.join(home, 'link') })
  expect(attached.entries).toBe(2)
  expect(await stopManagedPostgres(path.join(home, 'postgres'))).toBe(true)
  expect(await stopManagedPostgres(path.join(home, 'postgres'))).toBe(false)
})

test('a damaged data folder is reported with the end of the log and left as it is', async () => {
  await mkdir(path.join(home, 'postgres'), { mode: 0o700 })
  await writeFile(path.join(home, 'postgres/PG_VERSION'), '18\n')
  const start = startManagedPostgres(path.join(home, 'postgres'))
  await expect(start).rejects.toThrow(Failure)
  await expect(start).rejects.toMatchObject({ code: 'unavailable.postgres' })
  expect(await readdir(path.join(home, 'postgres'))).toEqual(['PG_VERSION'])
})

test('data of a version without binaries are refused by name', async () => {
  await mkdir(path.join(home, 'postgres'), { mode: 0o700 })
  await writeFile(path.join(home, 'postgres/PG_VERSION'), '9\n')
  await expect(startManagedPostgres(path.join(home, 'postgres'))).rejects.toThrow('PostgreSQL 9（现有数据的版本）')
})

describe.runIf(root)('under root', () => {
  test('in a folder that others can pass, an unprivileged account owns the data', async () => {
    await (await openInProcess()).end()
    expect((await stat(path.join(home, 'postgres'))).uid).not.toBe(0)
  })

  test('in a closed folder the server runs in a user namespace and the data stay ours', async () => {
    await chmod(home, 0o700)
    const first = await openInProcess()
    const pid = await serverPid()
    expect((await stat(path.join(home, 'postgres'))).uid).toBe(0)
    await first.kill()
    expect(await gone(pid)).toBe(true)
    await chmod(home, 0o711) // data that root owns stay root's
    const next = await openInProcess()
    expect(next.entries).toBe(2)
    await next.end()
  })

  test.each([
    ['an ordinary user', 65_534],
    ['a user id that no passwd file knows', 54_321],
  ])('%s needs nothing special', async (_, uid) => {
    await chown(home, uid, uid)
    await chmod(home, 0o700)
    const prefix = ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups']
    const process = await openInProcess({ prefix, env: { HOME: home } })
    expect((await stat(path.join(home, 'postgres'))).uid).toBe(uid)
    await process.end()
  })
})
