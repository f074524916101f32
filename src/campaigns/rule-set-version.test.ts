/** Versions of rule sets: what a campaign was opened with stays, corrections are the next version. */
import { beforeEach, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { day } from '../kernel/day.ts'
import { national2019 } from '../regulations/national-2019.ts'
import { transaction } from '../store/database.ts'
import { openCampaign } from './open.ts'
import { correctRules, currentRules, rulesOfCampaign, storedVersions } from './rule-set-version.ts'
import { findCampaign } from './store.ts'

const { db } = await testStore()
const by = { actor: '瞿静之', at: '2025-09-01T09:00:00Z' }
const { id, version: program } = national2019

beforeEach(async () => {
  for (const table of ['round', 'campaign', 'ruleSetVersion'] as const) await db.deleteFrom(table).execute()
})

describe('a campaign', () => {
  it('keeps the whole rule set it was opened with, in the order of the table', async () => {
    await open('2025Q3')
    const rules = await rulesOfCampaign(db, await findCampaign(db, '2025Q3'))
    expect(rules).toEqual(national2019)
    expect(Object.keys(rules.clauses)).toEqual(Object.keys(national2019.clauses))
  })

  it('is not touched by a correction; the next campaign opens with it', async () => {
    await open('2025Q3')
    await correct(program, 5)
    await open('2025Q4')
    const [third, fourth] = [await findCampaign(db, '2025Q3'), await findCampaign(db, '2025Q4')]
    expect([third.ruleSetVersion, fourth.ruleSetVersion]).toEqual([program, program + 1])
    expect((await rulesOfCampaign(db, third)).clauses['WEB-D-PUB-4']!.pointsVerified).toBeUndefined()
    expect((await rulesOfCampaign(db, fourth)).clauses['WEB-D-PUB-4']!.pointsVerified).toBe(true)
  })
})

describe('a correction', () => {
  it('is the next version, with its author and an audit entry', async () => {
    await correct(program, 5)
    await correct(program + 1, 4)
    expect(await storedVersions(db, id)).toMatchObject([
      { version: program + 1, author: by.actor, corrections: [{ clause: 'WEB-D-PUB-4', source: 'S02' }] },
      { version: program + 2, author: by.actor },
    ])
    const newest = db.selectFrom('auditEntry').select(['action', 'subject', 'actor']).orderBy('sequence', 'desc')
    const entries = await newest.limit(2).execute()
    expect(entries).toEqual([1, 2].map(() => ({ action: 'rules.corrected', subject: id, actor: by.actor })))
  })

  it('of another version than the one in use is refused, and nothing is stored', async () => {
    await expect(correct(program - 1, 5)).rejects.toMatchObject({ code: 'badInput.corrections' })
    await correct(program, 5)
    await expect(correct(program, 5)).rejects.toMatchObject({ code: 'badInput.corrections' })
    expect(await storedVersions(db, id)).toHaveLength(1)
  })

  it('of numbers that the program has changed since is asked for again', async () => {
    await correct(program, 5)
    await db.updateTable('ruleSetVersion').set({ programSha256: 'of an older program' }).execute()
    await expect(currentRules(db, id, by)).rejects.toMatchObject({ code: 'conflict.rulesChanged' })
    await correct(program + 1, 5)
    expect((await currentRules(db, id, by)).version).toBe(program + 2)
  })
})

it("the program's new numbers are a new version of their own", async () => {
  await currentRules(db, id, by)
  await db.updateTable('ruleSetVersion').set({ programSha256: 'of an older program' }).execute()
  expect((await currentRules(db, id, by)).version).toBe(program + 1)
  expect(await storedVersions(db, id)).toMatchObject([{ corrections: null }, { corrections: null }])
})

async function correct(version: number, maxColumn: number) {
  const correction = {
    clause: 'WEB-D-PUB-4',
    params: { pointsPerColumn: maxColumn },
    pointsVerified: true,
    source: 'S02',
    by: by.actor,
    on: '2025-09-01',
  }
  const text = JSON.stringify({ ruleSet: id, version, corrections: [correction] })
  return transaction(db, (tx) => correctRules(tx, id, text, by))
}

async function open(campaign: string) {
  const monitorPoint = day('2025-08-14')
  const words = { issuer: '市政府办公厅', style: 'shanghai', seed: 'x', openedBy: by.actor, openedAt: by.at }
  await openCampaign(db, {
    id: campaign,
    ...words,
    ruleSet: id,
    monitorPoint,
    siteRounds: [monitorPoint],
    strata: [],
    demonstration: true,
  })
}
