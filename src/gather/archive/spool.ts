/**
 * An archive under construction on disk: the WARC file and, beside it, one line of JSON for each of its records. Both only
 * grow, record first, so a place in both tells what is safe; another attempt carries on from such a place.
 */
import { constants } from 'node:fs'
import { copyFile, open, readFile, rm, stat, truncate, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { continueWarc, createWarc, type WarcEntry, type WarcResponse, type WarcWriter } from './warc.ts'

/** How far an archive has got: everything up to here is on disk. */
export interface SpoolPosition {
  /** Name of the WARC file, in the folder of the archives. */
  readonly file: string
  readonly bytes: number
  readonly indexBytes: number
}

/** A record as the index knows it; `title` when it is shown in the list of pages. */
export interface SpooledRecord extends WarcEntry {
  readonly title?: string
}

export interface Spool {
  readonly position: SpoolPosition
  write(response: WarcResponse, title: string | null): Promise<SpooledRecord>
  /** Waits for all records and closes the files, which stay. */
  close(): Promise<void>
}

export interface RecoveredSpool {
  readonly spool: Spool
  readonly records: readonly SpooledRecord[]
}

const indexOf = (warcFile: string) => warcFile.replace(/\.warc\.part$/, '.index.part')

/** Opens a spool at `warcFile` (`….warc.part`). `about` are lines of the form `software: …`. */
export async function createSpool(
  warcFile: string,
  capturedAt: string,
  about: Readonly<Record<string, string>>,
): Promise<Spool> {
  await removeSpool(warcFile)
  return openSpool(warcFile, await createWarc(warcFile, capturedAt, about), 0)
}

/**
 * Carries on from `position`, in files of its own: whoever wrote the old ones may still be alive somewhere and write to
 * them. What was written after the position is cut off. `null` when the old files are not there, or shorter than they
 * were (a crash of the machine): then nothing is taken over.
 */
export async function recoverSpool(warcFile: string, position: SpoolPosition): Promise<RecoveredSpool | null> {
  const old = path.join(path.dirname(warcFile), path.basename(position.file))
  const sizes = await Promise.all([old, indexOf(old)].map((file) => stat(file).then(({ size }) => size, missing)))
  if (sizes[0]! < position.bytes || sizes[1]! < position.indexBytes) return null
  if (old !== warcFile) {
    await removeSpool(warcFile)
    await copyFile(old, warcFile, constants.COPYFILE_FICLONE)
    await copyFile(indexOf(old), indexOf(warcFile), constants.COPYFILE_FICLONE)
  }
  await truncate(warcFile, position.bytes)
  await truncate(indexOf(warcFile), position.indexBytes)
  const lines = (await readFile(indexOf(warcFile), 'utf8')).split('\n').filter(Boolean)
  const records = lines.map((line) => JSON.parse(line) as SpooledRecord)
  const spool = await openSpool(warcFile, await continueWarc(warcFile, position.bytes), position.indexBytes)
  return { spool, records }
}

/** Removes the files of a spool; harmless when there are none. */
export async function removeSpool(warcFile: string): Promise<void> {
  await Promise.all([rm(warcFile, { force: true }), rm(indexOf(warcFile), { force: true })])
}

async function openSpool(warcFile: string, warc: WarcWriter, indexFrom: number): Promise<Spool> {
  const index: FileHandle = await open(indexOf(warcFile), 'a')
  const file = path.basename(warcFile)
  let position: SpoolPosition = { file, bytes: warc.bytes, indexBytes: indexFrom }
  return {
    get position() {
      return position
    },
    async write(response, title) {
      let record: SpooledRecord | undefined
      await warc.write(response, async (entry) => {
        record = title === null ? entry : { ...entry, title }
        const line = Buffer.from(`${JSON.stringify(record)}\n`)
        await index.appendFile(line)
        position = { file, bytes: warc.bytes, indexBytes: position.indexBytes + line.length }
      })
      return record!
    },
    async close() {
      try {
        await warc.close()
      } finally {
        await index.close()
      }
    },
  }
}

function missing(error: NodeJS.ErrnoException): number {
  if (error.code === 'ENOENT') return -1
  throw error
}
