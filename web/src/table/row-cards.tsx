/** The rows of a list on a narrow screen: one card each, headed by the first column, the others by their names. */
import type { Key } from 'react'
import type { QueryColumn } from './query-table.tsx'
import './row-cards.css'

interface RowCardsProps<Row> {
  readonly rows: readonly Row[]
  readonly columns: readonly QueryColumn<Row>[]
  readonly rowKey: (row: Row) => Key
}

export function RowCards<Row>({ rows, columns, rowKey }: RowCardsProps<Row>) {
  const [first, ...others] = columns
  return (
    <ul className="row-cards">
      {rows.map((row) => (
        <li key={rowKey(row)}>
          <div className="row-card-head">{first?.render(row)}</div>
          <dl>
            {others.map(({ key, title, render }) => {
              const shown = render(row)
              if (shown === null || shown === undefined || shown === '') return null
              return (
                <div key={key}>
                  <dt>{title}</dt>
                  <dd>{shown}</dd>
                </div>
              )
            })}
          </dl>
        </li>
      ))}
    </ul>
  )
}
