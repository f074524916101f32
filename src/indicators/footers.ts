/** Footers for conformance cases. */
import type { PageFooter } from '../evidence/footer.ts'
import { capturedAt, home, siteCode } from './example.ts'

/** A complete footer of the home page, with changes. */
export function exampleFooter(change: Partial<PageFooter> = {}): PageFooter {
  return {
    url: home,
    isHome: true,
    siteCode,
    icp: '沪ICP备12345678号',
    police: '沪公网安备31000002000001号',
    conac: 'http://bszs.conac.cn/sitename?method=show&id=0123456789ABCDEF0123456789ABCDEF',
    organiser: '示例局',
    contact: '021-12345678',
    errorReport: { url: `https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=${siteCode}`, siteCode },
    ...change,
  }
}

/** The footer of the home page alone. */
export function footers(change: Partial<PageFooter> = {}) {
  return { capturedAt, pages: [exampleFooter(change)] }
}
