/** A small bar chart: how many accounts were inspected on each platform and how many of them had problems. */
import { platforms, printedPlatforms } from '../../registry/platforms/index.ts'
import type { Figure } from '../bulletin.ts'
import { platformFigure } from '../figures.ts'
import type { Figures } from '../template.ts'
import { escapeHtml } from './escape-html.ts'

const WIDTH = 720
const LABEL = 110
const ROW = 34
const BAR = 16
/** Room behind the longest bar for its numbers. */
const NUMBERS = 140

/** SVG figure with links to the rows; empty when no account was inspected. Numbers are printed beside the bars. */
export function platformChart(figures: Figures, hrefOf: (figureId: string) => string): string {
  const bars = printedPlatforms.flatMap((platform) => {
    const inspected = figures.get(platformFigure('inspected', platform))
    const problem = figures.get(platformFigure('problem', platform))
    return inspected && problem ? [{ label: platforms[platform].label, inspected, problem }] : []
  })
  if (bars.length === 0) return ''
  const most = Math.max(...bars.map(({ inspected }) => inspected.value))
  const height = bars.length * ROW + 4
  const rows = bars.map((bar, index) => barRow(bar, index * ROW + 4, most, hrefOf)).join('\n')
  const summary = bars
    .map(({ label, inspected, problem }) => `${label}抽查${inspected.text}个，存在突出问题${problem.text}个`)
    .join('；')
  return `
<figure>
<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(summary)}" font-size="14">
${rows}
</svg>
<figcaption>各平台抽查账号数（蓝）与存在突出问题账号数（红）</figcaption>
</figure>`
}

function barRow(
  { label, inspected, problem }: { readonly label: string; readonly inspected: Figure; readonly problem: Figure },
  top: number,
  most: number,
  hrefOf: (figureId: string) => string,
): string {
  const width = (value: number) => Math.round(((WIDTH - LABEL - NUMBERS) * value * 10) / most) / 10
  // A single stale account among hundreds must still be seen.
  const problemWidth = problem.value === 0 ? 0 : Math.max(3, width(problem.value))
  const baseline = top + BAR - 3
  const numbersAt = LABEL + width(inspected.value) + 8
  return `<text x="${LABEL - 10}" y="${baseline}" text-anchor="end">${escapeHtml(label)}</text>
<rect x="${LABEL}" y="${top}" width="${width(inspected.value)}" height="${BAR}" fill="#9db8e0"/>
<rect x="${LABEL}" y="${top}" width="${problemWidth}" height="${BAR}" fill="#c0392b"/>
<text x="${numbersAt}" y="${baseline}"><a href="${hrefOf(inspected.id)}">${inspected.text}</a>${
    problem.value === 0 ? '' : `，<a href="${hrefOf(problem.id)}" fill="#c0392b">${problem.text}个有问题</a>`
  }</text>`
}
