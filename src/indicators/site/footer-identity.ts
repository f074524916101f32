import type { Evidence } from '../../evidence/evidence.ts'
import type { PageFooter } from '../../evidence/footer.ts'
import { cantTell, defineIndicator, failed, passed, type Finding, type Subject } from '../define.ts'
import { casesOf, home, many, siteCode } from '../example.ts'
import { timesPoints } from '../fault-points.ts'
import { exampleFooter, footers } from '../footers.ts'
import { isSiteCode } from '../site-code.ts'

/** What a footer must show (S38, S42). */
const items = {
  conac: '党政机关网站标识',
  siteCode: '网站标识码',
  icp: 'ICP备案编号',
  police: '公安机关备案标识',
  organiser: '主办单位',
  contact: '联系方式',
} as const satisfies Partial<Record<keyof PageFooter, string>>
type Item = keyof typeof items

/** 网站标识: the six items stand at the foot of every page, and do not contradict each other or the register. */
export default defineIndicator({
  id: 'site/footer-identity',
  clause: 'WEB-D-FUN-2',
  needs: ['footer'],
  method:
    '核对页面底部的党政机关网站标识、网站标识码、ICP备案编号、公安机关备案标识、主办单位、联系方式：首页缺少的逐项扣分，其他页面缺少的按页扣分；' +
    '标识码、备案编号格式不对，与名录不符，与主办单位层级不符，或互相矛盾的扣分（疑似仿冒网站的线索）。',

  judge({ footer }, { params, subject }) {
    const first = footer.pages.find(({ isHome }) => isHome)
    if (first === undefined) return cantTell('没有读到首页的页脚')
    const findings: Finding[] = [
      ...missing(first).map((item) => ({
        where: '首页页脚',
        message: `缺少${items[item]}`,
        url: first.url,
        points: params.pointsPerItemOnHome,
      })),
      ...footer.pages
        .filter((page) => !page.isHome && missing(page).length > 0)
        .map((page) => ({
          where: '页面页脚',
          message: `缺少${missing(page)
            .map((item) => items[item])
            .join('、')}`,
          url: page.url,
          points: timesPoints(missing(page).length, params.pointsPerItemOnPage),
        })),
      ...contradictions(footer.pages, subject).map((message) => ({
        where: '页脚标识',
        message,
        url: first.url,
        points: params.pointsContradiction,
      })),
      ...placesApart(footer).map(({ reason, url }) => ({
        where: '疑似仿冒',
        message: reason,
        url,
        points: params.pointsContradiction,
      })),
    ]
    const because = `${footer.pages.length} 个页面的页脚中 ${findings.length} 处不合要求`
    return findings.length > 0 ? failed(because, findings) : passed(because)
  },

  cases: casesOf('footer', [
    ['六项齐全', 'passed', footers()],
    ['首页缺标识码', 'failed', footers({ siteCode: null }), 0.5],
    ['首页缺党政机关网站标识', 'failed', footers({ conac: null }), 0.5],
    ['首页缺ICP备案编号', 'failed', footers({ icp: null }), 0.5],
    ['首页缺公安备案', 'failed', footers({ police: null }), 0.5],
    ['首页缺主办单位', 'failed', footers({ organiser: null }), 0.5],
    ['首页缺联系方式', 'failed', footers({ contact: null }), 0.5],
    ['首页缺两项', 'failed', footers({ organiser: null, contact: null }), 1],
    ['六项全缺', 'failed', footers(nothing()), 3],
    ['一个内页缺一项', 'failed', withPages(exampleFooter({ ...inner(), icp: null })), 0.1],
    ['一个内页缺三项', 'failed', withPages(exampleFooter({ ...inner(), icp: null, police: null, conac: null })), 0.3],
    ['七个内页各缺一项', 'failed', withPages(...many(7, exampleFooter({ ...inner(), icp: null }))), 0.7],
    ['内页齐全', 'passed', withPages(exampleFooter(inner()))],
    ['标识码位数不对', 'failed', footers({ siteCode: '310000008' }), 1],
    ['标识码的省级代码不存在', 'failed', footers({ siteCode: '9900000087' }), 1],
    ['部门标识码', 'passed', footers({ siteCode: 'bm55000001' }), undefined, { siteCode: 'bm55000001' }],
    ['标识码与名录一致', 'passed', footers(), undefined, { siteCode }],
    ['标识码与名录不符', 'failed', footers(), 1, { siteCode: '3100000001' }],
    ['各页标识码互相矛盾', 'failed', withPages(exampleFooter({ ...inner(), siteCode: '3100000001' })), 1],
    ['备案编号格式不对', 'failed', footers({ icp: '备案中' }), 1],
    ['备案编号带分号', 'passed', footers({ icp: '沪ICP备12345678号-1' })],
    ['公安备案号位数不对', 'failed', footers({ police: '沪公网安备310号' }), 1],
    ['公安备案号有空格', 'passed', footers({ police: '沪公网安备 31000002000001号' })],
    ['区级网站用了市级的标识码', 'failed', footers({ siteCode: '3100000087' }), 1, { level: 'district' }],
    ['区级网站的标识码', 'passed', footers({ siteCode: '3101010001' }), undefined, { level: 'district' }],
    ['市级网站用了区级的标识码', 'failed', footers({ siteCode: '3101010001' }), 1, { level: 'municipal' }],
    ['市级网站的标识码', 'passed', footers({ siteCode: '3100000087' }), undefined, { level: 'municipal' }],
    ['备案号属于另一省份', 'failed', apart('网站名称', 'ICP 备案号'), 1],
    ['找错入口的标识码不同，在找错入口一项中计', 'passed', apart('页脚网站标识码', '找错入口的标识码')],
    ['首页没有读到', 'cantTell', { ...footers(), pages: [exampleFooter(inner())] }],
    ['一页也没有读到', 'cantTell', { ...footers(), pages: [] }],
  ]),
})

