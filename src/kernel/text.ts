/** Normalising of text from spreadsheets and pages, so that the same name is the same string. */

/** Full-width letters and digits to half width, odd spaces to one space, no control characters, trimmed. */
export function normaliseText(text: string): string {
  return (
    text
      // Half of a pair, which an xlsx file can spell, would be refused by the database.
      .toWellFormed()
      .replace(/[\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2060\ufeff\ufffe\uffff]/g, '')
      .replace(/[\s\u00a0\u3000]+/g, ' ')
      // Last: what was taken out above may have stood between a letter and its accent.
      .normalize('NFC')
      .trim()
  )
}

/** Cuts a text for display, never in the middle of a surrogate pair. */
export function clip(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text
  // A hostile cell is long: only what may be shown is taken apart.
  const chars = Array.from(text.slice(0, maxChars * 2 + 2))
  return chars.length <= maxChars ? text : `${chars.slice(0, maxChars - 1).join('')}…`
}
