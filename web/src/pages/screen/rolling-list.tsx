/** A list that moves up a row every few seconds when it is longer than its place; for whoever wants no motion it stands. */
import { useEffect, useState } from 'react'
import { number } from '../../zh.ts'

interface Row {
  readonly key: string
  readonly first: string
  readonly second: string
  readonly side: string
  readonly bad?: boolean
}

interface RollingListProps {
  readonly title: string
  /** Of all, which may be more than the rows. */
  readonly total: number
  readonly empty: string
  readonly rows: readonly Row[]
  /** Rows that have room. */
  readonly visible: number
}

const everyMs = 4_000

export function RollingList({ title, total, empty, rows, visible }: RollingListProps) {
  const moves = rows.length > visible
  const [start, setStart] = useState(0)
  useEffect(() => {
    if (!moves || matchMedia('(prefers-reduced-motion: reduce)').matches) return
    const timer = setInterval(() => setStart((before) => before + 1), everyMs)
    return () => clearInterval(timer)
  }, [moves])
  const shown = Array.from(
    { length: Math.min(visible, rows.length) },
    (_, place) => rows[(start + place) % rows.length]!,
  )
  return (
    <section className="wall-panel wall-list">
      <h2>
        {title}
        <span>共 {number(total)} 条</span>
      </h2>
      {rows.length === 0 ? (
        <p className="wall-empty">{empty}</p>
      ) : (
        <ul>
          {shown.map(({ key, first, second, side, bad }) => (
            <li key={key}>
              <b>{first}</b>
              <span className={bad === true ? 'failing' : 'warned'}>{side}</span>
              <small>{second}</small>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
