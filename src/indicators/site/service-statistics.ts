import { windowOfMonths } from '../../kernel/day.ts'
import { cantTell, defineIndicator, failed, passed } from '../define.ts'
import { capturedAt, casesOf, dayOrNone, home } from '../example.ts'

/** 办事统计: statistics of handled matters are published and not older than three months. */
export default defineIndicator({
  id: 'site/service-statistics',
  clause: 'WEB-D-SVC-3',
  needs: ['serviceStatistics'],
  method: '没有公开办事统计数据的扣分；监测点前三个月内没有更新的扣分。页面读不到或没有日期的，判为“无法判断”。',

  judge({ serviceStatistics: { state, url, newest } }, { params, monitorPoint }) {
    const place = { where: '办事统计', ...(url === null ? {} : { url }) }
    if (state === 'unreadable') return cantTell('办事统计页面无法读取')
    if (state === 'none') {
      return failed('没有公开办事统计数据', [{ ...place, message: '没有公开办事统计数据', points: params.pointsNone }])
    }
    if (newest === null) return cantTell('办事统计没有读到日期')
    if (newest > monitorPoint) return cantTell(`只能看到监测点之后（${newest}）的办事统计`)
    if (newest >= windowOfMonths(monitorPoint, params.windowMonths).from) return passed(`办事统计更新于 ${newest}`)
    const message = `办事统计最近更新于 ${newest}`
    return failed(message, [{ ...place, message, points: params.pointsStale }])
  },

  cases: casesOf('serviceStatistics', [
    ['三个月窗口首日5月15日更新', 'passed', read('2025-05-15')],
    ['窗口前一日5月14日更新', 'failed', read('2025-05-14'), 2],
    ['监测点当日更新', 'passed', read('2025-08-14')],
    ['一年前更新', 'failed', read('2024-08-14'), 2],
    ['监测点次日更新', 'cantTell', read('2025-08-15')],
    ['没有日期', 'cantTell', read(null)],
    ['没有公开', 'failed', { capturedAt, state: 'none', url: null, newest: null }, 2],
    ['读不到', 'cantTell', { capturedAt, state: 'unreadable', url: `${home}tj/`, newest: null }],
  ]),
})

function read(newest: string | null) {
  return { capturedAt, state: 'read' as const, url: `${home}tj/`, newest: dayOrNone(newest) }
}
