/**
 * 微信公众号's official interface, for accounts whose organiser authorised it: the list of published articles
 * (cgi-bin/freepublish/batchget), with an access token from cgi-bin/stable_token. The list shows what was published by 发布; what was
 * sent by 群发 need not be in it: its silence proves nothing.
 */
import { z } from 'zod'
import type { Post } from '../../evidence/posts.ts'
import { dayOfInstant, startOfDay, addDays } from '../../kernel/day.ts'
import { epochMs } from '../../kernel/instant.ts'
import { clip, normaliseText } from '../../kernel/text.ts'
import type { SourceReading } from '../../registry/source-reading.ts'
import type { SourceAdapter, SourceVisit } from './adapter.ts'
import { askApi, rawPages, refusedReading, type Refusal } from './api-answer.ts'

/** Most that one call gives, and calls for one reading: the platform counts calls per day. */
const [pageSize, maxPages] = [20, 5]
/** A token is asked anew before it ends: calls under way keep theirs. */
const renewBeforeMs = 300_000

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().min(1) })

const newsItem = z.object({
  title: z.string().catch(''),
  url: z.string().catch(''),
  is_deleted: z.boolean().catch(false),
})
const listAnswer = z.object({
  total_count: z.number().int().min(0),
  item: z
    .array(
      z.object({
        article_id: z.string(),
        update_time: z.number(),
        content: z.object({ news_item: z.array(newsItem) }).optional(),
      }),
    )
    .default([]),
})
type Listed = z.output<typeof listAnswer>['item'][number]

interface Token {
  readonly text: string
  readonly endsAt: number
}

/** The adapter, with the tokens that it was given: they hold for every account of the AppID until they end. */
export function weixinApi(clock: () => number): SourceAdapter {
  const tokens = new Map<string, Token>()
  return {
    kind: 'weixinApi',
    baseUrl: 'https://api.weixin.qq.com',
    async read(visit) {
      const key = `${visit.baseUrl} ${visit.address}`
      let answer = await readList(visit, tokens.get(key), clock)
      if (answer.tokenRefused && tokens.has(key)) {
        // Somebody else renewed it, or it ended early: one new one is asked for, no more.
        tokens.delete(key)
        answer = await readList(visit, undefined, clock)
      }
      if (answer.token !== undefined) tokens.set(key, answer.token)
      return answer.reading
    },
  }
}

interface ListReading {
  readonly reading: SourceReading
  readonly token?: Token
  readonly tokenRefused: boolean
}

async function readList(visit: SourceVisit, known: Token | undefined, clock: () => number): Promise<ListReading> {
  const { capturedAt, address, before } = visit
  const fail = (refusal: Refusal, tokenRefused = false): ListReading => ({
    reading: refusedReading(refusal, capturedAt),
    tokenRefused,
  })
  if (visit.credential === null)
    return fail({ outcome: 'unreadable', detail: `没有 ${address} 的 AppSecret，请先设置` })
  const token = known !== undefined && known.endsAt > clock() ? { token: known } : await askToken(visit, clock)
  if ('refusal' in token) return fail(token.refusal)
  const [items, pages]: [Listed[], Buffer[]] = [[], []]
  const knownUntilMs = before === null ? null : epochMs(before.knownUntil)
  let total = 0
  for (let page = 0; page < maxPages; page += 1) {
    const answer = await askPage(visit, token.token.text, page * pageSize)
    if ('refusal' in answer) return fail(answer.refusal, tokenEnded(answer.refusal))
    pages.push(answer.bytes)
    items.push(...answer.value.item)
    total = answer.value.total_count
    const last = answer.value.item.at(-1)
    if (last === undefined || items.length >= total) break
    if (knownUntilMs !== null && last.update_time * 1000 < knownUntilMs) break
  }
  return { reading: reading(items, total, pages, capturedAt), token: token.token, tokenRefused: false }
}

async function askToken(visit: SourceVisit, clock: () => number) {
  const secret = visit.credential!
  const body = { grant_type: 'client_credential', appid: visit.address, secret, force_refresh: false }
  const url = `${visit.baseUrl}/cgi-bin/stable_token`
  const answer = await askApi(
    visit,
    { url, body, secrets: [secret], title: '微信公众号接口' },
    tokenAnswer,
    refusal(clock),
  )
  if ('refusal' in answer) return answer.refusal.bytes ? { refusal: withoutBytes(answer.refusal) } : answer
  const { access_token: text, expires_in: seconds } = answer.value
  return { token: { text, endsAt: clock() + seconds * 1000 - renewBeforeMs } }
}

/** Answers about tokens are not kept. */
function withoutBytes({ bytes: _bytes, ...refusal }: Refusal): Refusal {
  return refusal
}

