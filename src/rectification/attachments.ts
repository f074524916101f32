/** 佐证材料: what a unit hands in as proof. A stranger's file: its type is told by its bytes, executables are refused. */
import { createHash } from 'node:crypto'
import { open, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { Failure } from '../kernel/failure.ts'
import { clip, normaliseText } from '../kernel/text.ts'
import { pictureSignatures, typeBySignature, type Signature } from '../store/kept-file.ts'

export interface CheckedFile {
  readonly name: string
  readonly mediaType: string
  readonly sha256: string
  readonly bytes: number
  /** What it holds, or where a copy of it lies that nobody changes. */
  readonly content: Uint8Array | { readonly file: string }
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
  const mediaType = typeOf(name, bytes)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { name: shownName(name), mediaType, sha256, bytes: bytes.length, content: bytes }
}

/** Checks a file that was received into a folder of ours. */
export async function checkReceived(
  { name, path: file, bytes, sha256 }: ReceivedFile,
  maxBytes: number,
): Promise<CheckedFile> {
  demandSize(name, bytes, maxBytes)
  return { name: shownName(name), mediaType: typeOf(name, await readFile(file)), sha256, bytes, content: { file } }
}

interface ReceivedFile {
  readonly name: string
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}

/** Refuses by its first bytes what is taken in no case. */
export function demandTakenType(name: string, head: Uint8Array): void {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
  if (typeBySignature(bytes, signatures) === null && !isPackage(bytes)) throw refused(name)
}

function refused(name: string): Failure {
  const advice = '可上传 pdf、png、jpg、gif、bmp、webp、docx、xlsx、ofd；程序、脚本、压缩包和带宏的文档一律不收'
  return new Failure('badInput.attachmentType', `佐证材料“${shownName(name)}”的类型不能接收`, advice)
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

function typeOf(name: string, content: Uint8Array): string {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  const known = typeBySignature(bytes, signatures)
  if (known !== null) return known
  const part = isPackage(bytes) && !bytes.includes('vbaProject') && packages.find((one) => bytes.includes(one[1]))
  if (!part) throw refused(name)
  return part[0]
}

const isPackage = (bytes: Buffer) => bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'))

function shownName(name: string): string {
  return clip(normaliseText(path.basename(name)), 120)
}
