import type { Evidence } from '../../evidence/evidence.ts'
import { addDays, day, daysBetween, inWindow, windowOfDays } from '../../kernel/day.ts'
import { cantTell, defineIndicator, failed, passed } from '../define.ts'

/** 内容不更新: no post in the two weeks before the monitoring point. What a source cannot know is never "stale". */
export default defineIndicator({
  id: 'account/stale',
  clause: 'NM-V2.1',
  needs: ['posts'],
  method:
    '看监测点前两周（含监测点当日，共14天）内是否发布过内容，监测点之后的不算。信息源在监测点时已超过3天没有刷新、' +
    '覆盖不到整个窗口、有读不出日期的内容或没有任何内容的，判为“无法判断”，由人工登录平台核实。',

  judge({ posts }, { params, monitorPoint }) {
    const window = windowOfDays(monitorPoint, params.windowDays)
    const inside = posts.posts.filter((post) => inWindow(post.publishedOn, window))
    if (inside.length > 0) return passed(`监测时间段内发布 ${inside.length} 条`)
    if (posts.knownThrough < addDays(monitorPoint, -params.freshWithinDays)) {
      return cantTell(`信息源只更新到 ${posts.knownThrough}`)
    }
    if (posts.undatedCount > 0) return cantTell(`有 ${posts.undatedCount} 条内容读不出发布日期`)
    if (posts.coveredFrom === null && posts.posts.length === 0) return cantTell('信息源没有任何内容')
    if (posts.coveredFrom !== null && posts.coveredFrom > window.from) {
      return cantTell(`信息源只覆盖 ${posts.coveredFrom} 以后`)
    }
    const last = posts.posts
      .map((post) => post.publishedOn)
      .filter((date) => date < window.from)
      .toSorted()
      .at(-1)
    const because =
      last === undefined ? '没有发布记录' : `最近发布于 ${last}，至监测点已 ${daysBetween(last, monitorPoint)} 天`
    return failed(because, [{ where: posts.source, message: because }])
  },

  cases: [
    at('8月1日0时发布', 'passed', posts('2025-08-01')),
    at('7月31日23时59分发布', 'failed', posts('2025-07-31')),
    at('监测点当日发布', 'passed', posts('2025-08-14', '2025-07-01')),
    at('卡点更新：监测点之后才发布', 'failed', posts('2025-08-16', '2025-07-30')),
    at('信息源三天内刷新过', 'failed', { ...posts('2025-07-30'), knownThrough: day('2025-08-11') }),
    at('信息源停在四天前', 'cantTell', { ...posts('2025-07-30'), knownThrough: day('2025-08-10') }),
    at('信息源覆盖不到窗口', 'cantTell', { ...posts('2025-08-16'), coveredFrom: day('2025-08-16') }),
    at('有读不出日期的内容', 'cantTell', { ...posts('2025-07-30'), undatedCount: 1 }),
    at('信息源为空', 'cantTell', { ...posts(), coveredFrom: null }),
    at('报送记录完整且没有发布', 'failed', { ...posts(), coveredFrom: day('2025-06-01') }),
  ],
})

function at(name: string, outcome: 'passed' | 'failed' | 'cantTell', given: Evidence['posts']) {
  return { name, outcome, monitorPoint: '2025-08-14', given: { posts: given } }
}

/** A feed read on 20 August with posts on these days. */
function posts(...dates: string[]): Evidence['posts'] {
  const oldest = dates.toSorted()[0]
  return {
    source: 'http://feeds.example.cn/1.xml',
    capturedAt: '2025-08-20T10:00:00+08:00',
    knownThrough: day('2025-08-20'),
    coveredFrom: oldest === undefined ? null : day(oldest),
    undatedCount: 0,
    posts: dates.map((date) => ({
      id: date,
      title: '一条',
      url: null,
      publishedOn: day(date),
      publishedAt: null,
      rawDate: date,
    })),
  }
}
