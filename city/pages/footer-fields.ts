/** The footer items of a site, made up from its code and organiser. */
import { decimalId, hexId } from '../random.ts'
import type { Site } from '../sites/site.ts'
import type { FooterFields } from '../templates/template.ts'

export function footerFields(site: Site): FooterFields {
  const policeDigits = `${site.organiser.division}02${decimalId(site.code, 6)}`
  const report = new URLSearchParams({ site_code: site.footer.reportCode, url: `${site.origin}/` })
  return {
    organiser: site.organiser.name,
    siteCode: site.footer.siteCodeShown ? site.code : '',
    icp: `沪ICP备20${decimalId(`icp/${site.code}`, 6)}号-1`,
    police: `沪公网安备 ${policeDigits}号`,
    policeDigits,
    conacUrl: `https://bszs.conac.cn/sitename?method=show&id=${hexId(`conac/${site.code}`, 32).toUpperCase()}`,
    reportUrl: `https://zfwzgl.www.gov.cn/exposure/jiucuo.html?${report.toString()}`,
    phone: `021-${decimalId(`phone/${site.code}`, 8)}`,
    address: `上海市示范路${1 + Number(decimalId(`address/${site.code}`, 3))}号`,
  }
}
