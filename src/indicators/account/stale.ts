import type { Evidence } from '../../evidence/evidence.ts'
import { addDays, chineseMonthDay, day, daysBetween, inWindow, startOfDay, windowOfDays } from '../../kernel/day.ts'
import { epochMs } from '../../kernel/instant.ts'
import { cantTell, defineIndicator, failed, passed } from '../define.ts'

/** 内容不更新: no post in the two weeks before the monitoring point. What a source cannot know is never "stale". */
export default defineIndicator({
  id: 'account/stale',
  clause: 'NM-V2.1',
  needs: ['posts'],
  method:
    '看监测点前两周（含监测点当日，共14天）内是否发布过内容，监测点之后的不算。有多个信息源时，以未过时的来源中最可信的一个为准，' +
    '其余来源一并列出。信息源在监测点时已超过3天（72小时）没有刷新、覆盖不到整个窗口、有读不出日期的内容、没有任何内容、' +
    '只能证明发布过，或窗口内的内容已被删除的，判为“无法判断”，由人工登录平台核实。',

  judge({ posts }, { params, monitorPoint }) {
    const window = windowOfDays(monitorPoint, params.windowDays)
    const everShown = posts.posts.filter((post) => inWindow(post.publishedOn, window))
    const inside = everShown.filter(({ goneOn }) => goneOn === undefined)
    if (inside.length > 0) return passed(`监测时间段内发布 ${inside.length} 条`)
    // The last hours of the monitoring point are the last that count: a source's age is taken at its end.
    const ageMs = startOfDay(addDays(monitorPoint, 1)) - knownUntilMs(posts)
    if (ageMs > params.freshWithinDays * 86_400_000) return cantTell(`信息源只更新到 ${posts.knownThrough}`)
    if (everShown.length > 0) {
      return cantTell(`${everShown[0]!.publishedOn} 发布的内容后来看不到了，请核实是否删除`)
    }
    if (posts.presenceOnly) return cantTell('该来源不显示全部发布内容，没有发布记录不能说明没有发布')
    if (posts.undatedCount > 0) return cantTell(`有 ${posts.undatedCount} 条内容读不出发布日期`)
    if (posts.coveredFrom === null && posts.posts.length === 0) return cantTell('信息源没有任何内容')
    if (posts.coveredFrom !== null && posts.coveredFrom > window.from) {
      return cantTell(`信息源只覆盖 ${posts.coveredFrom} 以后`)
    }
    const contrary = posts.sources?.find(
      ({ chosen, newestOn }) => !chosen && newestOn !== null && newestOn >= window.from,
    )
    const last = posts.posts
      .map((post) => post.publishedOn)
      .filter((date) => date < window.from)
      .toSorted()
      .at(-1)
    const silence =
      last === undefined ? '没有发布记录' : `最近发布于 ${last}，至监测点已 ${daysBetween(last, monitorPoint)} 天`
    const because =
      contrary === undefined
        ? silence
        : `${silence}；另有来源（${contrary.source}）显示 ${chineseMonthDay(contrary.newestOn!)}发布过，请核实`
    return failed(because, [{ where: posts.source, message: because }])
  },

  cases: [
    at('8月1日0时发布', 'passed', posts('2025-08-01')),
    at('7月31日23时59分发布', 'failed', posts('2025-07-31')),
    at('监测点当日发布', 'passed', posts('2025-08-14', '2025-07-01')),
    at('卡点更新：监测点之后才发布', 'failed', posts('2025-08-16', '2025-07-30')),
    at('信息源三天内刷新过', 'failed', { ...posts('2025-07-30'), knownThrough: day('2025-08-11') }),
    at('信息源停在四天前', 'cantTell', { ...posts('2025-07-30'), knownThrough: day('2025-08-10') }),
    at('信息源在监测点时恰好72小时', 'failed', until('2025-08-12T00:00:00+08:00', '2025-08-11')),
    at('信息源在监测点时72小时零1分', 'cantTell', until('2025-08-11T23:59:00+08:00', '2025-08-11')),
    at('窗口内的内容后来看不到了', 'cantTell', gone('2025-08-05', '2025-07-20')),
    at('来源不显示全部内容', 'cantTell', { ...posts('2025-07-30'), presenceOnly: true }),
    at('其他来源显示发布过：以最可信的为准，并提示核实', 'failed', contradicted('2025-08-10', '2025-07-30')),
    at('信息源覆盖不到窗口', 'cantTell', { ...posts('2025-08-16'), coveredFrom: day('2025-08-16') }),
    at('有读不出日期的内容', 'cantTell', { ...posts('2025-07-30'), undatedCount: 1 }),
    at('信息源为空', 'cantTell', { ...posts(), coveredFrom: null }),
    at('报送记录完整且没有发布', 'failed', { ...posts(), coveredFrom: day('2025-06-01') }),
  ],
})

function at(name: string, outcome: 'passed' | 'failed' | 'cantTell', given: Evidence['posts']) {
  return { name, outcome, monitorPoint: '2025-08-14', given: { posts: given } }
}

/** When the source stopped knowing the account. Evidence of earlier versions knows its last day to the end. */
function knownUntilMs({ knownUntil, knownThrough }: Pick<Evidence['posts'], 'knownUntil' | 'knownThrough'>): number {
  return knownUntil === undefined ? startOfDay(addDays(knownThrough, 1)) : epochMs(knownUntil)
}

function until(knownUntil: string, knownThrough: string): Evidence['posts'] {
  return { ...posts('2025-07-30'), knownUntil, knownThrough: day(knownThrough) }
}

function gone(goneDay: string, older: string): Evidence['posts'] {
  const shown = posts(goneDay, older)
  return {
    ...shown,
    posts: shown.posts.map((post) => (post.id === goneDay ? { ...post, goneOn: day('2025-08-12') } : post)),
  }
}

/** A feed that shows nothing in the window beside a less trusted report that does. */
function contradicted(reported: string, shown: string): Evidence['posts'] {
  const [capturedAt, detail, sha256] = ['2025-08-20T10:00:00+08:00', '', null]
  const read = { capturedAt, outcome: 'read' as const, detail, knownUntil: capturedAt, sha256 }
  const sources = [
    {
      kind: 'feed' as const,
      source: 'http://feeds.example.cn/1.xml',
      trust: 3,
      ...read,
      newestOn: day(shown),
      chosen: true,
    },
    { kind: 'unitReport' as const, source: '某局自报', trust: 5, ...read, newestOn: day(reported), chosen: false },
  ]
  return { ...posts(shown), sources, chosenBecause: '未过时的 2 个来源中最可信' }
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
