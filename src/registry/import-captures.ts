/**
 * 人工采集表: what a person saw on an account's public page, with a screenshot as proof. The pictures lie beside the sheet; a sheet
 * names them and never a path.
 */
import { createHash } from 'node:crypto'
import { lstat, readFile } from 'node:fs/promises'
import path from 'node:path'
import { dayOfInstant } from '../kernel/day.ts'
import { epochMs } from '../kernel/instant.ts'
import { record } from '../store/audit.ts'
import { transaction, type Tx } from '../store/database.ts'
import { instant, remark, text, webAddress, word } from './import-fields.ts'
import { checkPreview, type ImportedBy, type ImportResult } from './import.ts'
import { readEntries, sheetFormat, type EntryOf } from './read-entries.ts'
import { platformAliases, platformLabels } from './platforms/index.ts'
import { storeProvided } from './provided-readings.ts'
import { readInstant } from './read-instant.ts'
import { accountIdsByKey, accountKey, checkAccount } from './register-keys.ts'
import { quoted, RowErrors } from './row-errors.ts'
import { failedReading, type SourceReading } from './source-reading.ts'
import type { SheetRow } from './spreadsheet.ts'

const fields = {
  platform: word('账号类型', platformLabels, platformAliases),
  platformId: text('账号标识'),
  url: webAddress('网址'),
  rawDate: remark('最近发布时间'),
  title: remark('最近标题'),
  screenshot: text('截图文件'),
  capturedBy: text('采集人'),
  capturedAt: instant('采集时间'),
}
type Entry = EntryOf<typeof fields>

export const captureFormat = sheetFormat(fields)
/** The headings of a sheet, in their order. */
export const captureHeadings: readonly string[] = Object.values(fields).map(({ heading }) => heading)

const maxPictureBytes = 10_000_000
const pictureName = /^[^/\\:]{1,200}\.(?:png|jpe?g)$/i

interface Captures {
  readonly readings: readonly { readonly accountId: number; readonly reading: SourceReading }[]
  readonly result: ImportResult
}

/** Says what an import would do. `folder` is where the pictures lie. @throws Failure `badInput.rows` */
export async function previewCaptures(
  tx: Tx,
  rows: readonly SheetRow[],
  given: { readonly folder: string; readonly at: string },
): Promise<ImportResult> {
  return (await readCaptures(tx, rows, given)).result
}

/** Stores what people saw, each with its picture. */
export async function importCaptures(
  db: Tx,
  rows: readonly SheetRow[],
  by: ImportedBy & { readonly folder: string },
): Promise<ImportResult> {
  return transaction(db, async (tx) => {
    const { readings, result } = await readCaptures(tx, rows, by)
    checkPreview('人工采集表', result.previewId, by)
    await storeProvided(tx, 'capture', readings, by)
    const detail = { captures: readings.length, previewId: result.previewId }
    await record(tx, { at: by.at, actor: by.author, action: 'captures.imported', subject: 'capture', detail })
    return result
  })
}

async function readCaptures(
  tx: Tx,
  rows: readonly SheetRow[],
  { folder, at }: { readonly folder: string; readonly at: string },
): Promise<Captures> {
  const errors = new RowErrors()
  const lines = readEntries({ fields }, rows, errors)
  const ids = await accountIdsByKey(tx)
  const readings: { accountId: number; reading: SourceReading }[] = []
  const hash = createHash('sha256')
  for (const { line, partial, entry } of lines) {
    const add = (field: keyof typeof fields, problem: string) => errors.add(line, fields[field].heading, problem)
    checkAccount(partial, ids, add)
    if (entry === null) continue
    const problem = timeProblem(entry, at)
    if (problem !== null) add(...problem)
    const picture = await readPicture(folder, entry.screenshot)
    if (typeof picture === 'string') add('screenshot', picture)
    else {
      readings.push({ accountId: ids.get(accountKey(entry)) ?? 0, reading: captureReading(entry, picture) })
      hash.update(JSON.stringify(entry)).update(picture)
    }
  }
  errors.throwIfAny('人工采集表')
  readings.sort((a, b) => epochMs(a.reading.capturedAt) - epochMs(b.reading.capturedAt))
  return { readings, result: summary(readings.length, hash.digest('hex').slice(0, 12)) }
}

function summary(added: number, previewId: string): ImportResult {
  const none = { changed: 0, unchanged: 0, changes: [], additions: [], errors: [], errorCount: 0, warnings: [] }
  return { added, removed: 0, ...none, previewId }
}

function timeProblem(entry: Entry, at: string): readonly [keyof typeof fields, string] | null {
  const { rawDate, capturedAt } = entry
  if (epochMs(capturedAt) > epochMs(at)) return ['capturedAt', '采集时间在将来']
  if (rawDate === '') return null
  const read = readInstant(rawDate)
  if (read === null) return ['rawDate', `${quoted(rawDate)}不是存在的日期，应写成 2025-08-01 08:30`]
  return read.day > dayOfInstant(epochMs(capturedAt)) ? ['rawDate', '最近发布时间晚于采集时间'] : null
}

/** The bytes of a picture beside the sheet, or what is wrong with it. */
async function readPicture(folder: string, name: string): Promise<Buffer | string> {
  if (!pictureName.test(name)) return `${quoted(name)}应是采集表所在文件夹中的 png 或 jpg 文件名，不带路径`
  const file = path.join(folder, name)
  // A link would lead out of the folder.
  const facts = await lstat(file).catch(() => null)
  if (!facts?.isFile()) return `采集表所在文件夹中没有文件${quoted(name)}`
  if (facts.size > maxPictureBytes) return `截图超过 ${maxPictureBytes / 1_000_000} MB`
  const bytes = await readFile(file)
  return mediaType(bytes) === null ? `${quoted(name)}的内容不是 png 或 jpg 图片` : bytes
}

function mediaType(bytes: Buffer): string | null {
  if (bytes.subarray(0, 8).toString('latin1') === '\u0089PNG\r\n\u001a\n') return 'image/png'
  return bytes.subarray(0, 3).toString('hex') === 'ffd8ff' ? 'image/jpeg' : null
}

function captureReading({ url, rawDate, title, capturedBy, capturedAt }: Entry, picture: Buffer): SourceReading {
  const raw = { bytes: picture, complete: true, mediaType: mediaType(picture)! }
  const seen = { ...failedReading('unreadable', '', capturedAt, { raw }), providedBy: capturedBy }
  const read = readInstant(rawDate)
  if (read === null) return { ...seen, outcome: 'empty', detail: `${url} 上没有发布内容` }
  const post = { id: `${url} ${rawDate}`, title, url, publishedOn: read.day, publishedAt: read.at, rawDate }
  // The newest post was seen, so that there was none after it.
  const shown = { knownUntil: capturedAt, coveredFrom: read.day, undatedCount: 0, posts: [post], showsAll: false }
  return { ...seen, outcome: 'read', shown }
}
