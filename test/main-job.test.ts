/**
 * The main job as a newcomer runs it (`npm start -- --exit`): an empty folder becomes the bulletin of 2025 Q3, computed from
 * inspections of the simulated city. What the machine said is compared with what was planted.
 */
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Bulletin, Figure } from '../src/bulletins/bulletin.ts'
import type { CampaignLife } from '../src/bulletins/campaign-life.ts'
import { verifyArchive } from '../src/gather/archive/verify-archive.ts'
import type { Truth } from '../city/truth/truth.ts'
import { program, temporaryFolder } from './program.ts'

const mingcha = program(await temporaryFolder('main-job'))
const file = (...parts: string[]) => path.join(mingcha.home, ...parts)
const document = (extension: string) => file('bulletins', '2025Q3', `bulletin.${extension}`)

let bulletin: Bulletin
let truth: Truth
let life: CampaignLife
let accounts: readonly { readonly userName: string; readonly password: string; readonly role: string }[]

beforeAll(async () => {
  ;({ accounts, life } = await mingcha.json<{ accounts: typeof accounts; life: CampaignLife }>('demo', '--exit'))
  bulletin = JSON.parse(await readFile(document('json'), 'utf8'))
  truth = JSON.parse(await readFile(file('city', 'truth.json'), 'utf8'))
}, 240_000)

const figure = (id: string): Figure => bulletin.figures.find((entry) => entry.id === id)!

/** All inspections through the API of a running server. */
async function serving<Result>(
  work: (get: <Answer>(path: string) => Promise<Answer>) => Promise<Result>,
): Promise<Result> {
  const server = mingcha.start('--json', 'serve', '--port', '0')
  try {
    let text = ''
    for await (const part of server.stdout!) {
      text += String(part)
      if (text.includes('}')) break
    }
    const { url } = JSON.parse(text) as { url: string }
    const { userName, password } = accounts.find(({ role }) => role === 'supervisor')!
    const signedIn = await fetch(new URL('/api/session', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ userName, password }),
    })
    const cookie = signedIn.headers.getSetCookie()[0]!.split(';')[0]!
    return await work(async (address) => (await fetch(new URL(address, url), { headers: { cookie } })).json() as never)
  } finally {
    server.kill('SIGTERM')
    await new Promise((resolve) => server.once('exit', resolve))
  }
}

describe('the bulletin of 2025 Q3', () => {
  it.each([
    ['sites.total', 67],
    ['sites.group.portalsAndDepartments', 59],
    ['sites.group.subsites', 4],
    ['sites.group.committees', 4],
    ['sites.inspections', 134],
    ['sites.passRate', 100],
    ['accounts.total', 1609],
    ['accounts.inspected', 348],
    ['accounts.problem', 5],
  ])('%s = %d, with one row for every count', (id, value) => {
    const found = figure(id)
    expect(found.value).toBe(value)
    expect(found.rowIds).toHaveLength(found.denominator ?? value)
  })

  it('names the five accounts in order, with monitoring point and window', () => {
    expect(bulletin.annexes[0]!.rows).toEqual([
      ['1', '市城管执法局', '微信', '长三角城管综合执法', '监测点前两周未更新'],
      ['2', '市商务委', '微信', '上海追溯', '监测点前两周未更新'],
      ['3', '市统计局', '微信', '上海统计', '监测点前两周未更新'],
      ['4', '市民族宗教局', '微博', '上海民宗发布', '监测点前两周未更新'],
      ['5', '市统计局', '澎湃号', '上海统计', '监测点前两周未更新'],
    ])
    expect(bulletin.annexes[0]!.note).toContain('监测时间点2025年8月14日，时间段为8月1日-8月14日')
  })

  it('passes all its own checks and says that its data are a demonstration', () => {
    expect(bulletin.checks.filter((check) => !check.ok)).toEqual([])
    expect(bulletin.notice).toContain('演示数据')
  })

  it('is written in every format', async () => {
    for (const extension of ['docx', 'xlsx', 'html', 'json'])
      expect((await stat(document(extension))).size).toBeGreaterThan(5000)
  })
})

