/**
 * Who answers: the site's organiser and the person who handles that unit's messages. When people go, their messages go to
 * somebody else in the same step: nobody's message stays with nobody.
 */
import { sql } from 'kysely'
import type { Day } from '../kernel/day.ts'
import { Failure } from '../kernel/failure.ts'
import { everything, withinUnits, type Scope } from '../registry/scope.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'

export interface By {
  readonly actor: string
  readonly at: string
  readonly reason?: string | undefined
  /** Of whoever may do it for some units only: those. */
  readonly scope?: Pick<Scope, 'units'> | undefined
}

/** Names who handles a unit's messages; open ones that nobody handles become theirs. Returns how many. */
export async function setHandler(tx: Tx, unitCode: string, handler: string, by: By): Promise<number> {
  const unit = await findUnit(tx, unitCode, by)
  const name = personName(handler)
  const before = await tx
    .selectFrom('messageHandler')
    .select('handler')
    .where('unitId', '=', unit.id)
    .executeTakeFirst()
  await tx
    .insertInto('messageHandler')
    .values({ unitId: unit.id, handler: name })
    .onConflict((conflict) => conflict.column('unitId').doUpdateSet({ handler: name }))
    .execute()
  const { numUpdatedRows } = await tx
    .updateTable('message')
    .set({ handler: name })
    .where('unitId', '=', unit.id)
    .where('answeredAt', 'is', null)
    .where('handler', 'is', null)
    .executeTakeFirstOrThrow()
  const assigned = Number(numUpdatedRows)
  const change = { before: { handler: before?.handler ?? null }, after: { handler: name } }
  await note(tx, 'messages.handlerNamed', unitCode, { assigned }, by, change)
  return assigned
}

/** Gives one open message to another unit or person. A unit's own handler takes it when no person is named. */
export async function assignMessage(
  tx: Tx,
  number: string,
  to: {
    readonly unitCode?: string | undefined
    readonly handler?: string | undefined
    /** Where whoever decides has seen it: when it has moved since, nothing is done. */
    readonly from?: { readonly unitCode: string; readonly handler: string | null } | undefined
  },
  by: By,
): Promise<void> {
  const message = await tx
    .selectFrom('message')
    .innerJoin('unit', 'unit.id', 'message.unitId')
    .select(['message.unitId', 'message.handler', 'answeredAt', 'unit.code'])
    .where('number', '=', number)
    .where(withinUnits(by.scope ?? everything, 'message.unitId'))
    .forUpdate('message')
    .executeTakeFirst()
  if (!message) throw new Failure('notFound.message', `没有编号为“${number}”的留言`, '可用 messages list 查看')
  if (message.answeredAt !== null)
    throw new Failure('conflict.messageAnswered', `留言 ${number} 已经办结`, '已办结的留言不再转办')
  if (to.from && (to.from.unitCode !== message.code || to.from.handler !== message.handler)) {
    const now = `${message.code}，${message.handler ?? '尚未指定经办人'}`
    throw new Failure('conflict.messageMoved', `留言 ${number} 刚刚已被转办（${now}）`, '请刷新后再决定是否转办')
  }
  const unit =
    to.unitCode === undefined ? { id: message.unitId, code: message.code } : await findUnit(tx, to.unitCode, by)
  const own = await tx.selectFrom('messageHandler').select('handler').where('unitId', '=', unit.id).executeTakeFirst()
  const handler = to.handler === undefined ? (own?.handler ?? null) : personName(to.handler)
  await tx.updateTable('message').set({ unitId: unit.id, handler }).where('number', '=', number).execute()
  const change = {
    before: { unit: message.code, handler: message.handler },
    after: { unit: unit.code, handler },
  }
  await note(tx, 'message.assigned', number, {}, by, change)
}

export interface HandedOver {
  /** Open messages that changed hands. */
  readonly messages: number
  /** Units whose messages the successor handles from now on. */
  readonly units: number
}

/** Gives everything that a person handles to a successor: open messages, and the units they were named for. */
export async function handOver(tx: Tx, from: string, to: string, by: By): Promise<HandedOver> {
  const [leaver, successor] = [personName(from), personName(to)]
  if (leaver === successor) throw new Failure('badInput.handler', `交接双方都是“${leaver}”`, '请写明接手的人')
  const messages = await tx
    .updateTable('message')
    .set({ handler: successor })
    .where('handler', '=', leaver)
    .where(withinUnits(by.scope ?? everything, 'unitId'))
    .where('answeredAt', 'is', null)
    .executeTakeFirstOrThrow()
  const units = await tx
    .updateTable('messageHandler')
    .set({ handler: successor })
    .where('handler', '=', leaver)
    .where(withinUnits(by.scope ?? everything, 'unitId'))
    .executeTakeFirstOrThrow()
  const result = { messages: Number(messages.numUpdatedRows), units: Number(units.numUpdatedRows) }
  if (result.messages === 0 && result.units === 0)
    throw new Failure('notFound.handler', `“${leaver}”没有办理中的留言，也不是哪个单位的经办人`, '请核对姓名')
  await note(tx, 'messages.handedOver', leaver, { ...result }, by, {
    before: { handler: leaver },
    after: { handler: successor },
  })
  return result
}

export interface Handler {
  readonly handler: string
  /** Units they are named for. */
  readonly units: readonly { readonly code: string; readonly name: string }[]
  readonly open: number
  readonly overdue: number
}

/** Who handles messages, with what they have to do; whoever has most overdue comes first. */
export async function listHandlers(tx: Tx, scope: Pick<Scope, 'units'>, today: Day): Promise<readonly Handler[]> {
  const { rows } = await sql<Handler>`
    select coalesce(named.handler, busy.handler) as handler, coalesce(named.units, '[]') as units,
      coalesce(busy.open, 0) as open, coalesce(busy.overdue, 0) as overdue
    from (
      select handler, json_agg(json_build_object('code', unit.code, 'name', unit.name) order by print_order, unit.id) as units
      from message_handler join unit on unit.id = unit_id where ${withinUnits(scope, 'unitId')} group by handler) named
    full join (
      select handler, count(*) as open, count(*) filter (where due_on < ${today}) as overdue from message
      where answered_at is null and handler is not null and ${withinUnits(scope, 'unitId')} group by handler) busy
    on busy.handler = named.handler
    order by overdue desc, open desc, handler limit 500`.execute(tx)
  return rows
}

async function findUnit(tx: Tx, code: string, { scope = everything }: Pick<By, 'scope'>) {
  const unit = await tx
    .selectFrom('unit')
    .select(['id', 'code'])
    .where('code', '=', code)
    .where(withinUnits(scope, 'unit.id'))
    .executeTakeFirst()
  if (unit) return unit
  throw new Failure('notFound.unit', `名录中没有机构“${code}”`, '请核对机构代码')
}

function personName(text: string): string {
  const name = text.trim()
  if (name === '' || name.length > 50)
    throw new Failure('badInput.handler', '没有写明经办人', '请写明姓名，最多 50 个字')
  return name
}

async function note(
  tx: Tx,
  action: string,
  subject: string,
  detail: Readonly<Record<string, unknown>>,
  { actor, at, reason }: By,
  change: { readonly before: Record<string, unknown>; readonly after: Record<string, unknown> },
): Promise<void> {
  await record(tx, { at, actor, action, subject, detail, ...(reason && { reason }), ...change })
}
