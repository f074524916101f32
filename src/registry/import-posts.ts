/**
 * 账号发布记录: posts of accounts that a unit or a data vendor delivered as a file. Each file is one delivery with a stated
 * source; an account may be delivered with no posts at all, which says that it published nothing.
 */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { postKindTitles, type Post, type PostKind } from '../evidence/posts.ts'
import { addDays, dayOfInstant, startOfDay, type Day } from '../kernel/day.ts'
import { Failure } from '../kernel/failure.ts'
import { epochMs } from '../kernel/instant.ts'
import { record } from '../store/audit.ts'
import { transaction, type Tx } from '../store/database.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { optional, remark, text, webAddress, word } from './import-fields.ts'
import { checkPreview, type ImportedBy, type ImportResult } from './import.ts'
import { readEntries, sheetFormat, type EntryOf, type PartialEntry } from './read-entries.ts'
import { storeProvided } from './provided-readings.ts'
import { failedReading, type SourceReading } from './source-reading.ts'
import { isPartialDate, readInstant } from './read-instant.ts'
import { platformAliases, platformLabels } from './platforms/index.ts'
import { accountIdsByKey, accountKey, checkAccount, type IdsByKey } from './register-keys.ts'
import { quoted, RowErrors } from './row-errors.ts'
import type { SheetRow } from './spreadsheet.ts'

/** How exports of platforms and vendors write what an entry is. */
const postKindAliases: Readonly<Record<string, PostKind>> = {
  原创: 'post',
  图文: 'post',
  文章: 'post',
  图片: 'post',
  视频: 'post',
  直播: 'post',
  转载: 'repost',
  评论: 'reply',
  回复评论: 'reply',
  修改头像: 'profileEdit',
  修改名称: 'profileEdit',
  修改简介: 'profileEdit',
  删除: 'deleted',
}

const fields = {
  platform: word('账号类型', platformLabels, platformAliases),
  platformId: text('账号标识'),
  title: remark('标题'),
  url: optional(webAddress('链接')),
  rawDate: remark('发布时间'),
  kind: optional(word('内容类型', postKindTitles, postKindAliases)),
}
type Entry = EntryOf<typeof fields>

/** Where the records come from and how far they reach. */
export interface PostSource {
  /** Name of the file and who delivered it; printed as the source of the evidence. */
  readonly source: string
  /** The last day the records know about. */
  readonly knownThrough: Day
  /** The first day the records certainly cover; `null`: complete from the beginning of each account. */
  readonly coveredFrom: Day | null
  /** Whether it is the unit's own report: trusted less than an export, and weighed apart from it. */
  readonly isReport?: boolean | undefined
}

/** `added` and `unchanged` count posts. */
export interface PostImportResult extends ImportResult {
  readonly accounts: number
  /** Posts without a date that could be placed: they prove nothing about the account. */
  readonly undated: number
  /** Rows that repeat a post of the same account word for word. */
  readonly repeated: number
}

export const postFormat = sheetFormat(fields)

/** Says what an import would do. @throws Failure `badInput.rows`, `badInput.period` */
export async function previewPosts(
  tx: Tx,
  rows: readonly SheetRow[],
  source: PostSource & Pick<ImportedBy, 'at'>,
): Promise<PostImportResult> {
  return (await readDelivery(tx, rows, source)).result
}

