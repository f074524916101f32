/** Link evidence from the crawl's report. */
import type { Evidence } from '../../evidence/evidence.ts'
import { linkOutcomes, mayPass, type LinkErrorClass, type LinkOutcomeName } from '../../evidence/link-errors.ts'
import type { LinkFinding } from '../../evidence/links.ts'
import type { CrawlReport } from '../crawl/crawl-report.ts'
import { isFine } from '../crawl/link-register.ts'
import { unvisited } from '../crawl/link-outcome.ts'

const [maxUncheckedFindings, maxFindings] = [500, 20_000]

/** Counts the outcomes and lists every link that is not known to work, ordered by page. */
export function linkEvidence(report: CrawlReport, capturedAt: string): Evidence['links'] {
  const { pagesRead, unlisted, stoppedBecause } = report
  const counts = Object.fromEntries(linkOutcomes.map((outcome) => [outcome, 0])) as Record<LinkOutcomeName, number>
  const findings: LinkFinding[] = []
  const left = unvisited(stoppedBecause[0]!.includes('不应答') ? 'siteDown' : 'limit', stoppedBecause[0])
  let [unlistedFindings, uncheckedFindings] = [0, 0]
  for (const link of report.links) {
    if (isFine(link)) {
      counts.ok += 1
      continue
    }
    const result = link.result ?? left
    const { outcome, error } = result
    counts[outcome] += 1
    if (outcome === 'ok' || error === null) continue
    if (outcome === 'unchecked' && (uncheckedFindings += 1) > maxUncheckedFindings) continue
    if (findings.length >= maxFindings) unlistedFindings += 1
    else findings.push(finding(link, { ...result, outcome, error }, capturedAt))
  }
  counts.unchecked += unlisted
  const cuts: string[] = []
  if (uncheckedFindings > maxUncheckedFindings) cuts.push(`未检查的链接只列出前 ${maxUncheckedFindings} 条`)
  if (unlistedFindings > 0) cuts.push(`有问题的链接只列出前 ${maxFindings} 条，另有 ${unlistedFindings} 条`)
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  return {
    capturedAt,
    pagesRead,
    linksChecked: total - counts.unchecked,
    stoppedBecause: [...stoppedBecause, ...cuts].join('；'),
    counts,
    findings: findings.toSorted((a, b) => compare(a.foundOn, b.foundOn) || compare(a.url, b.url)),
    anchors: [...report.anchors],
    warnings: [...report.warnings],
    ...(report.robotsAuthority && { robotsAuthority: report.robotsAuthority }),
  }
}

type Checked = NonNullable<Parameters<typeof isFine>[0]['result']> & { readonly error: LinkErrorClass }

function finding(link: Parameters<typeof isFine>[0], result: Checked, capturedAt: string): LinkFinding {
  const { outcome, status, reason, error, chain, elapsedMs, suggestion } = result
  const { places } = link
  const [first] = places
  return {
    url: link.url,
    foundOn: first?.page ?? link.url,
    anchorText: first?.text ?? '',
    outcome,
    status,
    reason,
    error,
    chain: [...chain],
    elapsedMs,
    suggestion,
    places,
    morePlaces: link.morePlaces,
    ...(mayPass(outcome, error) ? { history: { failedAt: [capturedAt], lastOkAt: null, confirmed: null } } : {}),
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
