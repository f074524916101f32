/** All sites of the city: 67 in normal operation and eight that are no longer. */
import type { SiteCategory, SiteState } from '../../src/registry/register.ts'
import { addDays, day, type Day } from '../../src/kernel/day.ts'
import { cityToday } from '../calendar.ts'
import { hash } from '../random.ts'
import { familyIds } from '../templates/family.ts'
import { districtFullName } from '../units/districts.ts'
import { committeeNames, departmentNames } from '../units/departments.ts'
import type { Unit } from '../units/unit.ts'
import type { Units } from '../units/units.ts'
import { departmentColumns, portalColumns } from './column-plans.ts'
import { buildColumns } from './columns.ts'
import type { SiteFaults } from './faults.ts'
import { identityFaults } from './identity-faults.ts'
import { buildGuides, buildMessages } from './services.ts'
import { pairInterpretations } from './interpretations.ts'
import type { Closure, Link, Site } from './site.ts'

export interface SiteSettings {
  readonly seed: string
  readonly port: number
  readonly articlesPerSite: number
  readonly faults: Readonly<Record<string, SiteFaults>>
}

interface SiteName {
  readonly name: string
  readonly slug: string
  readonly code: string
  readonly category: SiteCategory
  readonly organiser: Unit
}

/** The sites in normal operation, then the others. */
export function buildSites(units: Units, settings: SiteSettings): Site[] {
  return [
    ...activeNames(units).map((name, index) => buildActiveSite(name, index, settings)),
    ...formerNames(units, settings.port).map((former) => buildFormerSite(former, settings)),
  ]
}

function activeNames({ municipal, districts, departments, committees, subsiteOwners }: Units): SiteName[] {
  const named = (name: string, organiser: Unit, category: SiteCategory, code: string): SiteName => {
    return { name, slug: organiser.slug, code, category, organiser }
  }
  const serial = (first: number, index: number): string => `310000${String(first + index).padStart(4, '0')}`
  return [
    named('上海市人民政府门户网站', municipal, 'municipalPortal', '3100000001'),
    ...districts.map((district) => {
      const stem = district.accountStem.replace('上海', '')
      return named(
        `上海市${districtFullName(stem)}人民政府门户网站`,
        district,
        'districtPortal',
        `${district.division}0001`,
      )
    }),
    ...departments.map((unit, index) => named(`${unit.name}网站`, unit, 'department', serial(61, index))),
    ...subsiteOwners.map((unit, index) => named(`${unit.name}网站`, unit, 'subsite', serial(121, index))),
    ...committees.map((unit, index) => named(`${unit.name}网站`, unit, 'committee', serial(131, index))),
  ]
}

function buildActiveSite(site: SiteName, index: number, { seed, port, articlesPerSite, faults }: SiteSettings): Site {
  const own = faults[site.slug] ?? {}
  const family = familyIds[index % familyIds.length]!
  const portal = site.category === 'municipalPortal' || site.category === 'districtPortal'
  const hasServices = !departmentNames.some(({ slug, withoutServices }) => slug === site.slug && withoutServices)
  const stem = site.organiser.accountStem.replace('上海', '').replace('发布', '') || '上海'
  const plans = portal
    ? portalColumns(site.category === 'municipalPortal' ? '上海' : stem)
    : departmentColumns(hasServices)
  const service = own.service ?? {}
  const built = buildColumns(plans, {
    seed,
    slug: site.slug,
    organiser: site.organiser,
    family,
    faults: own,
    articlesPerSite,
  })
  const columns = pairInterpretations(built, service)
  const guides = hasServices ? buildGuides(seed, site.slug, own, service) : []
  const services: Link[] = guides.slice(0, 3).map(({ name, path }) => ({ text: name, href: path }))
  return {
    ...site,
    origin: originOf(site.slug, port),
    state: 'active',
    hasServices,
    domainExpiresOn: domainEnd(seed, site.slug),
    family,
    today: cityToday,
    columns,
    quickLinks: [...services, ...(own.homeLinks ?? [])],
    footer: { siteCodeShown: own.siteCodeHidden !== true, reportCode: own.wrongReportCode ?? site.code },
    identity: identityFaults[site.slug] ?? {},
    oddPaths: new Map(Object.entries(own.oddPaths ?? {})),
    closure: null,
    service,
    guides,
    messages: buildMessages(seed, site.slug, site.organiser.name, service),
  }
}

/** In the years to come; one ends in the weeks after the inspections. */
function domainEnd(seed: string, slug: string): Day {
  return slug === 'liangshi' ? day('2025-09-18') : addDays(day('2026-03-01'), hash(`${seed}/domain/${slug}`) % 1400)
}

export function originOf(slug: string, port: number): string {
  return `http://${slug}.city.localhost:${port}`
}

interface Former extends SiteName {
  readonly state: Exclude<SiteState, 'active'>
  readonly closure: Closure
}

function formerNames({ municipal, departments, committees }: Units, port: number): Former[] {
  const portal = `${originOf('www', port)}/`
  const owner = (slug: string): Unit => [...departments, ...committees].find((unit) => unit.slug === slug)!
  const rows: readonly [slug: string, name: string, owner: Unit, state: Former['state'], closure: Closure][] = [
    [
      'expo',
      '上海城市博览网',
      municipal,
      'closed',
      { kind: 'notice', text: '本网站已于2024年12月31日永久下线，内容已迁移至上海市人民政府门户网站。' },
    ],
    ['wuliu', '上海物流信息网', owner('jiaotong'), 'closed', { kind: 'notServed' }],
    ['jiage', '上海价格监测网', owner('fagai'), 'closed', { kind: 'notServed' }],
    ['chengxin', '上海诚信建设网', owner('fagai'), 'closed', { kind: 'notice', text: '本网站已停止更新并永久下线。' }],
    [
      'dizhi',
      '上海地质资料网',
      owner('guihua'),
      'temporarilyOffline',
      { kind: 'notice', text: '网站升级改版，暂时停止访问，恢复时间另行公告。' },
    ],
    ['dangan', '上海档案信息网', owner('jiguan'), 'temporarilyOffline', { kind: 'notServed' }],
    ['zhongyao', '上海中药监管网', owner('yaojian'), 'migrated', { kind: 'redirect', to: portal }],
    ['yangshan', '洋山港区网', owner('lingang'), 'migrated', { kind: 'redirect', to: portal }],
  ]
  return rows.map(([slug, name, organiser, state, closure], index) => ({
    name,
    slug,
    code: `310000${String(901 + index).padStart(4, '0')}`,
    category: committeeNames.some((committee) => committee.slug === organiser.slug) ? 'committee' : 'subsite',
    organiser,
    state,
    closure,
  }))
}

function buildFormerSite({ closure, ...site }: Former, { port }: SiteSettings): Site {
  return {
    ...site,
    origin: originOf(site.slug, port),
    hasServices: false,
    domainExpiresOn: null,
    family: 'list',
    today: cityToday,
    columns: [],
    quickLinks: [],
    footer: { siteCodeShown: true, reportCode: site.code },
    identity: {},
    oddPaths: new Map(),
    closure,
    service: {},
    guides: [],
    messages: [],
  }
}
