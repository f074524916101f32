import type { Evidence } from '../../evidence/evidence.ts'
import type { SearchSample } from '../../evidence/site-search.ts'
import { cantTell, defineIndicator, failed, passed } from '../define.ts'
import { capturedAt, casesOf, home, many } from '../example.ts'

/** 站内搜索: there is a search, and it finds what was published. */
export default defineIndicator({
  id: 'site/site-search',
  clause: 'WEB-D-FUN-5',
  needs: ['siteSearch'],
  method: '没有站内搜索的扣分；用已发布的5条信息的标题搜索，搜不到的逐条扣分。搜索结果读不到的不算搜不到。',

  judge({ siteSearch: { entry, url, samples } }, { params }) {
    if (entry === 'none') {
      return failed('没有站内搜索', [{ where: '站内搜索', message: '没有站内搜索', points: params.pointsNoSearch }])
    }
    if (entry === 'unreadable') return cantTell('站内搜索无法使用程序访问')
    const lost = samples.filter(({ outcome }) => outcome === 'notFound')
    const because = `搜索 ${samples.length} 条标题，${lost.length} 条搜不到`
    if (lost.length > 0) {
      return failed(
        because,
        lost.map(({ title }) => ({
          where: '站内搜索',
          message: `搜不到“${title}”`,
          ...(url === null ? {} : { url }),
          points: params.pointsPerTitle,
        })),
      )
    }
    const found = samples.filter(({ outcome }) => outcome === 'found').length
    if (found < params.sampleTitles) return cantTell(`只有 ${found} 条标题得到搜索结果，应有 ${params.sampleTitles} 条`)
    return passed(because)
  },

  cases: casesOf('siteSearch', [
    ['5条都搜到', 'passed', search(5)],
    ['6条都搜到', 'passed', search(6)],
    ['4条搜到、1条搜不到', 'failed', search(4, 1), 0.5],
    ['3条搜到、2条搜不到', 'failed', search(3, 2), 1],
    ['5条都搜不到', 'failed', search(0, 5), 2.5],
    ['没有搜索', 'failed', { capturedAt, entry: 'none', url: null, samples: [] }, 3],
    ['搜索要用浏览器', 'cantTell', { capturedAt, entry: 'unreadable', url: null, samples: [] }],
    ['4条搜到、1条结果读不到', 'cantTell', search(4, 0, 1)],
    ['4条搜到', 'cantTell', search(4)],
    ['1条搜不到、4条读不到', 'failed', search(0, 1, 4), 0.5],
    ['5条搜到、1条读不到', 'passed', search(5, 0, 1)],
    ['没有试过', 'cantTell', search(0)],
  ]),
})

function search(found: number, notFound = 0, unreadable = 0): Evidence['siteSearch'] {
  const sample = (outcome: SearchSample['outcome']) => ({ title: '关于示例的通知', url: `${home}1.html`, outcome })
  const samples = [
    ...many(found, sample('found')),
    ...many(notFound, sample('notFound')),
    ...many(unreadable, sample('unreadable')),
  ]
  return { capturedAt, entry: 'present', url: `${home}search`, samples }
}
