/** Finds the columns of one site and nothing else: for a person who fills the register. Leaves no archive: nothing is judged. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Missing } from '../evidence/evidence.ts'
import { createArchive } from './archive/wacz.ts'
import { openSiteCrawl, type Visit } from './crawl/crawl-site.ts'
import { addressKey } from './crawl/link-address.ts'
import { createHttp } from './fetch/http.ts'
import { discoverColumns } from './gatherers/discover-columns.ts'
import { isGone } from './gatherers/is-gone.ts'
import type { DiscoveredColumn } from './gatherers/judge-column.ts'
import type { GatherSettings } from './settings.ts'

export interface FoundColumns {
  /** Address of the home page after redirects. */
  readonly home: string
  /** 网站标识码 of its footer or tags, if it shows one. */
  readonly siteCode: string | null
  readonly columns: readonly DiscoveredColumn[]
  /** Of the `known` addresses those that are not there any more, with what was answered. */
  readonly gone: readonly { readonly url: string; readonly reason: string }[]
}

export interface FindSettings extends Pick<GatherSettings, 'limits' | 'clock' | 'signal' | 'robotsAuthority'> {
  /** Addresses of columns that are registered: whether they are still there is looked at, too. */
  readonly known?: readonly string[]
}

/** Visits home page and columns of a site; `missing` says why the home page could not be read. */
export async function findColumns(
  url: string,
  settings: FindSettings,
): Promise<FoundColumns | { readonly missing: Missing }> {
  const { limits, clock, signal, robotsAuthority = null, known = [] } = settings
  const folder = await mkdtemp(path.join(tmpdir(), 'mingcha-columns-'))
  const http = createHttp(limits)
  const about = { userAgent: limits.userAgent, title: url, robotsAuthority }
  const archive = createArchive({ file: path.join(folder, 'visits.wacz'), clock, ...about })
  try {
    const crawl = await openSiteCrawl(url, { http, limits, clock, signal, archive, robotsAuthority })
    try {
      const { page, reason, missing } = await crawl.visit(url, { foundOn: url, anchorText: '首页' })
      if (page === null) {
        return { missing: { reason: missing ?? 'unreadable', detail: `首页无法读取：${url} ${reason || '不是网页'}` } }
      }
      const columns = await discoverColumns(page, crawl)
      const found = new Set(columns.map((column) => addressKey(column.url)))
      const others = known.filter((address) => !found.has(addressKey(address)))
      const visits = await Promise.all(
        others.map(async (address): Promise<[string, Visit]> => [
          address,
          await crawl.visit(address, { foundOn: page.url, anchorText: '' }),
        ]),
      )
      return {
        home: page.url,
        siteCode: page.footer.siteCode,
        columns,
        gone: visits
          .filter(([, visit]) => isGone(visit))
          .map(([address, visit]) => ({ url: address, reason: visit.reason })),
      }
    } finally {
      await crawl.close()
    }
  } finally {
    await archive.discard()
    await http.close()
    await rm(folder, { recursive: true, force: true })
  }
}
