import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, chineseDay, day, dayOfInstant, parts, startOfDay } from '../../kernel/day.ts'
import { dateInUrl, dayWithoutYear, findDates, foldDateText, readDateText } from './date-text.ts'

const capturedOn = day('2025-08-20')
const found = (text: string) =>
  findDates(foldDateText(text)).map(({ year, month, date }) => `${year ?? '????'}-${month}-${date}`)

describe('dates in page text', () => {
  test.each([
    ['2025-08-12', '2025-8-12'],
    ['2025/8/12', '2025-8-12'],
    ['2025.08.12', '2025-8-12'],
    ['2025年8月12日', '2025-8-12'],
    ['2025 年 08 月 12 日', '2025-8-12'],
    ['２０２５年８月１２日', '2025-8-12'],
    ['２０２５－０８－１２', '2025-8-12'],
    ['2025-08-12 10∶08', '2025-8-12'],
    ['2025-08-1210:08', '2025-8-12'],
    ['2007-08-20-23:59:59', '2007-8-20'],
    ['发布时间：2025-08-12来源：市统计局', '2025-8-12'],
    ['25-08-12', '2025-8-12'],
    ['[08-12]', '????-8-12'],
    ['08-12', '????-8-12'],
    ['8月12日', '????-8-12'],
    ['08/12', '????-8-12'],
    ['08.12', '????-8-12'],
    ['12\n2025-08', '2025-8-12'],
    ['\u000112\u0001\u00012025.08\u0001', '2025-8-12'],
    ['\n2025-08\u000112\n', '2025-8-12'],
    ['\n08-12\n2025\n', '2025-8-12'],
    ['\n2025\n08/12\n', '2025-8-12'],
    ['\u00012025\u0001-\u000108\u0001-\u000112\u0001', '2025-8-12'],
  ])('%j', (text, expected) => expect(found(text)).toEqual([expected]))

  test.each([
    '2025-02-30',
    '2025-13-01',
    '电话 021-5678-1234',
    '1.5',
    '8.5',
    '2025年8月',
    '〔2025〕8号',
    '12025-08-120',
    '10:30',
    '3-5%',
    '13-45',
  ])('%j is no date', (text) => expect(found(text)).toEqual([]))

  test('every day is found in every form with a year', () => {
    const days = fc.integer({ min: 0, max: 11_000 }).map((offset) => addDays(day('1995-01-01'), offset))
    fc.assert(
      fc.property(days, fc.constantFrom('-', '/', '.'), (value, mark) => {
        const [year, month, date] = parts(value)
        const expected = `${year}-${month}-${date}`
        for (const text of [value.replaceAll('-', mark), [year, month, date].join(mark), chineseDay(value)]) {
          expect(found(`（${text}）`)).toEqual([expected])
        }
      }),
    )
  })

  test('folding keeps every position', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(foldDateText(text)).toHaveLength(text.length)
      }),
    )
  })
})

