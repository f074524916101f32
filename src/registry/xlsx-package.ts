/**
 * The zip container of an xlsx file, opened with suspicion: sizes are checked before anything is inflated, and a part that
 * inflates to more than it declares is cut off.
 */
import path from 'node:path'
import yauzl from 'yauzl'
import { Failure } from '../kernel/failure.ts'

export const xlsxLimits = {
  /** Inflated bytes of all parts together, as declared and as read. */
  inflatedBytes: 300_000_000,
  /** A part above `ratioFromBytes` may not inflate to more than this many times its size. */
  ratio: 200,
  ratioFromBytes: 20_000_000,
  parts: 10_000,
} as const

export interface XlsxPackage {
  has(part: string): boolean
  /** Inflates a part; fails as damaged when it is longer than declared. */
  open(part: string): AsyncIterable<Uint8Array>
  close(): void
}

/**
 * Opens the container; part names are names only and never become paths.
 *
 * @throws Failure `badInput.zipBomb`, `badInput.damaged`
 */
export async function openXlsxPackage(file: string): Promise<XlsxPackage> {
  const zip = await yauzl.openPromise(file, { autoClose: false, decodeStrings: true }).catch((error: Error) => {
    throw damaged(file, error.message)
  })
  try {
    const entries = await listEntries(zip, file)
    return {
      has: (part) => entries.has(part),
      open: (part) => inflate(zip, requirePart(entries, part, file), file),
      close: () => zip.close(),
    }
  } catch (error) {
    zip.close()
    throw error instanceof Failure ? error : damaged(file, (error as Error).message)
  }
}

async function* inflate(zip: yauzl.ZipFile, entry: yauzl.Entry, file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* (await zip.openReadStreamPromise(entry)) as AsyncIterable<Uint8Array>
  } catch (error) {
    throw damaged(file, (error as Error).message)
  }
}

async function listEntries(zip: yauzl.ZipFile, file: string): Promise<Map<string, yauzl.Entry>> {
  const entries = new Map<string, yauzl.Entry>()
  let inflated = 0
  for await (const entry of zip.eachEntry()) {
    inflated += entry.uncompressedSize
    const tooDense =
      entry.uncompressedSize > xlsxLimits.ratioFromBytes &&
      entry.uncompressedSize > entry.compressedSize * xlsxLimits.ratio
    if (inflated > xlsxLimits.inflatedBytes || tooDense || entries.size >= xlsxLimits.parts) throw zipBomb(file)
    if (entry.isEncrypted()) throw damaged(file, '内容已加密')
    if (entries.has(entry.fileName)) throw damaged(file, `部件重复：${entry.fileName}`)
    entries.set(entry.fileName, entry)
  }
  return entries
}

function requirePart(entries: ReadonlyMap<string, yauzl.Entry>, part: string, file: string): yauzl.Entry {
  const entry = entries.get(part)
  if (!entry) throw damaged(file, `缺少部件 ${part}`)
  return entry
}

function zipBomb(file: string): Failure {
  const megabytes = xlsxLimits.inflatedBytes / 1_000_000
  return new Failure(
    'badInput.zipBomb',
    `${path.basename(file)} 解压后过大（上限 ${megabytes} MB）或压缩比异常，没有读取`,
    '请确认文件来源；数据确实很多时，请拆成几个文件分别导入',
  )
}

export function damaged(file: string, reason: string): Failure {
  return new Failure(
    'badInput.damaged',
    `${path.basename(file)} 不是完好的 xlsx 文件：${reason}`,
    '请用 Excel 或 WPS 打开确认后重新保存为 xlsx',
  )
}
