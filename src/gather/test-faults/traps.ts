/** For tests: address spaces without end. Each ends by itself, and what lies beside it is still found. */
import { html } from '../test-plays.ts'
import { broken, ok, type Faults } from './fault.ts'

const day = (offset: number) => new Date(Date.UTC(2025, 0, 1 + offset)).toISOString().slice(0, 10)
/** A number that follows from an address: pages differ, and are the same each time. */
const numberOf = (text: string) => Buffer.from(text).reduce((sum, byte) => (sum * 31 + byte) % 1_000_003, 7)

export function traps(): Faults {
  return {
    cases: [
      ok('日历', '/traps/calendar?date=2025-01-01'),
      ok('变长', '/traps/grow/a/'),
      ok('会话', '/traps/session?sid=abcdefghij0123456789'),
      ok('筛选', '/traps/filter?a=0&b=0&c=0'),
      broken('日历旁的坏链接', 'notFound', '/traps/gone.html', undefined, {
        markup: '',
        foundOn: '/traps/calendar?date=2025-01-01',
      }),
    ],
    others(url) {
      const { pathname, searchParams } = new URL(url, 'http://x')
      if (pathname === '/traps/calendar') {
        const offset = Math.round((Date.parse(searchParams.get('date')!) - Date.parse('2025-01-01')) / 86_400_000)
        const links = [1, 31, 365].map((step) => `<a href="?date=${day(offset + step)}">${day(offset + step)}</a>`)
        return html(`<title>日程</title>${links.join('')}<p>当日没有安排</p><a href="gone.html">坏</a>`)
      }
      if (pathname.startsWith('/traps/grow/'))
        return html(`<title>越走越深</title><p>${pathname.length}</p><a href="a/">深</a>`)
      if (pathname === '/traps/session') {
        const next = numberOf(url).toString(36).padStart(20, 'x')
        return html(`<title>会话</title><p>每次都给新的会话编号</p><a href="?sid=${next}">再来</a>`)
      }
      if (pathname !== '/traps/filter') return
      const values = ['a', 'b', 'c'].map((name) => Number(searchParams.get(name)))
      const links = values.map((value, at) => {
        const next = values.with(at, (value + 1) % 30)
        return `<a href="?a=${next[0]}&b=${next[1]}&c=${next[2]}">筛选</a>`
      })
      return html(`<title>查询</title><p>结果 ${numberOf(url)}</p>${links.join('')}`)
    },
  }
}
