/**
 * 法定节假日安排 as announced by the State Council's General Office. A new year is one more entry here, or in `holidays` of
 * config.json, which comes first: an installation need not wait for a new version of the program.
 */
import { day, type Day } from '../kernel/day.ts'
import type { HolidayCalendar } from '../kernel/working-days.ts'

const range = (from: string, to: string): readonly [Day, Day] => [day(from), day(to)]

export const announcedHolidays: HolidayCalendar = {
  2024: {
    source: '国办发明电〔2023〕7号',
    off: [
      range('2024-01-01', '2024-01-01'),
      range('2024-02-10', '2024-02-17'),
      range('2024-04-04', '2024-04-06'),
      range('2024-05-01', '2024-05-05'),
      range('2024-06-10', '2024-06-10'),
      range('2024-09-15', '2024-09-17'),
      range('2024-10-01', '2024-10-07'),
    ],
    worked: [
      '2024-02-04',
      '2024-02-18',
      '2024-04-07',
      '2024-04-28',
      '2024-05-11',
      '2024-09-14',
      '2024-09-29',
      '2024-10-12',
    ].map(day),
  },
  2025: {
    source: '国办发明电〔2024〕12号',
    off: [
      range('2025-01-01', '2025-01-01'),
      range('2025-01-28', '2025-02-04'),
      range('2025-04-04', '2025-04-06'),
      range('2025-05-01', '2025-05-05'),
      range('2025-05-31', '2025-06-02'),
      range('2025-10-01', '2025-10-08'),
    ],
    worked: ['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'].map(day),
  },
  2026: {
    source: '国办发明电〔2025〕7号',
    off: [
      range('2026-01-01', '2026-01-03'),
      range('2026-02-15', '2026-02-23'),
      range('2026-04-04', '2026-04-06'),
      range('2026-05-01', '2026-05-05'),
      range('2026-06-19', '2026-06-21'),
      range('2026-09-25', '2026-09-27'),
      range('2026-10-01', '2026-10-07'),
    ],
    worked: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'].map(day),
  },
}
