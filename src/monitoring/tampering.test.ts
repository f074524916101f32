/** Leads on tampering: what counts as a sign, both sides of each boundary; two visits make a lead, and a person settles it. */
import type { ServerResponse } from 'node:http'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { testStore } from '../../test/database.ts'
import { createHttp } from '../gather/fetch/http.ts'
import { serve, testLimits } from '../gather/test-server.ts'
import { transaction } from '../store/database.ts'
import { listAlerts } from './alerts.ts'
import { judgeTampering, type KnownHome } from './judge-tampering.ts'
import { settleTampering } from './note-home.ts'
import { probeDue } from './probe-sites.ts'
import { readHome } from './read-home.ts'

const { db } = await testStore()
const name = '上海市统计局网站'
const address = 'http://tjj.example.gov.cn/'
const links = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `<a href="/a/${from + index}.html">第${from + index}条</a>`).join('')
const page = (body: string, title = '上海市统计局') =>
  `<html><head><title>${title}</title><meta name="keywords" content="统计"></head><body>${body}</body></html>`
const usual = page(links(0, 40))
const read = (html: string) => readHome(html, address)
const knownOf = (html: string): KnownHome => ({ title: read(html).title, ownLinks: read(html).ownLinks })
const signs = (html: string, known: KnownHome | null = knownOf(usual)) =>
  judgeTampering(read(html), name, known).map(({ sign }) => sign)

describe('a sign is', () => {
  test.each([
    ['nothing: the page as it was', usual, []],
    ['nothing: other news, the same page', page(links(10, 50)), []],
    ['a title that is gone', page(links(0, 40), ''), ['titleGone']],
    ['a title that is another’s', page(links(0, 40), '欢迎光临'), ['titleGone']],
    ['nothing: a title that says more', page(links(0, 40), '首页 - 上海市统计局'), []],
    ['one word in the title', page(links(0, 40), '上海市统计局-时时彩'), ['forbiddenWords']],
    ['one word in the keywords', usual.replace('content="统计"', 'content="百家乐"'), ['forbiddenWords']],
    ['nothing: two words in what visitors read', page(`${links(0, 40)}查处老虎机、六合彩窝点`), []],
    ['three words in what visitors read', page(`${links(0, 40)}老虎机 六合彩 百家乐`), ['forbiddenWords']],
    ['one word that nobody sees', page(`${links(0, 40)}<div style="display:none">裸聊</div>`), ['forbiddenWords']],
    [
      'one word in a link to elsewhere',
      page(`${links(0, 40)}<a href="http://x.example.com/">娱乐城</a>`),
      ['forbiddenWords'],
    ],
    ['nothing: two hidden links to elsewhere', page(`${links(0, 40)}${hidden(2)}`), []],
    ['three hidden links to elsewhere', page(`${links(0, 40)}${hidden(3)}`), ['hiddenLinks']],
    ['nothing: hidden links to offices', page(`${links(0, 40)}${hidden(5, 'other.gov.cn')}`), []],
    ['nothing: links to elsewhere that are seen', page(`${links(0, 40)}${hidden(5).replace('display:none', '')}`), []],
    ['nothing: 3 of 40 own links are left', page(links(37, 80)), []],
    ['2 of 40 own links are left', page(links(38, 80)), ['replaced']],
  ])('%s', (_, html, found) => {
    expect(signs(html)).toEqual(found)
  })

  test('no replacement of a page that had 19 links, but of one that had 20', () => {
    expect(signs(page(links(100, 140)), knownOf(page(links(0, 19))))).toEqual([])
    expect(signs(page(links(100, 140)), knownOf(page(links(0, 20))))).toEqual(['replaced'])
  })

  test('found without knowing the page, as far as it shows by itself', () => {
    expect(signs(page(hidden(3), ''), null)).toEqual(['hiddenLinks'])
    expect(signs(page('', '时时彩'), null)).toEqual(['forbiddenWords'])
  })

  test.each([
    'visibility:hidden',
    'position:absolute; left:-9999px',
    'text-indent:-999em',
    'font-size:0',
    'opacity: 0',
  ])('hidden is what nobody sees: %s', (style) => {
    expect(signs(page(links(0, 40) + hidden(3).replace('display:none', style)))).toEqual(['hiddenLinks'])
  })

  test.each(['opacity:0.9', 'font-size:0.9em', 'left:-9px'])('and not what is only small: %s', (style) => {
    expect(signs(page(links(0, 40) + hidden(3).replace('display:none', style)))).toEqual([])
  })

  test('read from pages without an end, of any depth', () => {
    expect(() => read('<div style="display:none">'.repeat(100_000))).not.toThrow()
    expect(read(`<title>${'x'.repeat(1_000_000)}`).title.length).toBeLessThanOrEqual(300)
  })
})

