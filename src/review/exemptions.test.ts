/** 白名单: what it covers, until when, and what it needs. */
import { describe, expect, it } from 'vitest'
import { day } from '../kernel/day.ts'
import { addExemption, endExemption, exempt, listExemptions } from './exemptions.ts'
import { loadResults } from './results.ts'
import { db, by, monitorPoint, organiser, store, campaign, queue, make, clauseOf } from './queue-fixture.ts'

describe('exemptions', () => {
  const findings = [
    { where: '栏目甲', message: '空白', url: 'http://s1.example/a/1.html' },
    { where: '栏目乙', message: '空白', url: 'http://s1.example/b/1.html' },
  ]
  const add = (scope: Parameters<typeof addExemption>[1]['scope'], validTo = '2025-08-14', clause = 'WEB-V3') =>
    addExemption(db, { clause, scope, reason: '历史栏目', validTo: day(validTo) }, by)
  const outcome = async () => {
    const [result] = await loadResults(db, await campaign())
    const judgement = result!.judgements.find(({ clause }) => clause === 'WEB-V3')!
    return [judgement.outcome, judgement.findings.length, judgement.exempted?.length ?? 0, (await queue()).total]
  }

  it.each([
    ['a place that is another one', { kind: 'place', place: 'http://s1.example/c' }, ['failed', 2, 0, 1]],
    ['one of two places', { kind: 'place', place: 'http://s1.example/a/1.html' }, ['cantTell', 1, 1, 1]],
    ['the beginning of both', { kind: 'place', place: 'http://s1.example/*' }, ['inapplicable', 0, 2, 0]],
    ['the site', { kind: 'target', target: 'site', targetId: 1 }, ['inapplicable', 0, 2, 0]],
    ['another site', { kind: 'target', target: 'site', targetId: 2 }, ['failed', 2, 0, 1]],
    ['an account with the same number', { kind: 'target', target: 'account', targetId: 1 }, ['failed', 2, 0, 1]],
    ['everything', { kind: 'everywhere' }, ['inapplicable', 0, 2, 0]],
  ] as const)('cover %s', async (_, scope, expected) => {
    await store(1, { 'WEB-V3': 'failed' }, findings)
    await add(scope)
    expect(await outcome()).toEqual(expected)
  })

  it('of a unit cover what it organises, even after persons have confirmed it', async () => {
    await store(1, { 'WEB-V3': 'failed' }, findings)
    await make({}, { author: '王五', role: 'municipalSupervisor' })
    expect((await loadResults(db, await campaign()))[0]!.result.verdict).toBe('unqualified')
    const id = await add({ kind: 'unit', unitId: organiser.id })
    expect((await loadResults(db, await campaign()))[0]!.result.failed).toEqual([])
    await endExemption(db, id, '误加', by)
    expect((await loadResults(db, await campaign()))[0]!.result.failed).toEqual(['WEB-V3'])
  })

  it('end with their last day: the monitoring point itself is covered, the day after is not', async () => {
    await store(1, { 'WEB-V3': 'failed' }, findings)
    const id = await add({ kind: 'everywhere' }, '2025-08-13')
    expect(await outcome()).toEqual(['failed', 2, 0, 1])
    await endExemption(db, id, '', by)
    await add({ kind: 'everywhere' }, '2025-08-14')
    expect(await outcome()).toEqual(['inapplicable', 0, 2, 0])
  })

  it('of a deduction take the price of their places only', async () => {
    await addExemption(
      db,
      { clause: 'WEB-D-FUN-3', scope: { kind: 'place', place: 'http://a/*' }, reason: '外站', validTo: monitorPoint },
      by,
    )
    const priced = [1, 2].map((n) => ({ where: '', message: '', url: `http://${n === 1 ? 'a' : 'b'}/`, points: 0.1 }))
    const judgement = { clause: 'WEB-D-FUN-3', outcome: 'failed' as const, because: '', findings: priced }
    const subject = { target: 'site' as const, targetId: 1, unitId: 1, monitorPoint }
    const after = exempt(judgement, clauseOf('WEB-D-FUN-3'), await listExemptions(db), subject)
    expect(after).toMatchObject({ outcome: 'failed', findings: [priced[1]], exempted: [priced[0]] })
  })

  it('are refused without a reason or a place', async () => {
    await expect(add({ kind: 'place', place: '*' })).rejects.toThrow('没有写明地址')
    const empty = { clause: 'WEB-V3', scope: { kind: 'everywhere' as const }, reason: ' ', validTo: monitorPoint }
    await expect(addExemption(db, empty, by)).rejects.toThrow('理由')
  })
})
