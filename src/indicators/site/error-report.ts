import type { PageFooter } from '../../evidence/footer.ts'
import { cantTell, defineIndicator, failed, passed, type Finding } from '../define.ts'
import { casesOf, home, many, siteCode } from '../example.ts'
import { exampleFooter, footers } from '../footers.ts'

const entryHost = 'zfwzgl.www.gov.cn'

/** “我为政府网站找错”: the entry stands on pages, leads to the platform and hands over the site's own code. */
export default defineIndicator({
  id: 'site/error-report',
  clause: 'WEB-D-FUN-4',
  needs: ['footer'],
  method:
    '首页应有“我为政府网站找错”入口，指向 zfwzgl.www.gov.cn 并带上本网站的标识码；首页没有的扣分，入口地址陈旧或标识码不是本网站的扣分，' +
    '其他页面没有的按页扣分。',

  judge({ footer }, { params, subject }) {
    const first = footer.pages.find(({ isHome }) => isHome)
    if (first === undefined) return cantTell('没有读到首页的页脚')
    const own = subject.siteCode ?? first.siteCode
    const wrong = wrongEntries(footer.pages, own)
    const findings: Finding[] = [
      ...(first.errorReport === null
        ? [{ where: '首页', message: '没有找错入口', url: first.url, points: params.pointsNoneOnHome }]
        : []),
      ...wrong.map(({ message, url }) => ({ where: '找错入口', message, url, points: params.pointsWrongEntry })),
      ...footer.pages
        .filter(({ isHome, errorReport }) => !isHome && errorReport === null)
        .map(({ url }) => ({ where: '页面', message: '没有找错入口', url, points: params.pointsPerPage })),
    ]
    if (findings.length > 0) return failed(`找错入口有 ${findings.length} 处不合要求`, findings)
    if (own === null || first.errorReport?.siteCode === null) return cantTell('没有可以核对的网站标识码')
    return passed(`${footer.pages.length} 个页面都有正确的找错入口`)
  },

  cases: casesOf('footer', [
    ['入口正确', 'passed', footers()],
    ['入口正确，与名录一致', 'passed', footers(), undefined, { siteCode }],
    ['首页没有入口', 'failed', footers({ errorReport: null }), 2],
    ['标识码是别的网站的', 'failed', footers({ errorReport: entry('3100000001') }), 1],
    ['标识码与名录不符', 'failed', footers(), 1, { siteCode: '3100000001' }],
    [
      '入口是旧的地址',
      'failed',
      footers({ errorReport: { url: 'http://121.43.68.40/exposure/jiucuo.html', siteCode } }),
      1,
    ],
    ['入口没有带标识码', 'failed', footers({ errorReport: { ...entry(siteCode), siteCode: null } }), 1],
    ['入口不是网址', 'failed', footers({ errorReport: { url: 'javascript:void(0)', siteCode } }), 1],
    ['一个内页没有入口', 'failed', withPages(exampleFooter({ ...inner(), errorReport: null })), 0.1],
    ['五个内页没有入口', 'failed', withPages(...many(5, exampleFooter({ ...inner(), errorReport: null }))), 0.5],
    ['内页都有入口', 'passed', withPages(exampleFooter(inner()))],
    [
      '首页和内页用同一个错误入口只计一次',
      'failed',
      {
        ...footers(),
        pages: [
          exampleFooter({ errorReport: entry('3100000001') }),
          exampleFooter({ ...inner(), errorReport: entry('3100000001') }),
        ],
      },
      1,
    ],
    ['入口有标识码，但网站没有标识码可核对', 'cantTell', footers({ siteCode: null })],
    ['首页没有读到', 'cantTell', { ...footers(), pages: [] }],
  ]),
})

/** Each wrong entry once, whatever the number of pages that carry it. */
function wrongEntries(pages: readonly PageFooter[], own: string | null) {
  const found = new Map<string, { message: string; url: string }>()
  for (const { errorReport, url } of pages) {
    if (errorReport === null) continue
    const message = whyWrong(errorReport, own)
    if (message !== null && !found.has(message)) found.set(message, { message, url })
  }
  return [...found.values()]
}

function whyWrong({ url, siteCode: given }: NonNullable<PageFooter['errorReport']>, own: string | null): string | null {
  if (URL.parse(url)?.hostname !== entryHost) return `入口地址不对：${url}`
  if (given === null) return '入口没有带上网站标识码'
  return own !== null && given !== own ? `入口的网站标识码“${given}”不是本网站的“${own}”` : null
}

function entry(code: string) {
  return { url: `https://${entryHost}/exposure/jiucuo.html?site_code=${code}`, siteCode: code }
}

function inner(): Partial<PageFooter> {
  return { url: `${home}a/1.html`, isHome: false }
}

function withPages(...pages: PageFooter[]) {
  return { ...footers(), pages: [exampleFooter(), ...pages] }
}
