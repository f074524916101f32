/** From a confirmed finding to the closed case, on a clock of its own. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { runProgress } from '../campaigns/run.ts'
import { findCampaign } from '../campaigns/store.ts'
import { storeCampaign } from '../http/stored-campaign-fixture.ts'
import { findAssignment, judgeAssignment, writeEvidence, writeJudgements } from '../judging/inspect.ts'
import { day } from '../kernel/day.ts'
import { announcedHolidays } from '../regulations/holidays.ts'
import { loadResults } from '../review/results.ts'
import { verifyAudit } from '../store/audit.ts'
import { transaction, type Tx } from '../store/database.ts'
import { runDueDeadlines } from '../store/deadlines.ts'
import { answerCase } from './answer.ts'
import { appealHandlers, countAppeals, decideAppeal, fileAppeal } from './appeal.ts'
import { checkAttachment } from './attachments.ts'
import { chaserHandlers } from './chase.ts'
import { closeCase, returnCase } from './close-case.ts'
import { draftNotices } from './draft-notices.ts'
import { lookBack } from './look-back.ts'
import { gradeRechecks, recheckHandlers } from './recheck-case.ts'
import { startSelfCheck } from './self-check.ts'
import { askExtension, decideExtension, readNotice, sendNotice } from './send-notice.ts'
import type { By, Terms } from './terms.ts'

const { db } = await testStore()
const terms: Terms = {
  calendar: announcedHolidays,
  vetoDays: 3,
  otherDays: 7,
  appealDays: 5,
  recurrenceDays: 90,
  recheckAfterMinutes: 10,
  selfChecks: 2,
}
const handlers = {
  ...chaserHandlers,
  ...appealHandlers,
  ...recheckHandlers(async (_, ids) => void queued.push(...ids), '程序'),
}
let queued: number[] = []
let folder = ''
let unitId = 0
let now = ''

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mingcha-proof-'))
  await storeCampaign(db, '某局')
  unitId = (await db.selectFrom('unit').select('id').executeTakeFirstOrThrow()).id
})
afterAll(() => rm(folder, { recursive: true }))

beforeEach(async () => {
  queued = []
  for (const table of [
    'deadline',
    'outbox',
    'appeal',
    'extension',
    'caseRecheck',
    'attachment',
    'caseAnswer',
  ] as const) {
    await db.deleteFrom(table).execute()
  }
  await db.deleteFrom('rectificationCase').execute()
  await db.deleteFrom('notice').execute()
  await db.deleteFrom('earlierProblem').execute()
  for (const table of ['judgement', 'evidence'] as const) {
    await db
      .deleteFrom(table)
      .where('inspectionId', 'in', db.selectFrom('inspection').select('id').where('purpose', '<>', 'regular'))
      .execute()
  }
  await db.deleteFrom('inspection').where('purpose', '<>', 'regular').execute()
  // 2025-09-26 is a Friday before the long holiday of October: 3 working days later is the 9th of October
  now = '2025-09-26T02:00:00.000Z'
})

const as = (role: By['role'], actor: string): By => ({ role, actor, at: now, ...(role === 'unit' ? { unitId } : {}) })
const supervisor = () => as('municipalSupervisor', '王主管')
const unit = () => as('unit', '局办公室')
const inTx = <Result>(work: (tx: Tx) => Promise<Result>) => transaction(db, work)
const due = () => runDueDeadlines(db, handlers, () => Date.parse(now))
const messages = async () =>
  (await db.selectFrom('outbox').select('kind').orderBy('id').execute()).map(({ kind }) => kind)
const theCase = async () => db.selectFrom('rectificationCase').selectAll().executeTakeFirstOrThrow()
const theNotice = async () => db.selectFrom('notice').selectAll().executeTakeFirstOrThrow()
const draft = () =>
  inTx(async (tx) =>
    draftNotices(tx, await findCampaign(tx, '2025Q3'), '网检〔{year}〕{sequence}号', terms, supervisor()),
  )

async function sent() {
  const { noticeIds } = await draft()
  await inTx((tx) => sendNotice(tx, noticeIds[0]!, terms, supervisor()))
  return { noticeId: noticeIds[0]!, caseId: (await theCase()).id }
}

const answer = (caseId: number, by = unit(), files = [] as ReturnType<typeof checkAttachment>[]) =>
  inTx((tx) => answerCase(tx, caseId, { text: '已恢复更新', files, attachmentFolder: folder }, terms, by))

/** What a worker does with a re-check: the account has posted again, or not, or cannot be looked at. */
async function inspected(id: number, posted: string | null) {
  const assignment = await findAssignment(db, id)
  const before = await db.selectFrom('evidence').selectAll().where('kind', '=', 'posts').executeTakeFirstOrThrow()
  const value = before.value as { posts: { publishedOn: string }[]; knownThrough: string }
  const posts =
    posted === null
      ? { missing: { reason: 'notProvided' as const, detail: '没有收到' } }
      : {
          value: {
            ...value,
            knownThrough: assignment.monitorPoint,
            posts: [{ ...value.posts[0]!, publishedOn: posted }],
          },
        }
  await writeEvidence(db, id, { posts } as never, now)
  await writeJudgements(db, assignment, judgeAssignment(assignment, { posts } as never), now)
  await db.updateTable('inspection').set({ state: 'judged', gatheredAt: now }).where('id', '=', id).execute()
  await inTx((tx) => gradeRechecks(tx, id, { actor: '程序', at: now }))
}

