/**
 * A few percentages over time as lines, drawn by hand: the page that everybody opens first must not wait for a library of charts.
 * The numbers stand beside it as a table, so the drawing is one picture with one label.
 */
import { useEffect, useRef, useState } from 'react'

export interface Line {
  readonly name: string
  readonly colour: string
  /** In percent, one for each of `marks`; `null`: none was made. */
  readonly values: readonly (number | null)[]
}

interface LinesProps {
  readonly label: string
  /** Names of the points in time. */
  readonly marks: readonly string[]
  readonly lines: readonly Line[]
}

const height = 220
const edge = { left: 56, right: 28, top: 24, bottom: 28 }
/** Between the axis and the first point: the values above it keep clear of the scale. */
const inset = 30
/** Beside more points than these there is no room for their values. */
const mostValues = 8

export function Lines({ label, marks, lines }: LinesProps) {
  const place = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)))
    observer.observe(place.current!)
    return () => observer.disconnect()
  }, [])
  const least = leastOf(lines.flatMap(({ values }) => values.filter((value) => value !== null)))
  const x = (index: number) => {
    const room = width - edge.left - edge.right - 2 * inset
    return edge.left + inset + (marks.length === 1 ? room / 2 : (room * index) / (marks.length - 1))
  }
  const y = (value: number) => edge.top + ((100 - value) / (100 - least)) * (height - edge.top - edge.bottom)
  const every = Math.max(1, Math.ceil((marks.length * 64) / Math.max(1, width - edge.left)))
  return (
    <div ref={place} role="img" aria-label={label} className="lines">
      <p className="legend" aria-hidden="true">
        {lines.map(({ name, colour }) => (
          <span key={name}>
            <i style={{ background: colour }} />
            {name}
          </span>
        ))}
      </p>
      <svg width={width} height={height} aria-hidden="true">
        {rulesFrom(least).map((value) => (
          <g key={value}>
            <line className="rule" x1={edge.left} x2={width - edge.right} y1={y(value)} y2={y(value)} />
            <text x={edge.left - 8} y={y(value) + 4} textAnchor="end">{`${value}%`}</text>
          </g>
        ))}
        {marks.map((mark, index) =>
          index % every === 0 ? (
            <text key={mark} x={x(index)} y={height - 8} textAnchor="middle">
              {mark}
            </text>
          ) : null,
        )}
        {lines.map(({ name, colour, values }, at) => (
          <g key={name} stroke={colour} fill={colour}>
            <path d={pathOf(values, x, y)} fill="none" strokeWidth={2} />
            {values.map((value, index) =>
              value === null ? null : (
                <g key={marks[index]}>
                  <circle cx={x(index)} cy={y(value)} r={4} stroke="none">
                    <title>{`${marks[index]} ${name} ${value}%`}</title>
                  </circle>
                  {marks.length <= mostValues && (
                    <text
                      className="value"
                      x={x(index)}
                      y={y(value) + (isAbove(lines, at, index) ? -9 : 18)}
                      textAnchor="middle"
                    >
                      {`${value}%`}
                    </text>
                  )}
                </g>
              ),
            )}
          </g>
        ))}
      </svg>
    </div>
  )
}

/** The lower end of the scale: a round ten below the least value, so that a change is seen. */
function leastOf(values: readonly number[]): number {
  return Math.max(0, Math.floor((Math.min(100, ...values) - 5) / 10) * 10)
}

/** Every ten, or four of them over less than thirty. */
function rulesFrom(least: number): readonly number[] {
  const parts = 100 - least < 30 ? 4 : (100 - least) / 10
  return Array.from({ length: parts + 1 }, (_, part) => least + ((100 - least) * part) / parts)
}

/** A gap where there is no value. */
function pathOf(
  values: readonly (number | null)[],
  x: (index: number) => number,
  y: (value: number) => number,
): string {
  return values
    .map((value, index) =>
      value === null ? '' : `${(values[index - 1] ?? null) === null ? 'M' : 'L'}${x(index)} ${y(value)}`,
    )
    .join('')
}

/** Whether a line is the upper one at a mark: its value stands above its point then, the others' below. */
function isAbove(lines: readonly Line[], at: number, index: number): boolean {
  const own = lines[at]!.values[index] ?? 0
  return lines.every(({ values }, other) => {
    const theirs = values[index] ?? -1
    return other === at || own > theirs || (own === theirs && at < other)
  })
}
