/** Extraction of a whole folder of saved pages: one line of JSON a page, in the order of their names. */
import { createWriteStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import type { Day } from '../../kernel/day.ts'
import { Failure } from '../../kernel/failure.ts'
import { extractPage } from './extract-page.ts'

export interface FolderExtract {
  readonly pages: number
  readonly bytes: number
  /** Files that could not be read; they have no line. */
  readonly failures: readonly { readonly file: string; readonly reason: string }[]
}

const pageFile = /\.(s?html?|xhtml|jspx?|aspx?|php)$/i
/** Larger files are no web pages, and would not fit into memory as text. */
const maxBytes = 200_000_000
const lineBatch = 1 << 20

/**
 * Reads every page below a folder and writes the results. `url` is the address of the folder, or `null`. Names in the
 * result are relative to the folder, with `/`. Memory holds one page and a megabyte of results.
 */
export async function extractFolder(
  folder: string,
  out: string,
  { url, capturedOn }: { readonly url: string | null; readonly capturedOn: Day },
  onProgress: (pages: number) => void,
): Promise<FolderExtract> {
  const files = await pagesBelow(folder)
  const stream = createWriteStream(out)
  // Waited for in the end; until then an error must not end the program.
  const written = finished(stream)
  written.catch(() => undefined)
  const failures: { file: string; reason: string }[] = []
  let [bytes, pages, reported] = [0, 0, Date.now()]
  let lines: string[] = []
  let size = 0
  const flush = async () => {
    const chunk = lines.join('')
    lines = []
    size = 0
    if (stream.errored === null && !stream.write(chunk)) await Promise.race([once(stream, 'drain'), written])
  }
  for (const file of files) {
    const name = file.split(path.sep).join('/')
    const read = await pageBytes(path.join(folder, file))
    if (typeof read === 'string') {
      failures.push({ file: name, reason: read })
      continue
    }
    const address =
      url === null ? null : (URL.parse(name.split('/').map(encodeURIComponent).join('/'), url)?.href ?? null)
    const line = `${JSON.stringify(extractPage({ file: name, bytes: read, url: address, capturedOn }))}\n`
    lines.push(line)
    size += line.length
    bytes += read.length
    pages += 1
    if (size >= lineBatch) await flush()
    if (Date.now() - reported >= 1000) {
      reported = Date.now()
      onProgress(pages)
    }
  }
  if (lines.length > 0) await flush()
  stream.end()
  await written.catch((error: Error) => {
    throw new Failure('unavailable.out', `批量结果写不进 ${out}：${error.message}`, '请检查位置是否存在、磁盘是否已满')
  })
  return { pages, bytes, failures }
}

async function pagesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: Error) => {
    throw new Failure('notFound.folder', `读不到文件夹 ${folder}：${error.message}`, '请检查 --batch 的位置')
  })
  return entries
    .filter((entry) => entry.isFile() && pageFile.test(entry.name))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .toSorted()
}

/** Bytes of a page, or why they cannot be had, in Chinese. */
async function pageBytes(file: string): Promise<Uint8Array | string> {
  try {
    const { size } = await stat(file)
    return size > maxBytes ? `文件超过 ${maxBytes / 1e6} MB` : await readFile(file)
  } catch (error) {
    return (error as Error).message
  }
}
