/** 找错留言 from the platform's exports; what is imported again changes nothing. Each new one is assigned to somebody at once. */
import { maskPersonalData } from '../kernel/personal-data.ts'
import type { HolidayCalendar } from '../kernel/working-days.ts'
import {
  alsoCalled,
  instant,
  optional,
  remark,
  siteCode,
  text,
  webAddress,
  yesNo,
  type Field,
} from '../registry/import-fields.ts'
import { applyImport, previewImport, type Import, type ImportedBy } from '../registry/import.ts'
import { sheetFormat, type EntryOf } from '../registry/read-entries.ts'
import { checkSite, siteIdsByCode } from '../registry/register-keys.ts'
import { quoted } from '../registry/row-errors.ts'
import type { SheetRow } from '../registry/spreadsheet.ts'
import type { Tx } from '../store/database.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { dueDay, messageCategories, type MessageCategory } from './message.ts'
import { remindOf } from './remind.ts'

const category: Field<MessageCategory> = {
  heading: '留言类型',
  aliases: ['问题类型', '错误类型'],
  required: false,
  empty: 'other',
  // The platform's list grows: what is not known is 其他, never an error that keeps a message out.
  read: (cell) => ({ value: known.get(cell) ?? 'other' }),
  show: (value) => messageCategories[value],
}
const known = new Map(
  (Object.entries(messageCategories) as [MessageCategory, string][]).map(([key, name]) => [name, key]),
)

/** What people write: numbers of persons are never stored. */
const masked = (field: Field<string>): Field<string> => ({
  ...field,
  read(cell) {
    const reading = field.read(cell)
    return 'value' in reading ? { value: maskPersonalData(reading.value).slice(0, 10_000) } : reading
  },
})

const fields = {
  number: alsoCalled(text('留言编号'), '编号', '留言ID'),
  siteCode: siteCode(),
  category,
  content: masked(alsoCalled(remark('留言内容'), '问题描述', '内容')),
  pageUrl: alsoCalled(optional(webAddress('页面网址')), '问题页面', '网页地址'),
  receivedAt: alsoCalled(instant('提交时间'), '留言时间', '接收时间'),
  valid: alsoCalled(optional(yesNo('是否有效', '是', '否')), '有效'),
  answeredAt: alsoCalled(optional(instant('办结时间')), '答复时间', '回复时间'),
  answer: masked(alsoCalled(remark('办理情况'), '答复内容', '回复内容')),
}
type Entry = EntryOf<typeof fields>

interface Known {
  readonly sites: ReadonlyMap<string, number>
  /** By site: its organiser, and who handles that unit's messages. */
  readonly organisers: ReadonlyMap<number, { readonly unitId: number; readonly handler: string | null }>
}

const messages = (calendar: HolidayCalendar): Import<typeof fields, Known> => ({
  noun: '找错留言',
  subject: 'message',
  fields,
  logsAdditions: false,
  identity: ['number'],
  key: ({ number }) => number,
  async load(tx, entries) {
    const stored = await storedMessages(tx, entries)
    return { stored, known: { sites: await siteIdsByCode(tx), organisers: await organisersOf(tx) } }
  },
  check({ siteCode: code, receivedAt, answeredAt }, { sites }, problem) {
    checkSite(code, sites, problem)
    if (receivedAt !== undefined && answeredAt && answeredAt < receivedAt)
      problem('answeredAt', `${quoted(fields.answeredAt.show(answeredAt))}早于提交时间`)
  },
  warn: (before, after) =>
    before?.answeredAt && !after.answeredAt ? '已办结的留言在文件中没有办结时间，保留已记录的办结情况' : null,
  async write(tx, news, { sites, organisers }, by) {
    const rows = news.map(({ before, after: { siteCode: code, ...entry } }) => {
      const siteId = sites.get(code)!
      // An export made before the answer takes nothing back.
      const answered =
        before?.answeredAt && !entry.answeredAt ? { answeredAt: before.answeredAt, answer: before.answer } : {}
      return { ...entry, ...answered, siteId, ...organisers.get(siteId)!, dueOn: dueDay(entry.receivedAt, calendar) }
    })
    const additions = rows.filter((_, index) => news[index]!.before === null)
    const changes = rows.filter((_, index) => news[index]!.before !== null)
    await upsertRows(tx, 'message', ['number'], additions)
    // Who handles a message that is known already was decided by people.
    for (const { unitId: _unit, handler: _handler, ...change } of changes)
      await tx.updateTable('message').set(change).where('number', '=', change.number).execute()
    for (const { number, answeredAt, dueOn } of rows) await remindOf(tx, { number, answeredAt, dueOn }, calendar, by.at)
  },
})

async function storedMessages(tx: Tx, entries: readonly Entry[]): Promise<Entry[]> {
  if (entries.length === 0) return []
  const rows = await tx
    .selectFrom('message')
    .innerJoin('site', 'site.id', 'message.siteId')
    .select([
      'number',
      'siteCode',
      'message.category',
      'content',
      'pageUrl',
      'receivedAt',
      'valid',
      'answeredAt',
      'answer',
    ])
    .where((eb) => eb('number', '=', eb.fn.any(eb.val(entries.map(({ number }) => number)))))
    .execute()
  return rows.map((row) => ({ ...row, category: row.category as MessageCategory }))
}

async function organisersOf(tx: Tx): Promise<Known['organisers']> {
  const rows = await tx
    .selectFrom('site')
    .leftJoin('messageHandler', 'messageHandler.unitId', 'site.organiserId')
    .select(['site.id', 'site.organiserId as unitId', 'messageHandler.handler'])
    .execute()
  return new Map(rows.map(({ id, ...organiser }) => [id, organiser]))
}

export const messageFormat = sheetFormat(fields)

export async function previewMessages(tx: Tx, rows: readonly SheetRow[], calendar: HolidayCalendar) {
  return await previewImport(tx, messages(calendar), rows)
}

export async function importMessages(
  tx: Tx,
  rows: readonly SheetRow[],
  by: ImportedBy & { readonly calendar: HolidayCalendar },
) {
  return await applyImport(tx, messages(by.calendar), rows, by)
}
