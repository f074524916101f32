/**
 * Sets the time of every entry of a zip file, so that the same document has the same bytes whenever it is written. The
 * document libraries stamp the entries with the wall clock and offer no setting for it.
 */
import { parts, type Day } from '../../kernel/day.ts'

const END = 0x06054b50
const CENTRAL = 0x02014b50
const END_SIZE = 22

/**
 * Dates all entries to midnight of `date` (zip times have no zone), in place, and returns the same bytes. Reads plain zip
 * files without a comment, as document libraries write them; throws an `Error` on anything else.
 */
export function dateZipEntries(zip: Uint8Array, date: Day): Uint8Array {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength)
  const end = zip.byteLength - END_SIZE
  if (end < 0 || view.getUint32(end, true) !== END) throw new Error('not a plain zip file')
  const [year, month, day] = parts(date)
  const dosDate = ((year - 1980) << 9) | (month << 5) | day
  let entry = view.getUint32(end + 16, true)
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (view.getUint32(entry, true) !== CENTRAL) throw new Error('broken zip directory')
    const local = view.getUint32(entry + 42, true)
    setTime(view, entry + 12, dosDate)
    setTime(view, local + 10, dosDate)
    entry += 46 + view.getUint16(entry + 28, true) + view.getUint16(entry + 30, true) + view.getUint16(entry + 32, true)
  }
  return zip
}

function setTime(view: DataView, offset: number, dosDate: number): void {
  view.setUint16(offset, 0, true)
  view.setUint16(offset + 2, dosDate, true)
}
