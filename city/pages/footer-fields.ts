/** The footer items of a site, made up from its code and organiser. */
import { decimalId, hexId } from '../random.ts'
import type { FooterItem, Where } from '../sites/identity-faults.ts'
import type { Site } from '../sites/site.ts'
import type { FooterFields } from '../templates/template.ts'

export function footerFields(site: Site, isHome: boolean): FooterFields {
  const { footerLacks, icp, oldReportEntry, noReportEntry } = site.identity
  const lacks = (item: FooterItem) =>
    footerLacks !== undefined && footerLacks.items.includes(item) && stands(footerLacks.on, isHome)
  const shown = (item: FooterItem, text: string) => (lacks(item) ? '' : text)
  const policeDigits = `${site.organiser.division}02${decimalId(site.code, 6)}`
  const report = new URLSearchParams({ site_code: site.footer.reportCode, url: `${site.origin}/` })
  return {
    organiser: shown('organiser', site.organiser.name),
    siteCode: shown('siteCode', site.footer.siteCodeShown ? site.code : ''),
    icp: shown('icp', icp ?? `沪ICP备20${decimalId(`icp/${site.code}`, 6)}号-1`),
    police: shown('police', `沪公网安备 ${policeDigits}号`),
    policeDigits: shown('police', policeDigits),
    conacUrl: lacks('conac')
      ? ''
      : `https://bszs.conac.cn/sitename?method=show&id=${hexId(`conac/${site.code}`, 32).toUpperCase()}`,
    reportUrl: stands(noReportEntry, isHome)
      ? ''
      : `${oldReportEntry ?? 'https://zfwzgl.www.gov.cn/exposure/jiucuo.html'}?${report.toString()}`,
    phone: shown('contact', `021-${decimalId(`phone/${site.code}`, 8)}`),
    address: `上海市示范路${1 + Number(decimalId(`address/${site.code}`, 3))}号`,
  }
}

/** Whether something planted `on` these pages stands on this one. */
export function stands(on: Where | undefined, isHome: boolean): boolean {
  return on === 'all' || on === (isHome ? 'home' : 'inner')
}
