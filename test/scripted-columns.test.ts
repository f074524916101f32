/** The city's lists that scripts make: read in the real Chromium they give the columns' ground truth, unread they give nothing. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { monitorPoint } from '../city/calendar.ts'
import { startCity } from '../city/server.ts'
import { gatherSite } from '../src/gather/gather-site.ts'
import { gatherLimits } from '../src/gather/limits.ts'
import { judge } from '../src/judging/judge.ts'
import { ruleSets } from '../src/regulations/index.ts'

test('columns of 体育局: stale and fresh as planted, with a browser only', { timeout: 120_000 }, async () => {
  const city = await startCity({ seed: 'shanghai-2025Q3', port: 0, slowMs: 50 })
  onTestFinished(() => city.stop())
  const folder = await mkdtemp(path.join(tmpdir(), 'mingcha-scripted-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const site = city.model.sites.find(({ slug }) => slug === 'tiyu')!
  const truth = city.model.truth.sites.find(({ slug }) => slug === 'tiyu')!
  const columns = site.columns.map((column) => ({ ...column, url: site.origin + column.path }))

  async function inspect(useBrowser: boolean) {
    const limits = {
      publicInternet: false,
      allowNetworks: ['127.0.0.0/8'],
      hostGapMs: 0,
      maxPagesPerSite: 60,
      useBrowser,
    }
    const { evidence } = await gatherSite(
      { name: site.name, url: `${site.origin}/`, columns, monitorPoint, wanted: new Set() },
      {
        limits: gatherLimits.parse(limits),
        clock: () => Date.parse('2025-08-20T12:00:00+08:00'),
        signal: new AbortController().signal,
        archiveFile: path.join(folder, `${useBrowser}.wacz`),
      },
    )
    const judgements = judge(ruleSets['national-2019'], { kind: 'site', name: site.name }, evidence, monitorPoint)
    const stale = judgements.find(({ clause }) => clause === 'WEB-V4.1')!
    return { stale, columns: 'value' in evidence.columns ? evidence.columns.value.columns : [] }
  }

  const seen = await inspect(true)
  const scripted = seen.columns.filter(({ name }) => truth.faults.scriptedColumns.includes(name))
  expect(scripted.map(({ name, state, rendered }) => [name, state, rendered])).toEqual([
    ['通知公告', 'read', true],
    ['政策解读', 'read', true],
  ])
  for (const { name, newest } of scripted) {
    const { articles } = site.columns.find((column) => column.name === name)!
    expect(newest).toBe(articles[0]!.publishedAt.slice(0, 10))
  }
  expect(truth.rounds.second.staleColumns).toContain('通知公告')
  expect(truth.rounds.second.staleColumns).not.toContain('政策解读')
  expect(seen.stale).toMatchObject({ outcome: 'passed', because: expect.stringContaining('3') })

  const unseen = await inspect(false)
  const states = unseen.columns.filter(({ name }) => truth.faults.scriptedColumns.includes(name))
  expect(states.map(({ state }) => state)).toEqual(['unreadable', 'unreadable'])
})
