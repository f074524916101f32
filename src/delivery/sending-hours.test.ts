import { describe, expect, test } from 'vitest'
import { parseDailyHours } from '../kernel/daily-hours.ts'
import { day } from '../kernel/day.ts'
import { epochMs } from '../kernel/instant.ts'
import { announcedHolidays } from '../regulations/holidays.ts'
import { digestTime, nextSendingTime, type SendingHours } from './sending-hours.ts'

const hours: SendingHours = {
  quiet: parseDailyHours('21:00-08:00'),
  workingDaysOnly: true,
  calendar: announcedHolidays,
  digestAtMinute: 9 * 60 + 5,
  collectMinutes: 15,
}
const at = (text: string) => epochMs(`${text}+08:00`)
const shown = (ms: number) => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16)

describe('an ordinary message leaves', () => {
  test.each([
    ['2025-08-14T20:59', '2025-08-14T20:59', 'a minute before the quiet hours'],
    ['2025-08-14T21:00', '2025-08-15T08:00', 'the next morning'],
    ['2025-08-15T07:59', '2025-08-15T08:00', 'when the quiet hours end'],
    ['2025-08-15T21:00', '2025-08-18T08:00', 'after the weekend'],
    ['2025-09-30T22:00', '2025-10-09T08:00', 'after the National Day holidays'],
    ['2025-10-11T09:00', '2025-10-11T09:00', 'on a Saturday that is worked'],
  ])('%s → %s: %s', (from, to, _why) => expect(shown(nextSendingTime(at(from), hours))).toBe(to))

  test('at any time when nothing is quiet', () => {
    const always = { ...hours, quiet: null, workingDaysOnly: false }
    expect(nextSendingTime(at('2025-08-16T23:00'), always)).toBe(at('2025-08-16T23:00'))
  })
})

describe('a digest leaves', () => {
  test.each([
    ['2025-08-14T06:00', null, '2025-08-14T09:05', 'not before its minute'],
    ['2025-08-14T10:00', null, '2025-08-14T10:15', 'soon, when it is the first of the day'],
    ['2025-08-14T10:00', '2025-08-14', '2025-08-15T09:05', 'the next day, when there was one'],
    ['2025-08-15T10:00', '2025-08-15', '2025-08-18T09:05', 'after the weekend, when there was one on Friday'],
    ['2025-08-14T20:50', null, '2025-08-15T09:05', 'not in the evening because of waiting for more'],
    ['2025-08-14T10:00', '2025-08-15', '2025-08-18T09:05', 'after the one that is planned already'],
  ])('%s, last %s → %s: %s', (created, last, to, _why) =>
    expect(shown(digestTime(at(created), last === null ? null : day(last), hours))).toBe(to),
  )
})
