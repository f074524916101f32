/** Titles as their pages have them: lists that glue the day to the headline are read with it. */

const day = '[\\[（(【]?\\s*(?:19|20)\\d{2}\\s*[-/.年]\\s*\\d{1,2}\\s*[-/.月]\\s*\\d{1,2}\\s*日?\\s*[\\])）】]?'
const ends = new RegExp(`^\\s*${day}\\s+|\\s*${day}\\s*$`, 'g')

/** A title without a day at its beginning or end. */
export function withoutDay(title: string): string {
  return title.replace(ends, '').trim()
}
