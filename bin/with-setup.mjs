// Entry of `npm start` and `npm test` on a fresh clone: plain JavaScript for whatever Node runs npm (20 or later).
// Installs the packages of the lock file when they are missing or older than it, builds the console when its sources have
// changed, then runs the given TypeScript file with the Node 24 that came along as a package.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runWithBundledNode } from './bundled-node.mjs'
import { ensureConsole } from './console.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex')
const stamp = join(root, 'node_modules', '.mingcha-installed')

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  process.stderr.write('正在安装依赖（首次约需一分钟）… installing packages\n')
  const npm = process.env.npm_execpath
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  const result = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
    : spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
  if (result.status !== 0) {
    process.stderr.write(
      '依赖安装失败：请检查能否访问 npm 镜像后重试。 npm ci failed; check the npm registry and try again.\n',
    )
    process.exit(result.status ?? 1)
  }
  writeFileSync(stamp, lock)
}

ensureConsole()
await runWithBundledNode([join(root, process.argv[2]), ...process.argv.slice(3)])
