/** Deadlines, offices and sending hours around the days on which other zones change their clocks; prints one line each. */
import { addDays, day, dayOfInstant, startOfDay } from '../src/kernel/day.ts'
import { announcedHolidays } from '../src/regulations/holidays.ts'
import { digestTime, nextSendingTime } from '../src/delivery/sending-hours.ts'
import { parseDailyHours } from '../src/kernel/daily-hours.ts'
import { dueDay } from '../src/messages/message.ts'
import { dueAfter, officeHour, type Terms } from '../src/rectification/terms.ts'

const calendar = announcedHolidays
const terms = { calendar, vetoDays: 3, otherDays: 7 } as unknown as Terms
const hours = {
  quiet: parseDailyHours('21:00-08:00'),
  workingDaysOnly: true,
  calendar,
  digestAtMinute: 545,
  collectMinutes: 15,
}

// Europe and America go forward and back on these days; China did so from 1986 to 1991.
const changes = ['2025-03-09', '2025-03-30', '2025-10-26', '2025-11-02', '1988-04-10', '1991-09-15'].map(day)
for (const change of changes) {
  for (let on = addDays(change, -1); on <= addDays(change, 1); on = addDays(on, 1)) {
    for (let quarter = 0; quarter < 96; quarter += 1) {
      const ms = startOfDay(on) + quarter * 15 * 60_000
      const at = new Date(ms).toISOString()
      const due = dueAfter(at, 3, terms)
      const sending = [nextSendingTime(ms, hours), digestTime(ms, null, hours)].map((each) =>
        new Date(each).toISOString(),
      )
      console.log([at, dayOfInstant(ms), due, officeHour(due), dueDay(at, calendar), ...sending].join(' '))
    }
  }
}
