/** Small real files behind the attachment links: a pdf, a doc (RTF, as old offices name it) and an xlsx. */
import { writeXlsx } from 'hucre'
import type { AttachmentKind } from '../sites/site.ts'

export interface Attachment {
  readonly contentType: string
  readonly bytes: Buffer
}

export type Attachments = Readonly<Record<AttachmentKind, Attachment>>

export async function buildAttachments(): Promise<Attachments> {
  const sheet = {
    name: '附表',
    rows: [
      ['序号', '事项', '备注'],
      ['1', '演示数据', ''],
    ],
  }
  const xlsx = await writeXlsx({ sheets: [sheet], properties: { modified: new Date('2025-08-20T00:00:00Z') } })
  return {
    pdf: { contentType: 'application/pdf', bytes: Buffer.from(smallPdf(), 'latin1') },
    doc: {
      contentType: 'application/msword',
      bytes: Buffer.from('{\\rtf1\\ansi Demonstration attachment\\par}', 'latin1'),
    },
    xlsx: {
      contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      bytes: Buffer.from(xlsx),
    },
  }
}

function smallPdf(): string {
  const text = 'BT /F1 18 Tf 72 720 Td (Demonstration attachment) Tj ET'
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${text.length}>>stream\n${text}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ]
  let pdf = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const offset = pdf.length
    pdf += `${index + 1} 0 obj${object}endobj\n`
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  return `${pdf}xref\n0 6\n0000000000 65535 f \n${table}trailer<</Size 6/Root 1 0 R>>\nstartxref\n${pdf.length}\n%%EOF\n`
}
