/**
 * Files that come with a form (multipart). They are streamed into a folder of their own, never held in memory whole: what is too
 * large, or looked at and refused by its first bytes, is refused while it still arrives.
 */
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy'
import { createHash } from 'node:crypto'
import { createWriteStream, mkdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Failure } from '../kernel/failure.ts'

export interface UploadLimits {
  /** Of one file. */
  readonly fileBytes: number
  readonly files: number
  /** Looks at a file's first bytes (256, or all of a shorter one) and throws what speaks against it. */
  readonly look?: (name: string, head: Uint8Array) => void
}

export interface UploadedFile {
  /** As the sender calls it; to be shown, never to be opened. */
  readonly name: string
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}

export interface Upload extends AsyncDisposable {
  readonly fields: ReadonlyMap<string, string>
  readonly files: readonly UploadedFile[]
}

const headBytes = 256
/** Of what was refused, so much more is let pass. */
const passedBytes = 64 * 2 ** 20
/** Fields and part headers. */
const formBytes = 1_000_000

/** Receives a form; dispose of it to remove its files. @throws Failure `badInput.upload`, `badInput.tooLarge` */
export async function receiveUpload(request: Request, limits: UploadLimits): Promise<Upload> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^multipart\/form-data\b/i.test(type) || request.body === null) {
    throw new Failure('badInput.upload', '没有收到表单', '请以 multipart/form-data 提交')
  }
  const announced = Number(request.headers.get('content-length') ?? 0)
  if (announced > limits.files * limits.fileBytes + formBytes) throw tooLarge('上传内容', limits)
  const folder = await mkdtemp(path.join(tmpdir(), 'mingcha-upload-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    const read = await readForm(request.body, type, folder, limits)
    return { ...read, [Symbol.asyncDispose]: remove }
  } catch (error) {
    await remove()
    throw error
  }
}

async function readForm(body: ReadableStream, type: string, folder: string, limits: UploadLimits) {
  const parser = openParser(type, limits)
  const fields = new Map<string, string>()
  const files: UploadedFile[] = []
  const writing: Promise<void>[] = []
  const refusal = Promise.withResolvers<never>()
  parser.on('field', (name, value, _, truncated) => {
    if (truncated) refusal.reject(new Failure('badInput.upload', `“${name.slice(0, 40)}”太长`, '请缩短后重新提交'))
    fields.set(name, value)
  })
  const tooMany = () =>
    refusal.reject(new Failure('badInput.upload', `一次最多上传 ${limits.files} 个文件`, '请分几次提交'))
  parser.on('filesLimit', tooMany)
  parser.on('partsLimit', tooMany)
  parser.on('file', (_, stream, filename) => {
    const name = path.basename((filename ?? '').replaceAll('\\', '/')) || '未命名'
    const index = writing.length
    const own = path.join(folder, String(index))
    mkdirSync(own)
    const target = path.join(own, fileName(name))
    const measure = measuring(name, limits)
    const written = pipeline(stream, measure.through, createWriteStream(target, { flags: 'wx', mode: 0o600 })).then(
      // as they stood in the form: a small one is often written before a large one that came first
      () => void (files[index] = { name, path: target, ...measure.result() }),
    )
    written.catch((error: unknown) => refusal.reject(error as Error))
    writing.push(written)
  })
  let refused: Error | null = null
  refusal.promise.catch((error: Error) => (refused ??= error))
  parser.on('error', (error) => refusal.reject(error))
  const finished = new Promise<void>((resolve) => parser.on('finish', resolve))
  try {
    await feed(body, parser, () => refused !== null, refusal.promise)
    if (refused === null) parser.end()
    await Promise.race([finished.then(() => Promise.all(writing)), refusal.promise])
  } catch (error) {
    await Promise.allSettled(writing)
    throw error instanceof Failure ? error : broken(error)
  }
  return { fields, files: files.filter(({ name, bytes }) => bytes > 0 || name !== '未命名') }
}

/**
 * Gives what arrives to the parser. After a refusal some more is let pass: whoever is still sending hears why only when it
 * has been taken off the line. A sender without end is cut off.
 */
async function feed(
  body: ReadableStream,
  parser: BusboyInstance,
  isRefused: () => boolean,
  refusal: Promise<never>,
): Promise<void> {
  const reader = (body as ReadableStream<Uint8Array>).getReader()
  const heard = refusal.catch(() => undefined)
  let passed = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    if (isRefused()) {
      passed += value.length
      if (passed > passedBytes) {
        await reader.cancel()
        return
      }
    } else if (!parser.write(Buffer.from(value.buffer, value.byteOffset, value.byteLength))) {
      await Promise.race([new Promise((resolve) => parser.once('drain', resolve)), heard])
    }
  }
}

/** What is said about the file names it as its sender does: letters and digits of any script, nothing that means anything. */
function fileName(name: string): string {
  return name
    .replaceAll(/[^\p{L}\p{N}._ -]/gu, '_')
    .slice(-60)
    .toWellFormed()
    .replace(/^\.+/, '_')
}

function openParser(type: string, { files, fileBytes }: UploadLimits): BusboyInstance {
  // One byte more than is taken: so that what is too large is told from what just fits.
  const counts = { files, fields: 50, parts: files + 50, fieldSize: 100_000, fileSize: fileBytes + 1 }
  try {
    return new Busboy({ headers: { 'content-type': type } as BusboyHeaders, limits: counts })
  } catch (error) {
    throw broken(error)
  }
}

/** Counts, digests and looks at what flows through. */
function measuring(name: string, limits: UploadLimits) {
  const hash = createHash('sha256')
  let [bytes, head, looked] = [0, Buffer.alloc(0), false]
  const look = () => {
    looked = true
    limits.look?.(name, head)
  }
  const through = new Transform({
    transform(chunk: Buffer, _, done) {
      try {
        bytes += chunk.length
        if (bytes > limits.fileBytes) throw tooLarge(`“${name}”`, limits)
        if (!looked) {
          head = Buffer.concat([head, chunk.subarray(0, headBytes)])
          if (head.length >= headBytes) look()
        }
        hash.update(chunk)
        done(null, chunk)
      } catch (error) {
        done(error as Error)
      }
    },
    flush(done) {
      try {
        if (!looked && bytes > 0) look()
        done()
      } catch (error) {
        done(error as Error)
      }
    },
  })
  return { through, result: () => ({ bytes, sha256: hash.digest('hex') }) }
}

function tooLarge(what: string, { fileBytes, files }: UploadLimits): Failure {
  const most = `每个文件不超过 ${Math.floor(fileBytes / 2 ** 20)} MB${files > 1 ? `，一次最多 ${files} 个` : ''}`
  return new Failure('badInput.tooLarge', `${what}太大，没有接收`, most)
}

function broken(error: unknown): Failure {
  return new Failure('badInput.upload', '上传的内容不完整', '请检查网络后重新提交', [
    error instanceof Error ? error.message : String(error),
  ])
}
