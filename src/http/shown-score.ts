/** A score as the API shows it: points as exact text, never as floating point. */
import type { Score } from '../judging/score.ts'
import { formatPoints } from '../kernel/points.ts'

export function shownScore({ vetoes, openVetoes, points, provisional }: Score) {
  return { vetoes, openVetoes, provisional, points: points && shownPoints(points) }
}

function shownPoints({ deductionPart, bonusPart, total, groups, range, items }: NonNullable<Score['points']>) {
  return {
    deductionPart: formatPoints(deductionPart),
    bonusPart: bonusPart && formatPoints(bonusPart),
    total: formatPoints(total),
    groups: groups.map(({ group, max, lost }) => ({ group, max: formatPoints(max), lost: formatPoints(lost) })),
    range: { lowest: formatPoints(range.lowest), highest: formatPoints(range.highest) },
    items: items.map(({ clause, title, state, counted, max }) => ({
      clause,
      title,
      state,
      counted: formatPoints(counted),
      max: formatPoints(max),
    })),
  }
}