function askPage(visit: SourceVisit, token: string, offset: number) {
  const url = `${visit.baseUrl}/cgi-bin/freepublish/batchget?access_token=${encodeURIComponent(token)}`
  // Without the content there would be neither titles nor what was deleted.
  const body = { offset, count: pageSize, no_content: 0 }
  const secrets = [token, encodeURIComponent(token)]
  const clock = () => visit.capturedAt.getTime()
  return askApi(visit, { url, body, secrets, title: '微信公众号接口' }, listAnswer, refusal(clock))
}

const said = z.object({ errcode: z.number().int(), errmsg: z.string().catch('') })

/** 40001 and 42001: the token is no longer good. */
const tokenCodes = new Set([40001, 40014, 42001])

/** Error codes of the platform's documentation that a supervisor can do something about. */
const codes: Readonly<Record<number, readonly [Refusal['outcome'], string]>> = {
  [-1]: ['unreachable', '系统繁忙'],
  40001: ['unreadable', '凭证无效或 AppSecret 错误，请由主办单位核对'],
  40013: ['unreadable', 'AppID 不合法，请核对'],
  40014: ['unreadable', 'access_token 不合法'],
  40125: ['unreadable', 'AppSecret 不正确，请由主办单位核对'],
  40164: ['blocked', '本机IP不在公众号的IP白名单中，请主办单位在公众平台添加'],
  42001: ['unreadable', 'access_token 已过期'],
  45009: ['blocked', '当日调用次数已用完'],
  45011: ['blocked', '调用过于频繁'],
  48001: ['blocked', '公众号没有该接口的权限（未认证或未授权）'],
  50002: ['blocked', '用户受限，可能是账号被冻结或注销'],
  89503: ['blocked', '此次调用需要公众号管理员确认IP'],
}

function refusal(clock: () => number): (answer: unknown) => Refusal | null {
  return (answer) => {
    const { success, data } = said.safeParse(answer)
    if (!success || data.errcode === 0) return null
    const { errcode, errmsg } = data
    const [outcome, meaning] = codes[errcode] ?? ['unreadable', '没有给出发布列表']
    const waitMs = waitAfter(errcode, clock())
    const detail = `：${meaning}（${errcode} ${clip(normaliseText(errmsg), 200)}）`
    return { outcome, detail, ...(waitMs === null ? {} : { waitMs }) }
  }
}

/** Daily limits end at midnight in Shanghai, the others within a minute. */
function waitAfter(errcode: number, nowMs: number): number | null {
  if (errcode === 45009) return startOfDay(addDays(dayOfInstant(nowMs), 1)) - nowMs
  return errcode === 45011 || errcode === -1 ? 60_000 : null
}

function tokenEnded({ detail }: Refusal): boolean {
  return [...tokenCodes].some((code) => detail.includes(`（${code} `))
}

function reading(items: readonly Listed[], total: number, pages: readonly Buffer[], capturedAt: Date): SourceReading {
  const at = capturedAt.toISOString()
  const now = capturedAt.getTime()
  const believable = items.filter(({ update_time: seconds }) => seconds > 0 && seconds * 1000 <= now)
  const posts = believable.flatMap(postsOf)
  const days = posts.map(({ publishedOn }) => publishedOn).toSorted()
  const undatedCount = items.length - believable.length
  return {
    outcome: items.length === 0 ? 'empty' : 'read',
    detail: items.length === 0 ? '已发布列表是空的' : undatedCount > 0 ? `${undatedCount} 条的时间不可信` : '',
    capturedAt: at,
    builtAt: null,
    shown: {
      knownUntil: at,
      coveredFrom: items.length >= total ? null : (days[0] ?? dayOfInstant(now)),
      undatedCount,
      posts,
      showsAll: false,
    },
    raw: rawPages(pages),
    unchanged: false,
    etag: null,
    lastModified: null,
    waitMs: null,
    providedBy: '',
  }
}

/** One publication may hold several articles; those that are deleted were there once. */
function postsOf({ article_id: id, update_time: seconds, content }: Listed): Post[] {
  const publishedAt = new Date(seconds * 1000).toISOString()
  const facts = { publishedOn: dayOfInstant(seconds * 1000), publishedAt, rawDate: String(seconds) }
  const articles = content?.news_item ?? []
  if (articles.length === 0) return [{ id, title: '', url: null, ...facts }]
  return articles.map(({ title, url, is_deleted: isDeleted }, index) => ({
    id: articles.length === 1 ? id : `${id}/${index + 1}`,
    title: clip(normaliseText(title), 200),
    url: url.length > 2000 ? null : (URL.parse(url)?.href ?? null),
    ...facts,
    ...(isDeleted ? { kind: 'deleted' as const } : {}),
  }))
}
