/**
 * A finished archive, read record by record: what was answered at an address, what a page looked like, where things stand on
 * its picture. The lists in the archive tell where a record lies; nothing in it is believed beyond that.
 */
import { gunzipSync } from 'node:zlib'
import { openPromise } from 'yauzl'
import { z } from 'zod'
import { Failure } from '../../kernel/failure.ts'
import type { RawHeaders } from '../fetch/headers.ts'
import { parts } from './pack-wacz.ts'
import { picturePlaces, type PicturePlaces } from './picture-places.ts'
import { entriesOf, readEntry, readRange } from './wacz-file.ts'
import { pictureOf, placesOf, renderingOf } from './own-records.ts'

const placed = z.object({
  type: z.string(),
  id: z.string(),
  date: z.string(),
  url: z.string().nullable(),
  status: z.number().nullable(),
  mime: z.string(),
  digest: z.string(),
  offset: z.number(),
  length: z.number(),
})
const pageLine = z.object({ url: z.string(), ts: z.string(), title: z.string(), text: z.string().optional() })

export type ArchivedRecord = z.output<typeof placed>
export type ArchivedText = z.output<typeof pageLine>

export interface ArchivedAnswer {
  readonly status: number
  readonly headers: RawHeaders
  readonly body: Buffer
}

export interface ReadableArchive {
  /** In their order. */
  readonly records: readonly ArchivedRecord[]
  /** Pages with their visible text, by address. */
  readonly pages: ReadonlyMap<string, ArchivedText>
  /** The answer of an address. */
  answerOf(url: string): ArchivedRecord | undefined
  /** The picture of a page, its HTML as scripts had made it. */
  pictureOf(url: string): ArchivedRecord | undefined
  renderingOf(url: string): ArchivedRecord | undefined
  /** Where things stand on the picture of a page; `null` in archives of before places were noted. */
  placesOn(url: string): Promise<PicturePlaces | null>
  readAnswer(record: ArchivedRecord): Promise<ArchivedAnswer>
  /** Content of a record that is no answer. */
  readBlock(record: ArchivedRecord): Promise<Buffer>
  close(): void
}

const maxRecordBytes = 300_000_000

/** Opens an archive; an `unavailable` failure when it is none or is damaged. Close it when done. */
export async function readArchive(file: string): Promise<ReadableArchive> {
  try {
    return await open(file)
  } catch (error) {
    if (error instanceof Failure) throw error
    throw damaged(error)
  }
}

async function open(file: string): Promise<ReadableArchive> {
  const zip = await openPromise(file, { autoClose: false })
  const entries = await entriesOf(zip, () => {})
  const warc = entries.get(parts.warc)
  if (warc === undefined) {
    zip.close()
    throw damaged(new Error(`没有 ${parts.warc}`))
  }
  const lines = async <Line>(name: string, schema: z.ZodType<Line>) =>
    (await readEntry(zip, entries, name))
      .toString()
      .split('\n')
      .flatMap((line) => (line === '' ? [] : (schema.safeParse(parse(line)).data ?? [])))
  const records = await lines(parts.records, placed)
  const pages = new Map((await lines(parts.pages, pageLine)).map((page) => [page.url, page]))
  const of = new Map(
    records.flatMap((record) => (record.url === null ? [] : [[`${record.type} ${record.url}`, record]])),
  )
  const read = async ({ offset, length }: ArchivedRecord) => {
    try {
      return splitRecord(
        gunzipSync(await readRange(zip, warc, offset, offset + length), { maxOutputLength: maxRecordBytes }),
      )
    } catch (error) {
      throw damaged(error)
    }
  }
  return {
    records,
    pages,
    answerOf: (url) => of.get(`response ${url}`),
    pictureOf: (url) => of.get(`resource ${pictureOf(url)}`),
    renderingOf: (url) => of.get(`resource ${renderingOf(url)}`),
    async placesOn(url) {
      const record = of.get(`resource ${placesOf(url)}`)
      return record === undefined
        ? null
        : (picturePlaces.safeParse(parse((await read(record)).toString())).data ?? null)
    },
    async readAnswer(record) {
      return splitAnswer(await read(record))
    },
    readBlock: read,
    close: () => zip.close(),
  }
}

/** The block of a WARC record. */
function splitRecord(record: Buffer): Buffer {
  const end = record.indexOf('\r\n\r\n')
  const length = Number(/^Content-Length: (\d+)/im.exec(record.subarray(0, end).toString())?.[1])
  if (end < 0 || Number.isNaN(length)) throw new Error('不是 WARC 记录')
  return record.subarray(end + 4, end + 4 + length)
}

function splitAnswer(block: Buffer): ArchivedAnswer {
  const end = block.indexOf('\r\n\r\n')
  const [first = '', ...lines] = block.subarray(0, Math.max(0, end)).toString('latin1').split('\r\n')
  const headers = lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const
  })
  return { status: Number(first.split(' ')[1]) || 0, headers, body: block.subarray(end + 4) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function damaged(error: unknown): Failure {
  const why = error instanceof Error ? error.message : String(error)
  return new Failure(
    'unavailable.archive',
    `网页存档无法读取：${why}`,
    '可用 evidence verify 查看哪里损坏，或从备份恢复',
  )
}
