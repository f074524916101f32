/** Compatibility evidence: home page, one column and one article as a browser shows them at the widths of usual screens. */
import type { DisplayedPage } from '../../evidence/compatibility.ts'
import { lookAtDisplay } from '../browser/look-at-display.ts'
import type { Gatherer } from './gatherer.ts'

/** Desktop, notebook, tablet, telephone. */
const widths = [1920, 1366, 768, 375]

export const gatherCompatibility: Gatherer<'compatibility'> = async ({ home, columnEvidence, crawl, http, signal }) => {
  const { browser } = http
  if (browser === null) return { missing: { reason: 'notProvided', detail: '没有使用浏览器，未查看页面显示' } }
  const { columns } = await columnEvidence
  const column = columns.find(({ state, items }) => state === 'read' && items.length > 0)
  const listed = column?.items.find(({ url }) => crawl.isInternal(url))
  // Visited as part of the crawl first: by robots.txt, and kept in the archive.
  const article =
    listed && (await crawl.visit(listed.url, { foundOn: column!.url, anchorText: listed.title.slice(0, 100) })).page
  const asked = [
    { kind: 'home', url: home.url },
    ...(column === undefined ? [] : [{ kind: 'column', url: column.url } as const]),
    ...(!article ? [] : [{ kind: 'article', url: article.url } as const]),
  ] as const
  const pages: DisplayedPage[] = []
  for (const { kind, url } of asked) {
    const visited = await browser.visit(url, { signal, pictures: true, width: widths[0]! }, async (loaded) => ({
      scriptErrors: [...loaded.scriptErrors],
      widths: await lookAtDisplay(loaded.page, widths, loaded.scriptErrors),
    }))
    if (visited.failure?.kind === 'noBrowser')
      return { missing: { reason: 'notProvided', detail: visited.failure.why } }
    if (visited.failure) pages.push({ kind, url, notShown: visited.failure.why, scriptErrors: [], widths: [] })
    else pages.push({ kind, url, notShown: null, ...visited.value })
  }
  return { value: { capturedAt: crawl.capturedAt, pages } }
}
