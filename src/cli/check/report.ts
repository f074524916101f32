/** The answer of `mingcha check --json`: a documented contract (docs/reference/check.md), checked before it is printed. */
import { z } from 'zod'
import { column } from '../../evidence/columns.ts'
import { linkErrors, linkOutcomes, type LinkErrorClass } from '../../evidence/link-errors.ts'
import { linkPlace, linkStep, type LinkFinding } from '../../evidence/links.ts'
import type { GatheredSite } from '../../gather/gather-site.ts'
import type { Judgement } from '../../judging/judge.ts'
import type { RuleSet } from '../../regulations/rule-set.ts'

export const problem = z.strictObject({
  url: z.string(),
  outcome: z.enum(linkOutcomes).exclude(['ok']),
  /** HTTP status of the last answer. */
  status: z.number().int().nullable(),
  chain: z.array(linkStep.extend({ elapsedMs: z.number().int().nullable() })),
  /** Class of the error; docs/reference/check.md lists them. */
  error: z.enum(Object.keys(linkErrors) as [LinkErrorClass, ...LinkErrorClass[]]),
  /** What happened and what to do, in Chinese. */
  advice: z.string(),
  suggestion: z.string().nullable(),
  foundOn: z.array(linkPlace),
})

export const checkReport = z.strictObject({
  target: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  pages: z.strictObject({ known: z.number().int(), fetched: z.number().int() }),
  links: z.strictObject({ checked: z.number().int(), byOutcome: z.record(z.enum(linkOutcomes), z.number().int()) }),
  /** Every link whose outcome is not `ok`. */
  problems: z.array(problem),
  /** `page#place` that links ask for and the page does not have. */
  anchors: z.array(z.string()),
  /** `confidence`: how sure class and level are, 0 to 1; `null` when a person has set them. */
  columns: z.array(column.extend({ confidence: z.number().min(0).max(1).nullable() })),
  findings: z.array(
    z.strictObject({
      /** Clause of the rule set; `null` for a note or a warning about the check itself. */
      clause: z.string().nullable(),
      outcome: z.enum(['passed', 'failed', 'inapplicable', 'cantTell', 'untested', 'warning', 'note']),
      message: z.string(),
      places: z.array(z.strictObject({ where: z.string(), message: z.string() })),
    }),
  ),
  /** Document by which addresses were visited that robots.txt forbids, and how many; `null`: robots.txt was obeyed. */
  robotsAuthority: z.strictObject({ documentNumber: z.string(), addresses: z.number().int() }).nullable(),
  /** The web archive that proves it; `null` when nothing was answered. */
  evidence: z
    .strictObject({
      file: z.string(),
      bytes: z.number().int(),
      sha256: z.string(),
      sm3: z.string(),
      records: z.number().int(),
      /** Fingerprint of the key that signed it. */
      signedBy: z.string().nullable(),
      /** When a time stamping authority vouched for it; `null` when none is configured or none answered. */
      timeStamp: z.string().nullable(),
    })
    .nullable(),
})
export type CheckReport = z.output<typeof checkReport>

export interface CheckFacts {
  readonly target: string
  readonly startedAt: string
  readonly finishedAt: string
  readonly gathered: GatheredSite
  readonly judgements: readonly Judgement[]
  readonly ruleSet: RuleSet
  /** Where the archive was written. */
  readonly archiveFile: string
  readonly interrupted: boolean
}

/** Puts the report together. */
export function reportOf(facts: CheckFacts): CheckReport {
  const { gathered, target, startedAt, finishedAt } = facts
  const { links, archive, evidence } = gathered
  const columns = 'value' in evidence.columns ? evidence.columns.value.columns : []
  return {
    target,
    startedAt,
    finishedAt,
    pages: { known: gathered.pagesKnown, fetched: gathered.pagesRead },
    links: { checked: links?.linksChecked ?? 0, byOutcome: links?.counts ?? noCounts() },
    problems: links?.findings.map(problemOf) ?? [],
    anchors: [...new Set(links?.anchors.map(({ url }) => url))],
    columns: columns.map((each) => ({ ...each, confidence: each.confidence ?? null })),
    findings: [...notes(facts), ...clauseFindings(facts)],
    robotsAuthority: authorityOf(links),
    evidence: archive && { signedBy: null, timeStamp: null, ...archive, file: facts.archiveFile },
  }
}

function authorityOf(links: CheckFacts['gathered']['links']): CheckReport['robotsAuthority'] {
  if (!links?.robotsAuthority) return null
  const { documentNumber, addresses } = links.robotsAuthority
  return { documentNumber, addresses }
}

function problemOf(finding: LinkFinding): CheckReport['problems'][number] {
  const { url, outcome, status, chain, error, reason, suggestion, places, elapsedMs } = finding
  const { title, advice } = linkErrors[error]
  const what = reason === '' || reason === title ? title : `${title}：${reason}`
  return {
    url,
    outcome: outcome as Exclude<typeof outcome, 'ok'>,
    status,
    // Time is taken for the whole way; it stands at its end.
    chain: chain.map((step, index) => ({ ...step, elapsedMs: index === chain.length - 1 ? elapsedMs : null })),
    error,
    advice: `${what}。${advice}。`,
    suggestion,
    foundOn: places,
  }
}

function notes({ gathered: { links, evidence }, interrupted }: CheckFacts): CheckReport['findings'] {
  const plain = { clause: null, places: [] }
  const home =
    'missing' in evidence.homePage
      ? [{ ...plain, outcome: 'warning' as const, message: evidence.homePage.missing.detail }]
      : []
  const ended = [
    {
      ...plain,
      outcome: 'note' as const,
      message: `${interrupted ? '检查被中断，以下为已查到的内容；' : ''}${links?.stoppedBecause ?? '没有检查链接'}（链接只检查了一次）`,
    },
  ]
  const anchors = (links?.anchors ?? []).map(({ url, page, text }) => ({
    clause: null,
    outcome: 'warning' as const,
    message: `页内位置不存在：${url}`,
    places: [{ where: page, message: text }],
  }))
  const odd = (links?.warnings ?? []).map(({ url, message }) => ({
    clause: null,
    outcome: 'warning' as const,
    message,
    places: [{ where: url, message }],
  }))
  return [...home, ...ended, ...copiedSite(evidence), ...anchors, ...odd]
}

/** Identity items that contradict each other: a lead for a person, also where no clause is asked of the site. */
function copiedSite({ footer }: GatheredSite['evidence']): CheckReport['findings'] {
  if (footer === undefined || 'missing' in footer) return []
  return (footer.value.contradictions ?? []).map(({ reason, url }) => ({
    clause: null,
    outcome: 'warning' as const,
    message: `疑似仿冒网站的线索，请人工核实：${reason}`,
    places: [{ where: url, message: reason }],
  }))
}

function clauseFindings({ judgements, ruleSet }: CheckFacts): CheckReport['findings'] {
  return judgements
    .filter(({ outcome }) => outcome !== 'untested')
    .map(({ clause, outcome, because, findings }) => ({
      clause,
      outcome,
      message: `${ruleSet.clauses[clause]?.title ?? clause}：${because}`,
      places: findings.map(({ where, message }) => ({ where, message })),
    }))
}

function noCounts(): CheckReport['links']['byOutcome'] {
  return Object.fromEntries(linkOutcomes.map((outcome) => [outcome, 0])) as CheckReport['links']['byOutcome']
}
