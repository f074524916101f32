/**
 * As whom PostgreSQL runs. It refuses to run as root, so root borrows an unprivileged account; where that account cannot
 * reach the files (a 0700 home), the server runs inside a user namespace in which root's files belong to an ordinary user.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { Failure } from '../kernel/failure.ts'

const run = promisify(execFile)

export interface PostgresAccount {
  /** Put before every command; ends the command when this process dies, where the system can do that. */
  readonly prefix: readonly string[]
  /** Owner of the data and socket directories; `null`: they stay ours. */
  readonly owner: { readonly uid: number; readonly gid: number } | null
}

interface PasswdEntry {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** A server whose starter was killed must not stay behind as an orphan. SIGINT = fast shutdown. */
const endWithParent = ['setpriv', '--pdeathsig', 'INT']

/**
 * Chooses the account for `dataDirectory`, whose parent must exist. The owner of an existing data directory stays its
 * owner, so that an account installed later does not lock us out.
 *
 * @throws Failure `unavailable.postgresAccount` when no way works
 */
export async function choosePostgresAccount(binaries: string, dataDirectory: string): Promise<PostgresAccount> {
  const lifeline = existsSync('/usr/bin/setpriv') || existsSync('/bin/setpriv') ? endWithParent : []
  const passwd = await readPasswd()
  const ownUid = process.getuid?.() ?? 1
  const dataOwner = await stat(dataDirectory).then(
    (found) => found.uid,
    () => null,
  )
  if (ownUid !== 0) {
    if (dataOwner !== null && dataOwner !== ownUid) throw foreignData(dataDirectory)
    const known = process.platform !== 'linux' || passwd.some((entry) => entry.uid === ownUid)
    return known ? { prefix: lifeline, owner: null } : await namespaceAccount(passwd)
  }
  for (const entry of borrowable(passwd, dataOwner)) {
    const prefix = borrowing(entry)
    if (lifeline.length > 0 && (await canReach(prefix, binaries, dataDirectory))) {
      return { prefix: [...prefix, '--pdeathsig', 'INT'], owner: { uid: entry.uid, gid: entry.gid } }
    }
  }
  if (dataOwner !== null && dataOwner !== 0) throw foreignData(dataDirectory)
  return await namespaceAccount(passwd)
}

function borrowable(passwd: readonly PasswdEntry[], dataOwner: number | null): PasswdEntry[] {
  if (dataOwner !== null) return passwd.filter((entry) => entry.uid === dataOwner && entry.uid !== 0).slice(0, 1)
  return ['postgres', 'nobody'].flatMap((name) => passwd.filter((entry) => entry.name === name))
}

function borrowing({ uid, gid }: PasswdEntry): string[] {
  const identity = ['--reuid', String(uid), '--regid', String(gid), '--clear-groups']
  return ['setpriv', ...identity, '--bounding-set=-all', '--inh-caps=-all']
}

async function canReach(prefix: readonly string[], binaries: string, dataDirectory: string): Promise<boolean> {
  const [command, ...rest] = prefix as [string, ...string[]]
  try {
    await run(command, [...rest, path.join(binaries, 'postgres'), '--version'], { cwd: '/' })
    await run(command, [...rest, 'test', '-x', path.dirname(dataDirectory)], { cwd: '/' })
    return true
  } catch {
    return false
  }
}

/** PostgreSQL believes it is `nobody`, the files stay ours. Also for a user id that no passwd file knows (containers). */
async function namespaceAccount(passwd: readonly PasswdEntry[]): Promise<PostgresAccount> {
  const { uid, gid } = passwd.find((entry) => entry.name === 'nobody') ?? { uid: 65_534, gid: 65_534 }
  const namespace = ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`]
  try {
    await run(namespace[0]!, [...namespace.slice(1), 'true'])
  } catch {
    throw new Failure(
      'unavailable.postgresAccount',
      '不能以 root 身份启动内置数据库：没有可用的普通账户，系统也不允许用户命名空间',
      '请以普通用户运行本程序，或把程序和数据放在其他用户可以进入的目录（如 /opt、/srv），或用 DATABASE_URL 指定数据库',
    )
  }
  return { prefix: [...endWithParent, ...namespace], owner: null }
}

function foreignData(dataDirectory: string): Failure {
  return new Failure(
    'unavailable.postgresAccount',
    `数据目录 ${dataDirectory} 属于另一个系统用户，当前用户打不开`,
    '请用创建该目录的用户（或 root）运行本程序，并确认上级目录可以进入',
  )
}

async function readPasswd(): Promise<PasswdEntry[]> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '')
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':')
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : []
  })
}
