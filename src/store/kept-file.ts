/** Files that people hand in: what they are is told by their bytes, and they are kept by their digest. */
import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** A media type with the bytes that tell it, as Latin-1, and where they stand (0 when absent). */
export type Signature = readonly [mediaType: string, bytes: string, at?: number]

export const pictureSignatures: readonly Signature[] = [
  ['image/png', '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', '\xff\xd8\xff'],
  ['image/gif', 'GIF8'],
  ['image/bmp', 'BM'],
  ['image/webp', 'WEBP', 8],
]

/** The type that the first bytes tell; `null` for any other. */
export function typeBySignature(bytes: Buffer, signatures: readonly Signature[]): string | null {
  const found = signatures.find(([, text, at = 0]) =>
    bytes.subarray(at, at + text.length).equals(Buffer.from(text, 'latin1')),
  )
  return found?.[0] ?? null
}

/** Where a file with this digest (hex) lies below `folder`. */
export function keptFile(folder: string, sha256: string): string {
  return path.join(folder, sha256.slice(0, 2), sha256)
}

/** Keeps a file by its digest below `folder`, its bytes or a copy of one that nobody changes; the same file is kept once. */
export async function keepFile(
  folder: string,
  { sha256, bytes }: { readonly sha256: string; readonly bytes: Uint8Array | { readonly file: string } },
): Promise<void> {
  const target = keptFile(folder, sha256)
  await mkdir(path.dirname(target), { recursive: true, mode: 0o750 })
  // two of one process may keep the same file at the same time
  const part = `${target}.${randomUUID()}.part`
  if (bytes instanceof Uint8Array) await writeFile(part, bytes, { mode: 0o640 })
  else await copyFile(bytes.file, part)
  await rename(part, target)
}
