/**
 * The bulletin as PDF: the web edition printed on A4 in the layout of official documents (GB/T 9704-2012, 5 and 7: margins,
 * type sizes, page numbers). Not among `formats`, whose bytes are always the same and need no browser.
 */
import { printPage } from '../../gather/browser/print-page.ts'
import type { Bulletin } from '../bulletin.ts'
import type { BulletinFormat } from './format.ts'
import { bulletinHtml } from './html.ts'

export const pdf: BulletinFormat = {
  id: 'pdf',
  extension: 'pdf',
  mediaType: 'application/pdf',
  label: 'PDF',
  render: (bulletin) => printPage(printed(bulletin)),
}

/** Links to the rows behind a figure lead nowhere from a file. */
function printed(bulletin: Bulletin): string {
  return bulletinHtml(bulletin).replaceAll(/<a class="figure"[^>]*>([^<]*)<\/a>/g, '$1')
}
