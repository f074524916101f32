/**
 * 复查结果: what a re-check has found, graded place by place. A pure function of what was found before and what is found now:
 * "page gone" and "could not be looked at" are not "fixed".
 */
import type { LinkFinding } from '../evidence/links.ts'
import type { Finding } from '../indicators/define.ts'
import type { ReviewedJudgement } from '../review/exemptions.ts'

/** In order of weight: the case has the heaviest of its places. */
export const grades = {
  stillThere: '仍然存在',
  cannotTell: '无法判断',
  moved: '已移至他处',
  pageRemoved: '页面已删除',
  exempted: '已列入白名单',
  fixedVerified: '已整改并核实',
} as const
export type Grade = keyof typeof grades

/** With these a case may be closed; `cannotTell` asks a person to look and say what was seen. */
export const closable: readonly Grade[] = ['fixedVerified', 'exempted', 'pageRemoved', 'moved']

export interface GradedPlace {
  readonly where: string
  readonly url: string | null
  readonly grade: Grade
}

export interface Graded {
  readonly grade: Grade
  readonly places: readonly GradedPlace[]
}

/** What the re-check knows of addresses that do not open as they should. */
export type SeenLinks = readonly Pick<LinkFinding, 'url' | 'status' | 'chain'>[]

/** Grades a re-check; `after` is `null` when the clause was not judged at all. */
export function gradeRecheck(before: readonly Finding[], after: ReviewedJudgement | null, links: SeenLinks): Graded {
  const all = before.length > 0 ? before : [{ where: '', message: '' }]
  const places = all.map((finding) => ({
    where: finding.where,
    url: finding.url ?? null,
    grade: gradeOf(finding, before.length > 0, after, links),
  }))
  const order = Object.keys(grades) as Grade[]
  return { grade: order.find((grade) => places.some((place) => place.grade === grade))!, places }
}

function gradeOf(finding: Finding, hasPlace: boolean, after: ReviewedJudgement | null, links: SeenLinks): Grade {
  if (after === null || after.outcome === 'cantTell' || after.outcome === 'untested') return 'cannotTell'
  const isHere = (other: Finding) => other.where === finding.where && other.url === finding.url
  if (after.exempted?.some(isHere)) return 'exempted'
  if (after.outcome === 'failed' && (!hasPlace || after.findings.length === 0 || after.findings.some(isHere))) {
    return 'stillThere'
  }
  if (after.outcome === 'inapplicable') return after.exempted === undefined ? 'cannotTell' : 'exempted'
  const seen = links.find(({ url }) => url === finding.url)
  if (seen?.status === 404 || seen?.status === 410) return 'pageRemoved'
  const last = seen?.chain.at(-1)
  if (last !== undefined && last.via !== 'link' && last.status === 200) return 'moved'
  return 'fixedVerified'
}
