/** The channels of an installation and who hears of what through them. */
import { z } from 'zod'
import { Failure } from '../kernel/failure.ts'
import { epochMs } from '../kernel/instant.ts'
import { findUnit } from '../registry/find-unit.ts'
import { record } from '../store/audit.ts'
import { readCredential, storeCredential, type Safe } from '../store/credentials.ts'
import type { Row, Tx } from '../store/database.ts'
import { json } from '../store/json.ts'
import type { Channel } from './channel.ts'
import { channelOf, channels } from './channels/index.ts'
import type { By } from './settings.ts'

/** As a person writes it into a file. */
const channelEntry = z.strictObject({
  kind: z.string(),
  settings: z.unknown().default({}),
  secret: z.unknown().default({}),
})

/** Stores a channel, or replaces its settings and secret. @throws Failure that names each wrong field */
export async function saveChannel(tx: Tx, safe: Safe, name: string, entry: unknown, by: By): Promise<Row<'channel'>> {
  if (!/^[\p{L}\p{N}_-]{1,40}$/u.test(name)) {
    throw new Failure('badInput.channel', `渠道名称“${name}”不正确`, '用1至40个汉字、字母、数字、- 或 _')
  }
  const { kind, ...given } = parsed(channelEntry, entry, '')
  const channel = channelOf(kind)
  if (channel === null) {
    const known = channels.map(({ id, title }) => `${id}（${title}）`).join('、')
    throw new Failure('badInput.channel', `没有“${kind}”这种渠道`, `可用：${known}`)
  }
  const settings = parsed(channel.settings, given.settings, 'settings.')
  const secret = parsed(channel.secret, given.secret, 'secret.')
  const before = await tx.selectFrom('channel').selectAll().where('name', '=', name).executeTakeFirst()
  if (before !== undefined && before.kind !== kind) {
    throw new Failure('conflict.channel', `渠道“${name}”已有，种类是 ${before.kind}`, '换一个名称')
  }
  await storeCredential(tx, safe, { kind: 'channel', name }, JSON.stringify(secret), by)
  const values = { settings: json(settings), active: true, asleepUntil: null, asleepReason: '' }
  const saved = await tx
    .insertInto('channel')
    .values({ name, kind, used: json<{ readonly times: readonly number[] }>({ times: [] }), ...values })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(values))
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(tx, {
    at: by.at,
    actor: by.actor,
    action: before === undefined ? 'channel.added' : 'channel.changed',
    subject: name,
    detail: { kind },
    ...(before === undefined ? {} : { before: { settings: before.settings, active: before.active } }),
    after: { settings, active: true },
  })
  return saved
}

/** Stops using a channel; what waits for it stays and goes when it is saved again. */
export async function retireChannel(tx: Tx, name: string, reason: string, by: By): Promise<void> {
  const { id, active } = await findChannel(tx, name)
  await tx.updateTable('channel').set({ active: false }).where('id', '=', id).execute()
  const changed = { before: { active }, after: { active: false } }
  await record(tx, {
    at: by.at,
    actor: by.actor,
    action: 'channel.retired',
    subject: name,
    detail: {},
    reason,
    ...changed,
  })
}

/** @throws Failure `notFound.channel` */
export async function findChannel(tx: Tx, name: string): Promise<Row<'channel'>> {
  const channel = await tx.selectFrom('channel').selectAll().where('name', '=', name).executeTakeFirst()
  if (channel !== undefined) return channel
  throw new Failure('notFound.channel', `没有名为“${name}”的渠道`, '用 mingcha delivery channels 查看')
}

export interface OpenedChannel {
  readonly channel: Channel
  readonly settings: unknown
  readonly secret: unknown
}

/** A stored channel with its secret, ready to send. */
export async function openChannel(
  tx: Tx,
  safe: Safe,
  { name, kind, settings }: Pick<Row<'channel'>, 'name' | 'kind' | 'settings'>,
): Promise<OpenedChannel> {
  const channel = channelOf(kind)
  const secret = await readCredential(tx, safe, { kind: 'channel', name })
  if (channel === null || secret === null) {
    throw new Failure('conflict.channel', `渠道“${name}”不完整`, '请用 mingcha delivery add 重新录入')
  }
  return { channel, settings: channel.settings.parse(settings), secret: channel.secret.parse(JSON.parse(secret)) }
}

