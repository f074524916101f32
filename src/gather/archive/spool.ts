/**
 * The archive under construction: two files that only grow. `….warc.part` holds the records, `….index.part` one line for
 * each group of records that belong together (an answer, its request, its line of the page list). A line is written after its
 * records, so a place in both tells what is whole; another attempt carries on from such a place.
 */
import { constants, writeSync } from 'node:fs'
import { copyFile, open, rm, stat, truncate, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { PackedRecord, WarcRecord } from './warc-record.ts'

/** A record with its place in the WARC file. */
export interface PlacedRecord extends WarcRecord {
  readonly offset: number
  readonly length: number
}

/** One line of `pages.jsonl`. */
export interface ArchivedPage {
  readonly url: string
  /** ISO 8601, UTC. */
  readonly ts: string
  readonly title: string
  /** Visible text, for full text search. */
  readonly text?: string
}

export interface Group {
  readonly records: readonly PlacedRecord[]
  readonly page?: ArchivedPage
}

/** How far an archive has got: everything up to here is in the files. */
export interface SpoolPosition {
  /** Name of the WARC file, in the folder of the archives. */
  readonly file: string
  readonly bytes: number
  readonly indexBytes: number
}

export interface Spool {
  readonly position: SpoolPosition
  /** Appends records that belong together; calls may overlap, groups never do. */
  append(records: readonly PackedRecord[], page?: ArchivedPage): Promise<void>
  /** Waits for what is under way and closes the files; they stay. */
  close(): Promise<void>
}

/** Files may be read by the group of the installation, not by others: they hold personal data as it was published. */
export const archiveFileMode = 0o640

export function spoolFiles(file: string): { readonly warc: string; readonly index: string } {
  return { warc: `${file}.warc.part`, index: `${file}.index.part` }
}

/** Starts a spool for the archive `file`; what an earlier one left there is removed. */
export async function createSpool(file: string): Promise<Spool> {
  await removeSpool(file)
  return openFiles(file, 0, 0)
}

/**
 * Carries on from `position`, in files of its own: whoever wrote the old ones may still be alive somewhere and write to
 * them. What was written after the position is cut off. `null` when the old files are not there, or shorter than they
 * were (a crash of the machine): then nothing is taken over.
 */
export async function recoverSpool(file: string, position: SpoolPosition): Promise<Spool | null> {
  const own = spoolFiles(file)
  const warc = path.join(path.dirname(file), path.basename(position.file))
  const old = { warc, index: warc.replace(/\.warc\.part$/, '.index.part') }
  const [bytes, indexBytes] = await Promise.all([sizeOf(old.warc), sizeOf(old.index)])
  if (bytes < position.bytes || indexBytes < position.indexBytes) return null
  if (old.warc !== own.warc) {
    await removeSpool(file)
    await copyFile(old.warc, own.warc, constants.COPYFILE_FICLONE)
    await copyFile(old.index, own.index, constants.COPYFILE_FICLONE)
  }
  await truncate(own.warc, position.bytes)
  await truncate(own.index, position.indexBytes)
  return openFiles(file, position.bytes, position.indexBytes)
}

/** Removes the files of a spool; harmless when there are none. */
export async function removeSpool(file: string): Promise<void> {
  const { warc, index } = spoolFiles(file)
  await Promise.all([rm(warc, { force: true }), rm(index, { force: true })])
}

/** The groups of a spool, in the order in which they were written. */
export async function* readGroups(file: string): AsyncGenerator<Group> {
  const handle = await open(spoolFiles(file).index, 'r')
  try {
    for await (const line of createInterface({ input: handle.createReadStream({ autoClose: false }) }))
      yield JSON.parse(line) as Group
  } finally {
    await handle.close()
  }
}

async function openFiles(file: string, bytes: number, indexBytes: number): Promise<Spool> {
  const { warc, index } = spoolFiles(file)
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT
  const records = await open(warc, flags, archiveFileMode)
  const lines = await open(index, flags, archiveFileMode)
  let position: SpoolPosition = { file: path.basename(warc), bytes, indexBytes }
  let waiting: { readonly packed: readonly PackedRecord[]; readonly page: ArchivedPage | undefined }[] = []
  let queue: Promise<unknown> = Promise.resolve()

  /** Writes every group that waits: while the one before was written, many may have come. */
  async function write() {
    const groups = waiting
    if (groups.length === 0) return
    waiting = []
    let offset = position.bytes
    let text = ''
    const members: Buffer[] = []
    for (const { packed, page } of groups) {
      const placed: PlacedRecord[] = []
      for (const { record, bytes: member } of packed) {
        placed.push({ ...record, offset, length: member.length })
        members.push(member)
        offset += member.length
      }
      text += `${JSON.stringify({ records: placed, ...(page ? { page } : {}) })}\n`
    }
    await writeAll(records, Buffer.concat(members))
    const index = Buffer.from(text)
    await writeAll(lines, index)
    position = { ...position, bytes: offset, indexBytes: position.indexBytes + index.length }
  }

  return {
    get position() {
      return position
    },
    append(packed, page) {
      waiting.push({ packed, page })
      const done = queue.then(write)
      // A failed write fails its own callers and all later ones, but never as an unhandled rejection.
      queue = done
      queue.catch(() => undefined)
      return done
    },
    async close() {
      try {
        await queue
      } finally {
        await Promise.all([records.close(), lines.close()])
      }
    },
  }
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return -1
      throw error
    },
  )
}

/** A little goes to the system's cache faster than to another thread. */
const writtenAtOnce = 65_536

async function writeAll(handle: FileHandle, bytes: Buffer): Promise<void> {
  let start = bytes.length > writtenAtOnce ? 0 : writeSync(handle.fd, bytes)
  while (start < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, start)
    start += bytesWritten
  }
}
