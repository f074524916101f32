/** Serving a web archive from the archive folder, whole or in part, and nothing else from this machine. */
import { createReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { readArchive, type ReadableArchive } from '../gather/archive/read-archive.ts'
import type { ArchiveSummary } from '../gather/settings.ts'
import { Failure } from '../kernel/failure.ts'
import { byteRange, type ByteRange } from './byte-range.ts'

export interface StoredFile {
  /** Where it really lies. */
  readonly path: string
  readonly bytes: number
}

/** The file of this name in the folder; `null` when there is none, or the name (or a link) leads out of the folder. */
export async function findInside(folder: string, name: string): Promise<StoredFile | null> {
  if (name.includes('\0')) return null
  try {
    const [root, file] = await Promise.all([realpath(folder), realpath(path.resolve(folder, name))])
    const found = await stat(file)
    return file.startsWith(root + path.sep) && found.isFile() ? { path: file, bytes: found.size } : null
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return null
    throw error
  }
}

/** Opens the archive that an inspection has; close it when done. A `notFound` failure when there is none. */
export async function openStored(folder: string, stored: ArchiveSummary | null): Promise<ReadableArchive> {
  const file = stored && (await findInside(folder, stored.file))
  if (!file) throw new Failure('notFound.archive', '没有网页存档', '以文件报送的账号没有网页存档；其余请检查存档目录')
  return readArchive(file.path)
}

interface Sending {
  readonly request: Request
  /** Digest of the file: a player that holds parts of another version gets the whole. */
  readonly sha256: string
  readonly headers: Readonly<Record<string, string>>
}

/** Answers GET and HEAD with the file or with the one range that was asked for. */
export function sendFile({ path: file, bytes }: StoredFile, { request, sha256, headers }: Sending): Response {
  const etag = `"${sha256}"`
  const shared = { ...headers, etag, 'accept-ranges': 'bytes' }
  const condition = request.headers.get('if-range')
  const asked = condition === null || condition === etag ? (request.headers.get('range') ?? undefined) : undefined
  const range = byteRange(asked, bytes)
  if (range === 'unsatisfiable') {
    return new Response(null, { status: 416, headers: { ...shared, 'content-range': `bytes */${bytes}` } })
  }
  // Nobody reads the stream of a HEAD, and the open file would stay open.
  const body = (part?: ByteRange) => (request.method === 'HEAD' ? null : streamOf(file, part))
  if (range === 'whole') {
    return new Response(body(), { headers: { ...shared, 'content-length': String(bytes) } })
  }
  return new Response(body(range), {
    status: 206,
    headers: {
      ...shared,
      'content-length': String(range.last - range.first + 1),
      'content-range': `bytes ${range.first}-${range.last}/${bytes}`,
    },
  })
}

function streamOf(file: string, part?: ByteRange): ReadableStream {
  const stream = createReadStream(file, part ? { start: part.first, end: part.last } : {})
  return Readable.toWeb(stream) as ReadableStream
}
