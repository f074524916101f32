/**
 * A campaign by hand, command by command, on a city with planted vetoes: one district portal's home page went stale and one
 * more sampled account fell silent. Two workers share the queue and one is killed with `kill -9` in the middle of a round.
 */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeRegistryFiles } from '../city/registry-files.ts'
import { startCity, type RunningCity } from '../city/server.ts'
import type { Bulletin } from '../src/bulletins/bulletin.ts'
import { day } from '../src/kernel/day.ts'
import { testStore } from './database.ts'
import { program, temporaryFolder } from './program.ts'

const store = await testStore()
const home = await temporaryFolder('by-hand')
const mingcha = program(home, store.url)
const file = (name: string) => path.join(home, 'city', name)
let city: RunningCity

beforeAll(async () => {
  city = await startCity({ seed: 'by-hand', port: 0, plant: ['home-stale', 'account-stale'], slowMs: 50 })
  await writeRegistryFiles(city.model, path.join(home, 'city'))
  const gather = {
    allowNetworks: ['127.0.0.0/8'],
    publicInternet: false,
    hostGapMs: 0,
    hostInFlight: 4,
    timeoutMs: 3000,
    // 1600 pictures would take Chromium longer than all the rest; browser-evidence.test.ts looks at pictures
    screenshotsPerSite: 0,
  }
  await writeFile(
    path.join(home, 'config.json'),
    JSON.stringify({ gather, concurrency: 4, collection: { automatic: false } }),
  )
})
afterAll(() => city.stop())

const count = async (sql: string): Promise<number> => (await store.pool.query<{ n: number }>(sql)).rows[0]!.n

describe('the register', () => {
  it('is imported from spreadsheets, and a second import changes nothing', async () => {
    const kinds = [
      ['units', '机构.xlsx'],
      ['sites', '网站.xlsx'],
      ['columns', '栏目.xlsx'],
      ['accounts', '账号.xlsx'],
      ['earlier-problems', '前期问题账号.xlsx'],
    ] as const
    for (const [kind, name] of kinds) {
      const first = await mingcha.json<{ added: number; unchanged: number }>('import', kind, file(name))
      expect(first.added, name).toBeGreaterThan(0)
      expect(await mingcha.json('import', kind, file(name))).toMatchObject({ added: 0, unchanged: first.added })
    }
    await mingcha.json('import', 'probes', file('可用性监测记录.csv'), '--vantage', '市级监测点')
    const reach = ['--known-through', '2025-08-20', '--covered-from', '2025-06-01']
    for (const delivery of ['账号发布记录-单位报送.xlsx', '账号发布记录-采集服务商.csv']) {
      await mingcha.json('import', 'posts', file(delivery), '--source', delivery, ...reach)
    }
  }, 120_000)

  it('names every wrong row of a bad file and keeps what is stored', async () => {
    const before = await count('select count(*)::int n from account')
    const bad = file('坏账号.csv')
    await writeFile(
      bad,
      '账号类型,账号标识,账号名称,主办单位代码,账号用途,账号状态,采集方式,订阅源地址\n微信,a,甲,NOPE,发布类,正常,订阅源,\n火星,b,乙,X,发布类,正常,文件报送,\n',
    )
    const { code, stderr } = await mingcha.run('import', 'accounts', bad)
    expect(code).toBe(2)
    expect(stderr).toContain('第 2 行')
    expect(stderr).toContain('第 3 行')
    expect(await count('select count(*)::int n from account')).toBe(before)
  })
})