/** Stores a delivery; the same file with the same source and period changes nothing. */
export async function importPosts(
  db: Tx,
  rows: readonly SheetRow[],
  by: ImportedBy & PostSource,
): Promise<PostImportResult> {
  return await transaction(db, async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('mingcha import'))`.execute(tx)
    const { accounts, sha256, isNew, result } = await readDelivery(tx, rows, by)
    checkPreview('账号发布记录', result.previewId, by)
    if (by.isReport) return storeReport(tx, accounts, by, result)
    if (!isNew) return result
    const { source, knownThrough, coveredFrom, at, author } = by
    const { id } = await tx
      .insertInto('postDelivery')
      .values({ source, sha256, knownThrough, coveredFrom, deliveredAt: at })
      .returning('id')
      .executeTakeFirstOrThrow()
    await upsertRows(
      tx,
      'deliveredAccount',
      [],
      accounts.map((account) => ({ deliveryId: id, ...account })),
    )
    await storeProvided(
      tx,
      'file',
      accounts.map((account) => deliveredReading(account, by)),
      by,
    )
    const { added, undated, repeated } = result
    const detail = { source, sha256, accounts: accounts.length, added, undated, repeated }
    await record(tx, { at, actor: author, action: 'posts.imported', subject: `postDelivery/${id}`, detail })
    return result
  })
}

/** A unit's report is weighed against other sources and never mixed with what platforms or vendors exported. */
async function storeReport(
  tx: Tx,
  accounts: readonly DeliveredAccount[],
  by: ImportedBy & PostSource,
  result: PostImportResult,
): Promise<PostImportResult> {
  await storeProvided(
    tx,
    'unitReport',
    accounts.map((account) => deliveredReading(account, by)),
    by,
  )
  const detail = { source: by.source, previewId: result.previewId, accounts: accounts.length }
  await record(tx, { at: by.at, actor: by.author, action: 'posts.reported', subject: 'unitReport', detail })
  return result
}

/** What a file says of one account, as a reading; no post at all is a statement, too. */
function deliveredReading(
  { accountId, undatedCount, posts }: DeliveredAccount,
  { source, knownThrough, coveredFrom, at }: PostSource & Pick<ImportedBy, 'at'>,
): { readonly accountId: number; readonly reading: SourceReading } {
  const knownMs = Math.min(startOfDay(addDays(knownThrough, 1)), epochMs(at))
  const knownUntil = new Date(knownMs).toISOString()
  const bytes = Buffer.from(JSON.stringify({ source, knownThrough, coveredFrom, undatedCount, posts }))
  const raw = { bytes, complete: true, mediaType: 'application/json' }
  const shown = { knownUntil, coveredFrom, undatedCount, posts, showsAll: false }
  const detail = undatedCount > 0 ? `${undatedCount} 条没有可信的发布日期` : ''
  const nothing = failedReading('unreadable', detail, new Date(epochMs(at)).toISOString(), { raw })
  return { accountId, reading: { ...nothing, outcome: 'read', shown, providedBy: source } }
}

interface DeliveredAccount {
  readonly accountId: number
  readonly undatedCount: number
  readonly posts: Post[]
}

async function readDelivery(tx: Tx, rows: readonly SheetRow[], source: PostSource & Pick<ImportedBy, 'at'>) {
  checkPeriod(source)
  const errors = new RowErrors()
  const lines = readEntries({ fields }, rows, errors)
  const ids = await accountIdsByKey(tx)
  for (const { line, partial } of lines) checkEntry(line, partial, ids, errors)
  errors.throwIfAny('账号发布记录文件')
  const entries = lines.flatMap(({ entry }) => entry ?? [])
  const byAccount = Map.groupBy(entries, (entry) => ids.get(accountKey(entry))!)
  const read = [...byAccount].map(([accountId, own]) => ({ accountId, ...readPosts(own) }))
  const sha256 = digest(entries, source)
  const isNew = !(await tx.selectFrom('postDelivery').select('id').where('sha256', '=', sha256).executeTakeFirst())
  const accounts = read.map(({ repeated: _repeated, ...account }): DeliveredAccount => account)
  return { accounts, sha256, isNew, result: summarise(read, isNew, sha256) }
}

function checkPeriod({ source, knownThrough, coveredFrom, at }: PostSource & Pick<ImportedBy, 'at'>): void {
  const today = dayOfInstant(epochMs(at))
  const problem =
    (source.trim() === '' && '没有说明数据来源') ||
    (coveredFrom !== null &&
      coveredFrom > knownThrough &&
      `覆盖起始日 ${coveredFrom} 晚于数据截止日 ${knownThrough}`) ||
    (knownThrough > today && `数据截止日 ${knownThrough} 晚于今天 ${today}`)
  if (!problem) return
  throw new Failure('badInput.period', problem, '请检查 --source、--known-through 和 --covered-from')
}

function checkEntry(line: number, entry: PartialEntry<typeof fields>, accounts: IdsByKey, errors: RowErrors): void {
  checkAccount(entry, accounts, (field, problem) => errors.add(line, fields[field].heading, problem))
  const { title = '', url = null, rawDate = '' } = entry
  if (rawDate !== '' && readInstant(rawDate) === null && !isPartialDate(rawDate)) {
    errors.add(line, fields.rawDate.heading, `${quoted(rawDate)}不是存在的日期，应写成 2025-08-01 08:30`)
  }
  if (title === '' && rawDate === '' && url !== null) {
    errors.add(line, null, '只有链接，缺少标题和发布时间；没有发布内容的账号请把链接也留空')
  }
}

/** Posts of one account, newest first; undated ones are counted, word-for-word repetitions are dropped and counted. */
function readPosts(entries: readonly Entry[]): Omit<DeliveredAccount, 'accountId'> & { readonly repeated: number } {
  const filled = entries.filter(({ title, rawDate }) => title !== '' || rawDate !== '')
  const different = new Map(
    filled.map((entry) => [[entry.url, entry.rawDate, entry.title, entry.kind].join('\n'), entry]),
  )
  const dated = [...different.values()].flatMap((entry) => datedPost(entry) ?? [])
  const posts = withDistinctIds(dated.toSorted(newestFirst))
  return { undatedCount: different.size - posts.length, posts, repeated: filled.length - different.size }
}

function datedPost({ title, url, rawDate, kind }: Entry): Post | null {
  const read = readInstant(rawDate)
  if (read === null) return null
  const when = { publishedOn: read.day, publishedAt: read.at, rawDate }
  return { ...(kind === null ? {} : { kind }), id: url ?? `${rawDate} ${title}`, title, url, ...when }
}

function newestFirst(a: Post, b: Post): number {
  const [left, right] = [a.publishedAt ?? a.publishedOn, b.publishedAt ?? b.publishedOn]
  return left === right ? 0 : left < right ? 1 : -1
}

/** Some platforms show several posts under one link. */
function withDistinctIds(posts: readonly Post[]): Post[] {
  const seen = new Map<string, number>()
  return posts.map((post) => {
    const count = (seen.get(post.id) ?? 0) + 1
    seen.set(post.id, count)
    return count === 1 ? post : { ...post, id: `${post.id} (${count})` }
  })
}

/** Identity of a delivery: what was read, and the claims about it. */
function digest(entries: readonly Entry[], { source, knownThrough, coveredFrom }: PostSource): string {
  const hash = createHash('sha256').update(JSON.stringify([source, knownThrough, coveredFrom]))
  // A file without kinds is the same delivery as before there were any.
  for (const { kind, ...entry } of entries)
    hash.update(JSON.stringify([...Object.values(entry), ...(kind ? [kind] : [])]))
  return hash.digest('hex')
}

function summarise(read: readonly ReturnType<typeof readPosts>[], isNew: boolean, sha256: string): PostImportResult {
  const sum = (count: (account: ReturnType<typeof readPosts>) => number) =>
    read.reduce((total, account) => total + count(account), 0)
  const posts = sum((account) => account.posts.length)
  return {
    added: isNew ? posts : 0,
    changed: 0,
    unchanged: isNew ? 0 : posts,
    removed: 0,
    changes: [],
    additions: [],
    errors: [],
    errorCount: 0,
    warnings: [],
    previewId: sha256.slice(0, 12),
    accounts: read.length,
    undated: sum((account) => account.undatedCount),
    repeated: sum((account) => account.repeated),
  }
}
