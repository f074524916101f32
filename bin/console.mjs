// The console of web/ as the files that the program serves: built when it is missing or its sources have changed since.
// Plain JavaScript for whatever Node runs npm; `node bin/console.mjs` builds by itself.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { bundledNode } from './bundled-node.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const web = join(root, 'web')
const dist = join(web, 'dist')
const stamp = '.built-from'

/** Files under a folder, sorted, so that the same sources give the same digest everywhere. */
function filesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(join(folder, entry.name)) : [join(folder, entry.name)]))
    .sort((one, other) => (one < other ? -1 : 1))
}

/** Digest of everything the console is made of. */
function digestOfSources() {
  const digest = createHash('sha256')
  const files = [
    ...filesUnder(join(web, 'src')),
    ...filesUnder(join(web, 'public')),
    ...['index.html', 'vite.config.ts', 'tsconfig.json', 'shared-sources.json'].map((name) => join(web, name)),
    ...JSON.parse(readFileSync(join(web, 'shared-sources.json'), 'utf8')).flatMap((name) => {
      const place = join(root, name)
      return statSync(place).isDirectory() ? filesUnder(place) : [place]
    }),
    join(root, 'package-lock.json'),
    fileURLToPath(import.meta.url),
  ]
  for (const file of files) {
    digest.update(file.slice(root.length).replaceAll('\\', '/')).update('\0').update(readFileSync(file)).update('\0')
  }
  return digest.digest('hex')
}

/** Compressed beside the plain files: the server never compresses while somebody waits. */
function compress(folder) {
  for (const file of filesUnder(folder)) {
    if (!/\.(js|css|svg|json)$/.test(file)) continue
    const bytes = readFileSync(file)
    if (bytes.length < 1024) continue
    writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
    const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
    writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }))
  }
}

/** Builds the console if need be; a build that fails ends the process with its own words. */
export function ensureConsole() {
  // An installation without sources was delivered with the built files.
  if (!existsSync(join(web, 'src'))) return
  const sources = digestOfSources()
  const made = join(dist, stamp)
  if (existsSync(made) && readFileSync(made, 'utf8') === sources) return
  process.stderr.write('正在生成控制台（约需数秒）… building the console\n')
  // Built aside and moved: whoever serves or builds at the same time never sees half of it.
  const aside = join(web, `.dist-${process.pid}`)
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const args = [vite, 'build', '--config', join(web, 'vite.config.ts'), '--outDir', aside, '--logLevel', 'warn']
  try {
    const result = spawnSync(bundledNode(), args, { cwd: root, stdio: ['ignore', 2, 2] })
    if (result.status !== 0) {
      process.stderr.write('控制台没有生成：请看上面的错误。 The console could not be built.\n')
      process.exit(1)
    }
    compress(aside)
    writeFileSync(join(aside, stamp), sources)
    rmSync(dist, { recursive: true, force: true })
    renameSync(aside, dist)
  } finally {
    rmSync(aside, { recursive: true, force: true })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ensureConsole()
