import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Play } from '../test-server.ts'
import { gather } from '../test-site.ts'
import { createTrapGuard, sketchOf, turnsPage } from './traps.ts'
import { cpuMs } from './test-cpu-time.ts'

const limits = { maxSameSegment: 3, maxPerCalendar: 2, maxCombinations: 4, maxWithoutNews: 3, maxFilesWithoutNews: 6 }
const count = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

describe('one address after the other', () => {
  test('paths that grow, but no folders by date', () => {
    const { judge } = createTrapGuard(limits)
    expect(judge('http://a/b/c/b/d')).toBeNull()
    expect(judge('http://a/b/c/b/c/b')).toMatch('重复 3 次')
    expect(judge('http://a/art/2011/1/1/1/1/art_1_1.html')).toBeNull()
    expect(judge('http://a/1/1/1/1/1/1')).toMatch('重复 6 次')
    expect(judge(`http://a/${'x'.repeat(1990)}`)).toBeNull()
    expect(judge(`http://a/${'x'.repeat(2000)}`)).toMatch('2000')
  })

  test('calendars, but not the modules of content systems', () => {
    const { judge } = createTrapGuard(limits)
    const reasons = [1, 2, 3].map((month) => judge(`http://a/event?year=2025&month=${month}`))
    expect(reasons).toEqual([null, null, expect.stringMatching('日历.*超过 2 个')])
    for (const id of count(1, 3000))
      expect(judge(`http://a/index.php?m=content&c=index&a=show&catid=${id % 30}&id=${id}`)).toBeNull()
  })

  test('the same parameters in another order', () => {
    const { judge } = createTrapGuard(limits)
    expect(judge('http://a/list?kind=1&area=2')).toBeNull()
    expect(judge('http://a/list?area=2&kind=1')).toMatch('次序不同')
    expect(judge('http://a/list?area=1&kind=2')).toBeNull()
  })

  test('filters in every combination end, and not before each value was seen', () => {
    const { judge } = createTrapGuard()
    const reasons: (string | null)[] = []
    for (const a of count(1, 8))
      for (const b of count(1, 8))
        for (const c of count(1, 8)) reasons.push(judge(`http://a/list?a=${a}&b=${b}&c=${c}`))
    expect(reasons.filter((reason) => reason === null).length).toBeGreaterThanOrEqual(100)
    expect(reasons.filter((reason) => reason === null).length).toBeLessThan(130)
    expect(judge('http://a/list?a=9&b=1&c=1')).toBeNull()
  })
})

describe('what a large site has by right is never cut', () => {
  test.each<[string, (n: number) => string]>([
    ['articles by number', (n) => `http://a/show.aspx?id=${n}`],
    ['articles of columns by number', (n) => `http://a/show?cid=${n % 12}&id=${n}&from=${n % 3}`],
    ['pages of a list', (n) => `http://a/list?page=${n}`],
    ['pages of every column', (n) => `http://a/list.jsp?cid=${n % 20}&page=${Math.floor(n / 20)}`],
    ['folders by date', (n) => `http://a/${2000 + (n % 25)}/${1 + (n % 12)}/${1 + (n % 28)}/t${n}.html`],
    [
      'articles in folders of folders',
      (n) => `http://a/art/${2000 + (n % 25)}/${n % 12}/${n % 12}/art_${n % 12}_${n}.html`,
    ],
  ])('%s', (_, address) => {
    const guard = createTrapGuard()
    for (const n of count(1, 12_000)) {
      expect(guard.judge(address(n))).toBeNull()
      if (guard.wantsSketch(address(n))) expect(guard.read(address(n), n)).toBeNull()
    }
    expect(guard.exhausted(address(1))).toBeNull()
  })

  test('whatever the order, a value that was never seen before is visited', () => {
    const query = fc.record({ a: fc.nat(30), b: fc.nat(30), c: fc.nat(3) })
    fc.assert(
      fc.property(fc.array(query, { maxLength: 400 }), (queries) => {
        const { judge } = createTrapGuard({ ...limits, maxCombinations: 1 })
        const visited = new Set<string>()
        for (const { a, b, c } of queries) {
          const values = [`a=${a}`, `b=${b}`, `c=${c}`]
          const reason = judge(`http://x/l?${values.join('&')}`)
          if (values.some((value) => !visited.has(value))) expect(reason).toBeNull()
          for (const value of values) visited.add(value)
        }
      }),
    )
  })
})