export interface NewRecipient {
  /** Code of the unit; `null`: what is for the supervisor. */
  readonly unit: string | null
  /** Hears what is for any unit as well. */
  readonly everyUnit: boolean
  /** A mailbox; '' where the channel is the address. */
  readonly address: string
  /** `null`: all kinds of messages. */
  readonly kinds: readonly string[] | null
}

/** So long a message that nobody could get waits for a recipient. */
const addressableDays = 7

/** Lets somebody hear through a channel; messages of the last days that nobody could get are taken up again. */
export async function addRecipient(tx: Tx, channelName: string, wanted: NewRecipient, by: By): Promise<void> {
  const stored = await findChannel(tx, channelName)
  const channel = channelOf(stored.kind)
  const address = channel?.address ? parsed(channel.address, wanted.address, '收件地址') : ''
  if (address === '' && wanted.address !== '') {
    throw new Failure('badInput.recipient', `${channel?.title ?? stored.kind}没有收件地址`, '去掉 --address')
  }
  const unitId = wanted.unit === null ? null : (await findUnit(tx, wanted.unit)).id
  const kinds = wanted.kinds === null ? null : [...wanted.kinds]
  const row = { channelId: stored.id, unitId, everyUnit: wanted.everyUnit, address, kinds }
  await tx
    .deleteFrom('recipient')
    .where('channelId', '=', stored.id)
    .where('unitId', 'is not distinct from', unitId)
    .where('address', '=', address)
    .execute()
  await tx.insertInto('recipient').values(row).execute()
  await tx
    .updateTable('outbox')
    .set({ state: 'pending' })
    .where('state', '=', 'unaddressed')
    .where('createdAt', '>', new Date(epochMs(by.at) - addressableDays * 86_400_000).toISOString())
    .execute()
  await record(tx, {
    at: by.at,
    actor: by.actor,
    action: 'recipient.added',
    subject: channelName,
    detail: {},
    after: { ...wanted },
  })
}

/** Takes a recipient away; what is on its way already still goes. */
export async function removeRecipient(
  tx: Tx,
  channelName: string,
  { unit, address }: Pick<NewRecipient, 'unit' | 'address'>,
  by: By,
): Promise<void> {
  const { id } = await findChannel(tx, channelName)
  const unitId = unit === null ? null : (await findUnit(tx, unit)).id
  const removed = await tx
    .deleteFrom('recipient')
    .where('channelId', '=', id)
    .where('unitId', 'is not distinct from', unitId)
    .where('address', '=', address)
    .executeTakeFirst()
  if (removed.numDeletedRows === 0n)
    throw new Failure('notFound.recipient', '没有这个收件方', '用 mingcha delivery channels 查看')
  const before = { unit, address }
  await record(tx, {
    at: by.at,
    actor: by.actor,
    action: 'recipient.removed',
    subject: channelName,
    detail: {},
    before,
  })
}

/** All channels with how they are doing: what waits, what was given up, until when they rest, who hears through them. */
export async function listChannels(tx: Tx) {
  const stored = await tx.selectFrom('channel').selectAll().orderBy('name').execute()
  const counts = await tx
    .selectFrom('dispatch')
    .select(['channelId', 'state'])
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .groupBy(['channelId', 'state'])
    .execute()
  const recipients = await tx
    .selectFrom('recipient')
    .leftJoin('unit', 'unit.id', 'recipient.unitId')
    .select(['channelId', 'unit.code as unit', 'unit.shortName as unitName', 'everyUnit', 'address', 'kinds'])
    .orderBy('recipient.id')
    .execute()
  return stored.map(({ id, name, kind, active, asleepUntil, asleepReason }) => ({
    name,
    kind,
    title: channelOf(kind)?.title ?? kind,
    active,
    asleepUntil,
    asleepReason,
    counts: Object.fromEntries(
      counts.filter(({ channelId }) => channelId === id).map(({ state, count }) => [state, count]),
    ),
    recipients: recipients
      .filter(({ channelId }) => channelId === id)
      .map(({ unit, unitName, everyUnit, address, kinds }) => ({ unit, unitName, everyUnit, address, kinds })),
  }))
}

function parsed<Value>(schema: z.ZodType<Value>, value: unknown, prefix: string): Value {
  const result = schema.safeParse(value, { error: z.locales.zhCN().localeError })
  if (result.success) return result.data
  const details = result.error.issues.map((issue) => `${prefix}${issue.path.join('.')}：${issue.message}`)
  throw new Failure('badInput.channel', '渠道的设置不正确', '请改正下列各项', details)
}