function missing(page: PageFooter): Item[] {
  return (Object.keys(items) as Item[]).filter((item) => page[item] === null)
}

/** One line for each kind of contradiction. */
function contradictions(
  pages: readonly PageFooter[],
  { siteCode: registered, level }: Pick<Subject, 'siteCode' | 'level'>,
): string[] {
  const codes = [...new Set(pages.flatMap((page) => page.siteCode ?? []))]
  const wrongCode = codes.find((code) => !isSiteCode(code))
  const foreign = codes.find((code) => registered !== undefined && code !== registered)
  const icp = pages.find((page) => page.icp !== null && !/^.?ICP备\d{8}号(-\d+)?$/.test(page.icp.replace(/\s/g, '')))
  const police = pages.find(
    (page) => page.police !== null && !/公网安备\d{14}号?$/.test(page.police.replace(/\s/g, '')),
  )
  const codeFault =
    wrongCode !== undefined
      ? `网站标识码“${wrongCode}”格式不对`
      : foreign !== undefined
        ? `网站标识码“${foreign}”与名录中的“${registered}”不符`
        : codes.length > 1
          ? `各页的网站标识码不一致：${codes.join('、')}`
          : wrongLevel(codes[0], level)
  return [
    ...(codeFault === null ? [] : [codeFault]),
    ...(icp === undefined ? [] : [`ICP备案编号“${icp.icp}”格式不对`]),
    ...(police === undefined ? [] : [`公安机关备案号“${police.police}”格式不对`]),
  ]
}

/** Divisions of a province or city end in 00, those of districts and counties do not (GB/T 2260). */
function wrongLevel(code: string | undefined, level: Subject['level']): string | null {
  if (code === undefined || level === undefined || code.startsWith('bm')) return null
  const isDistrict = code.slice(4, 6) !== '00'
  if (isDistrict === (level === 'district')) return null
  const own = level === 'district' ? '区县级' : '市级'
  return `网站标识码“${code}”的行政区划代码不是主办单位的层级（${own}）`
}

/** Items that point to different places or sites. A wrong code at the entry of 找错 is counted there. */
function placesApart({ contradictions: found = [] }: Evidence['footer']) {
  return found.filter(({ between }) => !between.includes('找错入口的标识码'))
}

function inner(): Partial<PageFooter> {
  return { url: `${home}a/1.html`, isHome: false }
}

function withPages(...pages: PageFooter[]) {
  return { ...footers(), pages: [exampleFooter(), ...pages] }
}

function apart(...between: string[]) {
  return { ...footers(), contradictions: [{ between, reason: '所属省份不同', url: home }] }
}

function nothing(): Partial<PageFooter> {
  return { siteCode: null, conac: null, icp: null, police: null, organiser: null, contact: null }
}
