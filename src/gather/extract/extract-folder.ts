/** Extraction of a whole folder of saved pages: one line of JSON a page, in the order of their names. */
import { closeSync, createWriteStream, fstatSync, openSync, readSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import { setImmediate as othersTurn } from 'node:timers/promises'
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
/** So long others (signals, the writing of results) may wait for their turn. */
const longestTurnMs = 100

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
  const readPage = createFileReader()
  let [bytes, pages, reported, turn] = [0, 0, Date.now(), Date.now()]
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
    const read = readPage(path.join(folder, file))
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
    const now = Date.now()
    if (now - turn >= longestTurnMs) {
      await othersTurn()
      turn = Date.now()
    }
    if (now - reported >= 1000) {
      reported = now
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

/**
 * Reads one file after the other into the same memory: what it gives is good until the next call. Synchronous, because for
 * small files the way through the thread pool costs more than the reading of the page. Gives the bytes, or why they cannot
 * be had, in Chinese.
 */
function createFileReader(): (file: string) => Uint8Array | string {
  let memory = Buffer.allocUnsafeSlow(1 << 20)
  return (file) => {
    let descriptor: number | null = null
    try {
      descriptor = openSync(file, 'r')
      const { size } = fstatSync(descriptor)
      if (size > maxBytes) return `文件超过 ${maxBytes / 1e6} MB`
      if (size > memory.length) memory = Buffer.allocUnsafeSlow(Math.ceil(size * 1.2))
      let length = 0
      for (let count = -1; count !== 0 && length < size; length += count)
        count = readSync(descriptor, memory, length, size - length, null)
      return memory.subarray(0, length)
    } catch (error) {
      return (error as Error).message
    } finally {
      if (descriptor !== null) closeSync(descriptor)
    }
  }
}
