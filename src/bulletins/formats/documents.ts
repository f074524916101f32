/** What can be downloaded: the formats that are written to files, and PDF, which takes a browser. */
import type { BulletinFormat } from './format.ts'
import { formats } from './index.ts'
import { pdf } from './pdf.ts'

export const documentFormats: readonly BulletinFormat[] = [...formats, pdf]
