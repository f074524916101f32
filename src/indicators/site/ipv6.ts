import type { Evidence } from '../../evidence/evidence.ts'
import { cantTell, defineIndicator, failed, passed } from '../define.ts'
import { capturedAt, casesOf } from '../example.ts'

/** IPv6改造: the home page opens over IPv6 with the same content, and so do the links of the next two levels. */
export default defineIndicator({
  id: 'site/ipv6',
  clause: 'WEB-D-FUN-9',
  needs: ['ipv6'],
  method:
    '域名应有IPv6地址，首页能通过IPv6打开且内容一致，否则扣分；首页可用、但二三级链接能打开的不足85%的扣分。监测点自身没有IPv6网络时不作判断。',

  judge({ ipv6 }, { params }) {
    const lost = (message: string, points: number) => failed(message, [{ where: '首页', message, points }])
    if (ipv6.addresses.length === 0) return lost('域名没有IPv6地址', params.pointsNotReachable)
    if (ipv6.homeOpens === null) return cantTell('没有通过IPv6访问首页')
    if (!ipv6.homeOpens) return lost(`首页不能通过IPv6打开${inBrackets(ipv6.homeTrouble)}`, params.pointsNotReachable)
    if (ipv6.sameContent === false) return lost('通过IPv6打开的首页内容不一致', params.pointsNotReachable)
    const links = `${ipv6.linksChecked} 个二三级链接中 ${ipv6.linksOpened} 个能通过IPv6打开`
    if (ipv6.linksChecked > 0 && ipv6.linksOpened * 100 < ipv6.linksChecked * params.minLinkPercent) {
      const [first] = ipv6.linksFailed ?? []
      return lost(`${links}${inBrackets(first && `如 ${first.url}：${first.reason}`)}`, params.pointsLinks)
    }
    if (ipv6.linksChecked === 0 || ipv6.sameContent === null) return cantTell('首页之外没有通过IPv6核对')
    return passed(links)
  },

  cases: casesOf('ipv6', [
    ['全部能打开', 'passed', reached(100, 100)],
    ['恰好85%', 'passed', reached(100, 85)],
    ['不足85%', 'failed', reached(100, 84), 1],
    ['20个中17个（85%）', 'passed', reached(20, 17)],
    ['20个中16个（80%）', 'failed', reached(20, 16), 1],
    ['链接都打不开', 'failed', reached(10, 0), 1],
    ['没有IPv6地址', 'failed', { ...reached(0, 0), addresses: [], homeOpens: null, sameContent: null }, 2],
    [
      '首页连接被拒绝',
      'failed',
      { ...reached(0, 0), homeOpens: false, homeTrouble: '连接被拒绝', sameContent: null },
      2,
    ],
    ['首页打不开', 'failed', { ...reached(0, 0), homeOpens: false, sameContent: null }, 2],
    ['内容不一致', 'failed', { ...reached(10, 10), sameContent: false }, 2],
    ['没有试过首页', 'cantTell', { ...reached(0, 0), homeOpens: null, sameContent: null }],
    ['没有试过链接', 'cantTell', reached(0, 0)],
    ['没有比较内容', 'cantTell', { ...reached(10, 10), sameContent: null }],
    ['没有比较内容，但链接不足', 'failed', { ...reached(10, 8), sameContent: null }, 1],
  ]),
})

function inBrackets(why: string | undefined): string {
  return why === undefined ? '' : `（${why}）`
}

function reached(linksChecked: number, linksOpened: number): Evidence['ipv6'] {
  return { capturedAt, addresses: ['2001:db8::1'], homeOpens: true, sameContent: true, linksChecked, linksOpened }
}
