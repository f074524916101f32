/** The bulletin as PDF: the web edition as Chromium prints it. Not among the formats, which need nothing but themselves. */
import { printPage } from '../gather/browser/print-page.ts'
import type { Bulletin } from './bulletin.ts'
import { bulletinHtml } from './formats/html.ts'

/** Prints bulletins one after the other: each takes a browser of its own for a second or two. */
export function createPrinter(): (bulletin: Bulletin) => Promise<Buffer> {
  let last: Promise<unknown> = Promise.resolve()
  return (bulletin) => {
    // Links to the rows behind a figure lead nowhere outside the console: on paper there are none.
    const page = bulletinHtml(bulletin, { figureBase: '#' })
    const printed = last.then(async () => dated(await printPage(page), bulletin.date))
    last = printed.catch(() => undefined)
    return printed
  }
}

/** Chromium notes the moment of printing; the bulletin's own date stands there instead, so that the same text stays the same file. */
function dated(pdf: Buffer, date: string): Buffer {
  const instant = `${date.replaceAll('-', '')}000000`
  return Buffer.from(
    pdf.toString('latin1').replaceAll(/(\/(?:Creation|Mod)Date \(D:)\d{14}/g, `$1${instant}`),
    'latin1',
  )
}
