import type { ClaimedArticle } from '../../evidence/date-claims.ts'
import { day, daysBetween } from '../../kernel/day.ts'
import { cantTell, defineIndicator, failed, passed, type Finding } from '../define.ts'
import { capturedAt, casesOf, home, many } from '../example.ts'

type Source = ClaimedArticle['claims'][number]['source']

/** What earlier inspections saw is told in their own words. */
const sourceNames: Readonly<Record<Exclude<Source, 'seenBefore' | 'missedBefore'>, string>> = {
  list: '列表',
  visible: '文章页',
  meta: '网页标签',
  url: '网址',
  lastModified: 'Last-Modified',
}
const shown: ReadonlySet<Source> = new Set(['list', 'visible'])

/**
 * 弄虚作假（伪造发稿日期）: an article shows a later day than everything behind it. A tag or a file that is newer than the day
 * shown only tells that the page was generated anew; and one older trace alone may be a draft's.
 */
export default defineIndicator({
  id: 'site/falsified-dates',
  clause: 'WEB-V1.5',
  needs: ['dateClaims'],
  method:
    '比较各栏目最新文章在列表、文章页上显示的日期与网页标签、网址、Last-Modified、以前检查时的日期：显示的日期比两处及以上旁证（或以前检查时所见）都晚7天以上，' +
    '或列表比文章页晚7天以上的，列为疑似伪造发稿日期。旁证晚于显示日期的是网页重新生成，不算。' +
    '显示的日期在某次检查之前、而那次检查读到的列表中没有这一篇的，疑似事后补发并倒填日期，也列为疑点。机器只提出疑点，由人工确认。',

  judge({ dateClaims }, { params }) {
    const { articles } = dateClaims
    if (articles.length === 0) return cantTell('没有可以比较日期的文章')
    const findings = articles.flatMap((article): Finding[] => {
      const message = suspicion(article, params)
      return message === null ? [] : [{ where: `${article.column}：${article.title}`, message, url: article.url }]
    })
    const because = `比较了 ${articles.length} 篇文章的日期，${findings.length} 篇有疑点`
    return findings.length > 0 ? failed(because, findings) : passed(because)
  },

  cases: casesOf('dateClaims', [
    [
      '各处一致',
      'passed',
      claims({ list: '2025-08-13', visible: '2025-08-13', meta: '2025-08-13', url: '2025-08-13' }),
    ],
    [
      '显示日期晚于标签和网址',
      'failed',
      claims({ list: '2025-08-13', visible: '2025-08-13', meta: '2025-04-03', url: '2025-04-03' }),
    ],
    ['恰好晚7天', 'failed', claims({ list: '2025-08-13', meta: '2025-08-06', url: '2025-08-06' })],
    ['只晚6天', 'passed', claims({ list: '2025-08-13', meta: '2025-08-07', url: '2025-08-07' })],
    [
      '只有一处旁证较早（可能是起草日期）',
      'passed',
      claims({ list: '2025-08-13', visible: '2025-08-13', url: '2025-04-03' }),
    ],
    ['一处较早，另一处一致', 'passed', claims({ list: '2025-08-13', meta: '2025-08-13', url: '2025-04-03' })],
    [
      '文件修改时间和标签都早',
      'failed',
      claims({ visible: '2025-08-13', meta: '2025-04-03', lastModified: '2025-04-03' }),
    ],
    [
      '两处较早，一处一致',
      'passed',
      claims({ list: '2025-08-13', meta: '2025-04-03', url: '2025-04-03', lastModified: '2025-08-13' }),
    ],
    ['网页重新生成，标签较晚', 'passed', claims({ list: '2023-08-13', visible: '2023-08-13', meta: '2025-08-13' })],
    ['文件修改时间较晚', 'passed', claims({ visible: '2025-04-03', meta: '2025-04-03', lastModified: '2025-08-13' })],
    ['列表比文章页晚', 'failed', claims({ list: '2025-08-13', visible: '2025-04-03' })],
    ['列表比文章页早', 'passed', claims({ list: '2025-04-03', visible: '2025-08-13' })],
    ['上次检查时是另一日期', 'failed', claims({ list: '2025-08-13', visible: '2025-08-13', seenBefore: '2025-04-03' })],
    ['上次检查时是同一日期', 'passed', claims({ list: '2025-08-13', seenBefore: '2025-08-13' })],
    ['上次检查前一天的文章，当时列表中没有', 'failed', claims({ list: '2025-08-13', missedBefore: '2025-08-14' })],
    ['上次检查当天的文章，当时列表中没有', 'passed', claims({ list: '2025-08-14', missedBefore: '2025-08-14' })],
    ['只有显示的日期', 'passed', claims({ list: '2025-08-13' })],
    ['没有显示的日期', 'passed', claims({ meta: '2025-04-03', url: '2025-04-03' })],
    [
      '几篇中有一篇',
      'failed',
      {
        capturedAt,
        articles: [...many(3, article({ list: '2025-08-13' })), article({ list: '2025-08-13', visible: '2025-04-03' })],
      },
    ],
    ['没有读到文章', 'cantTell', { capturedAt, articles: [] }],
  ]),
})

interface Gaps {
  readonly minGapDays: number
  /** Days between the day shown and a later day on which the list was read without the article. */
  readonly minMissedDays: number
}

/** Why the dates of an article are suspicious, or `null`. */
function suspicion({ claims: all }: ClaimedArticle, { minGapDays, minMissedDays }: Gaps): string | null {
  const visible = all.filter(({ source }) => shown.has(source))
  const latest = visible.reduce<(typeof visible)[number] | null>((a, b) => (a === null || b.day > a.day ? b : a), null)
  if (latest === null) return null
  const earlier = ({ day: other }: (typeof all)[number]) => daysBetween(other, latest.day) >= minGapDays
  const traces = all.filter(({ source }) => source === 'meta' || source === 'url' || source === 'lastModified')
  const against = [
    ...(traces.length >= 2 && traces.every(earlier) ? traces : []),
    ...all.filter((claim) => claim.source === 'seenBefore' && earlier(claim)),
    ...all.filter(
      ({ source, day: missed }) => source === 'missedBefore' && daysBetween(latest.day, missed) >= minMissedDays,
    ),
    ...(latest.source === 'list' ? visible.filter((claim) => claim.source === 'visible' && earlier(claim)) : []),
  ]
  if (against.length === 0) return null
  return `${said(latest, '显示')}，${against.map((claim) => said(claim, '为')).join('，')}`
}

function said({ source, raw }: ClaimedArticle['claims'][number], verb: string): string {
  return source === 'seenBefore' || source === 'missedBefore' ? raw : `${sourceNames[source]}${verb} ${raw}`
}

function article(days: Partial<Record<Source, string>>): ClaimedArticle {
  return {
    title: '示例',
    url: `${home}a/1.html`,
    column: '工作动态',
    claims: Object.entries(days).map(([source, text]) => ({ source: source as Source, day: day(text), raw: text })),
  }
}

function claims(days: Partial<Record<Source, string>>) {
  return { capturedAt, articles: [article(days)] }
}
