import fc from 'fast-check'
import { expect, test } from 'vitest'
import { channels } from './channels/index.ts'
import { nextFreeAt, recentUses } from './rate-limit.ts'

const limits = [{ count: 3, perMs: 60_000 }]

test('the message that fills the limit leaves at once, the next one when the first is out of the window', () => {
  expect(nextFreeAt([0, 1000], limits, 2000)).toBe(2000)
  expect(nextFreeAt([0, 1000, 2000], limits, 3000)).toBe(61_400)
  expect(nextFreeAt([0, 1000, 2000], limits, 61_400)).toBe(61_400)
})

test('no window of any channel ever holds more than its limit, however the messages come', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...channels.map((channel) => channel.limits)),
      fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 150 }),
      (channelLimits, gaps) => {
        let [now, used] = [0, [] as number[]]
        const sent: number[] = []
        for (const gap of gaps) {
          now = nextFreeAt(used, channelLimits, now + gap)
          used = [...recentUses(used, channelLimits, now), now]
          sent.push(now)
        }
        for (const { count, perMs } of channelLimits) {
          for (const from of sent) {
            expect(sent.filter((at) => at >= from && at <= from + perMs).length).toBeLessThanOrEqual(count)
          }
        }
      },
    ),
  )
})
