/** A file that a browser sends as the body of a request: kept in a folder of its own while it is worked on, then removed. */
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Context } from 'hono'
import { Failure } from '../kernel/failure.ts'
import { spreadsheetLimits } from '../registry/spreadsheet.ts'

/**
 * Writes the body to a file of this name and gives its path to `work`. The name's last part is used, for messages and the
 * kind of file.
 *
 * @throws Failure `badInput.file` when there is none or it is too large
 */
export async function withReceivedFile<Result>(
  context: Context,
  name: string,
  work: (file: string) => Promise<Result>,
): Promise<Result> {
  const { body } = context.req.raw
  const plain = path.basename(name.replaceAll('\\', '/')).replaceAll('\0', '')
  if (body === null || plain === '' || plain === '.' || plain === '..') {
    throw new Failure('badInput.file', '没有收到文件', '请选择要上传的文件')
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'mingcha-received-'))
  try {
    const file = path.join(folder, plain.slice(-120))
    await pipeline(Readable.fromWeb(body as never), limited(plain), createWriteStream(file))
    return await work(file)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function limited(name: string) {
  return async function* atMost(chunks: AsyncIterable<Uint8Array>) {
    let bytes = 0
    for await (const chunk of chunks) {
      bytes += chunk.length
      if (bytes > spreadsheetLimits.fileBytes) {
        const most = spreadsheetLimits.fileBytes / 1_000_000
        throw new Failure('badInput.file', `文件 ${name} 超过 ${most} 兆字节`, '请分成几个文件上传')
      }
      yield chunk
    }
  }
}