/** Answers, and has the target inspected again. */
async function rechecked(caseId: number, posted: string | null, files = [] as ReturnType<typeof checkAttachment>[]) {
  await answer(caseId, unit(), files)
  now = new Date(Date.parse(now) + 10 * 60_000).toISOString()
  await due()
  await inspected(queued.at(-1)!, posted)
}

describe('a notice', () => {
  it('is drafted once per unit and campaign, with a number; the account joins the next sample', async () => {
    expect(await draft()).toMatchObject({ cases: 1, recurred: 0 })
    expect(await draft()).toMatchObject({ noticeIds: [], cases: 0 })
    expect(await theNotice()).toMatchObject({ number: '网检〔2025〕1号', state: 'draft', unitId })
    expect(await theCase()).toMatchObject({ clauseId: 'NM-V2.1', veto: true, state: 'drafted', dueOn: null })
    expect(await db.selectFrom('earlierProblem').select('notedIn').execute()).toEqual([{ notedIn: '2025Q3' }])
  })

  it('is due in working days over the holidays and the make-up days', async () => {
    await sent()
    // 28 September is a worked Sunday, 1 to 8 October are off
    expect((await theCase()).dueOn).toBe('2025-09-30')
    expect(await messages()).toEqual(['notice.sent'])
  })

  it('is chased at T-1, T+1, T+3 and then goes to the supervisor, both sides of nine o’clock, each once', async () => {
    await sent()
    const at = async (time: string) => {
      now = time
      await due()
      await due()
      return (await messages()).slice(1)
    }
    expect(await at('2025-09-29T00:59:59.999Z')).toEqual([])
    expect(await at('2025-09-29T01:00:00.000Z')).toEqual(['notice.dueSoon'])
    expect(await at('2025-10-09T00:59:59.999Z')).toEqual(['notice.dueSoon'])
    expect(await at('2025-10-09T01:00:00.000Z')).toEqual(['notice.dueSoon', 'notice.overdue'])
    expect(await at('2025-10-11T01:00:00.000Z')).toHaveLength(3)
    expect(await at('2025-10-13T01:00:00.000Z')).toEqual([
      'notice.dueSoon',
      'notice.overdue',
      'notice.overdueAgain',
      'notice.escalated',
    ])
    const last = await db.selectFrom('outbox').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()
    expect([last.recipientUnitId, last.severity]).toEqual([null, 'severe'])
  })

  it('that was answered is not chased; reading and answering leave their receipts', async () => {
    const { noticeId, caseId } = await sent()
    await inTx((tx) => readNotice(tx, noticeId, unit()))
    await answer(caseId)
    expect(await theNotice()).toMatchObject({ state: 'replied', readBy: '局办公室', repliedAt: now })
    now = '2025-12-01T01:00:00.000Z'
    await runDueDeadlines(db, chaserHandlers, () => Date.parse(now))
    expect(await messages()).toEqual(['notice.sent'])
  })

  it('can be extended: asked by the unit, granted by the supervisor, once at a time', async () => {
    const { noticeId } = await sent()
    const ask = (on: string, by = unit()) => inTx((tx) => askExtension(tx, noticeId, day(on), '改版', by))
    await expect(ask('2025-09-30')).rejects.toThrow('不晚于现有期限')
    await expect(ask('2025-10-15', { ...unit(), unitId: unitId + 1 })).rejects.toThrow('不能代其他单位')
    const id = await ask('2025-10-15')
    await expect(ask('2025-10-16')).rejects.toThrow('已有一份')
    await expect(inTx((tx) => decideExtension(tx, id, true, '', terms, as('reviewer', '李四')))).rejects.toThrow(
      '市级主管',
    )
    await inTx((tx) => decideExtension(tx, id, true, '同意', terms, supervisor()))
    await expect(inTx((tx) => decideExtension(tx, id, false, '', terms, supervisor()))).rejects.toThrow('已经审批')
    expect((await theCase()).dueOn).toBe('2025-10-15')
    now = '2025-10-13T23:00:00.000Z'
    await due()
    expect(await messages()).not.toContain('notice.dueSoon')
    now = '2025-10-14T01:00:00.000Z'
    await due()
    expect(await messages()).toContain('notice.dueSoon')
  })
})