describe('pages that say nothing new', () => {
  test('so many in a row, and their like is only checked; one that is new begins anew', () => {
    const guard = createTrapGuard(limits)
    const address = (n: number) => `http://a/x?s=${n}`
    for (const n of count(1, 19)) guard.judge(address(n))
    expect(guard.wantsSketch(address(1))).toBe(false)
    guard.judge(address(20))
    expect(guard.wantsSketch(address(1))).toBe(true)
    expect([7, 7, 7, 8, 8, 8].map((sketch, n) => guard.read(address(n), sketch))).toEqual(Array(6).fill(null))
    expect(guard.exhausted(address(1))).toBeNull()
    expect(guard.read(address(7), 7)).toMatch('连续 3 个没有新内容')
    expect(guard.read(address(8), 7)).toBeNull()
    expect(guard.exhausted(address(99))).toMatch('x?s=')
    expect(guard.exhausted('http://a/y?s=1')).toBeNull()
  })

  const sketch = (html: string, address = 'http://a/list?page=3') => sketchOf(html, address)
  test('what differs by address and time is no news, words and other numbers are', () => {
    const page = (n: number, time: string) =>
      `<h1>列表</h1><p>第${n}页 上一页${n - 1} 下一页${n + 1} 现在 ${time} 浏览量：${n * 7}</p>`
    expect(sketch(page(3, '10:01:02'))).toBe(sketchOf(page(444, '23:59'), 'http://a/list?page=444'))
    expect(sketch('<p>会议召开</p>')).not.toBe(sketch('<p>会议闭幕</p>'))
    expect(sketch('<td>产值 4417 亿元</td>')).not.toBe(sketch('<td>产值 4418 亿元</td>'))
    expect(sketch('<script>var a = 1</script>x')).toBe(sketch('<script>var a = 2</script>x'))
  })

  test('a sketch costs little', () => {
    const html = `<div class="a">${'<p>各单位要认真开展检查</p>'.repeat(1000)}</div>`.repeat(2)
    const started = cpuMs()
    for (let round = 0; round < 20; round += 1) sketch(html)
    expect((cpuMs() - started) / 20).toBeLessThan(100)
    for (const piece of ['<', '<!--', '<script>', '1', '1:', '浏览量', ' ']) sketch(piece.repeat(100_000))
    expect(cpuMs() - started).toBeLessThan(5000)
  })
})

describe('turning pages leads no deeper', () => {
  test.each([
    ['http://a/l?page=2', 'http://a/l?page=3', true],
    ['http://a/l', 'http://a/l?page=2', true],
    ['http://a/l?cid=1', 'http://a/l?cid=1&p=2', true],
    ['http://a/l?cid=1&p=2', 'http://a/l?cid=2&p=3', false],
    ['http://a/tz/index.html', 'http://a/tz/index_1.html', true],
    ['http://a/tz/index_1.html', 'http://a/tz/index_2.html', true],
    ['http://a/tz/index_1.html', 'http://a/yw/index_2.html', false],
    ['http://a/l?page=2', 'http://a/l?page=1000', true],
    ['http://a/l?page=2', 'http://a/l?page=1001', false],
    ['http://a/t1.html', 'http://a/t2.html', false],
  ])('%s → %s: %s', (from, to, expected) => expect(turnsPage(from, to)).toBe(expected))
})

describe('on a site', () => {
  const answer = (write: (url: URL) => string): Play => {
    return (request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end(write(new URL(request.url!, 'http://x')))
    }
  }
  const everything = (play: Play, paths: readonly string[]) => Object.fromEntries(paths.map((path) => [path, play]))

  test('a list of 60 pages that only say "next" is read to its end', async () => {
    const list = answer((url) => {
      const page = Number(url.searchParams.get('page') ?? 1)
      return `<h1>通知</h1><p>第 ${page} 批：${'甲乙丙丁戊己庚辛'[page % 8]}${page * 97}</p>${page < 60 ? `<a href="/list?page=${page + 1}">下一页</a>` : '<a href="/last.html">末</a>'}`
    })
    const site = await gather({
      '/': '<a href="/list?page=1">列表</a>',
      '/last.html': '末页',
      ...everything(
        list,
        count(1, 60).map((n) => `/list?page=${n}`),
      ),
    })
    expect(site.requested).toContain('/last.html')
  })

  test('pages that say the same under ever new addresses end, and the report says why', async () => {
    const flood = answer((url) => {
      const at = Number(url.searchParams.get('ticket') ?? 0)
      return `<h1>服务</h1>${count(1, 5)
        .map((step) => `<a href="/svc?ticket=${at * 5 + step}">再来</a>`)
        .join('')}`
    })
    const site = await gather(
      {
        '/': '<a href="/svc?ticket=1">服务</a>',
        ...everything(
          flood,
          count(0, 20_000).map((n) => `/svc?ticket=${n}`),
        ),
      },
      {},
      { maxPagesPerSite: 5000, maxLinksPerSite: 5000 },
    )
    expect(site.pagesRead).toBeLessThan(250)
    expect(site.links().stoppedBecause).toMatch('连续 100 个没有新内容')
    expect(site.links().findings).toEqual([])
  })

  test('addresses that differ by a session only are one page', async () => {
    let sessions = 0
    const page = answer(() => `<a href="/a;jsessionid=${(sessions += 1).toString(16).padStart(32, 'F')}">甲</a>`)
    const site = await gather({ '/': page, '/a;jsessionid=FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF1': page })
    expect(site.pagesRead).toBe(2)
  })
})
