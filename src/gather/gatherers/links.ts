/** Link evidence from the crawl's report. */
import type { Evidence } from '../../evidence/evidence.ts'
import type { LinkFinding } from '../../evidence/links.ts'
import type { CrawlReport } from '../crawl/crawl-site.ts'

const maxUncheckedFindings = 500

/** Counts the outcomes and lists every link that is not known to work, ordered by page. */
export function linkEvidence(
  { pagesRead, links, unlisted, stoppedBecause }: CrawlReport,
  capturedAt: string,
): Evidence['links'] {
  const counts = { ok: 0, broken: 0, blocked: 0, slow: 0, unreachable: 0, unchecked: unlisted }
  const findings: LinkFinding[] = []
  let unchecked = 0
  for (const { url, foundOn, anchorText, result } of links) {
    const { outcome, status, reason } = result ?? {
      outcome: 'unchecked' as const,
      status: null,
      reason: stoppedBecause[0]!,
    }
    counts[outcome] += 1
    if (outcome === 'unchecked') unchecked += 1
    if (outcome === 'ok' || (outcome === 'unchecked' && unchecked > maxUncheckedFindings)) continue
    findings.push({ url, foundOn, anchorText, outcome, status, reason })
  }
  const cut = unchecked > maxUncheckedFindings ? [`未检查的链接只列出前 ${maxUncheckedFindings} 条`] : []
  return {
    capturedAt,
    pagesRead,
    linksChecked: links.length + unlisted - counts.unchecked,
    stoppedBecause: [...stoppedBecause, ...cut].join('；'),
    counts,
    findings: findings.toSorted((a, b) => compare(a.foundOn, b.foundOn) || compare(a.url, b.url)),
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
