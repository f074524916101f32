import { plainText } from '../plain-text.ts'
import type { BulletinFormat } from './format.ts'

/** UTF-8 text for the terminal and for comparing two drafts line by line. */
export const text: BulletinFormat = {
  id: 'text',
  extension: 'txt',
  mediaType: 'text/plain; charset=utf-8',
  label: '纯文本',
  render: async (bulletin) => new TextEncoder().encode(plainText(bulletin)),
}
