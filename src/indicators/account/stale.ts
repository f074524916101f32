import type { Evidence } from '../../evidence/evidence.ts'
import type { PostKind } from '../../evidence/posts.ts'
import {
  addDays,
  chineseMonthDay,
  day,
  daysBetween,
  inWindow,
  startOfDay,
  windowOfDays,
  type Day,
  type DayWindow,
} from '../../kernel/day.ts'
import { epochMs } from '../../kernel/instant.ts'
import { cantTell, defineIndicator, failed, passed, type Judged, type ParamsOf } from '../define.ts'
import { longestGap, updateDays } from '../updates.ts'

/** 内容不更新: no post in the two weeks before the monitoring point. What a source cannot know is never "stale". */
export default defineIndicator({
  id: 'account/stale',
  clause: 'NM-V2.1',
  needs: ['posts'],
  method:
    '看监测点前两周（含监测点当日，共14天）内是否发布或转发过内容，监测点之后的不算，回复、修改资料、已删除的不算（可调）。' +
    '按时间段检查的口径，看整个时间段内有没有连续两周没有更新。有多个信息源时，以未过时的来源中最可信的一个为准，其余一并列出。' +
    '信息源在监测点时已超过3天（72小时）没有刷新、覆盖不到整个窗口、有读不出日期的内容、没有任何内容、只能证明发布过，' +
    '或窗口内的内容后来看不到了的，判为“无法判断”，由人工登录平台核实。',

  judge({ posts }, { params, monitorPoint }) {
    return params.intervalDays > 0 ? byInterval(posts, params, monitorPoint) : byPoint(posts, params, monitorPoint)
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
    {
      ...at('看不到了，口径规定已删除的也算', 'passed', gone('2025-08-05', '2025-07-20')),
      params: { countsDeleted: 1 },
    },
    at('来源不显示全部内容', 'cantTell', { ...posts('2025-07-30'), presenceOnly: true }),
    at('其他来源显示发布过：以最可信的为准，并提示核实', 'failed', contradicted('2025-08-10', '2025-07-30')),
    at('信息源覆盖不到窗口', 'cantTell', { ...posts('2025-08-16'), coveredFrom: day('2025-08-16') }),
    at('有读不出日期的内容', 'cantTell', { ...posts('2025-07-30'), undatedCount: 1 }),
    at('信息源为空', 'cantTell', { ...posts(), coveredFrom: null }),
    at('报送记录完整且没有发布', 'failed', { ...posts(), coveredFrom: day('2025-06-01') }),
    at('只有转发', 'passed', only('repost', '2025-08-10')),
    at('只有回复', 'failed', only('reply', '2025-08-10')),
    at('只修改了资料', 'failed', only('profileEdit', '2025-08-10')),
    at('发布后又删除', 'failed', only('deleted', '2025-08-10')),
    { ...at('口径另行规定回复也算', 'passed', only('reply', '2025-08-10')), params: { countsReplies: 1 } },
    {
      ...at('口径另行规定资料修改也算', 'passed', only('profileEdit', '2025-08-10')),
      params: { countsProfileEdits: 1 },
    },
    { ...at('口径另行规定已删除的也算', 'passed', only('deleted', '2025-08-10')), params: { countsDeleted: 1 } },
    interval('时间段：间隔14天发布', 'passed', posts('2025-07-15', '2025-07-29', '2025-08-12')),
    interval('时间段：连续14天没有发布', 'failed', posts('2025-07-15', '2025-07-30', '2025-08-12')),
    interval('时间段：开头13天没有发布', 'passed', posts('2025-07-29', '2025-08-12', '2025-07-01')),
    interval('时间段：开头14天没有发布', 'failed', posts('2025-07-30', '2025-08-12', '2025-07-01')),
    interval('时间段：末尾14天没有发布', 'failed', posts('2025-07-15', '2025-07-25', '2025-07-31')),
    interval('时间段：末尾还没采集到', 'cantTell', {
      ...posts('2025-07-15', '2025-07-25', '2025-07-31'),
      knownThrough: day('2025-08-05'),
    }),
    interval('时间段：采集到的部分已足以证明', 'failed', {
      ...posts('2025-07-15', '2025-08-01'),
      knownThrough: day('2025-08-02'),
    }),
    interval('时间段：信息源覆盖不到开头', 'cantTell', {
      ...posts('2025-07-30', '2025-08-12'),
      coveredFrom: day('2025-07-25'),
    }),
    interval('时间段：有读不出日期的内容', 'cantTell', {
      ...posts('2025-07-15', '2025-07-30', '2025-08-12'),
      undatedCount: 1,
    }),
    interval('时间段：来源不显示全部内容', 'cantTell', {
      ...posts('2025-07-15', '2025-07-30', '2025-08-12'),
      presenceOnly: true,
    }),
    interval('时间段：内容后来看不到了', 'cantTell', gone('2025-08-05', '2025-07-20')),
    interval('时间段：信息源为空', 'cantTell', { ...posts(), coveredFrom: null }),
  ],
})

type Params = ParamsOf<'NM-V2.1'>