function hidden(count: number, domain = 'casino.example.com'): string {
  const all = Array.from({ length: count }, (_, index) => `<a href="http://n${index}.${domain}/">${index}</a>`)
  return `<div style="display:none">${all.join('')}</div>`
}

describe('a lead', () => {
  let nowMs = Date.parse('2025-08-14T10:00:00+08:00')
  let shown = usual
  const http = createHttp(testLimits({}))
  afterAll(() => http.close())
  let siteId = 0

  const at = () => new Date(nowMs).toISOString()
  const open = async () => (await listAlerts(db, { all: false, limit: 9 })).filter(({ kind }) => kind === 'tampering')

  beforeEach(async () => {
    for (const table of ['probeDue', 'probe', 'alert', 'siteHome', 'outbox', 'site', 'unit'] as const) {
      await db.deleteFrom(table).execute()
    }
    shown = usual
    const unit = { code: 'U1', name: '局', shortName: '局', kind: 'department', parentId: null, printOrder: 1 }
    const { id: organiserId } = await db.insertInto('unit').values(unit).returning('id').executeTakeFirstOrThrow()
    const origin = await serve((_, response: ServerResponse) => {
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end(shown)
    })
    const site = { siteCode: '3100000001', name, url: `${origin}/`, category: 'department', state: 'active' }
    siteId = (
      await db
        .insertInto('site')
        .values({ ...site, organiserId, hasServices: false })
        .returning('id')
        .executeTakeFirstOrThrow()
    ).id
  })

  async function visit(html: string): Promise<void> {
    shown = html
    nowMs += 3_600_000
    const due = { siteId, vantage: '电信', dueAt: at(), claimedUntil: null }
    await db.insertInto('probeDue').values(due).execute()
    const means = { http, vantage: '电信', timeoutMs: 2000, clock: () => nowMs, worker: '测试', lineCheckUrl: null }
    expect(await probeDue(db, means, new AbortController().signal)).toBe(1)
  }

  const broken = page(hidden(4), '百家乐')

  test('takes two visits, is told to unit and supervisor once, and ends when the page is as it was', async () => {
    await visit(usual)
    await visit(broken)
    expect(await open()).toEqual([])
    await visit(broken)
    await visit(broken)
    const [lead] = await open()
    expect(lead!.message).toContain('首页疑似被篡改，请人工核实')
    expect(lead!.evidence).toMatchObject({
      signs: [{ sign: 'titleGone' }, { sign: 'forbiddenWords' }, { sign: 'hiddenLinks' }, { sign: 'replaced' }],
    })
    const told = await db.selectFrom('outbox').select('severity').where('kind', '=', 'alert.tampering').execute()
    expect(told).toEqual([{ severity: 'severe' }, { severity: 'severe' }])
    // never a verdict: the site opened
    const outcomes = await db.selectFrom('probe').select('outcome').distinct().execute()
    expect(outcomes).toEqual([{ outcome: 'opened' }])
    await visit(usual)
    expect(await open()).toEqual([])
  })

  test('one visit that shows something else raises none', async () => {
    await visit(usual)
    await visit(page('系统维护', '维护'))
    await visit(usual)
    await visit(page('系统维护', '维护'))
    expect(await listAlerts(db, { all: true, limit: 9 })).toEqual([])
  })

  test('that a person settles does not come back, and the new page is the known one', async () => {
    const revamped = page(links(200, 240), '上海市统计局（新版）')
    await visit(usual)
    await visit(revamped)
    await visit(revamped)
    const [lead] = await open()
    const by = { actor: '值班员', at: at() }
    const settle = (reason: string) => transaction(db, (tx) => settleTampering(tx, lead!.id, reason, by))
    await expect(settle(' ')).rejects.toThrow('理由')
    await settle('改版')
    expect(await open()).toEqual([])
    await expect(settle('改版')).rejects.toThrow('已经结束')
    await visit(revamped)
    await visit(revamped)
    expect(await open()).toEqual([])
    // from the new page on it is watched as before
    await visit(broken)
    await visit(broken)
    expect(await open()).toHaveLength(1)
  })
})
