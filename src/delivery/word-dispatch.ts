/** The words of a dispatch: template, values escaped for the channel, cut to its length. */
import { dayOfInstant } from '../kernel/day.ts'
import type { Row, Tx } from '../store/database.ts'
import type { Channel } from './channel.ts'
import { dispatchLink } from './settings.ts'
import {
  cutText,
  defaultTemplates,
  digestKind,
  fillTemplate,
  type MessageTemplate,
  type TemplateVariable,
} from './template.ts'
import { templateOf } from './template-list.ts'

type Item = Pick<Row<'outbox'>, 'id' | 'kind' | 'subject' | 'text' | 'variables'>

export interface Wording {
  readonly subject: string
  readonly text: string
}

/** What nobody would read on a small screen is no subject. */
const longestSubject = 120

/** Words a dispatch from its rows. */
export async function wordDispatch(
  tx: Tx,
  channel: Pick<Channel, 'escape' | 'maxBytes'>,
  dispatch: Pick<Row<'dispatch'>, 'id' | 'digestOn' | 'unitId'>,
  { nowMs, publicUrl }: { readonly nowMs: number; readonly publicUrl: string | null },
): Promise<Wording> {
  const items = await itemsOf(tx, dispatch.id)
  const link = dispatchLink(publicUrl, dispatch.id) ?? `系统中的投送记录第${dispatch.id}号`
  const shared = { unit: await unitName(tx, dispatch.unitId), day: dayOfInstant(nowMs), link, count: items.length }
  const [only] = items
  const isDigest = items.length !== 1 || only === undefined
  const kind = isDigest ? digestKind : only.kind
  const template = (await templateOf(tx, kind)) ?? (isDigest ? defaultTemplates.digest : defaultTemplates.message)
  const values = isDigest ? digestValues(items, shared) : itemValues(only, shared)
  return wordTemplate(channel, template, values, link)
}

/** Fills a template for a channel. */
export function wordTemplate(
  { escape, maxBytes }: Pick<Channel, 'escape' | 'maxBytes'>,
  template: MessageTemplate,
  values: Readonly<Record<TemplateVariable, string>>,
  link: string,
): Wording {
  const escaped = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, name === '链接' ? value : escape(value)]),
  ) as Record<TemplateVariable, string>
  const subject = fillTemplate(template.subject, escaped).replaceAll(/\s+/g, ' ').trim()
  const short =
    subject.length > longestSubject ? `${subject.slice(0, longestSubject).replace(/[\ud800-\udbff]$/, '')}…` : subject
  // The channel may print the subject above the text, in bold.
  const room = maxBytes - Buffer.byteLength(short) - 40
  return { subject: short, text: cutText(fillTemplate(template.body, escaped), room, link) }
}

interface Shared {
  readonly unit: string
  readonly day: string
  readonly link: string
  readonly count: number
}

function itemValues({ subject, text, variables }: Item, { unit, day, link, count }: Shared) {
  return {
    单位: unit,
    标题: subject,
    正文: text,
    日期: day,
    截止日: variables['截止日'] ?? '—',
    编号: variables['编号'] ?? '—',
    条数: String(count),
    内容: text,
    链接: link,
  }
}

function digestValues(items: readonly Item[], { unit, day, link, count }: Shared) {
  const content = items.map(({ subject, text }, index) => `${index + 1}. ${subject}\n${text}`).join('\n\n')
  return {
    单位: unit,
    标题: `${count}条提醒`,
    正文: content,
    日期: day,
    截止日: '—',
    编号: '—',
    条数: String(count),
    内容: content,
    链接: link,
  }
}

async function itemsOf(tx: Tx, dispatchId: number): Promise<readonly Item[]> {
  return await tx
    .selectFrom('dispatchItem')
    .innerJoin('outbox', 'outbox.id', 'dispatchItem.outboxId')
    .select(['outbox.id', 'kind', 'subject', 'text', 'variables'])
    .where('dispatchId', '=', dispatchId)
    .orderBy('outbox.id')
    .execute()
}

/** The unit's name; what is for nobody in particular is for the supervisor. */
export async function unitName(tx: Tx, unitId: number | null): Promise<string> {
  if (unitId === null) return '主管部门'
  const unit = await tx.selectFrom('unit').select('name').where('id', '=', unitId).executeTakeFirstOrThrow()
  return unit.name
}
