/**
 * Who answers: the site's organiser and the person who handles that unit's messages. When people go, their messages go to
 * somebody else in the same step: nobody's message stays with nobody.
 */
import { Failure } from '../kernel/failure.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'

export interface By {
  readonly actor: string
  readonly at: string
  readonly reason?: string | undefined
}

/** Names who handles a unit's messages; open ones that nobody handles become theirs. Returns how many. */
export async function setHandler(tx: Tx, unitCode: string, handler: string, by: By): Promise<number> {
  const unit = await findUnit(tx, unitCode)
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
  to: { readonly unitCode?: string | undefined; readonly handler?: string | undefined },
  by: By,
): Promise<void> {
  const message = await tx
    .selectFrom('message')
    .innerJoin('unit', 'unit.id', 'message.unitId')
    .select(['message.unitId', 'message.handler', 'answeredAt', 'unit.code'])
    .where('number', '=', number)
    .forUpdate('message')
    .executeTakeFirst()
  if (!message) throw new Failure('notFound.message', `没有编号为“${number}”的留言`, '可用 messages list 查看')
  if (message.answeredAt !== null)
    throw new Failure('conflict.messageAnswered', `留言 ${number} 已经办结`, '已办结的留言不再转办')
  const unit = to.unitCode === undefined ? { id: message.unitId, code: message.code } : await findUnit(tx, to.unitCode)
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
    .where('answeredAt', 'is', null)
    .executeTakeFirstOrThrow()
  const units = await tx
    .updateTable('messageHandler')
    .set({ handler: successor })
    .where('handler', '=', leaver)
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

async function findUnit(tx: Tx, code: string) {
  const unit = await tx.selectFrom('unit').select(['id', 'code']).where('code', '=', code).executeTakeFirst()
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