describe('the campaign', () => {
  it('is opened, frozen and drawn', async () => {
    const rounds = ['--site-round', '2025-07-15', '--site-round', '2025-08-14']
    await mingcha.json('campaign', 'open', '2025Q3', '--monitor-point', '2025-08-14', ...rounds)
    expect((await mingcha.run('campaign', 'open', '2025Q3', '--monitor-point', '2025-08-14')).code).toBe(4)
    const { frozen } = await mingcha.json<{ frozen: unknown[] }>('campaign', 'freeze', '2025Q3')
    expect(frozen).toEqual([
      { round: 'site-1', targets: 67 },
      { round: 'site-2', targets: 67 },
      { round: 'account-1', targets: 1609 },
    ])
    const { drawn } = await mingcha.json<{ drawn: { inspections: number }[] }>('campaign', 'sample', '2025Q3')
    expect(drawn.map(({ inspections }) => inspections)).toEqual([67, 67, 348])
  }, 60_000)

  it('survives kill -9 of a worker: another one resumes, nothing is lost and nothing is done twice', async () => {
    city.setToday(day('2025-07-16'))
    await mingcha.json('campaign', 'run', '2025Q3', '--round', 'site-1', '--enqueue-only')
    const victim = mingcha.start('worker')
    await until(async () => (await count(judged)) >= 5)
    expect(await count(judged)).toBeLessThan(60)
    victim.kill('SIGKILL')
    const killedWith = await count("select count(*)::int n from pgboss.job where name = 'inspect' and state = 'active'")
    expect(killedWith).toBeGreaterThan(0)
    // What was written just before is done, although its job had no time to say so.
    const interrupted = await count(
      `select count(*)::int n from pgboss.job join inspection on inspection.id = (data ->> 'inspectionId')::int
        where name = 'inspect' and job.state = 'active' and inspection.state <> 'judged'`,
    )
    const successor = mingcha.start('worker')
    await until(async () => (await count(judged)) === 67)
    // nothing twice: one set of evidence per inspection, and only the interrupted ones needed a second attempt
    expect(await count("select count(*)::int n from evidence where kind = 'links'")).toBe(67)
    const secondAttempts = await count('select count(*)::int n from inspection where attempt > 1')
    expect(secondAttempts > 0).toBe(interrupted > 0)
    expect(secondAttempts).toBeLessThanOrEqual(killedWith)
    successor.kill('SIGTERM')
    await new Promise((resolve) => successor.once('exit', resolve))
  }, 120_000)

  it('runs the other rounds', async () => {
    city.setToday(day('2025-08-20'))
    expect(await mingcha.json('campaign', 'run', '2025Q3')).toEqual({ done: 482, paused: 0, total: 482 })
    expect(await mingcha.json('campaign', 'status', '2025Q3')).toMatchObject([{ state: 'review' }])
  }, 120_000)

  it('does not draft a publishable bulletin before people have decided', async () => {
    const { failedChecks } = await mingcha.json<{ failedChecks: { severity: string }[] }>('bulletin', 'draft', '2025Q3')
    expect(failedChecks.some(({ severity }) => severity === 'error')).toBe(true)
    expect((await mingcha.run('bulletin', 'render', '2025Q3')).code).toBe(4)
  }, 60_000)

  it('takes the decisions and lists nothing open', async () => {
    await mingcha.json('import', 'security-scan', file('安全扫描结果.xlsx'), '--campaign', '2025Q3')
    const { added } = await mingcha.json<{ added: number }>(
      'review',
      'decide',
      '2025Q3',
      '--file',
      file('检查与复核结论.xlsx'),
    )
    expect(await mingcha.json('review', 'decide', '2025Q3', '--file', file('检查与复核结论.xlsx'))).toEqual({
      added: 0,
      repeated: added,
    })
    expect(await mingcha.json('review', 'list', '2025Q3')).toMatchObject({ total: 0 })
  }, 60_000)
})

