/**
 * The archive under construction: two files that only grow. `….warc.part` holds the records, `….journal.part` one line for
 * each group of records that belong together (an answer, its request, its line of the page list). A line is written after its
 * records, so what the journal names is whole; the rest is cut off when a spool is opened again after `kill -9`.
 */
import { constants } from 'node:fs'
import { copyFile, open, rm, stat, type FileHandle } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
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

export interface Spool {
  /** Appends records that belong together; calls may overlap, groups never do. */
  append(records: readonly PackedRecord[], page?: ArchivedPage): Promise<void>
  /** Returns when everything appended so far would survive a power cut. */
  flush(): Promise<void>
  /** Waits for what is under way and closes the files; they stay. */
  close(): Promise<void>
}

/** Files may be read by the group of the installation, not by others: they hold personal data as it was published. */
export const archiveFileMode = 0o640

export function spoolFiles(file: string): { readonly warc: string; readonly journal: string } {
  return { warc: `${file}.warc.part`, journal: `${file}.journal.part` }
}

/** Starts a spool for the archive `file`; what an earlier one left there is removed. */
export async function createSpool(file: string): Promise<Spool> {
  await removeSpool(file)
  return openFiles(file, 0)
}

/**
 * Opens the spool that a killed process left for `from` and goes on behind its last whole group; `null` when it left none.
 * The spool becomes that of `file`: by copy, so that a process that was only thought dead writes into nothing of ours.
 */
export async function reopenSpool(
  file: string,
  from: string = file,
): Promise<{ readonly spool: Spool; readonly groups: AsyncIterable<Group> } | null> {
  const [old, own] = [spoolFiles(from), spoolFiles(file)]
  if (!(await exists(old.warc)) || !(await exists(old.journal))) return null
  if (from !== file) {
    await Promise.all([copyFile(old.warc, own.warc), copyFile(old.journal, own.journal)])
    await removeSpool(from)
  }
  const { bytes, journalBytes } = await wholePart(own)
  if (bytes === 0) return null
  await Promise.all([truncateTo(own.warc, bytes), truncateTo(own.journal, journalBytes)])
  return { spool: await openFiles(file, bytes), groups: readJournal(file) }
}

export async function removeSpool(file: string): Promise<void> {
  const { warc, journal } = spoolFiles(file)
  await Promise.all([rm(warc, { force: true }), rm(journal, { force: true })])
}

/** The groups of a journal, in the order in which they were written. */
export async function* readJournal(file: string): AsyncGenerator<Group> {
  for await (const { group } of journalLines(spoolFiles(file).journal)) yield group
}

async function openFiles(file: string, start: number): Promise<Spool> {
  const { warc, journal } = spoolFiles(file)
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT
  const records = await open(warc, flags, archiveFileMode)
  const lines = await open(journal, flags, archiveFileMode)
  let offset = start
  let queue: Promise<unknown> = Promise.resolve()
  const enqueue = (work: () => Promise<void>) => {
    const done = queue.then(work)
    // A failed write fails its own caller and all later ones, but never as an unhandled rejection.
    queue = done
    queue.catch(() => undefined)
    return done
  }
  return {
    append: (group, page) =>
      enqueue(async () => {
        let at = offset
        const placed = group.map(({ record, bytes }) => {
          const place = { ...record, offset: at, length: bytes.length }
          at += bytes.length
          return place
        })
        for (const { bytes } of group) await writeAll(records, bytes)
        offset = at
        await writeAll(lines, Buffer.from(`${JSON.stringify({ records: placed, ...(page ? { page } : {}) })}\n`))
      }),
    flush: () =>
      enqueue(async () => {
        await records.datasync()
        await lines.datasync()
      }),
    async close() {
      try {
        await queue
      } finally {
        await Promise.all([records.close(), lines.close()])
      }
    },
  }
}

/** How far the files are whole. A power cut can leave a journal that is ahead of its records: then groups are given up. */
async function wholePart(files: { readonly warc: string; readonly journal: string }) {
  const { size } = await stat(files.warc)
  const ends: { bytes: number; journalBytes: number; last: PlacedRecord }[] = []
  for await (const { group, end } of journalLines(files.journal)) {
    const last = group.records.at(-1)!
    const bytes = last.offset + last.length
    if (bytes <= size) ends.push({ bytes, journalBytes: end, last })
    // Only the newest can be damaged: nothing older needs to be remembered.
    if (ends.length > 1000) ends.shift()
  }
  const handle = await open(files.warc, 'r')
  try {
    for (let whole = ends.pop(); whole !== undefined; whole = ends.pop()) {
      if (await isReadable(handle, whole.last)) return whole
    }
  } finally {
    await handle.close()
  }
  return { bytes: 0, journalBytes: 0 }
}

const unzip = promisify(gunzip)

async function isReadable(handle: FileHandle, { offset, length }: PlacedRecord): Promise<boolean> {
  const bytes = Buffer.alloc(length)
  await handle.read(bytes, 0, length, offset)
  return unzip(bytes).then(
    () => true,
    () => false,
  )
}

/** Whole lines only; a line that was cut off or damaged ends the journal. */
async function* journalLines(journal: string): AsyncGenerator<{ readonly group: Group; readonly end: number }> {
  const handle = await open(journal, 'r')
  const { size } = await handle.stat()
  let end = 0
  try {
    for await (const line of createInterface({ input: handle.createReadStream({ autoClose: false }) })) {
      end += Buffer.byteLength(line) + 1
      const group = end <= size ? parseGroup(line) : null
      if (group === null) return
      yield { group, end }
    }
  } finally {
    await handle.close()
  }
}

function parseGroup(line: string): Group | null {
  try {
    const group = JSON.parse(line) as Group
    return group.records.length > 0 ? group : null
  } catch {
    return null
  }
}

async function truncateTo(file: string, bytes: number): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.truncate(bytes)
  } finally {
    await handle.close()
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}

async function writeAll(handle: FileHandle, bytes: Buffer): Promise<void> {
  for (let start = 0; start < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, start)
    start += bytesWritten
  }
}
