/** The ways feeds write a moment. */
import { parts } from '../../src/kernel/day.ts'
import { chineseMoment, dayOf, epochOf, timeOf, type Moment } from '../calendar.ts'
import type { DateStyle } from '../accounts/account.ts'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const

export function feedDate(at: Moment, style: DateStyle): string {
  switch (style) {
    case 'rfc822': {
      const [year, month, date] = parts(dayOf(at))
      // Shifted by eight hours, the UTC fields of the Date are Beijing's.
      const name = weekdays[new Date(epochOf(at) + 8 * 3_600_000).getUTCDay()]!
      return `${name}, ${String(date).padStart(2, '0')} ${months[month - 1]!} ${year} ${timeOf(at)}:00 +0800`
    }
    case 'isoZ':
      return new Date(epochOf(at)).toISOString().replace('.000Z', 'Z')
    case 'isoOffset':
      return `${dayOf(at)}T${timeOf(at)}:00+08:00`
    case 'zoneless':
      return at
    case 'chinese':
      return chineseMoment(at)
    default:
      return style satisfies never
  }
}
