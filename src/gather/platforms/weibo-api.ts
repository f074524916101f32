/**
 * 微博's official interface, for accounts that authorised it: statuses/user_timeline, which shows an authorised user's own
 * newest posts. Later readings ask for what is newer than the newest known post (since_id).
 */
import { z } from 'zod'
import type { Post } from '../../evidence/posts.ts'
import { dayOfInstant } from '../../kernel/day.ts'
import { epochMs } from '../../kernel/instant.ts'
import { clip, normaliseText } from '../../kernel/text.ts'
import type { SourceReading } from '../../registry/source-reading.ts'
import { readDateText } from '../crawl/date-text.ts'
import type { SourceAdapter, SourceVisit } from './adapter.ts'
import { askApi, rawPages, refusedReading, type Refusal } from './api-answer.ts'
import { oldestShown } from './feed.ts'

const [pageSize, maxPages] = [100, 2]

const status = z.object({
  idstr: z.string().regex(/^\d{1,30}$/),
  created_at: z.string().catch(''),
  text: z.string().catch(''),
  /** A post that was deleted is still listed now and then. */
  deleted: z.union([z.string(), z.number(), z.boolean()]).optional(),
})
const timeline = z.object({ statuses: z.array(status), total_number: z.number().optional() })
type Status = z.output<typeof status>

export const weiboApi: SourceAdapter = {
  kind: 'weiboApi',
  baseUrl: 'https://api.weibo.com',
  async read(visit) {
    const { capturedAt, credential, address } = visit
    if (credential === null) {
      return refusedReading(
        { outcome: 'unreadable', detail: `没有 ${address} 的授权（access_token），请先设置` },
        capturedAt,
      )
    }
    const sinceId = visit.before?.newestId ?? null
    const [statuses, pages]: [Status[], Buffer[]] = [[], []]
    let complete = false
    for (let page = 1; page <= maxPages && !complete; page += 1) {
      const answer = await askPage(visit, credential, page, sinceId)
      if ('refusal' in answer) return refusedReading(answer.refusal, capturedAt)
      pages.push(answer.bytes)
      statuses.push(...answer.value.statuses)
      complete = answer.value.statuses.length < pageSize
    }
    return reading(statuses, pages, visit)
  },
}

function askPage(visit: SourceVisit, token: string, page: number, sinceId: string | null) {
  const url = new URL('/2/statuses/user_timeline.json', visit.baseUrl)
  const query = { access_token: token, uid: visit.address, count: String(pageSize), page: String(page), trim_user: '1' }
  url.search = new URLSearchParams({ ...query, ...(sinceId === null ? {} : { since_id: sinceId }) }).toString()
  const secrets = [token, encodeURIComponent(token)]
  return askApi(visit, { url: url.href, secrets, title: '微博接口' }, timeline, refusedBy(visit.capturedAt.getTime()))
}

const said = z.object({ error_code: z.coerce.number().int(), error: z.string().catch('') })

const limited = new Set([10022, 10023, 10024])
/** Error codes of the platform's documentation that a supervisor can do something about. */
const codes: Readonly<Record<number, readonly [Refusal['outcome'], string]>> = {
  10001: ['unreachable', '系统错误'],
  10002: ['unreachable', '服务暂停'],
  10003: ['unreachable', '远程服务错误'],
  10004: ['blocked', 'IP受限'],
  10005: ['blocked', '应用没有该接口的权限'],
  10009: ['unreachable', '系统繁忙'],
  10013: ['unreadable', '用户不合法'],
  10014: ['blocked', '应用的接口访问权限受限'],
  10022: ['blocked', 'IP请求次数超过上限'],
  10023: ['blocked', '用户请求次数超过上限'],
  10024: ['blocked', '用户对该接口的请求次数超过上限'],
  20003: ['unreadable', '没有这个用户'],
  21327: ['unreadable', '授权已过期，请账号重新授权'],
  21332: ['unreadable', '授权无效，请账号重新授权'],
}

function refusedBy(nowMs: number): (answer: unknown) => Refusal | null {
  return (answer) => {
    const { success, data } = said.safeParse(answer)
    if (!success) return null
    const { error_code: code, error } = data
    const [outcome, meaning] = codes[code] ?? ['unreadable', '没有给出微博列表']
    const detail = `：${meaning}（${code} ${clip(normaliseText(error), 200)}）`
    // Limits are counted by the hour.
    const waitMs = 3_600_000 - (nowMs % 3_600_000)
    return { outcome, detail, ...(limited.has(code) ? { waitMs } : {}) }
  }
}

function reading(
  statuses: readonly Status[],
  pages: readonly Buffer[],
  { capturedAt, before, address }: SourceVisit,
): SourceReading {
  const isContinued = before !== null && before.newestId !== null
  // An application may be shown fewer posts than it asks for: only no new post at all joins what was known before.
  const continues = isContinued && statuses.length === 0
  const at = capturedAt.toISOString()
  const today = dayOfInstant(capturedAt.getTime())
  const dated = statuses.flatMap((one) => {
    const read = readDateText(one.created_at, today)
    if (read === null) return []
    const publishedAt = read.epochMs === null ? null : new Date(read.epochMs).toISOString()
    return [{ ...postOf(one, address), publishedOn: read.day, publishedAt }]
  })
  const undatedCount = statuses.length - dated.length
  const oldest = oldestShown(dated.map(({ publishedOn }) => publishedOn))
  const empty = statuses.length === 0 && !isContinued
  return {
    outcome: empty ? 'empty' : 'read',
    detail: empty ? '没有任何微博' : undatedCount > 0 ? `${undatedCount} 条的时间读不出` : '',
    capturedAt: at,
    builtAt: null,
    shown: {
      knownUntil: at,
      coveredFrom: continues ? dayOfInstant(epochMs(before.knownUntil)) : (oldest ?? today),
      undatedCount,
      posts: dated,
      showsAll: !isContinued,
    },
    raw: rawPages(pages),
    unchanged: false,
    etag: null,
    lastModified: null,
    waitMs: null,
    providedBy: '',
  }
}

function postOf(
  { idstr, created_at: rawDate, text, deleted }: Status,
  uid: string,
): Omit<Post, 'publishedOn' | 'publishedAt'> {
  const isDeleted = deleted !== undefined && deleted !== false && deleted !== 0 && deleted !== '0'
  return {
    id: idstr,
    title: clip(normaliseText(text), 200),
    url: `https://m.weibo.cn/status/${idstr}?uid=${uid}`,
    rawDate: clip(rawDate, 200),
    ...(isDeleted ? { kind: 'deleted' as const } : {}),
  }
}
