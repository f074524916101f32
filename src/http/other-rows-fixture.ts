/** For tests of who sees and does what: rows beside a stored campaign, one of every kind that a unit has. */
import { day } from '../kernel/day.ts'
import type { Tx } from '../store/database.ts'
import { json } from '../store/json.ts'

/** Digest of the proof that every unit's case has. */
export const proofSha256 = 'a1'.repeat(32)

/** Ids of what was stored. */
export interface OtherRows {
  readonly unitId: number
  readonly siteId: number
  readonly accountId: number
  readonly inspectionId: number
  readonly noticeId: number
  readonly caseId: number
  readonly extensionId: number
  readonly appealId: number
  readonly guardId: number
  readonly exemptionId: number
  readonly dispatchId: number
}

/** Rows of what is not part of a campaign, one of each, for the unit of a stored campaign; every text in them is `text`. */
export async function storeOtherRows(db: Tx, unitCode: string, text: string): Promise<OtherRows> {
  const at = '2025-08-20T02:00:00.000Z'
  const { id: unitId } = await db.selectFrom('unit').select('id').where('code', '=', unitCode).executeTakeFirstOrThrow()
  const { id: siteId } = await db
    .selectFrom('site')
    .select('id')
    .where('organiserId', '=', unitId)
    .executeTakeFirstOrThrow()
  const account = await db
    .selectFrom('account')
    .select('id')
    .where('organiserId', '=', unitId)
    .executeTakeFirstOrThrow()
  const inspection = await db
    .selectFrom('inspection')
    .innerJoin('round', 'round.id', 'inspection.roundId')
    .select('inspection.id')
    .where('round.target', '=', 'site')
    .where('targetId', '=', siteId)
    .executeTakeFirstOrThrow()
  const handled = { number: text, siteId, unitId, category: text, content: text, answer: text, receivedAt: at }
  await db
    .insertInto('message')
    .values({ ...handled, handler: text, dueOn: day('2025-08-25') })
    .execute()
  const { id: noticeId } = await db
    .insertInto('notice')
    .values({
      campaignId: '2025Q3',
      unitId,
      number: text,
      year: 2025,
      sequence: unitId,
      state: 'sent',
      draftedAt: at,
      sentAt: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const found = { clauseId: 'WEB-V3', target: 'site', targetId: siteId, targetName: text, veto: true, problem: text }
  const { id: caseId } = await db
    .insertInto('rectificationCase')
    .values({
      ...found,
      noticeId,
      inspectionId: inspection.id,
      unitId,
      places: json<unknown>([{ where: text, message: text }]),
      state: 'open',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const answer = { caseId, author: text, text, answeredAt: at }
  const { id: answerId } = await db.insertInto('caseAnswer').values(answer).returning('id').executeTakeFirstOrThrow()
  await db
    .insertInto('attachment')
    .values({ answerId, sha256: proofSha256, name: text, mediaType: 'image/png', bytes: 1 })
    .execute()
  const { id: extensionId } = await db
    .insertInto('extension')
    .values({ noticeId, wantedOn: day('2025-09-01'), reason: text, askedBy: text, askedAt: at, state: 'asked' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { id: appealId } = await db
    .insertInto('appeal')
    .values({ caseId, text, author: text, filedAt: at, dueOn: day('2025-09-01'), state: 'filed' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { id: guardId } = await db
    .insertInto('guardPeriod')
    .values({
      name: `重保${unitId}`,
      fromAt: at,
      untilAt: '2030-01-01T00:00:00Z',
      everyMinutes: 5,
      duty: json<unknown>({ shifts: [] }),
      unitId,
      openedBy: '张三',
      endedAt: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const late = { target: 'account', targetId: account.id, organiserId: unitId, clauseId: 'NM-V2.1', because: text }
  await db
    .insertInto('warning')
    .values({
      ...late,
      place: text,
      placeName: text,
      level: 3,
      failsOn: day('2030-01-01'),
      state: 'raised',
      ruleSet: 'national-2019',
      ruleSetVersion: 1,
      raisedAt: at,
      levelAt: at,
    })
    .execute()
  await db
    .insertInto('updateUnknown')
    .values({ ...late, since: day('2025-08-01') })
    .execute()
  await db
    .insertInto('alert')
    .values({
      kind: 'outage',
      siteId,
      severity: 'severe',
      message: text,
      evidence: json<Record<string, unknown>>({ text }),
      openedAt: at,
    })
    .execute()
  await db
    .insertInto('probe')
    .values({ siteId, at: new Date().toISOString(), vantage: text, outcome: 'failed', detail: text })
    .execute()
  await db
    .insertInto('maintenance')
    .values({ siteId, fromAt: at, untilAt: '2030-01-01T00:00:00Z', reason: text, registeredBy: text })
    .execute()
  const { id: exemptionId } = await db
    .insertInto('exemption')
    .values({
      clauseId: 'WEB-V3',
      scope: 'unit',
      unitId,
      reason: text,
      author: text,
      recordedAt: at,
      validTo: day('2030-01-01'),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db
    .insertInto('accountSource')
    .values({
      accountId: account.id,
      kind: 'feed',
      address: text,
      trust: 1,
      freshHours: 24,
      host: text,
      addedBy: text,
      addedAt: at,
    })
    .execute()
  await db
    .insertInto('registryChange')
    .values({
      subject: 'account',
      subjectKey: text,
      subjectId: account.id,
      after: json<Record<string, unknown>>({ name: text }),
      author: text,
      changedAt: at,
    })
    .execute()
  const { id: channelId } = await db
    .insertInto('channel')
    .values({ name: unitCode, kind: 'file', settings: json<unknown>({}), used: json({ times: [] }) })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db.insertInto('recipient').values({ channelId, unitId, address: text }).execute()
  const { id: dispatchId } = await db
    .insertInto('dispatch')
    .values({ channelId, address: text, unitId, severe: true, notBefore: at, createdAt: at, subject: text, text })
    .returning('id')
    .executeTakeFirstOrThrow()
  return {
    unitId,
    siteId,
    accountId: account.id,
    inspectionId: inspection.id,
    noticeId,
    caseId,
    extensionId,
    appealId,
    guardId,
    exemptionId,
    dispatchId,
  }
}
