/**
 * Leads on tampering (篡改线索): signs in a home page that two visits in a row have shown become an alert for a person, who finds out
 * or accepts what is there. Nothing here is a finding, and no verdict rests on it.
 */
import { Failure } from '../kernel/failure.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { json, storableText, type JsonText } from '../store/json.ts'
import { closeAlert, openAlert } from './alerts.ts'
import { judgeTampering, tamperingSigns, type HomeReading, type TamperingSign } from './judge-tampering.ts'

/** Own links that are kept: enough to tell another page. */
const linksKept = 300

interface Suspect {
  readonly title: string
  readonly ownLinks: readonly string[]
  readonly signs: readonly TamperingSign[]
}

type Accepted = readonly { readonly sign: string; readonly detail: string }[]

interface By {
  readonly actor: string
  /** ISO instant. */
  readonly at: string
}

/** Compares what a visit has read with what is known of the page, in the transaction of the visit. */
export async function noteHome(
  tx: Tx,
  site: { readonly id: number; readonly name: string },
  reading: HomeReading,
  by: By,
): Promise<void> {
  const stored = await tx
    .selectFrom('siteHome')
    .selectAll()
    .where('siteId', '=', site.id)
    .forUpdate()
    .executeTakeFirst()
  const known =
    stored === undefined || stored.title === null ? null : { title: stored.title, ownLinks: stored.ownLinks ?? [] }
  const accepted = new Set((stored?.accepted ?? []).map(({ sign, detail }) => `${sign}\n${detail}`))
  const signs = judgeTampering(reading, site.name, known).filter(
    ({ sign, detail }) => !accepted.has(`${sign}\n${storableText(detail)}`),
  )
  const page = { title: storableText(reading.title), ownLinks: reading.ownLinks.slice(0, linksKept).map(storableText) }
  if (signs.length === 0) {
    await keep(tx, site.id, {
      title: page.title,
      ownLinks: json<readonly string[]>(page.ownLinks),
      suspect: null,
      seenAt: by.at,
    })
    await closeAlert(tx, { kind: 'tampering', siteId: site.id }, '首页内容已恢复正常', by)
    return
  }
  const told = signs.map(({ sign, detail }) => ({ sign, detail: storableText(detail) }))
  await keep(tx, site.id, { suspect: json<unknown>({ ...page, signs: told }), seenAt: by.at })
  // A page that is being put up, or a notice of an hour, is gone at the next visit.
  if (!stored?.suspect) return
  const lines = told.map(({ sign, detail }) => `${tamperingSigns[sign]}：${detail}`)
  const message = `首页疑似被篡改，请人工核实\n${lines.join('\n')}`
  await openAlert(
    tx,
    { kind: 'tampering', siteId: site.id, severity: 'severe', message, evidence: { signs: told } },
    by,
  )
}

async function keep(
  tx: Tx,
  siteId: number,
  home: {
    readonly title?: string
    readonly ownLinks?: JsonText<readonly string[]>
    readonly suspect: JsonText<unknown> | null
    readonly seenAt: string
  },
): Promise<void> {
  await tx
    .insertInto('siteHome')
    .values({ siteId, accepted: json<Accepted>([]), ...home })
    .onConflict((conflict) => conflict.column('siteId').doUpdateSet(home))
    .execute()
}

/** A person has looked: what the page shows is harmless. It is the known page from now on. */
export async function settleTampering(tx: Tx, alertId: number, reason: string, by: By): Promise<void> {
  if (reason.trim() === '') throw new Failure('badInput.reason', '核实结果必须写明理由', '请写明看到了什么')
  const alert = await tx
    .selectFrom('alert')
    .select(['siteId', 'closedAt'])
    .where('id', '=', alertId)
    .where('kind', '=', 'tampering')
    .executeTakeFirst()
  if (!alert) throw new Failure('notFound.alert', `没有编号为 ${alertId} 的篡改线索`, '可用 alert list 查看')
  if (alert.closedAt !== null) throw new Failure('conflict.alertClosed', `线索 ${alertId} 已经结束`, '无需再核实')
  const { siteId } = alert
  const home = await tx
    .selectFrom('siteHome')
    .selectAll()
    .where('siteId', '=', siteId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const { title, ownLinks, signs } = home.suspect as Suspect
  const accepted = json<Accepted>([...home.accepted, ...signs])
  await tx
    .updateTable('siteHome')
    .set({ title, ownLinks: json<readonly string[]>(ownLinks), accepted, suspect: null })
    .where('siteId', '=', siteId)
    .execute()
  await record(tx, {
    ...by,
    action: 'alert.settled',
    subject: `alert ${alertId}`,
    detail: { siteId, signs },
    reason,
  })
  await closeAlert(tx, { kind: 'tampering', siteId }, `经人工核实没有被篡改：${reason}`, by)
}
