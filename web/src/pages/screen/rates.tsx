/** How many of the inspected are good. What is not yet decided is neither. */
import type { ScreenAnswer } from '../../../../src/http/routes/screen.ts'
import { number, percent } from '../../zh.ts'

interface RatesProps {
  readonly title: string
  readonly counts: ScreenAnswer['sites']
}

export function Rates({ title, counts }: RatesProps) {
  const { total, qualified, unqualified, undecided, waiting } = counts
  const decided = qualified + unqualified
  const parts = [
    ['合格', qualified, 'fine'],
    ['不合格', unqualified, 'failing'],
    ['未定', undecided, 'open'],
    ['未检查', waiting, 'unknown'],
  ] as const
  return (
    <section className="wall-panel">
      <h2>
        {title}
        <span>检查 {number(total)} 个</span>
      </h2>
      <div className="wall-rate">
        <strong>{decided === 0 ? '—' : percent(qualified, decided)}</strong>
        <span>
          合格率
          <br />
          {number(qualified)} / {number(decided)} 已定
        </span>
      </div>
      <div className="wall-bar" aria-hidden="true">
        {parts.map(
          ([label, value, tone]) => value > 0 && <i key={label} className={tone} style={{ flexGrow: value }} />,
        )}
      </div>
      <ul className="wall-parts">
        {parts.map(([label, value, tone]) => (
          <li key={label} className={tone}>
            {label} <b>{number(value)}</b>
          </li>
        ))}
      </ul>
    </section>
  )
}