describe('the judgements', () => {
  let outcomes: Map<string, string>
  let archives: { file: string; sha256: string; sm3: string }[]

  beforeAll(async () => {
    ;[outcomes, archives] = await serving(async (get) => {
      const { rows } = await get<{ rows: { id: number; inspectionId: number }[] }>(
        '/api/campaigns/2025Q3/figures/accounts.inspected',
      )
      const details = []
      for (const row of rows) {
        details.push(
          await get<{
            target: { platform: string; platformId: string }
            judgements: { clause: string; outcome: string }[]
            archive: { file: string; sha256: string; sm3: string } | null
          }>(`/api/inspections/${row.inspectionId}`),
        )
      }
      return [
        new Map(
          details.map(({ target, judgements }) => [
            target.platformId,
            judgements.find(({ clause }) => clause === 'NM-V2.1')!.outcome,
          ]),
        ),
        details.flatMap(({ archive }) => (archive ? [archive] : [])),
      ]
    })
  }, 60_000)

  const ids = (list: readonly { platformId: string }[]) => list.map(({ platformId }) => platformId).toSorted()
  const judged = (outcome: string) =>
    [...outcomes]
      .filter(([, found]) => found === outcome)
      .map(([id]) => id)
      .toSorted()

  it('can be opened for every inspected account', () => {
    expect(outcomes.size).toBe(figure('accounts.inspected').value)
  })

  it('finds exactly the stale accounts, and never calls an unknown one stale', () => {
    expect(judged('failed')).toEqual(ids(truth.accounts.stale))
    expect(judged('cantTell')).toEqual(ids(truth.accounts.unknown))
    expect(judged('inapplicable')).toEqual(ids(truth.accounts.inapplicable))
    expect(truth.accounts.boundaryFresh.map(({ platformId }) => outcomes.get(platformId))).toEqual(['passed'])
  })

  it('keeps archives whose digests can be recomputed', async () => {
    expect(archives.length).toBeGreaterThan(300)
    for (const archive of archives.slice(0, 20)) {
      const verified = await verifyArchive(file('archives', archive.file))
      expect(verified).toMatchObject({ ok: true, sha256: archive.sha256, sm3: archive.sm3 })
    }
  })

  it('are the same when stored evidence is judged again', async () => {
    const rechecks = new Set(life.cases.flatMap((row) => row.rechecks.map(({ inspectionId }) => inspectionId))).size
    const rejudged = await mingcha.json<{ inspections: number }>('campaign', 'judge', '2025Q3')
    // re-checks are inspections, too
    expect(rejudged).toEqual({ inspections: 134 + 348 + rechecks, changed: [] })
  })
})

describe('the second half of the quarter', () => {
  it('is one notice per unit, numbered, delivered, and chased where nobody answered', async () => {
    const shown = life.notices.map(({ number, unit, state, chasers }) => [number, unit, state, chasers.length])
    expect(shown).toEqual([
      ['网检整改〔2025〕1号', '市城管执法局', 'closed', 1],
      ['网检整改〔2025〕2号', '市民族宗教局', 'closed', 4],
      ['网检整改〔2025〕3号', '市商务委', 'read', 2],
      ['网检整改〔2025〕4号', '市体育局', 'closed', 0],
      ['网检整改〔2025〕5号', '市统计局', 'read', 5],
    ])
    for (const { sentAt, deliveredAt } of life.notices) expect(deliveredAt! >= sentAt!).toBe(true)
    const texts = await Promise.all(
      (await readdir(file('outbox'))).map((name) => readFile(file('outbox', name), 'utf8')),
    )
    for (const { number } of life.notices) {
      expect(texts.filter((text) => text.includes(`主题：【明察】整改通知${number}\n`))).toHaveLength(1)
    }
  })

  it('has every unit’s conduct in its case: in time, late, lying, appealing, asking for time, relapsing', () => {
    const shown = life.cases.map(({ targetName, state, grade, late, recurrence, rechecks }) => {
      return [targetName, state, grade, late, recurrence, rechecks.map((recheck) => recheck.grade)]
    })
    expect(shown).toEqual([
      ['长三角城管综合执法', 'closed', 'fixedVerified', false, 0, ['fixedVerified']],
      ['上海民宗发布', 'closed', 'fixedVerified', true, 0, ['fixedVerified']],
      ['上海追溯', 'notified', null, false, 1, ['fixedVerified']],
      ['上海体育', 'withdrawn', null, false, 0, []],
      ['上海统计', 'closed', 'fixedVerified', false, 0, ['fixedVerified']],
      ['上海统计', 'notified', 'stillThere', false, 0, ['stillThere']],
    ])
    expect(life.appeals.map(({ state }) => state)).toEqual(['upheld', 'rejected'])
    expect(life.extensions.map(({ state, wantedOn }) => [state, wantedOn])).toEqual([['granted', '2025-09-05']])
  })

  it('is looked back at by the next campaign, and told in both bulletins', async () => {
    expect(life.lookedBackIn).toMatchObject([{ campaignId: '2025Q4', counts: { again: 2, gone: 3, open: 0 } }])
    expect(await readFile(document('txt'), 'utf8')).toContain(
      '已发出整改通知5份，要求整改6个，已办结4个，经申诉撤销1个，正在整改1个。',
    )
    const next = await readFile(file('bulletins', '2025Q4', 'bulletin.txt'), 'utf8')
    expect(next).toContain('对以往检查发现的5个问题开展“回头看”，3个没有再出现，2个再次出现，已责成继续整改。')
  })

  it('counts the reports of citizens', () => {
    expect(life.messages).toMatchObject({ received: 36, answered: 35, answeredLate: 3, overdue: 1, unassigned: 0 })
    expect(figure('messages.received').value).toBe(21)
  })
})

describe('a second start', () => {
  it('resumes in seconds and writes the same documents', async () => {
    const before = await readFile(document('json'), 'utf8')
    const started = Date.now()
    const { code } = await mingcha.run('demo', '--exit')
    expect(code).toBe(0)
    expect(Date.now() - started).toBeLessThan(15_000)
    expect(await readFile(document('json'), 'utf8')).toBe(before)
  }, 60_000)
})
