/** Stored templates: an installation's own wording per kind of message. */
import { Failure } from '../kernel/failure.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import type { By } from './settings.ts'
import { checkTemplate, type MessageTemplate } from './template.ts'

/** The wording of a kind; `null` when the program's own counts. */
export async function templateOf(tx: Tx, kind: string): Promise<MessageTemplate | null> {
  const row = await tx
    .selectFrom('messageTemplate')
    .select(['subject', 'body'])
    .where('kind', '=', kind)
    .executeTakeFirst()
  return row ?? null
}

/** Stores the wording of a kind of message, or of the `digest`. @throws Failure `badInput.template` */
export async function saveTemplate(tx: Tx, kind: string, template: MessageTemplate, by: By): Promise<void> {
  if (!/^[\w.-]{1,60}$/.test(kind)) {
    throw new Failure('badInput.template', `消息种类“${kind}”不正确`, '例如 notice.sent、alert.outage、digest')
  }
  checkTemplate(template)
  const before = await templateOf(tx, kind)
  const { subject, body } = template
  const values = { subject, body, author: by.actor, storedAt: by.at }
  await tx
    .insertInto('messageTemplate')
    .values({ kind, ...values })
    .onConflict((conflict) => conflict.column('kind').doUpdateSet(values))
    .execute()
  await record(tx, {
    at: by.at,
    actor: by.actor,
    action: 'template.saved',
    subject: kind,
    detail: {},
    ...(before === null ? {} : { before: { ...before } }),
    after: { subject, body },
  })
}

/** All stored templates. */
export async function listTemplates(tx: Tx) {
  return await tx.selectFrom('messageTemplate').selectAll().orderBy('kind').execute()
}
