import { expect, test } from 'vitest'
import { addDays, day, inWindow, windowOfDays } from '../../src/kernel/day.ts'
import { cityAsOf } from '../as-of.ts'
import { cityToday, dayOf } from '../calendar.ts'
import { buildCity } from '../city.ts'
import { nextMonitorPoint, noticeDay, targetKey, type Conduct } from './conduct.ts'

const city = buildCity({ seed: 'test', port: 8000 })
const { script } = city
const withConduct = (wanted: Conduct) => script.conduct.find(({ conduct }) => conduct.includes(wanted))!.target
const postsOn = (target: string, today = addDays(nextMonitorPoint, 3)) =>
  cityAsOf(city, today).accounts.find((account) => targetKey(account) === target)!.posts
const isFresh = (target: string, on: ReturnType<typeof day>) =>
  postsOn(target).some(({ at }) => inWindow(dayOf(at), windowOfDays(on, 14)))

test('every conduct is there once, and the same seed gives the same script', () => {
  const all = script.conduct.flatMap(({ conduct }) => conduct)
  expect(all.toSorted()).toEqual([
    'answersInTime',
    'answersLate',
    'appealsRightly',
    'appealsWrongly',
    'asksForTime',
    'lies',
    'relapses',
  ])
  expect(buildCity({ seed: 'test', port: 8000 }).script).toEqual(script)
  expect(buildCity({ seed: 'other', port: 8000 }).script).not.toEqual(script)
})

test('acts come after the notices, in office hours, in order of time', () => {
  expect(script.acts.map(({ at }) => at)).toEqual(script.acts.map(({ at }) => at).toSorted())
  for (const { at } of script.acts) {
    expect(dayOf(at) >= noticeDay).toBe(true)
    expect(at.slice(11) >= '09:10' && at.slice(11) < '16:30').toBe(true)
  }
})

test('who says that it is fixed has posted again before, but for the one who lies', () => {
  for (const { target, at, does } of script.acts.filter((act) => act.does === 'answer')) {
    const posted = postsOn(target).some((post) => dayOf(post.at) > cityToday && post.at < at)
    expect([target, does, posted]).toEqual([target, 'answer', target !== withConduct('lies')])
  }
})

test('at the next monitoring point those who fixed it are fresh; who relapses and who lied is not', () => {
  expect(isFresh(withConduct('answersInTime'), nextMonitorPoint)).toBe(true)
  expect(isFresh(withConduct('answersLate'), nextMonitorPoint)).toBe(true)
  expect(isFresh(withConduct('asksForTime'), nextMonitorPoint)).toBe(true)
  expect(isFresh(withConduct('relapses'), nextMonitorPoint)).toBe(false)
  expect(isFresh(withConduct('relapses'), day('2025-09-02'))).toBe(true)
  expect(isFresh(withConduct('lies'), nextMonitorPoint)).toBe(false)
})

test('nothing of what is to come shows on the city’s own today', () => {
  for (const { target } of script.conduct) {
    expect(postsOn(target, cityToday).every(({ at }) => dayOf(at) <= cityToday)).toBe(true)
  }
  expect(city.accounts.every(({ posts }) => posts.every(({ at }) => dayOf(at) <= cityToday))).toBe(true)
})

test('reports of citizens: most are answered in time, three late, one never', () => {
  const late = city.errorReports.filter(
    ({ receivedAt, answeredAt }) => answeredAt !== null && dayOf(answeredAt) > addDays(dayOf(receivedAt), 5),
  )
  expect(city.errorReports).toHaveLength(36)
  expect(late).toHaveLength(3)
  expect(city.errorReports.filter(({ answeredAt }) => answeredAt === null)).toHaveLength(1)
  expect(new Set(city.errorReports.map(({ number }) => number)).size).toBe(36)
})