describe('the bulletin', () => {
  let bulletin: Bulletin
  beforeAll(async () => {
    await mingcha.json('bulletin', 'draft', '2025Q3', '--date', '2025-09-28')
    await mingcha.json('bulletin', 'render', '2025Q3')
    bulletin = JSON.parse(await readFile(path.join(home, 'bulletins', '2025Q3', 'bulletin.json'), 'utf8'))
  }, 60_000)
  const value = (id: string) => bulletin.figures.find((figure) => figure.id === id)?.text

  it('counts one site less and one account more than the city without planted vetoes', () => {
    expect(value('sites.qualified')).toBe('66')
    expect(value('sites.passRate')).toBe('98.5%')
    expect(value('accounts.problem')).toBe('6')
    expect(bulletin.annexes.find(({ title }) => title.includes('新媒体'))!.rows).toHaveLength(6)
  })

  it('names the site with its problem, in a section that is absent otherwise', () => {
    const stale = city.model.truth.sites.find(({ rounds }) => rounds.second.vetoes.includes('WEB-V3'))!
    expect(JSON.stringify(bulletin)).toContain(stale.name)
    expect(JSON.stringify(bulletin)).toContain('首页')
  })

  it('agrees with the ground truth on every site and round', async () => {
    const { rows } = await store.pool.query<{
      code: string
      ordinal: number
      clause: string
      because: string
      outcome: string
    }>(`
      select f.snapshot->>'siteCode' code, r.ordinal, j.clause_id clause, j.because, j.outcome
      from judgement j join inspection i on i.id = j.inspection_id join round r on r.id = i.round_id
      join frozen_target f on f.round_id = i.round_id and f.target_id = i.target_id where r.target = 'site'`)
    const judgedOf = (code: string, ordinal: number) =>
      rows.filter((row) => row.code === code && row.ordinal === ordinal)
    for (const site of city.model.truth.sites) {
      for (const [ordinal, truth] of [
        [1, site.rounds.first],
        [2, site.rounds.second],
      ] as const) {
        const found = judgedOf(site.code, ordinal)
        const because = (clause: string) => found.find((row) => row.clause === clause)!.because
        const at = `${site.slug} ${ordinal}`
        // A forged day is a lead of the machine, which people have found to be a false alarm.
        const leads = ordinal === 2 && site.faults.falsifiedDates.length > 0 ? ['WEB-V1.5'] : []
        expect(
          found
            .filter(({ outcome }) => outcome === 'failed')
            .map(({ clause }) => clause)
            .toSorted(),
          at,
        ).toEqual([...leads, ...truth.vetoes].toSorted())
        expect(because('WEB-V4.1'), at).toContain(`中 ${truth.staleColumns.length} 个未更新`)
        expect(because('WEB-V4.2'), at).toContain(`中 ${truth.longStaleColumns.length} 个长期未更新`)
        // A standing page without text is blank as well.
        const { identity } = city.model.sites.find(({ slug }) => slug === site.slug)!
        const blank = site.blankColumns.length + (identity.standing?.overview === 'blank' ? 1 : 0)
        expect(because('WEB-V4.3'), at).toContain(`中 ${blank} 个空白`)
        expect(because('WEB-V2'), at).toContain(`中 ${truth.failedProbes} 次失败`)
      }
    }
  })

  it('keeps evidence whose digests can be recomputed', async () => {
    const digest = `encode(sha256(convert_to(coalesce(value, missing)::text, 'UTF8')), 'hex')`
    expect(await count('select count(*)::int n from evidence')).toBeGreaterThan(500)
    expect(await count(`select count(*)::int n from evidence where sha256 <> ${digest}`)).toBe(0)
  })

  it('finds the planted broken links and calls a firewall blocked, not broken', async () => {
    const { rows } = await store.pool.query<{ url: string; outcome: string }>(`
      select l->>'url' url, l->>'outcome' outcome from evidence e join inspection i on i.id = e.inspection_id
      join round r on r.id = i.round_id, json_array_elements(e.value->'findings') l
      where e.kind = 'links' and r.ordinal = 2 and r.target = 'site' and l->>'outcome' <> 'unchecked'`)
    const with_ = (outcome: string) =>
      rows
        .filter((row) => row.outcome === outcome)
        .map(({ url }) => url)
        .toSorted()
    const faults = city.model.truth.sites.map((site) => site.faults)
    const broken = faults.flatMap(({ deadLinks, softNotFound, refusedLinks }) => [
      ...deadLinks,
      ...softNotFound,
      ...refusedLinks,
    ])
    expect([...with_('broken'), ...with_('unreachable')].toSorted()).toEqual(broken.toSorted())
    expect(with_('blocked')).toEqual(faults.flatMap(({ blocked }) => blocked.map(({ url }) => url)).toSorted())
  })
})

const judged = "select count(*)::int n from inspection where state = 'judged'"

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(50)
}
