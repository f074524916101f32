import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCity, type RunningCity } from '../city/server.ts'
import { judgeCity, precision, recall } from '../bench/judging/judge-city.ts'

let city: RunningCity

beforeAll(async () => {
  city = await startCity({ seed: 'judged', port: 0, plant: ['columns-stale'], slowMs: 50 })
})
afterAll(() => city.stop())

test('a handful of sites: every planted fault is found, and nothing else', async () => {
  const slugs = ['www', 'baoshan', 'changning', 'jiading', 'jingan', 'minhang', 'qingpu', 'pudong', 'putuo']
  const scores = await judgeCity(
    city,
    city.model.sites.filter(({ slug }) => slugs.includes(slug)),
  )
  const wrong = scores.filter((score) => precision(score) < 1 || recall(score) < 1)
  expect(wrong.map(({ clause, misses }) => [clause, misses])).toEqual([])
  // Without faults nothing would be shown: most clauses have one on these sites.
  expect(scores.filter(({ planted }) => planted > 0).map(({ clause }) => clause)).toEqual(
    expect.arrayContaining([
      'WEB-V1.5',
      'WEB-V4.1',
      'WEB-D-PUB-1',
      'WEB-D-FUN-1',
      'WEB-D-FUN-2',
      'WEB-D-FUN-4',
      'WEB-D-FUN-7',
    ]),
  )
}, 180_000)
