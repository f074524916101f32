/**
 * Reads the records of a WARC file one after the other, without believing any list of them: where a gzip member ends is
 * found by unpacking it. A damaged one is told as such, and reading goes on where the list says that the next begins.
 */
import { crc32, inflateRawSync } from 'node:zlib'
import { sha256 } from './warc-record.ts'

export interface FoundRecord {
  readonly offset: number
  readonly length: number
  /** `null` when the member cannot be unpacked or is no record. */
  readonly head: RecordHead | null
  /** What does not hold in the record itself, in Chinese. */
  readonly problem: string | null
}

export interface RecordHead {
  readonly id: string
  readonly type: string
  readonly url: string | null
  /** `sha256:<hex>` of the payload as it is. */
  readonly digest: string
}

/** Bytes of the WARC file from `start` up to `end`. */
export type ReadRange = (start: number, end: number) => Promise<Buffer>

const firstWindow = 1 << 16
const maxMemberBytes = 1 << 28
const maxRecordBytes = 300_000_000

/** All records of a file of `size` bytes. `starts` are the places where records should begin, ascending. */
export async function* readRecords(
  size: number,
  read: ReadRange,
  starts: readonly number[],
): AsyncGenerator<FoundRecord> {
  let next = 0
  for (let offset = 0; offset < size;) {
    while (next < starts.length && starts[next]! <= offset) next += 1
    const member = await readMember(offset, size, read)
    if (member === null) {
      const end = Math.min(size, starts[next] ?? size)
      yield { offset, length: end - offset, head: null, problem: '无法解压' }
      offset = end
    } else {
      yield { offset, length: member.length, ...checkRecord(member.record) }
      offset += member.length
    }
  }
}

interface Member {
  readonly length: number
  readonly record: Buffer
}

async function readMember(offset: number, size: number, read: ReadRange): Promise<Member | null> {
  for (let window = firstWindow; window <= maxMemberBytes; window *= 4) {
    const bytes = await read(offset, Math.min(size, offset + window))
    const member = unpack(bytes)
    if (member !== null || offset + window >= size || !isGzip(bytes)) return member
  }
  return null
}

/** Ten bytes of head without options, as we write it; then the data; then checksum and length. */
function isGzip(bytes: Buffer): boolean {
  return bytes.length > 18 && bytes.readUInt32BE(0) === 0x1f8b0800
}

function unpack(bytes: Buffer): Member | null {
  if (!isGzip(bytes)) return null
  try {
    const { buffer, engine } = inflateRawSync(bytes.subarray(10), {
      info: true,
      maxOutputLength: maxRecordBytes,
    }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } }
    const end = 10 + engine.bytesWritten
    if (end + 8 > bytes.length) return null
    if (bytes.readUInt32LE(end) !== crc32(buffer) || bytes.readUInt32LE(end + 4) !== buffer.length) return null
    return { length: end + 8, record: buffer }
  } catch {
    return null
  }
}

function checkRecord(record: Buffer): Pick<FoundRecord, 'head' | 'problem'> {
  const headEnd = record.indexOf('\r\n\r\n')
  const text = record.subarray(0, headEnd).toString()
  if (headEnd < 0 || !text.startsWith('WARC/1.1\r\n')) return { head: null, problem: '不是 WARC 记录' }
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(text)?.[1]?.trim()
  const length = Number(field('Content-Length'))
  const block = record.subarray(headEnd + 4, headEnd + 4 + length)
  const type = field('WARC-Type') ?? ''
  const payload = type === 'response' || type === 'request' ? afterHead(block) : block
  const digest = sha256(payload)
  const id = (field('WARC-Record-ID') ?? '').replace(/^<|>$/g, '')
  const head = { id, type, url: field('WARC-Target-URI') ?? null, digest }
  if (record.length !== headEnd + 4 + length + 4) return { head, problem: '长度与声明不一致' }
  if (sha256(block) !== field('WARC-Block-Digest')) return { head, problem: '内容的摘要不一致' }
  if (digest !== field('WARC-Payload-Digest')) return { head, problem: '正文的摘要不一致' }
  return { head, problem: null }
}

function afterHead(block: Buffer): Buffer {
  const end = block.indexOf('\r\n\r\n')
  return end < 0 ? Buffer.alloc(0) : block.subarray(end + 4)
}
