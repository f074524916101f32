/** All formats. A further one is one more file and one more line here. */
import { docx } from './docx.ts'
import type { BulletinFormat } from './format.ts'
import { html } from './html.ts'
import { json } from './json.ts'
import { text } from './text.ts'
import { xlsx } from './xlsx.ts'

export const formats: readonly BulletinFormat[] = [docx, xlsx, html, json, text]

/** The format with this id, or `undefined`. */
export function findFormat(id: string): BulletinFormat | undefined {
  return formats.find((format) => format.id === id)
}
