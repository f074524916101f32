/** What a file is by its first bytes, whatever its name says. */
export type FileType = 'pdf' | 'office' | 'richText' | 'picture' | 'archive' | 'page' | 'unknown'

const signatures: readonly (readonly [start: readonly number[], type: FileType])[] = [
  [[0x25, 0x50, 0x44, 0x46], 'pdf'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'office'],
  // Office files since 2007, OFD, WPS and plain archives are all ZIP: the name tells them apart.
  [[0x50, 0x4b, 0x03, 0x04], 'office'],
  [[0x7b, 0x5c, 0x72, 0x74, 0x66], 'richText'],
  [[0xff, 0xd8, 0xff], 'picture'],
  [[0x89, 0x50, 0x4e, 0x47], 'picture'],
  [[0x47, 0x49, 0x46, 0x38], 'picture'],
  [[0x42, 0x4d], 'picture'],
  [[0x52, 0x61, 0x72, 0x21], 'archive'],
  [[0x37, 0x7a, 0xbc, 0xaf], 'archive'],
]

/** The type of a file that begins with these bytes. */
export function fileType(head: Uint8Array): FileType {
  for (const [start, type] of signatures) if (start.every((byte, index) => head[index] === byte)) return type
  return /^\s*<(!doctype|html|\?xml|head|body|meta|script)/i.test(Buffer.from(head).toString('latin1'))
    ? 'page'
    : 'unknown'
}

const expected: readonly (readonly [ending: RegExp, types: readonly FileType[]])[] = [
  [/\.pdf$/i, ['pdf']],
  // Old offices save RTF as .doc, and many rename .docx to it.
  [/\.(docx?|wps|rtf)$/i, ['office', 'richText']],
  [/\.(xlsx?|pptx?|et|dps|ofd)$/i, ['office']],
  [/\.(jpe?g|png|gif|bmp)$/i, ['picture']],
  [/\.(zip|rar|7z)$/i, ['office', 'archive']],
]

/** Whether a file is what the ending of its address says; addresses without a known ending may be any file, but no page. */
export function isOfItsType(address: string, head: Uint8Array): boolean {
  const type = fileType(head)
  const path = URL.parse(address)?.pathname ?? ''
  const types = expected.find(([ending]) => ending.test(path))?.[1]
  return types === undefined ? type !== 'page' && type !== 'unknown' : types.includes(type)
}