describe('a case', () => {
  it('that the re-check proves fixed is closed by two different persons, as it is a veto', async () => {
    const { caseId } = await sent()
    const proof = checkAttachment('截图.pdf', new Uint8Array(Buffer.from('%PDF-1')), 100)
    await rechecked(caseId, '2025-09-25', [proof])
    expect(await theCase()).toMatchObject({ state: 'rechecked', grade: 'fixedVerified' })
    expect(await readFile(path.join(folder, proof.sha256.slice(0, 2), proof.sha256), 'latin1')).toBe('%PDF-1')
    const close = (actor: string, role: By['role'] = 'reviewer') =>
      inTx((tx) => closeCase(tx, caseId, '', as(role, actor)))
    expect(await close('李四')).toBe('awaitingSecond')
    await expect(close('李四')).rejects.toThrow('第二人')
    await expect(close('局办公室', 'unit')).rejects.toThrow('责任单位不能办结')
    const both = await Promise.allSettled([close('王五'), close('赵六')])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await theNotice()).toMatchObject({ state: 'closed' })
    await expect(answer(caseId)).rejects.toThrow('已办结')
  })

  it('that is still there cannot be closed: it goes back, due anew', async () => {
    const { caseId } = await sent()
    await rechecked(caseId, '2025-07-31')
    expect(await theCase()).toMatchObject({ grade: 'stillThere' })
    await expect(inTx((tx) => closeCase(tx, caseId, '', supervisor()))).rejects.toThrow('仍然存在')
    await inTx((tx) => returnCase(tx, caseId, '没有更新', terms, as('reviewer', '李四')))
    expect(await theCase()).toMatchObject({ state: 'notified' })
    expect(await theNotice()).toMatchObject({ state: 'read' })
  })

  it('that nobody could tell needs the unit’s proof and a note', async () => {
    const { caseId } = await sent()
    await rechecked(caseId, null)
    expect(await theCase()).toMatchObject({ grade: 'cannotTell' })
    const close = (note: string) => inTx((tx) => closeCase(tx, caseId, note, supervisor()))
    await expect(close('已核对')).rejects.toThrow('缺少佐证材料')
    await inTx((tx) => returnCase(tx, caseId, '请补充', terms, supervisor()))
    await rechecked(caseId, null, [checkAttachment('a.pdf', new Uint8Array(Buffer.from('%PDF-2')), 100)])
    await expect(close('')).rejects.toThrow('缺少核对情况')
    expect(await close('已看截图')).toBe('awaitingSecond')
  })

  it('is answered only by its own unit', async () => {
    const { caseId } = await sent()
    await expect(answer(caseId, { ...unit(), unitId: unitId + 1 })).rejects.toThrow('不能代其他单位')
    await expect(answer(caseId, supervisor())).rejects.toThrow('不能代其他单位')
  })

  it.each([
    ['on the 90th day reopens, counted', 90, { cases: 0, recurred: 1 }, 1],
    ['a day later is a new case', 91, { cases: 1, recurred: 0 }, 0],
  ])('confirmed again %s', async (_, days, outcome, recurrence) => {
    const { caseId } = await sent()
    await rechecked(caseId, '2025-09-25')
    await inTx((tx) => closeCase(tx, caseId, '', as('reviewer', '李四')))
    await inTx((tx) => closeCase(tx, caseId, '', supervisor()))
    // the finding of a later campaign: the old case stands for another inspection
    const [site] = await db
      .selectFrom('inspection')
      .select('id')
      .where('purpose', '=', 'regular')
      .orderBy('id')
      .execute()
    await db.updateTable('rectificationCase').set({ inspectionId: site!.id }).execute()
    now = new Date(Date.parse(now) + days * 86_400_000).toISOString()
    expect(await draft()).toMatchObject(outcome)
    expect((await theCase()).recurrence).toBe(recurrence)
    expect((await theNotice()).state).toBe(recurrence === 1 ? 'read' : 'closed')
  })

  it('and its re-check change neither the round’s progress nor who is unqualified', async () => {
    const before = await runProgress(db, '2025Q3')
    const { caseId } = await sent()
    await rechecked(caseId, '2025-09-25')
    expect(await runProgress(db, '2025Q3')).toEqual(before)
    const results = await loadResults(db, await findCampaign(db, '2025Q3'))
    expect(
      results.filter(({ kind }) => kind === 'account').map(({ purpose, result }) => [purpose, result.verdict]),
    ).toEqual(
      expect.arrayContaining([
        ['regular', 'unqualified'],
        ['recheck', 'qualified'],
      ]),
    )
  })
})

