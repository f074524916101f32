import { describe, expect, test } from 'vitest'
import { createProgressMeter, estimate } from './crawl-progress.ts'

const counts = (pagesDone: number, pagesLeft: number, linksLeft = 0) => ({ pagesDone, pagesLeft, linksLeft })

describe('the progress of a crawl', () => {
  test.each([
    ['half done', counts(0, 120), counts(60, 60), 60, 0, { pagesPerSecond: 1, remainingSeconds: 60 }],
    ['links count as well', counts(0, 60, 120), counts(60, 0, 60), 60, 0, { pagesPerSecond: 1, remainingSeconds: 30 }],
    ['more is found than done', counts(0, 10), counts(60, 90), 60, 0, { pagesPerSecond: 1, remainingSeconds: null }],
    ['as much is found as done', counts(0, 90), counts(60, 90), 60, 0, { pagesPerSecond: 1, remainingSeconds: null }],
    ['half is found anew', counts(0, 90), counts(60, 60), 60, 0, { pagesPerSecond: 1, remainingSeconds: 120 }],
    [
      'never faster than polite',
      counts(0, 120),
      counts(60, 60),
      60,
      2000,
      { pagesPerSecond: 1, remainingSeconds: 120 },
    ],
    ['nothing known to be left', counts(0, 60), counts(60, 0), 60, 0, { pagesPerSecond: 1, remainingSeconds: null }],
    ['too early', counts(0, 120), counts(4, 116), 4.9, 0, { pagesPerSecond: null, remainingSeconds: null }],
    ['just enough', counts(0, 120), counts(5, 115), 5, 0, { pagesPerSecond: 1, remainingSeconds: 115 }],
    ['nothing happens', counts(5, 5), counts(5, 5), 60, 0, { pagesPerSecond: 0, remainingSeconds: null }],
  ])('%s', (_, before, now, seconds, gapMs, expected) => {
    expect(estimate({ ...before, atMs: 0 }, { ...now, atMs: seconds * 1000 }, gapMs)).toEqual({
      pagesDone: now.pagesDone,
      pagesKnown: now.pagesDone + now.pagesLeft,
      ...expected,
    })
  })

  test('the rate is that of the last minute', () => {
    const meter = createProgressMeter(0)
    let pages = 0
    for (let second = 0; second <= 600; second += 1) {
      const { pagesPerSecond } = meter(counts((pages += second < 500 ? 10 : 1), 100_000 - pages), second * 1000)
      if (second === 400) expect(pagesPerSecond).toBe(10)
      if (second === 600) expect(pagesPerSecond).toBe(1)
    }
  })
})
