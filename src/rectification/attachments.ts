/** 佐证材料: what a unit hands in as proof. A stranger's file: its type is told by its bytes, executables are refused. */
import { createHash } from 'node:crypto'
import { open, stat } from 'node:fs/promises'
import path from 'node:path'
import { Failure } from '../kernel/failure.ts'
import { clip, normaliseText } from '../kernel/text.ts'
import { pictureSignatures, typeBySignature, type Signature } from '../store/kept-file.ts'

export { keepFile as keepAttachment } from '../store/kept-file.ts'

export interface CheckedFile {
  readonly name: string
  readonly mediaType: string
  readonly sha256: string
  readonly bytes: Uint8Array
}

const office = 'application/vnd.openxmlformats-officedocument'
/** What is taken, by its first bytes. Everything else is refused, programs and archives first of all. */
const signatures: readonly Signature[] = [['application/pdf', '%PDF-'], ...pictureSignatures]
/** Parts that tell a package of an office document (OOXML) or a fixed layout document (OFD). */
const packages: readonly (readonly [mediaType: string, part: string])[] = [
  [`${office}.wordprocessingml.document`, 'word/document.xml'],
  [`${office}.spreadsheetml.sheet`, 'xl/workbook.xml'],
  ['application/ofd', 'OFD.xml'],
]

/** Reads a file of at most `maxBytes`; larger ones are refused unread. */
export async function readAttachment(file: string, maxBytes: number): Promise<CheckedFile> {
  const { size } = await stat(file)
  demandSize(path.basename(file), size, maxBytes)
  const handle = await open(file)
  try {
    return checkAttachment(path.basename(file), await handle.readFile(), maxBytes)
  } finally {
    await handle.close()
  }
}

/** Checks size and type; a `badInput` failure says what is taken. */
export function checkAttachment(name: string, bytes: Uint8Array, maxBytes: number): CheckedFile {
  demandSize(name, bytes.length, maxBytes)
  const mediaType = typeOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  if (mediaType === null) {
    const advice = '可上传 pdf、png、jpg、gif、bmp、webp、docx、xlsx、ofd；程序、脚本、压缩包和带宏的文档一律不收'
    throw new Failure('badInput.attachmentType', `佐证材料“${shownName(name)}”的类型不能接收`, advice)
  }
  return { name: shownName(name), mediaType, sha256: createHash('sha256').update(bytes).digest('hex'), bytes }
}

function demandSize(name: string, bytes: number, maxBytes: number): void {
  if (bytes > 0 && bytes <= maxBytes) return
  const size = bytes === 0 ? '是空的' : `有 ${Math.ceil(bytes / 2 ** 20)} MB`
  throw new Failure(
    'badInput.attachmentSize',
    `佐证材料“${shownName(name)}”${size}`,
    `每份不超过 ${Math.floor(maxBytes / 2 ** 20)} MB，请压缩图片或分开上传`,
  )
}

function typeOf(bytes: Buffer): string | null {
  const found = typeBySignature(bytes, signatures)
  if (found !== null) return found
  if (!bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1')) || bytes.includes('vbaProject')) return null
  return packages.find(([, part]) => bytes.includes(part))?.[0] ?? null
}

function shownName(name: string): string {
  return clip(normaliseText(path.basename(name)), 120)
}