describe('an appeal', () => {
  it('is decided by somebody else; upheld, the finding counts nowhere and the account leaves the next sample', async () => {
    const { caseId } = await sent()
    const id = await inTx((tx) => fileAppeal(tx, caseId, '8月有发布', terms, unit()))
    const decide = (actor: string) =>
      inTx((tx) => decideAppeal(tx, id, 'upheld', '证据不足', terms, as('municipalSupervisor', actor)))
    // 李四 and 某局 confirmed the finding
    await expect(decide('李四')).rejects.toThrow('没有参与')
    await expect(decide('局办公室')).rejects.toThrow('没有参与')
    await decide('王主管')
    await expect(decide('王主管')).rejects.toThrow('已撤销')
    expect(await theNotice()).toMatchObject({ state: 'closed' })
    expect(await countAppeals(db)).toEqual([{ clause: 'NM-V2.1', filed: 1, upheld: 1, rejected: 0 }])
    expect(await db.selectFrom('appeal').select('rejudgedOutcome').execute()).toEqual([{ rejudgedOutcome: 'failed' }])
    const [account] = (await loadResults(db, await findCampaign(db, '2025Q3'))).filter(({ kind }) => kind === 'account')
    expect(account!.result.failed).toEqual([])
    expect(await db.selectFrom('earlierProblem').selectAll().execute()).toEqual([])
  })

  it('that nobody decides in time goes to the supervisor; rejected, the case is due anew and not appealed again', async () => {
    const { caseId } = await sent()
    const id = await inTx((tx) => fileAppeal(tx, caseId, '有误', terms, unit()))
    now = '2025-10-09T01:00:00.000Z'
    await due()
    expect(await messages()).not.toContain('appeal.due')
    // 5 working days: 28, 29, 30 September, 9 and 10 October
    now = '2025-10-10T01:00:00.000Z'
    await due()
    expect(await messages()).toContain('appeal.due')
    await inTx((tx) => decideAppeal(tx, id, 'rejected', '证据属实', terms, supervisor()))
    expect(await theCase()).toMatchObject({ state: 'notified', dueOn: '2025-10-14' })
    await expect(inTx((tx) => fileAppeal(tx, caseId, '再申诉', terms, unit()))).rejects.toThrow('已经驳回')
  })
})

it('a self-check has its quota and its own day, and no round counts it', async () => {
  const account = await db.selectFrom('account').select(['id', 'organiserId']).executeTakeFirstOrThrow()
  const before = await loadResults(db, await findCampaign(db, '2025Q3'))
  const check = (by = unit()) =>
    inTx((tx) =>
      startSelfCheck(tx, { kind: 'account', ...account }, async (_, ids) => void queued.push(...ids), terms, by),
    )
  await expect(check({ ...unit(), unitId: unitId + 1 })).rejects.toThrow('本单位')
  await check()
  await inspected(await check(), '2025-09-25')
  await expect(check()).rejects.toThrow('已用完')
  expect(await loadResults(db, await findCampaign(db, '2025Q3'))).toEqual(before)
  expect(queued).toHaveLength(2)
  now = '2025-10-25T02:00:00.000Z'
  await expect(check()).rejects.toThrow('已用完')
  now = '2025-10-26T02:00:00.000Z'
  await check()
})

it('回头看: the next campaign says what became of earlier problems, whichever way they went', async () => {
  await sent()
  const campaign = await findCampaign(db, '2025Q3')
  const next = { ...campaign, monitorPoint: day('2025-11-14') }
  const { inspectionId, clauseId } = await theCase()
  const key = new Set([`${inspectionId}\n${clauseId}`])
  const none = new Set<string>()
  expect(await lookBack(db, next, { failed: key, open: none })).toMatchObject({ looked: 1, again: 1, gone: 0, open: 0 })
  expect(await lookBack(db, next, { failed: none, open: key })).toMatchObject({ looked: 1, again: 0, gone: 0, open: 1 })
  expect(await lookBack(db, next, { failed: none, open: none })).toMatchObject({
    looked: 1,
    again: 0,
    gone: 1,
    open: 0,
  })
  // the campaign that found them looks back at nothing
  expect(await lookBack(db, campaign, { failed: key, open: none })).toMatchObject({ looked: 0 })
})

it('leaves one unbroken chain of who did what, from which state to which', async () => {
  const { caseId } = await sent()
  await answer(caseId)
  const entries = await db
    .selectFrom('auditEntry')
    .selectAll()
    .where('subject', '=', `case/${caseId}`)
    .orderBy('id')
    .execute()
  expect(entries.map(({ action, before, after }) => [action, before!['state'], after!['state']])).toEqual([
    ['case.sent', 'drafted', 'notified'],
    ['case.answered', 'notified', 'submitted'],
  ])
  expect((await verifyAudit(db)).faults).toEqual([])
})
