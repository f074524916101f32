/** For tests: a whole site on a real server, gathered through the public door. */
import { columns as columnsSchema } from '../evidence/columns.ts'
import type { Gathered } from '../evidence/evidence.ts'
import { homePage as homePageSchema } from '../evidence/home-page.ts'
import { links as linksSchema } from '../evidence/links.ts'
import type { ColumnSnapshot } from '../registry/snapshot.ts'
import { gatherSite, type SiteTarget } from './gather-site.ts'
import type { GatherLimits } from './limits.ts'
import { serveSite, testSettings, type Play } from './test-server.ts'

/** Pages by path. */
export type Pages = Readonly<Record<string, string | Play>>

/** Serves the pages as a site and gathers it; evidence is read back through its schema, and missing evidence throws. */
export async function gather(pages: Pages, target: Partial<SiteTarget> = {}, limits: Partial<GatherLimits> = {}) {
  const { origin, requested } = await serveSite({ '/robots.txt': 'User-agent: *\nAllow: /', ...pages })
  const settings = await testSettings('2025-08-20', limits)
  const columns = (target.columns ?? []).map((entry) => ({ ...entry, url: new URL(entry.url, origin).href }))
  const result = await gatherSite({ name: '某区人民政府', url: `${origin}/`, ...target, columns }, settings)
  const { homePage, columns: columnEvidence, links } = result.evidence
  return {
    ...result,
    origin,
    requested,
    settings,
    homePage: () => homePageSchema.parse(valueOf(homePage)),
    columns: () => columnsSchema.parse(valueOf(columnEvidence)).columns,
    links: () => linksSchema.parse(valueOf(links)),
  }
}

function valueOf<Value>(gathered: Gathered<Value>): Value {
  if ('missing' in gathered) throw new Error(gathered.missing.detail)
  return gathered.value
}

/** A registered column of the first level with an update duty. */
export const column = (name: string, url: string, kind: ColumnSnapshot['class'] = 'news'): ColumnSnapshot => ({
  name,
  url,
  class: kind,
  level: 1,
  onHome: true,
  updateDuty: true,
})
/** A row of a list: link and date. */
export const row = (url: string, title: string, date: string) =>
  `<li><a href="${url}">${title}</a><span>${date}</span></li>`
export const list = (...rows: string[]) => `<html><head><title>列表</title></head><ul>${rows.join('')}</ul></html>`
export const article = (date: string) =>
  `<html><head><title>文章</title></head><h1>关于防汛工作的通知</h1><p>发布时间：${date}</p><p>正文。</p></html>`