function byPoint(posts: Evidence['posts'], params: Params, monitorPoint: Day): Judged {
  const window = windowOfDays(monitorPoint, params.windowDays)
  const days = updateDays(posts, params)
  const inside = days.filter((date) => inWindow(date, window))
  if (inside.length > 0) return passed(`监测时间段内发布 ${inside.length} 条`)
  if (!isFresh(posts, params, monitorPoint)) return cantTell(`信息源只更新到 ${posts.knownThrough}`)
  const doubt = silenceDoubt(posts, window)
  if (doubt !== null) return cantTell(doubt)
  if (posts.undatedCount > 0) return cantTell(`有 ${posts.undatedCount} 条内容读不出发布日期`)
  if (posts.coveredFrom === null && posts.posts.length === 0) return cantTell('信息源没有任何内容')
  if (posts.coveredFrom !== null && posts.coveredFrom > window.from) {
    return cantTell(`信息源只覆盖 ${posts.coveredFrom} 以后`)
  }
  const last = days
    .filter((date) => date < window.from)
    .toSorted()
    .at(-1)
  const silence =
    last === undefined ? '没有发布记录' : `最近发布于 ${last}，至监测点已 ${daysBetween(last, monitorPoint)} 天`
  const because = `${silence}${contrary(posts, window.from)}`
  return failed(because, [{ where: posts.source, message: because }])
}

/** Days that the source does not know are taken as silent to pass, and as busy to fail: between them nobody can tell. */
function byInterval(posts: Evidence['posts'], params: Params, monitorPoint: Day): Judged {
  const interval = windowOfDays(monitorPoint, params.intervalDays)
  const days = updateDays(posts, params)
  const longest = longestGap(days, interval)
  const words = `${interval.from}至${interval.to}间最长 ${longest?.days ?? 0} 天没有更新`
  if (longest === null || longest.days < params.windowDays) return passed(words)
  const { knownThrough, coveredFrom, undatedCount } = posts
  const doubt = silenceDoubt(posts, interval)
  if (doubt !== null) return cantTell(doubt)
  if (undatedCount > 0) return cantTell(`有 ${undatedCount} 条内容读不出发布日期`)
  if (coveredFrom === null && posts.posts.length === 0) return cantTell('信息源没有任何内容')
  const known = {
    from: coveredFrom !== null && coveredFrom > interval.from ? coveredFrom : interval.from,
    to: isFresh(posts, params, monitorPoint) ? interval.to : knownThrough,
  }
  const proved = longestGap(days, known)
  if (proved !== null && proved.days >= params.windowDays) {
    const because = `${proved.from}至${proved.to}连续 ${proved.days} 天没有更新`
    return failed(because, [{ where: posts.source, message: because }])
  }
  return cantTell(known.from > interval.from ? `信息源只覆盖 ${known.from} 以后` : `信息源只更新到 ${knownThrough}`)
}

/** The last hours of the monitoring point are the last that count: a source's age is taken at its end. */
function isFresh(posts: Evidence['posts'], { freshWithinDays }: Params, monitorPoint: Day): boolean {
  const { knownUntil, knownThrough } = posts
  // Evidence of earlier versions knows its last day to the end.
  const known = knownUntil === undefined ? startOfDay(addDays(knownThrough, 1)) : epochMs(knownUntil)
  return startOfDay(addDays(monitorPoint, 1)) - known <= freshWithinDays * 86_400_000
}

/** Why the silence of this source proves nothing; `null` when it does. */
function silenceDoubt({ posts, presenceOnly }: Evidence['posts'], window: DayWindow): string | null {
  const gone = posts.find(({ goneOn, publishedOn }) => goneOn !== undefined && inWindow(publishedOn, window))
  if (gone !== undefined) return `${gone.publishedOn} 发布的内容后来看不到了，请核实是否删除`
  return presenceOnly ? '该来源不显示全部发布内容，没有发布记录不能说明没有发布' : null
}

/** What another source says against it, for whoever confirms. */
function contrary({ sources }: Evidence['posts'], from: Day): string {
  const other = sources?.find(({ chosen, newestOn }) => !chosen && newestOn !== null && newestOn >= from)
  return other ? `；另有来源（${other.source}）显示 ${chineseMonthDay(other.newestOn!)}发布过，请核实` : ''
}

function at(name: string, outcome: 'passed' | 'failed' | 'cantTell', given: Evidence['posts']) {
  return { name, outcome, monitorPoint: '2025-08-14', given: { posts: given } }
}

/** Asked by the interval 16 July to 14 August. */
function interval(name: string, outcome: 'passed' | 'failed' | 'cantTell', given: Evidence['posts']) {
  return { ...at(name, outcome, given), params: { intervalDays: 30 } }
}

function only(kind: PostKind, date: string): Evidence['posts'] {
  const given = posts(date, '2025-07-01')
  return { ...given, posts: given.posts.map((post) => (post.publishedOn === date ? { ...post, kind } : post)) }
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
  const feed = { kind: 'feed' as const, source: 'http://feeds.example.cn/1.xml', trust: 3, ...read }
  const report = { kind: 'unitReport' as const, source: '某局自报', trust: 5, ...read }
  const sources = [
    { ...feed, newestOn: day(shown), chosen: true },
    { ...report, newestOn: day(reported), chosen: false },
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
