/** Verifies a web archive from its bytes alone: recomputes every digest, reads every record back, and names what differs. */
import { createHash } from 'node:crypto'
import { open, stat } from 'node:fs/promises'
import { openPromise, type Entry, type ZipFile } from 'yauzl'
import { z } from 'zod'
import type { ArchiveSummary } from '../settings.ts'
import type { ArchiveProblem } from './archive-problem.ts'
import { digestFile, parts } from './pack-wacz.ts'
import { readRecords } from './read-records.ts'
import { verifyRecords } from './verify-records.ts'
import { entriesOf, readEntry, readRange } from './wacz-file.ts'
import { verifySeal, type SealExpectations, type SealVerification } from './verify-seal.ts'

export interface Verification extends Omit<SealVerification, 'problems'> {
  readonly ok: boolean
  /** What does not hold; empty when everything does. */
  readonly problems: readonly ArchiveProblem[]
  /** Records that were read back whole. */
  readonly records: number
  readonly bytes: number
  readonly sha256: string
  readonly sm3: string
}

export interface ArchiveExpectations extends SealExpectations {
  /** The digests noted when the archive was written: any other file, be it whole in itself, is not that one. */
  readonly registered?: Pick<ArchiveSummary, 'bytes' | 'sha256' | 'sm3'> | undefined
}

const datapackage = z.object({
  signedBy: z.string().optional(),
  resources: z.array(z.object({ path: z.string(), hash: z.string(), sm3: z.string().optional(), bytes: z.number() })),
})

/**
 * Recomputes the digests of `file` and of everything in it. Without a key and without registered digests, a file that was
 * rebuilt as a whole by somebody else cannot be told from the original. Throws only when there is no such file.
 */
export async function verifyArchive(file: string, expected: ArchiveExpectations = {}): Promise<Verification> {
  await stat(file)
  const digests = await digestFile(file)
  const problems: ArchiveProblem[] = []
  const { registered } = expected
  const differs = (what: string) =>
    problems.push({ kind: 'changed', part: '整个文件', message: `整个文件：${what}与登记的不一致` })
  if (registered && digests.bytes !== registered.bytes) differs(`大小 ${digests.bytes} 字节`)
  if (registered && digests.sha256 !== registered.sha256) differs(' SHA-256 ')
  if (registered && digests.sm3 !== registered.sm3) differs(' SM3 ')
  const contents = await verifyContents(file, expected).catch((error: unknown) => unreadable(file, error))
  problems.push(...contents.problems)
  return { ...contents, ...digests, problems, ok: problems.length === 0 }
}

type Contents = SealVerification & { readonly records: number }

async function verifyContents(file: string, expected: ArchiveExpectations): Promise<Contents> {
  const zip = await openPromise(file, { autoClose: false })
  try {
    const problems: ArchiveProblem[] = []
    const report = (kind: ArchiveProblem['kind'], part: string, what: string) =>
      problems.push({ kind, part, message: `${part}：${what}` })
    const entries = await entriesOf(zip, (name) => report('added', name, '同名文件有两个'))
    const read = (name: string) => readEntry(zip, entries, name)
    const description = await read(parts.description)
    const digest = await read(parts.digest)
    const parsed = datapackage.safeParse(parseJson(description))
    const { resources, signedBy } = parsed.data ?? { resources: [], signedBy: undefined }
    if (!parsed.success) report('changed', parts.description, '内容不是本程序写的形式')
    const named = new Set<string>([...resources.map(({ path }) => path), parts.description, parts.digest])
    for (const name of entries.keys()) if (!named.has(name)) report('added', name, '是说明中没有的文件')
    for (const { path, hash, sm3, bytes } of resources) {
      const entry = entries.get(path)
      if (entry === undefined) report('removed', path, '文件缺失')
      else if (entry.compressionMethod !== 0) report('changed', path, '被压缩，无法按位置读取')
      else {
        const found = await digestEntry(zip, entry)
        if (entry.uncompressedSize < bytes)
          report('truncated', path, `只有 ${entry.uncompressedSize} 字节，应为 ${bytes} 字节`)
        else if (entry.uncompressedSize > bytes)
          report('changed', path, `有 ${entry.uncompressedSize} 字节，应为 ${bytes} 字节`)
        else if (found.hash !== hash) report('changed', path, '内容被改动（SHA-256 不一致）')
        if (found.hash === hash && sm3 !== undefined && found.sm3 !== sm3) report('changed', path, 'SM3 不一致')
      }
    }
    const seal = verifySeal(description, digest, signedBy, expected)
    const warc = entries.get(parts.warc)
    const list = async (name: string) => (entries.has(name) ? (await read(name)).toString() : '')
    const records = warc
      ? await verifyRecords(
          warc.uncompressedSize,
          (start, end) => readRange(zip, warc, start, end),
          { records: await list(parts.records), index: await list(parts.index), pages: await list(parts.pages) },
          report,
        )
      : 0
    return { ...seal, problems: [...seal.problems, ...problems], records }
  } finally {
    zip.close()
  }
}

/** Without its table of contents an archive is no zip; what its first file still holds is told. */
async function unreadable(file: string, error: unknown): Promise<Contents> {
  const { readable, last } = await readableRecords(file)
  const why = error instanceof Error ? error.message : String(error)
  const found = readable > 0 ? `；开头仍可读出 ${readable} 条记录，最后一条是 ${last}` : ''
  const kind = readable > 0 ? 'truncated' : 'changed'
  const message = `整个文件：${kind === 'truncated' ? '被截断或目录损坏' : '不是网页存档'}，无法读取（${why}）${found}`
  return {
    problems: [{ kind, part: '整个文件', message }],
    notes: [],
    signedBy: null,
    timeStamp: null,
    records: readable,
  }
}

async function readableRecords(file: string): Promise<{ readable: number; last: string }> {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    const head = Buffer.alloc(30)
    await handle.read(head, 0, 30, 0)
    const start = 30 + head.readUInt16LE(26) + head.readUInt16LE(28)
    let [readable, last] = [0, '']
    if (head.readUInt32LE(0) !== 0x04034b50 || start >= size) return { readable, last }
    const read = async (from: number, to: number) => {
      const bytes = Buffer.alloc(to - from)
      await handle.read(bytes, 0, bytes.length, start + from)
      return bytes
    }
    for await (const record of readRecords(size - start, read, [])) {
      if (record.head === null || record.problem !== null) break
      readable += 1
      last = record.head.url ?? record.head.type
    }
    return { readable, last }
  } finally {
    await handle.close()
  }
}

async function digestEntry(zip: ZipFile, entry: Entry): Promise<{ hash: string; sm3: string }> {
  const [sha, sm3] = [createHash('sha256'), createHash('sm3')]
  const stream = await zip.openReadStreamPromise(entry, { start: 0, end: entry.uncompressedSize })
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    sha.update(chunk)
    sm3.update(chunk)
  }
  return { hash: `sha256:${sha.digest('hex')}`, sm3: sm3.digest('hex') }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return null
  }
}