describe('a text that is a date', () => {
  const at = (text: string) => {
    const read = readDateText(text, capturedOn)
    return read && [read.day, read.epochMs === null ? null : new Date(read.epochMs).toISOString()]
  }

  test.each([
    ['2025-08-12', '2025-08-12', null],
    ['2025年8月12日', '2025-08-12', null],
    ['20250812', '2025-08-12', null],
    ['20250812083000', '2025-08-12', '2025-08-12T00:30:00.000Z'],
    // Without a zone it is Beijing time.
    ['2025-08-12 08:30:00', '2025-08-12', '2025-08-12T00:30:00.000Z'],
    ['2025年8月12日 8:30', '2025-08-12', '2025-08-12T00:30:00.000Z'],
    ['2025年8月12日 8时30分', '2025-08-12', '2025-08-12T00:30:00.000Z'],
    ['2025/8/12 下午3:05', '2025-08-12', '2025-08-12T07:05:00.000Z'],
    ['2025-08-12 10∶08', '2025-08-12', '2025-08-12T02:08:00.000Z'],
    ['2007-08-20-23:59:59', '2007-08-20', '2007-08-20T15:59:59.000Z'],
    // With one, the day is Shanghai's.
    ['2025-08-12T15:59:59Z', '2025-08-12', '2025-08-12T15:59:59.000Z'],
    ['2025-08-12T16:00:00Z', '2025-08-13', '2025-08-12T16:00:00.000Z'],
    ['2025-08-12T08:30:00.250+08:00', '2025-08-12', '2025-08-12T00:30:00.250Z'],
    ['Tue, 12 Aug 2025 08:30:00 +0800', '2025-08-12', '2025-08-12T00:30:00.000Z'],
    ['Tue, 12 Aug 2025 18:30:00 GMT', '2025-08-13', '2025-08-12T18:30:00.000Z'],
    ['12 Aug 2025', '2025-08-12', null],
    ['Tue Aug 12 08:30:00 CST 2025', '2025-08-12', '2025-08-12T00:30:00.000Z'],
    ['Aug 12, 2025 3:05 PM', '2025-08-12', '2025-08-12T07:05:00.000Z'],
    ['1754958600', '2025-08-12', '2025-08-12T00:30:00.000Z'],
    ['1754958600000', '2025-08-12', '2025-08-12T00:30:00.000Z'],
  ])('%s', (text, expected, instant) => expect(at(text)).toEqual([expected, instant]))

  test('the day of capture is believed, the next is not; nor is anything before 1995', () => {
    expect(at('2025-08-20')).not.toBeNull()
    expect(at('2025-08-21')).toBeNull()
    expect(at('1995-01-01')).not.toBeNull()
    expect(at('1994-12-31')).toBeNull()
  })

  test.each(['', '昨天', '3天前', '2025', '08-12', 'Tue, 32 Aug 2025', '2025-00-12', '99999999'])(
    '%j is none',
    (text) => expect(at(text)).toBeNull(),
  )

  test('never throws, never believes the impossible', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d年月日:./ T-]{4,30}$/)), (text) => {
        const read = readDateText(text, capturedOn)
        if (read === null) return
        expect(read.day >= '1995-01-01' && read.day <= capturedOn).toBe(true)
        expect(read.epochMs === null || dayOfInstant(read.epochMs) === read.day).toBe(true)
      }),
    )
  })

  test('an instant survives being written as ISO text', () => {
    fc.assert(
      fc.property(fc.integer({ min: startOfDay(day('1995-01-01')), max: startOfDay(capturedOn) }), (epochMs) => {
        expect(readDateText(new Date(epochMs).toISOString(), capturedOn)).toEqual({
          day: dayOfInstant(epochMs),
          epochMs,
        })
      }),
    )
  })
})

describe('a date without a year', () => {
  test('is the latest that is not in the future', () => {
    expect(dayWithoutYear(8, 20, capturedOn)).toBe('2025-08-20')
    expect(dayWithoutYear(8, 21, capturedOn)).toBe('2024-08-21')
    expect(dayWithoutYear(12, 31, day('2026-01-02'))).toBe('2025-12-31')
    expect(dayWithoutYear(2, 29, capturedOn)).toBe('2024-02-29')
    expect(dayWithoutYear(2, 30, capturedOn)).toBeNull()
  })
})

describe('a date in an address', () => {
  test.each([
    ['/202508/t20250812_123.html', [2025, 8, 12]],
    ['/art/2025/8/12/art_123_456.html', [2025, 8, 12]],
    ['/n1/2025-08/12/content_123.htm', [2025, 8, 12]],
    ['/20250812/abc.html', [2025, 8, 12]],
    ['/2025-08-12/a.html', [2025, 8, 12]],
    ['/zwyw/202508/34e1d41233c34c52a652e278c5529a33.shtml', [2025, 8, null]],
    ['/2025/08/a.html', [2025, 8, null]],
  ])('%s', (path, [year, month, date]) =>
    expect(dateInUrl(`http://www.example.gov.cn${path}`)).toMatchObject({ year, month, date }),
  )
  test.each(['/', '/art/123202508126.html', '/2025/index.html', '/99/2025/13/12/'])('%s has none', (path) =>
    expect(dateInUrl(`http://www.example.gov.cn${path}`)).toBeNull(),
  )
})
