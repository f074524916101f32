import type { Evidence } from '../../evidence/evidence.ts'
import { normaliseText } from '../../kernel/text.ts'
import {
  cantTell,
  defineIndicator,
  failed,
  inapplicable,
  passed,
  type Case,
  type Judged,
  type Subject,
} from '../define.ts'
import { capturedAt, home, monitorPoint } from '../example.ts'

/** 域名名称: a government domain, and the site's name in the header of every page. */
export default defineIndicator({
  id: 'site/domain-name',
  clause: 'WEB-D-FUN-1',
  needs: ['domain', 'headerName'],
  method:
    '英文域名应以 .gov.cn 结尾，中文域名以 .政务 结尾，门户网站为 www 开头；页面头部应标明网站名称。域名不合要求的扣分，首页和其他页面没有标明名称的分别扣分，由人工确认。',

  judge({ domain, headerName }, { params, subject }) {
    const fault = domainFault(domain, subject.isPortal !== false)
    // A site that nobody registered is only known by its host: then any name will do.
    const expected = subject.name === domain.host ? '' : subject.name
    const unnamed = headerName.pages.filter(({ name }) => name === null || !names(name, expected))
    const findings = [
      ...(fault === null ? [] : [{ where: '域名', message: fault, points: params.pointsDomain }]),
      ...unnamed.map(({ url, isHome, name }) => ({
        where: isHome ? '首页头部' : '页面头部',
        message: name === null ? '没有标明网站名称' : `标明的名称“${name}”与“${subject.name}”不符`,
        url,
        points: isHome ? params.pointsNameOnHome : params.pointsNamePerPage,
      })),
    ]
    if (findings.length > 0) return failed(findings.map(({ message }) => message).join('；'), findings)
    if (domain.host === '') return inapplicable('没有登记域名')
    if (!headerName.pages.some(({ isHome }) => isHome)) return cantTell('没有读到首页头部')
    return passed(`域名 ${domain.host} 合乎要求，页面头部标明了网站名称`)
  },

  cases: [
    at('www 和 .gov.cn', 'passed', 'www.example.gov.cn', ['示例']),
    at('门户没有 www', 'failed', 'example.gov.cn', ['示例'], 2),
    at('部门网站没有 www', 'passed', 'jtw.sh.gov.cn', ['示例'], undefined, { isPortal: false }),
    at('.com 域名', 'failed', 'www.example.com', ['示例'], 2),
    at('.cn 域名', 'failed', 'www.example.cn', ['示例'], 2),
    at('只是含有 gov.cn', 'failed', 'www.gov.cn.example.com', ['示例'], 2),
    at('不是点号分开的 gov.cn', 'failed', 'www.examplegov.cn', ['示例'], 2),
    at('中文域名 .政务', 'passed', 'xn--fiq8f.xn--zfr164b', ['示例']),
    at('转到政府域名之外', 'failed', 'www.example.gov.cn→www.example.com', ['示例'], 2),
    at('转到另一个政府域名', 'passed', 'www.example.gov.cn→www.example2.gov.cn', ['示例']),
    at('大写域名', 'passed', 'WWW.EXAMPLE.GOV.CN', ['示例']),
    at('首页头部没有名称', 'failed', 'www.example.gov.cn', [null], 1),
    at('首页头部是别的名称', 'failed', 'www.example.gov.cn', ['另一网站'], 1),
    at('名称前后还有别的字', 'passed', 'www.example.gov.cn', ['欢迎访问示例门户网站']),
    at('名称省去“网站”', 'passed', 'www.example.gov.cn', ['示例区人民政府'], undefined, {
      name: '示例区人民政府门户网站',
    }),
    at('名称只是一部分', 'failed', 'www.example.gov.cn', ['示例区'], 1, { name: '示例区人民政府门户网站' }),
    at('没有登记名称', 'passed', 'www.example.gov.cn', ['某区人民政府'], undefined, { name: 'www.example.gov.cn' }),
    at('名称中有空格', 'passed', 'www.example.gov.cn', ['示 例']),
    at('一个内页没有名称', 'failed', 'www.example.gov.cn', ['示例', null], 0.5),
    at('两个内页没有名称', 'failed', 'www.example.gov.cn', ['示例', null, null, '示例'], 1),
    at('域名和首页名称都不对', 'failed', 'www.example.com', [null], 3),
    at('没有读到首页头部', 'cantTell', 'www.example.gov.cn', []),
    at('没有登记域名', 'inapplicable', '', ['示例'], undefined, { isPortal: false }),
  ],
})

function isGovernment(host: string): boolean {
  return /\.(gov\.cn|政务|xn--zfr164b)$/.test(host)
}

function domainFault({ host, finalHost }: Evidence['domain'], isPortal: boolean): string | null {
  const [asked, answered] = [host.toLowerCase(), finalHost?.toLowerCase() ?? null]
  if (asked === '') return null
  if (!isGovernment(asked)) return `域名 ${host} 不以 .gov.cn 或 .政务 结尾`
  if (answered !== null && !isGovernment(answered)) return `访问后转到政府域名之外：${finalHost}`
  // Chinese domains have no www of their own.
  return isPortal && asked.endsWith('.gov.cn') && !asked.startsWith('www.')
    ? `门户网站域名 ${host} 不以 www 开头`
    : null
}

/** Whether the header shows the site's name, whatever stands around it. */
function names(header: string, name: string): boolean {
  const plain = (text: string) => normaliseText(text).replaceAll(' ', '')
  return plain(header).includes(plain(name).replace(/(门户)?网站$/, ''))
}

/** `host→final host`; the first header is that of the home page. The site is called 示例. */
function at(
  name: string,
  outcome: Judged['outcome'],
  hosts: string,
  headers: readonly (string | null)[],
  lost?: number,
  subject?: Partial<Subject>,
): Case<'domain' | 'headerName'> {
  const [host, finalHost] = hosts.split('→')
  const pages = headers.map((header, index) => ({ url: `${home}${index}`, isHome: index === 0, name: header }))
  return {
    name,
    outcome,
    monitorPoint,
    given: {
      domain: { capturedAt, host: host!, finalHost: finalHost ?? null },
      headerName: { capturedAt, pages },
    },
    ...(lost === undefined ? {} : { lost }),
    ...(subject === undefined ? {} : { subject }),
  }
}
