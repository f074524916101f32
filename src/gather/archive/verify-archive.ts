/** Verifies a web archive from its bytes alone: recomputes every digest and reads every record back. */
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { openPromise, type Entry, type ZipFile } from 'yauzl'
import { z } from 'zod'
import type { ArchiveSummary } from '../settings.ts'
import { sha256 } from './warc.ts'
import { digestFile } from './wacz.ts'

const unzipMember = promisify(gunzip)

export interface Verification {
  readonly ok: boolean
  /** What does not hold, in Chinese; empty when everything does. */
  readonly problems: readonly string[]
  /** Records that were read back. */
  readonly records: number
  readonly bytes: number
  readonly sha256: string
  readonly sm3: string
}

const datapackage = z.object({
  resources: z.array(z.object({ path: z.string(), hash: z.string(), bytes: z.number() })),
})
const indexed = z.object({ url: z.string(), digest: z.string(), offset: z.number(), length: z.number() })
const maxListBytes = 200_000_000
const maxRecordBytes = 200_000_000

/**
 * Recomputes the digests of `file` and of everything in it. `expected` are the digests noted when the archive was written:
 * without them a file that was rebuilt as a whole cannot be told from the original. Throws only when there is no such file.
 */
export async function verifyArchive(
  file: string,
  expected?: Pick<ArchiveSummary, 'bytes' | 'sha256' | 'sm3'>,
): Promise<Verification> {
  await stat(file)
  const digests = await digestFile(file)
  const problems: string[] = []
  if (expected !== undefined) {
    if (digests.bytes !== expected.bytes) problems.push(`文件大小 ${digests.bytes} 字节，登记为 ${expected.bytes} 字节`)
    if (digests.sha256 !== expected.sha256) problems.push('整个文件的 SHA-256 与登记的不一致')
    if (digests.sm3 !== expected.sm3) problems.push('整个文件的 SM3 与登记的不一致')
  }
  let records = 0
  try {
    records = await verifyContents(file, problems)
  } catch (error) {
    problems.push(`存档无法读取：${error instanceof Error ? error.message : String(error)}`)
  }
  return { ok: problems.length === 0, problems, records, ...digests }
}

async function verifyContents(file: string, problems: string[]): Promise<number> {
  const zip = await openPromise(file, { autoClose: false })
  try {
    const entries = await entriesOf(zip)
    const read = (name: string) => readEntry(zip, entries, name)
    const description = await read('datapackage.json')
    const seal = z.object({ hash: z.string() }).parse(JSON.parse((await read('datapackage-digest.json')).toString()))
    if (sha256(description) !== seal.hash) problems.push('datapackage.json 的摘要不一致')
    const { resources } = datapackage.parse(JSON.parse(description.toString()))
    const named = new Set([
      ...resources.map((resource) => resource.path),
      'datapackage.json',
      'datapackage-digest.json',
    ])
    for (const name of entries.keys()) if (!named.has(name)) problems.push(`存档内有未登记的文件 ${name}`)
    for (const { path, hash, bytes } of resources) {
      const entry = entries.get(path)
      if (entry === undefined) problems.push(`缺少 ${path}`)
      else if (entry.compressionMethod !== 0) problems.push(`${path} 被压缩，无法按位置读取`)
      else if (entry.uncompressedSize !== bytes) problems.push(`${path} 的大小不一致`)
      else if ((await digestEntry(zip, entry)) !== hash) problems.push(`${path} 的摘要不一致`)
    }
    return await verifyRecords(zip, entries, (await read('indexes/index.cdx')).toString(), problems)
  } finally {
    zip.close()
  }
}

/** Reads each record by its index entry; together with the first record they must fill the WARC file without a gap. */
async function verifyRecords(zip: ZipFile, entries: ReadonlyMap<string, Entry>, index: string, problems: string[]) {
  const warc = entries.get('archive/data.warc.gz')
  if (warc === undefined) return 0
  const lines = index.split('\n').filter((line) => line !== '')
  const records = lines
    .map((line) => indexed.parse(JSON.parse(line.slice(line.indexOf('{')))))
    .toSorted((a, b) => a.offset - b.offset)
  let end = records[0]?.offset ?? warc.uncompressedSize
  let count = 0
  const about = await unzipMember(await readRange(zip, warc, 0, Math.min(end, maxRecordBytes))).catch(() => null)
  if (about?.includes('WARC-Type: warcinfo') !== true) problems.push('WARC 文件开头不是说明记录')
  for (const { url, digest, offset, length } of records) {
    if (offset !== end || length > maxRecordBytes) problems.push(`索引与记录不相接：${url}`)
    end = offset + length
    if (end > warc.uncompressedSize) {
      problems.push(`记录超出文件末尾：${url}`)
      break
    }
    const problem = await verifyRecord(await readRange(zip, warc, offset, end), url, digest)
    if (problem === null) count += 1
    else problems.push(`${problem}：${url}`)
  }
  if (end !== warc.uncompressedSize) problems.push('WARC 文件中有索引之外的数据')
  return count
}

async function verifyRecord(bytes: Buffer, url: string, digest: string): Promise<string | null> {
  const record = await unzipMember(bytes, { maxOutputLength: maxRecordBytes }).catch(() => null)
  if (record === null) return '记录无法解压'
  const headEnd = record.indexOf('\r\n\r\n')
  const head = record.subarray(0, headEnd).toString()
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1]?.trim()
  const block = record.subarray(headEnd + 4, headEnd + 4 + Number(field('Content-Length')))
  const payload = block.subarray(block.indexOf('\r\n\r\n') + 4)
  if (field('WARC-Target-URI') !== url) return '记录的网址与索引不一致'
  if (sha256(block) !== field('WARC-Block-Digest')) return '记录的摘要不一致'
  const payloadDigest = sha256(payload)
  return payloadDigest === field('WARC-Payload-Digest') && payloadDigest === digest ? null : '正文的摘要不一致'
}

async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry)
  return entries
}

async function readEntry(zip: ZipFile, entries: ReadonlyMap<string, Entry>, name: string): Promise<Buffer> {
  const entry = entries.get(name)
  if (entry === undefined) throw new Error(`缺少 ${name}`)
  if (entry.uncompressedSize > maxListBytes) throw new Error(`${name} 过大`)
  return readRange(zip, entry, 0, entry.uncompressedSize)
}

async function readRange(zip: ZipFile, entry: Entry, start: number, end: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  const stream = await zip.openReadStreamPromise(entry, { start, end })
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function digestEntry(zip: ZipFile, entry: Entry): Promise<string> {
  const hash = createHash('sha256')
  const stream = await zip.openReadStreamPromise(entry)
  for await (const chunk of stream as AsyncIterable<Buffer>) hash.update(chunk)
  return `sha256:${hash.digest('hex')}`
}
